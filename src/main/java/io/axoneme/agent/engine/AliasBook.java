// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.Delta;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which identity a pod has that the datapath meets by an alias, because a CIDR picks it. Written by the engine before the datapath
 * hears of an alias, read by any thread.
 */
public final class AliasBook {

    private final Map<Integer, Integer> pods = new ConcurrentHashMap<>();

    void take(Delta delta) {
        delta.aliases().forEach(a -> pods.put(a.identity(), a.pod()));
        delta.identitiesRemoved().forEach(i -> pods.remove(i.identity()));
    }

    /** The pod's own identity for an alias; any other identity is itself. */
    public int identity(int met) {
        return pods.getOrDefault(met, met);
    }

    /** By which identity to meet an endpoint that has this one, when ipcache has another for its address: by that, if it is an alias of its own. */
    public int met(int own, int published) {
        return identity(published) == own ? published : own;
    }

    /** Every alias with the pod's identity. */
    public Map<Integer, Integer> all() {
        return Map.copyOf(pods);
    }
}
