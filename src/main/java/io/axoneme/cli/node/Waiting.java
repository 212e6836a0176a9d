// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Asks again and again until it is so.
 *
 * @param clockNs a clock that only goes forward, in nanoseconds
 * @param pause between two questions
 */
record Waiting(LongSupplier clockNs, Pause pause) {

    /** Lets some time pass. */
    @FunctionalInterface
    interface Pause {
        void take() throws InterruptedException;
    }

    /** By the machine's clock, a second between two questions. */
    static Waiting real() {
        return new Waiting(System::nanoTime, () -> Thread.sleep(Duration.ofSeconds(1)));
    }

    /** Whether it became so in this time; asked at least once. */
    boolean until(Duration timeout, BooleanSupplier question) throws InterruptedException {
        long end = clockNs.getAsLong() + timeout.toNanos();
        while (!question.getAsBoolean()) {
            if (clockNs.getAsLong() >= end) {
                return false;
            }
            pause.take();
        }
        return true;
    }
}
