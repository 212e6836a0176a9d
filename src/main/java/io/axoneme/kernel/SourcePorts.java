// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.util.BitSet;

/**
 * Gives each packet a source port that makes it a flow of its own: one that none before it had, and that none before it was sent to. So no entry in
 * conntrack is another packet's, neither as the same flow nor as its reply. Not thread-safe.
 */
final class SourcePorts {

    private static final int FIRST = 1;
    private static final int LAST = 65535;

    private final BitSet destinations = new BitSet();
    private int next = FIRST;

    /** Whether this many packets more find ports, wherever they go. */
    boolean hasRoomFor(int packets) {
        return LAST - next - destinations.cardinality() > 2 * packets;
    }

    /** All ports are free again: conntrack has forgotten every flow. */
    void forget() {
        destinations.clear();
        next = FIRST;
    }

    /** @param destination port that the packet goes to */
    int take(int destination) {
        destinations.set(destination);
        next = destinations.nextClearBit(next);
        if (next > LAST) {
            throw new IllegalStateException("no source port is left");
        }
        return next++;
    }
}
