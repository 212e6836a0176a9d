// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.KnownIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Identities whose vectors the kernel has, and since when. An event that is older than its peer's entry may have been judged by another vector, or of
 * another identity that had the number before: then nothing is known of the peer. Written by the engine, read by any thread.
 */
final class PeersInForce {

    private record Entry(KnownIdentity identity, long sinceNs) {}

    private final Map<Integer, Entry> inForce = new ConcurrentHashMap<>();
    private final Map<Integer, KnownIdentity> onTheirWay = new TreeMap<>();

    /** The kernel is about to be told of this identity, or of another vector for it. */
    void changing(KnownIdentity identity) {
        inForce.remove(identity.number());
        onTheirWay.put(identity.number(), identity);
    }

    /** The kernel is about to forget this identity. */
    void gone(int identity) {
        inForce.remove(identity);
        onTheirWay.remove(identity);
    }

    /**
     * The kernel holds all that it was told.
     *
     * @param nowNs CLOCK_MONOTONIC
     */
    void settled(long nowNs) {
        onTheirWay.forEach((number, identity) -> inForce.put(number, new Entry(identity, nowNs)));
        onTheirWay.clear();
    }

    /** The identity by whose vector a packet of that time was judged; empty when that is not certain. */
    Optional<KnownIdentity> at(int identity, long timeNs) {
        return Optional.ofNullable(inForce.get(identity))
                .filter(entry -> entry.sinceNs() <= timeNs)
                .map(Entry::identity);
    }
}
