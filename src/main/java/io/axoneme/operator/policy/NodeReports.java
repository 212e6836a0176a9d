// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The latest reports of all nodes. Thread-safe: readers see whole snapshots; one thread at a time may write. */
public final class NodeReports {

    /**
     * One state of the cluster.
     *
     * @param names nodes that are to enforce policy, whether they report or not, sorted
     * @param reports by node; also of nodes that are no longer there
     */
    public record Snapshot(SortedSet<String> names, Map<String, NodeReport> reports) {

        /** No nodes. */
        public static final Snapshot EMPTY = new Snapshot(new TreeSet<>(), Map.of());
    }

    private final List<BiConsumer<Snapshot, Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;

    /** The present state. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Has a listener called with the state before and after each change, on the writing thread. */
    public void listen(BiConsumer<Snapshot, Snapshot> listener) {
        listeners.add(listener);
    }

    /** Replaces the state, and tells the listeners when that is a change. */
    public synchronized void set(Collection<String> names, Collection<NodeReport> reports) {
        var byNode = new TreeMap<String, NodeReport>();
        reports.forEach(report -> byNode.put(report.node(), report));
        var before = snapshot;
        var after = new Snapshot(new TreeSet<>(names), Map.copyOf(byNode));
        if (!after.equals(before)) {
            snapshot = after;
            listeners.forEach(listener -> listener.accept(before, after));
        }
    }
}
