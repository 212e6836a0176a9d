// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NumberRingTest {
    @Test
    void goesRoundAndSkipsWhatIsTaken() {
        NumberRing ring = new NumberRing(5, 7, 7);
        assertEquals(OptionalLong.of(7), ring.take(n -> false));
        assertEquals(OptionalLong.of(6), ring.take(n -> n == 5));
        assertEquals(OptionalLong.of(7), ring.take(n -> false));
        assertTrue(ring.take(n -> true).isEmpty());
    }

    @Test
    void startOutsideTheRangeIsItsFirst() {
        assertEquals(OptionalLong.of(5), new NumberRing(5, 7, 99).take(n -> false));
        assertEquals(OptionalLong.of(5), new NumberRing(5, 7, 0).take(n -> false));
    }
}
