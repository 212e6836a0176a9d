// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a Node object says about its network, and should say once its agent has done its first sync. */
final class NodeSigns {

    /** Condition that keeps pods away while it is True. Source: Kubernetes documentation, "Node status". */
    static final String NETWORK_UNAVAILABLE = "NetworkUnavailable";

    /** Taint that users put on new nodes so that no pod starts there before the agent. Key of the public API's documentation. */
    static final String AGENT_NOT_READY = "node.cilium.io/agent-not-ready";

    private NodeSigns() {}

    /** The condition to write; empty when the node already says so. */
    static Optional<NodeCondition> condition(Node node, Instant now) {
        var present = conditions(node).stream()
                .filter(condition -> NETWORK_UNAVAILABLE.equals(condition.getType()))
                .findFirst();
        if (present.filter(condition -> "False".equals(condition.getStatus())).isPresent()) {
            return Optional.empty();
        }
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return Optional.of(new NodeConditionBuilder()
                .withType(NETWORK_UNAVAILABLE)
                .withStatus("False")
                .withReason("AxonemeIsUp")
                .withMessage("The agent of this node has done its first sync")
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(time)
                .build());
    }

    /** Whether the node has the taint that is to be taken off. */
    static boolean tainted(Node node) {
        return taints(node).stream().anyMatch(taint -> AGENT_NOT_READY.equals(taint.getKey()));
    }

    /** The node's taints without that one. */
    static List<Taint> untainted(Node node) {
        return taints(node).stream()
                .filter(taint -> !AGENT_NOT_READY.equals(taint.getKey()))
                .toList();
    }

    private static List<NodeCondition> conditions(Node node) {
        return node.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(node.getStatus().getConditions(), List.of());
    }

    private static List<Taint> taints(Node node) {
        return node.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(node.getSpec().getTaints(), List.of());
    }
}
