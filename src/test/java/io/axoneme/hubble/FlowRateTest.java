// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.flow.FlowRing;
import io.axoneme.flow.Flows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FlowRateTest {

    private static final Instant NOW = Flows.TIME.plusSeconds(100);

    private final FlowRing ring = new FlowRing(255, () -> {});

    private void seen(int flows, Instant time) {
        for (int i = 0; i < flows; i++) {
            ring.write(Flows.tcp("u" + i, time, Flows.pod("default", "a"), Flows.pod("default", "b"), 80));
        }
    }

    private double rate(Duration uptime) {
        return FlowRate.perSecond(ring, () -> NOW, uptime);
    }

    @Test
    void itIsThatOfTheLastMinuteOrOfLess() {
        seen(60, NOW.minusSeconds(61));
        seen(30, NOW.minusSeconds(5));
        assertEquals(0.5, rate(Duration.ofHours(1)));
        assertEquals(3, rate(Duration.ofSeconds(10)));
    }

    @Test
    void whatTheRingHasNoRoomForIsNotTakenForQuiet() {
        seen(300, NOW.minusSeconds(10));
        assertEquals(25.5, rate(Duration.ofHours(1)), "255 are kept, of ten seconds");
    }

    @Test
    void quietThatTheRingRemembersCounts() {
        seen(100, NOW.minusSeconds(100));
        seen(180, NOW.minusSeconds(10));
        assertEquals(3, rate(Duration.ofHours(1)));
    }

    @Test
    void aFullRingOfWhichTheOldestIsFromBeforeTheClockWasSetBack() {
        seen(100, NOW.plus(Duration.ofDays(1)));
        seen(180, NOW.minusSeconds(10));
        assertEquals(3, rate(Duration.ofHours(1)));
    }

    @Test
    void flowsFromBeforeTheClockWasSetBackDoNotCount() {
        seen(100, NOW.plus(Duration.ofDays(1)));
        seen(30, NOW.minusSeconds(1));
        assertEquals(0.5, rate(Duration.ofHours(1)));
    }

    @Test
    void aClockThatIsSetForwardLeavesWhatCameSince() {
        seen(100, NOW.minus(Duration.ofDays(1)));
        seen(6, NOW);
        assertEquals(0.1, rate(Duration.ofHours(1)));
    }
}
