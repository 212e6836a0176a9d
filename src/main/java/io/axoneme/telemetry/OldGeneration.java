// SPDX-License-Identifier: Apache-2.0
package io.axoneme.telemetry;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has the old generation of the heap collected when most of it is garbage. The serial collector would sooner take more memory from the node, up to the
 * largest heap that it may have: under churn five MiB a minute, of flows and objects that lived for a minute or two.
 */
public final class OldGeneration implements AutoCloseable {

    /** Below this a collection is not worth its pause. */
    static final long SMALL_BYTES = 64L * 1024 * 1024;

    private static final int LOOKED_AT_SECONDS = 30;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("old-generation").daemon().factory());

    private OldGeneration() {}

    /** Looks after it until closed; with a collector that has no old generation there is nothing to do. */
    public static OldGeneration watch() {
        var watched = new OldGeneration();
        pool().ifPresent(pool -> {
            var _ = watched.thread.scheduleWithFixedDelay(
                    () -> look(pool), LOOKED_AT_SECONDS, LOOKED_AT_SECONDS, TimeUnit.SECONDS);
        });
        return watched;
    }

    /** Of the serial collector it is "Tenured Gen"; the young one's two parts are no place where things stay. */
    static Optional<MemoryPoolMXBean> pool() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .filter(pool ->
                        pool.getName().contains("Tenured") || pool.getName().contains("Old"))
                .findFirst();
    }

    private static void look(MemoryPoolMXBean pool) {
        if (isWorthCollecting(
                pool.getUsage().getUsed(), pool.getCollectionUsage().getUsed())) {
            System.gc();
        }
    }

    /**
     * Whether more than half of it is garbage.
     *
     * @param usedBytes how much there is
     * @param liveBytes how much was left by the last collection; 0 before there was one
     */
    static boolean isWorthCollecting(long usedBytes, long liveBytes) {
        return usedBytes > Math.max(SMALL_BYTES, 2 * liveBytes);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
