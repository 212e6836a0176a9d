// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.abi.Abi;
import io.axoneme.abi.LostKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Events that were lost on their way to the agent, since its start. One thread tells of them, any may ask. */
public final class Losses {

    private final LongSupplier clockNs;
    private final Map<String, Long> byType = new ConcurrentHashMap<>();
    private volatile long lastNs;

    /** @param clockNs a clock that only goes forward, in nanoseconds */
    public Losses(LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    /** So many more were lost. */
    void add(Map<LostKey, Long> counts) {
        counts.forEach((key, count) -> {
            if (count > 0) {
                byType.merge(type(key.type()), count, Long::sum);
                lastNs = clockNs.getAsLong();
            }
        });
    }

    /** Type of event ({@code drop}, {@code verdict}, {@code trace}) to how many; types of which none was lost are left out. */
    public Map<String, Long> byType() {
        return new TreeMap<>(byType);
    }

    /** All of them. */
    public long total() {
        return byType.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether one was lost within the last so many seconds. */
    public boolean within(long seconds) {
        return !byType.isEmpty() && clockNs.getAsLong() - lastNs <= seconds * 1_000_000_000L;
    }

    private static String type(int number) {
        return switch (number) {
            case Abi.EVENT_DROP -> "drop";
            case Abi.EVENT_VERDICT -> "verdict";
            case Abi.EVENT_TRACE -> "trace";
            default -> Integer.toString(number);
        };
    }
}
