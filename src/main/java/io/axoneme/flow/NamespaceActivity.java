// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which namespaces had flows, and when last. Written by one thread, read by any. */
public final class NamespaceActivity {

    /** A namespace of a cluster. */
    public record Namespace(String cluster, String name) {}

    private final ConcurrentMap<Namespace, Instant> lastSeen = new ConcurrentHashMap<>();

    /** Notes the namespaces of a flow. */
    public void note(Flow flow) {
        note(flow.source(), flow.time());
        note(flow.destination(), flow.time());
    }

    private void note(FlowPeer peer, Instant time) {
        if (!peer.namespace().isEmpty()) {
            lastSeen.put(new Namespace(peer.cluster(), peer.namespace()), time);
        }
    }

    /** Namespaces with a flow at or after a time, ordered by cluster and name; forgets those without. */
    public List<Namespace> since(Instant time) {
        lastSeen.values().removeIf(seen -> seen.isBefore(time));
        var sorted = new TreeMap<String, Namespace>();
        lastSeen.keySet().forEach(found -> sorted.put(found.cluster() + "\0" + found.name(), found));
        return List.copyOf(sorted.values());
    }
}
