// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.net.Finding;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a cluster is: a function of what was read.
 *
 * @param nodes every node, the worst first
 * @param operators operator's pods
 * @param operatorsReady those that are ready
 * @param policies CiliumNetworkPolicies and clusterwide ones
 * @param invalid those that are not valid, {@code Kind namespace/name} to why
 */
public record ClusterState(
        List<NodeLine> nodes, int operators, int operatorsReady, int policies, Map<String, String> invalid) {

    /** The state of a cluster. */
    public static ClusterState of(ClusterReading reading) {
        Map<String, JsonNode> reports =
                reading.reports().stream().collect(Collectors.toMap(Pods::name, r -> r, (one, other) -> one));
        Map<String, JsonNode> agents = new HashMap<>();
        for (var pod : reading.pods()) {
            // While one is replaced there are two: the one that is ready speaks for the node.
            if (Pods.isOurs(pod, "agent")) {
                agents.merge(Pods.node(pod), pod, (one, other) -> Pods.ready(one) ? one : other);
            }
        }
        var operators =
                reading.pods().stream().filter(p -> Pods.isOurs(p, "operator")).toList();
        var lines = reading.nodes().stream()
                .map(Pods::name)
                .map(node -> NodeLine.of(node, agents.get(node), reports.get(node)))
                .sorted(Comparator.comparing(NodeLine::state).thenComparing(NodeLine::node))
                .toList();
        var invalid = new TreeMap<String, String>();
        reading.policies().stream()
                .filter(p -> Pods.hasCondition(p, "Valid", "False"))
                .forEach(p -> invalid.put(policy(p), reason(p)));
        return new ClusterState(
                lines,
                operators.size(),
                (int) operators.stream().filter(Pods::ready).count(),
                reading.policies().size(),
                invalid);
    }

    private static String policy(JsonNode policy) {
        var namespace = policy.path("metadata").path("namespace").asText();
        return namespace.isEmpty() ? "ccnp " + Pods.name(policy) : "cnp -n " + namespace + " " + Pods.name(policy);
    }

    private static String reason(JsonNode policy) {
        for (var condition : policy.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Valid")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    /** Whether what is desired is in force on every node, of which there is at least one. */
    public boolean ready() {
        return !nodes.isEmpty() && nodes.stream().allMatch(n -> n.state().ready());
    }

    /** What is wrong, the worst first. */
    public List<Finding> findings() {
        return ClusterFindings.of(this);
    }

    /** For people. */
    public String text() {
        return ClusterText.of(this);
    }

    /** For programs; fields are added, never renamed. */
    public String json() {
        return ClusterJson.of(this);
    }
}
