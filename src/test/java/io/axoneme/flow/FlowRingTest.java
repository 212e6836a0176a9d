// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowRingTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Flows.TIME);

    private final FlowRing ring = new FlowRing(7, () -> {});

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            ring.write(Flows.numbered(ring.end()));
        }
    }

    private FlowReader readerFrom(long sequence) {
        return new FlowReader(ring, sequence, CLOCK);
    }

    private static List<String> read(FlowReader reader) {
        var seen = new ArrayList<String>();
        for (var entry = reader.poll(); entry != null; entry = reader.poll()) {
            seen.add(
                    switch (entry) {
                        case Flow flow -> flow.uuid();
                        case LostEvents lost -> "lost " + lost.count() + " " + lost.source();
                    });
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 2, 8, 4096, 131071})
    void refusesOtherCapacities(int capacity) {
        assertThrows(IllegalArgumentException.class, () -> new FlowRing(capacity, () -> {}));
    }

    @Test
    void keepsUpToItsCapacity() {
        assertEquals(0, ring.size());
        write(5);
        assertEquals(5, ring.size());
        write(5);
        assertEquals(7, ring.size());
        assertEquals(3, ring.oldest());
        assertEquals(10, ring.flowsSeen());
    }

    @Test
    void readsInOrderAndThenNothing() {
        write(3);
        var reader = readerFrom(0);
        assertEquals(List.of("u0", "u1", "u2"), read(reader));
        assertNull(reader.poll());
        write(1);
        assertEquals(List.of("u3"), read(reader));
    }

    @Test
    void tellsAReaderThatWasLappedHowManyItMissed() {
        write(2);
        var reader = readerFrom(0);
        assertEquals(List.of("u0", "u1"), read(reader));
        write(10);
        assertEquals(List.of("lost 3 FLOW_RING", "u5", "u6", "u7", "u8", "u9", "u10", "u11"), read(reader));
    }

    @Test
    void readersDoNotDisturbEachOther() {
        write(4);
        var slow = readerFrom(0);
        var fast = readerFrom(0);
        read(fast);
        write(4);
        assertEquals(List.of("u4", "u5", "u6", "u7"), read(fast));
        assertEquals("lost 1 FLOW_RING", read(slow).getFirst());
    }

    @Test
    void noticesOfLossAreNoFlows() {
        ring.write(new LostEvents(Flows.TIME, LostEvents.Source.KERNEL_RING, 5));
        write(1);
        assertEquals(1, ring.flowsSeen());
        assertEquals(List.of("lost 5 KERNEL_RING", "u1"), read(readerFrom(0)));
    }

    @Test
    void findsWhereTheLastMatchesStart() {
        write(10);
        assertEquals(8, ring.startOfLast(2, _ -> true));
        assertEquals(3, ring.startOfLast(100, _ -> true));
        assertEquals(
                5,
                ring.startOfLast(
                        2,
                        entry -> entry instanceof Flow f
                                && f.uuid().matches("u[579]")
                                && !f.uuid().equals("u9")));
        assertEquals(10, ring.startOfLast(3, _ -> false));
    }

    @Test
    void wakesAfterEachEntryWasPublished() {
        var wakes = new AtomicInteger();
        var waking = new FlowRing[1];
        waking[0] = new FlowRing(3, () -> wakes.addAndGet((int) waking[0].end()));
        waking[0].write(Flows.numbered(0));
        waking[0].write(Flows.numbered(1));
        assertEquals(1 + 2, wakes.get());
    }

    /** Every entry is either read or counted as lost, whatever the pace. */
    @Test
    void concurrentReadersAccountForEveryEntry() throws InterruptedException, ExecutionException {
        int total = 200_000;
        var shared = new FlowRing(63, () -> {});
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Long> account = () -> account(new FlowReader(shared, 0, CLOCK), total);
            var readers = List.of(threads.submit(account), threads.submit(account), threads.submit(account));
            for (int i = 0; i < total; i++) {
                shared.write(new LostEvents(Flows.TIME, LostEvents.Source.KERNEL_RING, i + 1));
            }
            for (var reader : readers) {
                assertEquals(total, reader.get());
            }
        }
    }

    /** Entries read and lost until the last one was written; each must be the one of its sequence. */
    private static long account(FlowReader reader, int total) {
        long accounted = 0;
        while (accounted < total) {
            var entry = (LostEvents) reader.poll();
            if (entry == null) {
                Thread.onSpinWait();
            } else if (entry.source() == LostEvents.Source.FLOW_RING) {
                accounted += entry.count();
            } else {
                accounted++;
                assertEquals(accounted, entry.count());
            }
        }
        return accounted;
    }
}
