// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.agent.source.Sources;
import io.axoneme.kube.crd.NodeStatus;
import io.axoneme.model.PolicyKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** Says up to which version of each kind of policy everything is in force here. On the engine's thread. */
public final class NodeReporter implements NodeEngine.FlushListener {

    private final Sources sources;
    private final StatusWriter writer;
    private final String version;
    private final IntSupplier endpoints;
    private final IntSupplier unmanaged;
    private Map<PolicyKind, Long> inForce = Map.of();
    private boolean ready;

    /** @param unmanaged how many pods of the node are not under policy */
    public NodeReporter(
            Sources sources, StatusWriter writer, String version, IntSupplier endpoints, IntSupplier unmanaged) {
        this.sources = sources;
        this.writer = writer;
        this.version = version;
        this.endpoints = endpoints;
        this.unmanaged = unmanaged;
    }

    @Override
    public void flushed(String trouble) {
        boolean good = trouble.isEmpty();
        if (good) {
            inForce = sources.policies().versions();
            ready = true;
        }
        var enforced = new TreeMap<String, String>();
        inForce.forEach((kind, reached) -> enforced.put(kind.text(), Long.toString(reached)));
        writer.set(new NodeStatus(
                ready,
                version,
                enforced,
                good ? List.of() : failures(trouble),
                endpoints.getAsInt(),
                unmanaged.getAsInt()));
    }

    /** What was handed in since the last good flush, and is not in force. */
    private List<NodeStatus.Failure> failures(String trouble) {
        var failures = new ArrayList<NodeStatus.Failure>();
        for (var policy : sources.policies().enforced().values()) {
            failures.add(new NodeStatus.Failure(
                    policy.ref().kind().text(),
                    policy.ref().namespace().isEmpty() ? null : policy.ref().namespace(),
                    policy.ref().name(),
                    policy.ref().uid(),
                    policy.generation(),
                    "KernelOutOfSync",
                    trouble));
        }
        failures.sort(Comparator.comparing(NodeStatus.Failure::kind).thenComparing(NodeStatus.Failure::name));
        return failures;
    }
}
