// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VectorTableTest {

    private static final List<Integer> ONE = List.of(1, 2);
    private static final List<Integer> OTHER = List.of(1, 3);

    @Test
    void indexesOfAnEarlierRunAreFreeOnceCollected() {
        var table = new VectorTable(Set.of(1, 3));
        assertEquals(2, table.use(ONE));
        assertEquals(4, table.use(OTHER));
        table.collect(1);
        assertEquals(1, table.use(List.of(5)));
        assertEquals(3, table.use(List.of(6)));
        table.collect(2);
        assertEquals(5, table.use(List.of(7)), "they are given back once");
    }

    @Test
    void anIndexIsFreeOnlyAfterItsSetIsCollected() {
        var table = new VectorTable(Set.of());
        int index = table.use(ONE);
        table.use(ONE);
        table.release(index, 7);
        table.release(index, 7);
        assertNotEquals(index, table.use(OTHER));
        table.collect(6);
        assertEquals(index, table.use(ONE), "out of use and back");
        table.collect(7);
        assertEquals(index, table.use(ONE), "in use, so not collected");
        table.release(index, 8);
        table.release(index, 8);
        table.collect(8);
        assertEquals(index, table.use(List.of(9)));
    }

    @Test
    void whatNobodyUsesCannotBeReleased() {
        var table = new VectorTable(Set.of());
        int index = table.use(ONE);
        table.release(index, 1);
        assertThrows(IllegalStateException.class, () -> table.release(index, 2));
    }
}
