// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where shadows stand, and that they come and go with their rows. What they mean is in the case files. */
class AuditedPolicyTest {

    private static final int DB = 301;
    private static final RowKey TCP_5432 = RowKey.of(Protocol.TCP, 5432);

    private NodeGraph graph;

    @BeforeEach
    void onePod() {
        var dns = LabelSelector.of(Requirement.equalTo("k8s", "k8s-app", "kube-dns"));
        graph = new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, dns, false), Seed.empty());
        graph.putIdentity(new Identity(DB, Labels.parse("k8s:app=db")));
        graph.putEndpoint(1, DB);
    }

    @Test
    void withoutAuditedPoliciesNoRowHasAShadow() {
        graph.putPolicy(allow("enforced", "web", false));
        assertTrue(ingress().rows().stream().allMatch(r -> r.shadow() == null));
    }

    @Test
    void anAuditedAllowBesideAnEnforcedOneLeavesNoTrace() {
        graph.putPolicy(allow("enforced", "web", false));
        var before = ingress();
        graph.putPolicy(allow("audited", "cron", true));
        assertEquals(
                before.rows().stream().map(Row::key).toList(),
                ingress().rows().stream().map(Row::key).toList());
        assertTrue(ingress().rows().stream().allMatch(r -> r.shadow() == null));
    }

    @Test
    void anAuditedDenyShadowsEveryRowThatItTouches() {
        graph.putPolicy(allow("enforced", "web", false));
        graph.putPolicy(policy("audited", Rule.Action.DENY, "web", new PortMatch.AllOf(Protocol.TCP), true));
        var rows = ingress().rows();
        assertNull(row(rows, RowKey.ANY).shadow());
        assertNotNull(row(rows, RowKey.of(Protocol.TCP)).shadow());
        var shadow = Objects.requireNonNull(row(rows, TCP_5432).shadow());
        assertEquals(Row.Action.DENY, shadow.segments().getFirst().action());
        assertTrue(row(rows, TCP_5432).segments().stream().noneMatch(s -> s.action() == Row.Action.DENY));
    }

    @Test
    void aDefaultDenyThatOnlyAuditedPoliciesBringIsTheLastSegmentOfEveryShadow() {
        graph.putPolicy(allow("audited", "web", true));
        var side = ingress();
        assertFalse(side.enforced());
        assertTrue(side.defaultCauses().isEmpty());
        assertEquals(
                List.of(RowKey.ANY, TCP_5432),
                side.rows().stream().map(Row::key).toList());
        for (var row : side.rows()) {
            assertTrue(row.segments().isEmpty(), "an audited rule is in no row that is enforced");
            var last = Objects.requireNonNull(row.shadow()).segments().getLast();
            assertEquals(Row.Action.DENY, last.action());
            assertEquals(
                    List.of(Cause.Part.DEFAULT_DENY),
                    Objects.requireNonNull(last.causes().get(0)).stream()
                            .map(Cause::part)
                            .toList());
        }
    }

    @Test
    void everyRowAndShadowHasAnIdOfItsOwn() {
        graph.putPolicy(allow("audited", "web", true));
        var egress = new Rule(Direction.EGRESS, Rule.Action.ALLOW, List.of(), List.of(), "spec.egress");
        graph.putPolicy(of("out", egress, true));
        graph.flush();
        var ids = new ArrayList<Integer>();
        for (var side : Objects.requireNonNull(graph.policyOf(1)).sides().values()) {
            side.rowsWithShadows().forEach(r -> ids.add(r.id()));
        }
        assertEquals(6, ids.size());
        assertEquals(6, new TreeSet<>(ids).last());
        assertEquals(6, new TreeSet<>(ids).size());
    }

    @Test
    void whatShadowsUseIsFreedWithThem() {
        graph.flush();
        int before = graph.allSelectors().size();
        graph.putPolicy(allow("audited", "web", true));
        graph.flush();
        assertTrue(graph.allSelectors().size() > before);
        graph.removePolicy(allow("audited", "web", true).ref());
        for (int i = 0; i < 4; i++) {
            graph.collect(graph.flush().revision());
        }
        assertEquals(before, graph.allSelectors().size());
    }

    @Test
    void whatNoPolicyWroteIsNoDefaultDeny() {
        graph.putPolicy(allow("a", "web", false));
        graph.putPolicy(policy("audited", Rule.Action.DENY, "web", new PortMatch.Everything(), true));
        graph.flush();
        assertEquals(Map.of(), graph.endpointsInDefaultDeny(), "one alone shares with nobody");
        graph.putPolicy(allow("b", "web", false));
        graph.flush();
        assertEquals(2, graph.endpointsInDefaultDeny().size());
    }

    @Test
    void aPolicyThatIsNoLongerAuditedIsEnforced() {
        graph.putPolicy(allow("p", "web", true));
        assertFalse(ingress().enforced());
        graph.putPolicy(allow("p", "web", false));
        assertTrue(ingress().enforced());
        assertTrue(ingress().rows().stream().allMatch(r -> r.shadow() == null));
    }

    private ResolvedPolicy.Side ingress() {
        graph.flush();
        return Objects.requireNonNull(graph.policyOf(1)).ingress();
    }

    private static Row row(List<Row> rows, RowKey key) {
        return rows.stream().filter(r -> r.key().equals(key)).findFirst().orElseThrow();
    }

    private static Policy allow(String name, String app, boolean audit) {
        return policy(name, Rule.Action.ALLOW, app, new PortMatch.Range(Protocol.TCP, 5432, 5432), audit);
    }

    private static Policy policy(String name, Rule.Action action, String app, PortMatch port, boolean audit) {
        var peer = new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", "app", app)));
        var rule = new Rule(Direction.INGRESS, action, List.of(peer), List.of(PortRule.plain(port)), "spec.ingress[0]");
        return of(name, rule, audit);
    }

    private static Policy of(String name, Rule rule, boolean audit) {
        var subject = LabelSelector.of(Requirement.equalTo("k8s", "app", "db"));
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", name, "uid-" + name),
                1,
                List.of(new PolicySpec(subject, true, true, List.of(rule), "spec")),
                audit);
    }
}
