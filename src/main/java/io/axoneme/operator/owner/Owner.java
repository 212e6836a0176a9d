// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.owner;

import java.time.Duration;

/** The one thread that some state belongs to: what is handed to it runs there, one after the other. */
public interface Owner {

    /** Runs a task after those that were handed over before. */
    void execute(Runnable task);

    /** Runs a task once, not before this delay is over. */
    void schedule(Runnable task, Duration delay);

    /** The clock of those delays, in nanoseconds: it only goes forward, whatever the wall's does. Two readings give a duration, one means nothing. */
    long nowNs();
}
