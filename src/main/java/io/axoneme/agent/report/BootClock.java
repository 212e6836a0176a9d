// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Wall time of the kernel's monotonic clock, which is also that of {@link System#nanoTime()} on Linux. Nothing is remembered: once somebody sets the wall clock,
 * every event has the time by the new one, whenever it happened.
 *
 * @param monotonicNs CLOCK_MONOTONIC now
 */
record BootClock(InstantSource wall, LongSupplier monotonicNs) {

    /** @param eventNs CLOCK_MONOTONIC then */
    Instant instant(long eventNs) {
        return wall.instant().minusNanos(monotonicNs.getAsLong() - eventNs);
    }
}
