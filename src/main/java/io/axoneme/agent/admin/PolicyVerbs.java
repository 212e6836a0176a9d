// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.model.Direction;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Rule;
import io.axoneme.net.AdminReply;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** {@code policy get}. */
final class PolicyVerbs {
    private final NodeView node;

    PolicyVerbs(NodeView node) {
        this.node = node;
    }

    /** All policies that are enforced here, or those of one name: {@code namespace/name}, or the name of a cluster-wide one. */
    AdminReply get(Arguments arguments) {
        List<String> names = arguments.rest();
        List<Policy> policies = node.policies().stream()
                .filter(p -> names.isEmpty() || names.contains(p.ref().toString()))
                .sorted(Comparator.comparing(Policy::ref))
                .toList();
        if (policies.isEmpty() && !names.isEmpty()) {
            return AdminReply.failed("no policy " + String.join(", ", names) + " is enforced on this node");
        }
        ArrayNode all = Json.array();
        policies.forEach(p -> describe(p, all.addObject()));
        return AdminReply.of(Json.text(all) + "Revision: " + node.revision() + "\n");
    }

    private static void describe(Policy policy, ObjectNode json) {
        PolicyRef ref = policy.ref();
        json.put("kind", ref.kind().text());
        if (!ref.namespace().isEmpty()) {
            json.put("namespace", ref.namespace());
        }
        json.put("name", ref.name()).put("uid", ref.uid()).put("generation", policy.generation());
        if (policy.audit()) {
            json.put("audit", true);
        }
        ArrayNode specs = json.putArray("specs");
        for (PolicySpec spec : policy.specs()) {
            ObjectNode one = specs.addObject().put("endpointSelector", RuleText.of(spec.subject()));
            for (Direction direction : Direction.values()) {
                ArrayNode rules = one.putArray(direction.text());
                spec.rules().stream()
                        .filter(r -> r.direction() == direction)
                        .forEach(r -> describe(r, rules.addObject()));
            }
        }
    }

    private static void describe(Rule rule, ObjectNode json) {
        json.put("path", rule.path()).put("action", rule.action().name().toLowerCase(Locale.ROOT));
        rule.peers().forEach(peer -> json.withArray("peers").add(RuleText.of(peer)));
        rule.ports().forEach(port -> json.withArray("ports").add(RuleText.of(port.match())));
    }
}
