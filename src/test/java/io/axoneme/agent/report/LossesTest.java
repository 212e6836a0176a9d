// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Abi;
import io.axoneme.abi.LostKey;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LossesTest {

    private final AtomicLong clockNs = new AtomicLong(-5);
    private final Losses losses = new Losses(clockNs::get);

    @Test
    void lossesAreSummedByTypeAndForgottenAsLate() {
        losses.add(Map.of(new LostKey(1, Abi.EVENT_DROP, 133), 0L));
        assertFalse(losses.within(600), "none was lost");
        losses.add(Map.of(new LostKey(1, Abi.EVENT_DROP, 133), 2L, new LostKey(2, Abi.EVENT_TRACE, 0), 3L));
        losses.add(Map.of(new LostKey(2, Abi.EVENT_DROP, 130), 4L, new LostKey(2, Abi.EVENT_VERDICT, 0), 1L));
        assertEquals(Map.of("drop", 6L, "trace", 3L, "verdict", 1L), losses.byType());
        assertEquals(10, losses.total());
        clockNs.addAndGet(600_000_000_000L);
        assertTrue(losses.within(600));
        clockNs.addAndGet(1);
        assertFalse(losses.within(600));
        assertEquals(10, losses.total());
    }
}
