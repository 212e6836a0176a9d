// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class IdentityAllocatorTest {

    private static final IdentityKey WEB = key("k8s:app=web");
    private static final IdentityKey API = key("k8s:app=api");

    private final FakeIdentityStore store = new FakeIdentityStore();

    @Test
    void equalLabelsGetOneNumber() {
        var allocator = allocator(256, 65535);
        var first = allocator.allocate(WEB);
        assertEquals(first, allocator.allocate(key("k8s:app=web")));
        assertNotEquals(first.number(), allocator.allocate(API).number());
    }

    @Test
    void theFirstNumberTriedFollowsFromTheKeyAlone() {
        var range = new IdentityRange(256, 65535);
        var expected = 256 + (int) Long.remainderUnsigned(WEB.hash(), range.size());
        assertEquals(expected, allocator(256, 65535).allocate(WEB).number());
    }

    @Test
    void aTakenNumberIsPassedOverAndTheEndWrapsRound() {
        var range = new IdentityRange(256, 259);
        var order = range.candidates(WEB).boxed().toList();
        assertEquals(List.of(256, 257, 258, 259), order.stream().sorted().toList());
        store.create(order.getFirst(), API);
        assertEquals(
                order.get(1), new IdentityAllocator(store, range).allocate(WEB).number());
    }

    @Test
    void aFullRangeIsToldWithItsBounds() {
        store.create(256, API);
        var full = assertThrows(
                IllegalStateException.class, () -> allocator(256, 256).allocate(WEB));
        assertTrue(String.valueOf(full.getMessage()).contains("256-256"), full.toString());
    }

    @Test
    void aReleasedIdentityIsClaimedAndKeepsItsNumber() {
        var allocator = allocator(256, 65535);
        var first = allocator.allocate(WEB);
        assertTrue(store.release(first, Instant.parse("2026-01-01T01:00:00Z")).isPresent());
        var again = allocator.allocate(WEB);
        assertEquals(first.number(), again.number());
        assertFalse(again.released());
    }

    @Test
    void ofTwoNumbersForOneKeyTheOldestWins() {
        store.setTime(Instant.parse("2026-01-01T00:00:02Z"));
        store.create(300, WEB);
        store.setTime(Instant.parse("2026-01-01T00:00:01Z"));
        store.create(400, WEB);
        assertEquals(400, allocator(256, 65535).allocate(WEB).number());
    }

    @Test
    void manyWritersAgreeOnOneNumber() throws Exception {
        var keys = List.of(WEB, API, key("k8s:app=db"), key("k8s:app=cache"));
        var calls = new ArrayList<Callable<IdentityRecord>>();
        for (int i = 0; i < 64; i++) {
            var key = keys.get(i % keys.size());
            calls.add(() -> allocator(256, 259).allocate(key));
        }
        var numbers = new HashSet<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(calls)) {
                numbers.add(result.get().number());
            }
        }
        assertEquals(keys.size(), numbers.size());
        assertEquals(keys.size(), store.all().size());
    }

    private IdentityAllocator allocator(int first, int last) {
        return new IdentityAllocator(store, new IdentityRange(first, last));
    }

    private static IdentityKey key(String... labels) {
        return new IdentityKey(Labels.parse(labels));
    }
}
