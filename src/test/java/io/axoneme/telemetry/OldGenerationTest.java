// SPDX-License-Identifier: Apache-2.0
package io.axoneme.telemetry;

import static io.axoneme.telemetry.OldGeneration.SMALL_BYTES;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OldGenerationTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void itIsCollectedWhenMoreThanHalfIsGarbage() {
        assertFalse(OldGeneration.isWorthCollecting(200 * MIB, 100 * MIB));
        assertTrue(OldGeneration.isWorthCollecting(200 * MIB + 1, 100 * MIB));
    }

    @Test
    void aSmallOneIsLeftAlone() {
        assertFalse(OldGeneration.isWorthCollecting(SMALL_BYTES, 0));
        assertFalse(OldGeneration.isWorthCollecting(SMALL_BYTES, 10 * MIB));
        assertTrue(OldGeneration.isWorthCollecting(SMALL_BYTES + 1, 0), "before the first collection");
    }

    /** Of the collectors of HotSpot that the roles may run with, and these tests. */
    @Test
    void theCollectorHasOneAndSaysWhatItsLastCollectionLeft() {
        var pool = OldGeneration.pool().orElseThrow();
        System.gc();
        assertTrue(pool.getCollectionUsage().getUsed() > 0, pool.getName());
        assertFalse(OldGeneration.isWorthCollecting(
                pool.getCollectionUsage().getUsed(), pool.getCollectionUsage().getUsed()));
    }
}
