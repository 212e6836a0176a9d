// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import io.axoneme.net.Finding;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a cluster, worst first. */
final class ClusterFindings {

    private static final String IN_AGENT = "kubectl -n kube-system exec %s -c agent -- axoneme status";

    private ClusterFindings() {}

    static List<Finding> of(ClusterState state) {
        List<Finding> found = new ArrayList<>();
        state.nodes().stream().filter(n -> n.state() != NodeLine.State.OK).forEach(n -> found.add(of(n)));
        if (state.operatorsReady() == 0) {
            found.add(new Finding(
                    "NoOperator",
                    "No operator is ready (" + state.operators() + " pods): new nodes get no pod range, policies no"
                            + " status, and identities are made by agents.",
                    "kubectl -n kube-system get pods -l app.kubernetes.io/component=operator"));
        }
        state.invalid()
                .forEach((policy, reason) -> found.add(new Finding(
                        "PolicyInvalid", policy + " is not valid: " + reason, "kubectl describe " + policy)));
        return List.copyOf(found);
    }

    private static Finding of(NodeLine line) {
        var node = "Node " + line.node();
        return switch (line.state()) {
            case NO_AGENT ->
                new Finding(
                        "NoAgent",
                        node + " has no agent: no pod can be added there, and no change is enforced.",
                        "kubectl -n kube-system describe daemonset axoneme");
            case NO_REPORT ->
                new Finding("NoReport", node + " has never reported: its agent has not synced once.", logs(line));
            case AGENT_NOT_READY ->
                new Finding(
                        "AgentNotReady",
                        node + ": the agent is not ready; what was in force before goes on, changes wait.",
                        logs(line));
            case NOT_SYNCED -> new Finding("NotSynced", node + " has not synced yet: changes wait.", inside(line));
            case OUT_OF_SYNC ->
                new Finding(
                        "KernelOutOfSync",
                        node + " does not enforce " + line.failures().size() + " policies as written, such as "
                                + line.failures().getFirst(),
                        inside(line));
            case UNMANAGED_PODS ->
                new Finding(
                        "UnmanagedPods",
                        node + " has " + line.unmanagedPods()
                                + " unmanaged pods: older than its agent, and under no policy.",
                        inside(line));
            case OK -> throw new IllegalArgumentException(line.node() + " is as it should be");
        };
    }

    private static String logs(NodeLine line) {
        return "kubectl -n kube-system logs " + line.agent() + " -c agent";
    }

    private static String inside(NodeLine line) {
        return IN_AGENT.formatted(line.agent());
    }
}
