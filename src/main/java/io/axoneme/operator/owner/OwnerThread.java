// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.owner;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** An owner with a thread of its own. A task that fails is a bug: it is logged with its trace, and the next one runs. */
public final class OwnerThread implements Owner, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OwnerThread.class);

    private final String name;
    private final ScheduledExecutorService thread;

    /** @param name of the thread */
    public OwnerThread(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        try {
            var _ = thread.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("%s: a task came after the end", name);
        }
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s: a task failed", name);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
