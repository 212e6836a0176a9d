// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.Delta;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.kernel.KernelSync;
import io.axoneme.plan.FlushPlanner;
import io.axoneme.plan.PendingOp;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Carries out what has changed in the graph: names before what they explain, then the kernel, and after a grace period the taking out.
 * When that is, and whether the kernel was swept, the caller says. On the engine's thread.
 */
final class Enforcement {

    private static final Logger LOG = Logger.getLogger(Enforcement.class);

    /** What packets are counted by that met no policy. */
    private static final int NO_POLICY = 0;

    private final NodeGraph graph;
    private final FlushPlanner planner;
    private final KernelSync sync;
    private final CauseRecords records;
    private final CauseBook book;
    private final AliasBook aliases;
    private boolean swept;

    Enforcement(NodeGraph graph, FlushPlanner planner, KernelSync sync, CauseRecords records, AliasBook aliases) {
        this.graph = graph;
        this.planner = planner;
        this.sync = sync;
        this.records = records;
        this.book = records.book();
        this.aliases = aliases;
    }

    NodeGraph graph() {
        return graph;
    }

    /** What has changed since the last flush; to be given to {@link #apply}. */
    Delta flush() {
        var before = shortage();
        var delta = graph.flush();
        aliases.take(delta);
        if (!shortage().equals(before)) {
            LOG.warnf("selectors: %s", shortage().isEmpty() ? "all have room again" : shortage());
        }
        return delta;
    }

    /** Why not all that is desired is in force; empty when it is. */
    String trouble() {
        return sync.inSync() ? shortage() : sync.trouble();
    }

    /** Why not every endpoint has the policy that it should have; empty when each has. */
    private String shortage() {
        var shortage = graph.shortage();
        return shortage == null ? "" : shortage.text();
    }

    /**
     * Carries out a change. What the kernel refuses is remembered by its mirror and told there.
     *
     * @param nowNs CLOCK_MONOTONIC
     */
    void apply(Delta delta, long nowNs) {
        book.putSelectors(delta.policies());
        for (var changed : delta.identities()) {
            book.peers().changing(Objects.requireNonNull(graph.known(changed.identity())));
        }
        delta.identitiesRemoved().forEach(gone -> book.peers().gone(gone.identity()));
        for (var op : planner.plan(delta)) {
            if (op instanceof PendingOp.Journal entry) {
                records.write(entry, graph::allSelectors);
            } else {
                var answer = sync.apply(op);
                if (!answer.isDone()) {
                    LOG.warnf("kernel: %s", answer.trouble());
                }
            }
        }
        if (sync.inSync()) {
            book.peers().settled(nowNs);
        }
    }

    /**
     * Takes out what has been out of use since a revision; what that was. Only when the kernel holds all that it was told.
     *
     * @param upTo a revision that has been in force for a grace period
     * @param nowNs CLOCK_MONOTONIC
     */
    Delta collect(long upTo, long nowNs) {
        book.putEndpoints(graph.endpointsInDefaultDeny());
        var delta = graph.collect(upTo);
        aliases.take(delta);
        if (!delta.isEmpty()) {
            apply(delta, nowNs);
        }
        retain(nowNs);
        records.compact(graph.allSelectors());
        return delta;
    }

    /**
     * While the kernel refuses what is desired: gives up what nobody uses and no packet can meet, so that the maps need not hold it. To be called a grace
     * period or more after it was called before; nothing of it reaches the kernel before {@link KernelSync#resyncWithRoom()}.
     *
     * @param nowNs CLOCK_MONOTONIC
     */
    void makeRoom(long nowNs) {
        sync.policiesInForce().ifPresent(inForce -> {
            var delta = graph.collect(graph.revision(), inForce);
            aliases.take(delta);
            apply(delta, nowNs);
        });
    }

    /** Why the journal is not what the next run should read; empty when it is. */
    String journalTrouble() {
        return records.trouble();
    }

    /** Writes the journal anew if it is in trouble and there is room by now. */
    void restoreJournal() {
        records.restore(graph::allSelectors);
    }

    /** What an earlier run left is out of the kernel. */
    void swept() {
        swept = true;
    }

    /**
     * Forgets policies that nothing can name any more, and what was counted of them. Before the sweep the kernel may have some of an earlier run.
     *
     * @param nowNs CLOCK_MONOTONIC
     * @return whether there are some of which that will be so with time
     */
    boolean forget(long nowNs) {
        if (retain(nowNs)) {
            var answer = sync.forgetCounts(id -> id == NO_POLICY || book.of(id).isPresent());
            if (!answer.isDone()) {
                LOG.warnf("counts of policies that are no more stay: %s", answer.trouble());
            }
        }
        return book.hasGone();
    }

    /** Whether it is known what the kernel has. */
    private boolean retain(long nowNs) {
        boolean known = swept && sync.inSync();
        if (known) {
            var inMaps = graph.livePolicies().stream().map(ResolvedPolicy::id).collect(Collectors.toSet());
            book.retain(inMaps, nowNs);
        }
        return known;
    }
}
