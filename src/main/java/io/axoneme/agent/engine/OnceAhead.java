// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A task that is ahead once at most, however often it is asked for; from when it begins it may be asked for again. On the thread that it runs on. */
final class OnceAhead {

    private final ScheduledExecutorService thread;
    private final Runnable task;
    private boolean ahead;

    OnceAhead(ScheduledExecutorService thread, Runnable task) {
        this.thread = thread;
        this.task = task;
    }

    /** Unless it is ahead already; 0 is after what waits for the thread now. */
    void in(long delayMs) {
        if (!ahead) {
            ahead = true;
            var _ = thread.schedule(this::run, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        ahead = false;
        task.run();
    }
}
