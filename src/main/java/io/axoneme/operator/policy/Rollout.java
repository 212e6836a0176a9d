// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.NodeStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one version of a policy has come to be enforced on the nodes.
 *
 * @param nodes how many nodes there are
 * @param waiting nodes that have not come so far yet, sorted
 * @param failures what other nodes say why they do not enforce it, sorted by node
 */
public record Rollout(int nodes, List<String> waiting, List<NodeFailure> failures) {

    /** Why a node does not enforce a policy as written. */
    public record NodeFailure(String node, String reason, String message) {}

    /**
     * One version of a policy object.
     *
     * @param kind as manifests spell it
     * @param generation of the version that is to be enforced
     * @param since the resourceVersion at which the object came to this state
     */
    public record Subject(String kind, String uid, long generation, ObjectVersion since) {}

    public Rollout {
        waiting = List.copyOf(waiting);
        failures = List.copyOf(failures);
    }

    /** Looks a policy up in what the nodes report. */
    public static Rollout of(Subject subject, NodeReports.Snapshot nodes) {
        var waiting = new ArrayList<String>();
        var failures = new ArrayList<NodeFailure>();
        for (var node : nodes.names()) {
            var report = nodes.reports().get(node);
            if (report == null || !reached(report, subject)) {
                waiting.add(node);
            } else {
                report.failures().stream()
                        .filter(failure -> concerns(failure, subject))
                        .findFirst()
                        .ifPresent(failure -> failures.add(new NodeFailure(
                                node, String.valueOf(failure.reason()), String.valueOf(failure.message()))));
            }
        }
        return new Rollout(nodes.names().size(), waiting, failures);
    }

    private static boolean reached(NodeReport report, Subject subject) {
        return report.ready()
                && report.enforced()
                                .getOrDefault(subject.kind(), ObjectVersion.NONE)
                                .compareTo(subject.since())
                        >= 0;
    }

    private static boolean concerns(NodeStatus.Failure failure, Subject subject) {
        return subject.uid().equals(failure.uid())
                && failure.generation() != null
                && failure.generation() == subject.generation();
    }

    /** How many nodes enforce it. */
    public int enforced() {
        return nodes - waiting.size() - failures.size();
    }

    /** Whether every node does. */
    public boolean complete() {
        return nodes > 0 && enforced() == nodes;
    }

    /** {@code n/n}. */
    public String ratio() {
        return enforced() + "/" + nodes;
    }
}
