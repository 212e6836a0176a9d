// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.Abi;
import io.axoneme.abi.LostKey;
import io.axoneme.agent.report.Losses.Kind;
import io.axoneme.agent.report.Losses.Place;
import io.axoneme.agent.report.Losses.Whose;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LossesTest {

    private static final LostKey DROPS = new LostKey(1, Abi.EVENT_DROP, 133);
    private static final LostKey TRACES = new LostKey(2, Abi.EVENT_TRACE, 0);

    private final AtomicLong clockNs = new AtomicLong(-5);
    private final Map<Integer, String> pods = new HashMap<>(Map.of(1, "demo/web", 2, "demo/db"));
    private final Losses losses = new Losses(clockNs::get, id -> Optional.ofNullable(pods.get(id)));

    @Test
    void lossesAreSummedByTypeAndForgottenAsLate() {
        losses.add(Map.of(DROPS, 0L));
        assertEquals(List.of(), losses.lately(), "none was lost");
        losses.add(Map.of(DROPS, 2L, TRACES, 3L));
        losses.add(Map.of(new LostKey(2, Abi.EVENT_DROP, 130), 4L, new LostKey(2, Abi.EVENT_VERDICT, 0), 1L));
        assertEquals(Map.of("drop", 6L, "trace", 3L, "verdict", 1L), losses.byType());
        assertEquals(10, losses.total());
        clockNs.addAndGet(Losses.MEMORY_NS);
        assertEquals(4, losses.lately().size());
        clockNs.addAndGet(1);
        assertEquals(List.of(), losses.lately());
        assertEquals(10, losses.total());
    }

    @Test
    void whatTheDatapathCountsStandsForItself() {
        losses.counted(Map.of(DROPS, 7L));
        assertEquals(Map.of(new Kind("drop", "Policy denied", Place.DATAPATH), 7L), losses.byKind());
        assertEquals(List.of(), losses.lately(), "before anybody looked");
        losses.counted(Map.of(DROPS, 9L, TRACES, 4L));
        losses.add(Map.of(new LostKey(1, Abi.EVENT_DROP, 0), 5L));
        assertEquals(
                Map.of(
                        new Kind("drop", "Policy denied", Place.DATAPATH), 9L,
                        new Kind("trace", "", Place.DATAPATH), 4L,
                        new Kind("drop", "", Place.LOADER), 5L),
                losses.byKind());
        assertEquals(List.of(new Whose("demo/web", "drop", 7), new Whose("demo/db", "trace", 4)), losses.lately());
        losses.counted(Map.of(DROPS, 1L));
        assertEquals(new Whose("demo/web", "drop", 8), losses.lately().getFirst(), "a map that was made anew");
    }

    @Test
    void aNumberThatAnotherPodHasNowDoesNotInheritLosses() {
        losses.add(Map.of(DROPS, 7L));
        pods.put(1, "demo/other");
        assertEquals(List.of(new Whose("demo/web", "drop", 7)), losses.lately());
        losses.add(Map.of(DROPS, 2L));
        assertEquals(List.of(new Whose("demo/other", "drop", 2)), losses.lately());
        losses.add(Map.of(new LostKey(9, Abi.EVENT_VERDICT, 0), 1L));
        assertEquals(new Whose("endpoint 9", "verdict", 1), losses.lately().getLast());
    }

    @Test
    void anOldLossIsNotAddedToANewOne() {
        losses.add(Map.of(DROPS, 7L));
        clockNs.addAndGet(Losses.MEMORY_NS + 1);
        losses.add(Map.of(DROPS, 2L));
        assertEquals(List.of(new Whose("demo/web", "drop", 2)), losses.lately());
    }

    @Test
    void whatTheDatapathLostIsToldOnce() {
        losses.counted(Map.of(DROPS, 7L));
        assertEquals(0, losses.takeUntold());
        losses.counted(Map.of(DROPS, 9L, TRACES, 4L));
        assertEquals(6, losses.takeUntold());
        assertEquals(0, losses.takeUntold());
    }
}
