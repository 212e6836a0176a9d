// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Abi;
import io.axoneme.graph.GraphConfig;
import io.axoneme.kernel.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorWidthTest {

    private static final Answer<Boolean> GONE = new Answer.Unreachable<>("gone");

    private final List<Integer> loads = new ArrayList<>();
    private final List<Integer> maps = new ArrayList<>();
    private Answer<Integer> present = new Answer.Done<>(0);
    private Answer<Boolean> loading = new Answer.Done<>(true);
    private final VectorWidth width = new VectorWidth(
            () -> present,
            bits -> {
                loads.add(bits);
                return loading;
            },
            maps::add);

    @Test
    void aNewNodeBeginsNarrow() {
        assertTrue(width.load().isDone());
        assertEquals(List.of(512), maps);
    }

    /** Else every derived map would be made anew, and then once more. */
    @Test
    void aNodeWithWideVectorsKeepsThem() {
        present = new Answer.Done<>(2_048);
        width.load();
        width.need(600);
        assertFalse(width.isTooNarrow());
        assertEquals(List.of(2_048), loads);
    }

    @Test
    void itBecomesAsWideAsTheSelectorsNeedAndNeverNarrower() {
        width.load();
        width.need(512);
        assertFalse(width.isTooNarrow());
        width.need(513);
        assertTrue(width.isTooNarrow());
        width.makeRoom();
        assertFalse(width.isTooNarrow());
        width.need(10);
        width.makeRoom();
        width.load();
        assertEquals(List.of(512, 2_048, 2_048), loads, "a new loader loads the same");
        assertEquals(loads, maps);
    }

    @Test
    void aWidthThatTheDatapathDoesNotHaveIsNoneToKeep() {
        present = new Answer.Done<>(1_024);
        width.load();
        assertEquals(List.of(512), loads);
    }

    /** The graph gives no selector a bit that no vector has. */
    @Test
    void moreThanTheWidestHaveIsABug() {
        width.load();
        assertEquals(Abi.VECTOR_BITS_MAX, GraphConfig.MAX_SELECTORS);
        width.need(8_192);
        assertThrows(IllegalArgumentException.class, () -> width.need(8_193));
    }

    /** Written into the narrow maps it would be half a policy. */
    @Test
    void itIsTooNarrowUntilWiderProgramsAreLoaded() {
        width.load();
        width.need(3_000);
        loading = GONE;
        assertFalse(width.makeRoom().isDone());
        assertTrue(width.isTooNarrow());
        assertEquals(List.of(512), maps);
        loading = new Answer.Done<>(true);
        assertTrue(width.load().isDone(), "the loader that comes next");
        assertFalse(width.isTooNarrow());
        assertEquals(List.of(512, 8_192), maps);
    }

    @Test
    void theNodeIsAskedAgainWhenItDidNotAnswer() {
        present = new Answer.Unreachable<>("gone");
        assertEquals("gone", width.load().trouble());
        assertEquals(List.of(), loads);
        present = new Answer.Done<>(8_192);
        width.load();
        assertEquals(List.of(8_192), loads);
    }
}
