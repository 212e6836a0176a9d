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
        UNKNOWN,
        /** Between the kernel and the agent. */
        KERNEL_RING,
        /** In the agent, before the ring of flows. */
        OBSERVER_QUEUE,
        /** The ring of flows went round before the reader got there. */
        FLOW_RING;

        public int number() {
            return ordinal();
        }
    }

    public LostEvents {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, not " + count);
        }
    }
}
