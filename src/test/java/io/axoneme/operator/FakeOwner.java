// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.operator.owner.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An owner on the test's own thread, with a clock that goes only as far as the test lets it. */
public final class FakeOwner implements Owner {

    private record Task(long dueMs, long order, Runnable task) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueMs).thenComparingLong(Task::order));
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Duration set = Duration.ZERO;
    private long nowMs;
    private long order;

    @Override
    public void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        tasks.add(new Task(nowMs + delay.toMillis(), order++, task));
    }

    @Override
    public long nowNs() {
        return Duration.ofMillis(nowMs).toNanos();
    }

    /** Somebody sets the wall clock; no time passes. */
    public void jump(Duration by) {
        set = set.plus(by);
    }

    /** Runs what is due. */
    public void run() {
        pass(Duration.ZERO);
    }

    /** Lets time pass, and runs what falls due meanwhile. */
    public void pass(Duration time) {
        long end = nowMs + time.toMillis();
        while (!tasks.isEmpty() && tasks.peek().dueMs() <= end) {
            var next = tasks.remove();
            nowMs = Math.max(nowMs, next.dueMs());
            next.task().run();
        }
        nowMs = end;
    }

    /** The clock. */
    public Clock clock() {
        InstantSource source = () -> start.plusMillis(nowMs).plus(set);
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return source.withZone(zone);
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }
}
