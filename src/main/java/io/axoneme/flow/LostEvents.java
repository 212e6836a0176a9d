// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.Instant;

/**
 * Events that a reader will not see.
 *
 * @param time when the loss was noticed
 * @param count at least 1
 */
public record LostEvents(Instant time, Source source, long count) implements FlowEntry {

    /** Where they were lost. Numbers are those of the public flow API. */
    public enum Source {
        UNKNOWN(0),
        /** Between the kernel and the agent. */
        KERNEL_RING(1),
        /** In the agent, before the ring of flows. */
        OBSERVER_QUEUE(2),
        /** The ring of flows went round before the reader got there. */
        FLOW_RING(3);

        private final int number;

        Source(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public LostEvents {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, not " + count);
        }
    }
}
