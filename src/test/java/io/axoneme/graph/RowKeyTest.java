// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Protocol;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowKeyTest {

    @Property
    void aRangeIsCoveredOnceAndByAsFewPrefixesAsItsEdgesAllow(
            @ForAll @IntRange(min = 0, max = 65535) int a, @ForAll @IntRange(min = 0, max = 65535) int b) {
        int first = Math.min(a, b);
        int last = Math.max(a, b);
        var keys = RowKey.range(Protocol.TCP, first, last);
        int next = first;
        for (var key : keys) {
            assertEquals(next, key.port());
            next += 1 << (16 - key.bits());
        }
        assertEquals(last + 1, next);
        assertTrue(keys.size() <= 30, () -> "too many prefixes: " + keys);
    }

    @Test
    void oneBlockIsOnePrefix() {
        assertEquals(List.of(new RowKey(6, 1024, 6)), RowKey.range(Protocol.TCP, 1024, 2047));
        assertEquals(List.of(new RowKey(6, 0, 0)), RowKey.range(Protocol.TCP, 0, 65535));
    }

    @Test
    void aChainGoesFromThePortToEverything() {
        var chain = RowKey.of(Protocol.UDP, 53).chain();
        assertEquals(18, chain.size());
        assertEquals(new RowKey(17, 53, 16), chain.getFirst());
        assertEquals(RowKey.of(Protocol.UDP), chain.get(16));
        assertEquals(RowKey.ANY, chain.getLast());
    }

    @Test
    void bitsPastThePrefixAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RowKey(6, 81, 15));
        assertThrows(IllegalArgumentException.class, () -> new RowKey(0, 80, 16));
    }
}
