// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import io.axoneme.flow.FlowReader;
import io.axoneme.flow.FlowRing;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Threads that wait for the next entry of a ring. The ring's writer runs it after each entry and is never held up. */
public final class WaitingReaders implements Runnable {

    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /** Wakes everyone who waits. */
    @Override
    public void run() {
        for (var reader = waiting.poll(); reader != null; reader = waiting.poll()) {
            LockSupport.unpark(reader);
        }
    }

    /**
     * Waits until there is an entry for the reader, or the time is over. May return early without one.
     *
     * @throws InterruptedException when the thread is interrupted, before or while it waits
     */
    void await(FlowRing ring, FlowReader reader, Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var self = Thread.currentThread();
        waiting.add(self);
        // The writer publishes before it looks for waiting readers, and this looks after it said that it waits: one
        // sees the other.
        if (ring.end() <= reader.sequence()) {
            LockSupport.parkNanos(this, timeout.toNanos());
        }
        waiting.remove(self);
    }
}
