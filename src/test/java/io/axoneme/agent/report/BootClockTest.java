// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootClockTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long UPTIME_NS = TimeUnit.DAYS.toNanos(40);

    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final BootClock clock = new BootClock(wall::get, () -> UPTIME_NS);

    @Test
    void anEventIsAsOldAsItIs() {
        assertEquals(NOW.minusMillis(1500), clock.instant(UPTIME_NS - 1_500_000_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void timesFollowAClockThatIsSet(long days) {
        wall.set(NOW.plus(Duration.ofDays(days)));
        assertEquals(NOW.plus(Duration.ofDays(days)).minusSeconds(2), clock.instant(UPTIME_NS - 2_000_000_000));
    }
}
