// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One reader's place in a {@link FlowRing}. To be used by one thread. */
public final class FlowReader {

    private final FlowRing ring;
    private final InstantSource clock;
    private long sequence;

    /**
     * A reader that starts at a sequence.
     *
     * @param clock time of the notices of loss that the reader makes
     */
    public FlowReader(FlowRing ring, long sequence, InstantSource clock) {
        this.ring = ring;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Sequence of the entry to be read next. */
    public long sequence() {
        return sequence;
    }

    /**
     * The next entry, or a notice with the exact number of entries that were overwritten before they could be read.
     *
     * @return null when everything written has been read
     */
    public @Nullable FlowEntry poll() {
        while (sequence < ring.end()) {
            long lost = ring.oldest() - sequence;
            if (lost > 0) {
                sequence += lost;
                return new LostEvents(clock.instant(), LostEvents.Source.FLOW_RING, lost);
            }
            // Null when the writer overtook just now; then the next round finds the loss.
            var entry = ring.at(sequence);
            if (entry != null) {
                sequence++;
                return entry;
            }
        }
        return null;
    }
}
