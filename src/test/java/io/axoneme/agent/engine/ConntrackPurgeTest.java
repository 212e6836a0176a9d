// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kernel.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConntrackPurgeTest {

    private final Deque<Runnable> thread = new ArrayDeque<>();
    private final List<Set<Integer>> readings = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private Answer<Integer> answer = new Answer.Done<>(3);
    private final ConntrackPurge purge = new ConntrackPurge(
            endpoints -> {
                readings.add(endpoints);
                meanwhile.run();
                return answer;
            },
            thread::add);

    @Test
    void thoseThatGoTogetherShareAReading() {
        var one = purge.forget(1);
        var two = purge.forget(2);
        assertEquals(List.of(), readings, "not on the caller's thread");
        run();
        assertEquals(List.of(Set.of(1, 2)), readings);
        assertTrue(one.isDone() && two.isDone());
    }

    /** The table may have been read beyond its entries already. */
    @Test
    void whoGoesWhileAReadingIsUnderWayIsOfTheNext() {
        var first = purge.forget(1);
        meanwhile = () -> {
            meanwhile = () -> {};
            var second = purge.forget(2);
            var third = purge.forget(3);
            assertFalse(first.isDone() || second.isDone() || third.isDone());
        };
        run();
        assertEquals(List.of(Set.of(1), Set.of(2, 3)), readings);
        assertTrue(first.isDone());
    }

    @Test
    void whatCouldNotBeReadIsReadWithTheNext() {
        answer = new Answer.Unreachable<>("gone");
        var first = purge.forget(1);
        run();
        assertTrue(first.isDone(), "a pod's end does not wait for the loader");
        assertEquals(1, readings.size());
        answer = new Answer.Done<>(0);
        var _ = purge.forget(2);
        run();
        assertEquals(List.of(Set.of(1), Set.of(1, 2)), readings);
        purge.retry();
        run();
        assertEquals(2, readings.size(), "nobody is left");
    }

    @Test
    void whoCannotBeForgottenNowWaitsForTheLoader() {
        purge.forgetLater(1);
        run();
        assertEquals(List.of(), readings);
        purge.retry();
        run();
        assertEquals(List.of(Set.of(1)), readings);
    }

    @Test
    void aRetryWhileAReadingIsUnderWayIsNotLost() {
        var _ = purge.forget(1);
        meanwhile = () -> {
            meanwhile = () -> {};
            purge.forgetLater(2);
            purge.retry();
        };
        run();
        assertEquals(List.of(Set.of(1), Set.of(2)), readings);
    }

    @Test
    void aBugEndsOneReadingAndNoMore() {
        var first = purge.forget(1);
        meanwhile = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThrows(IllegalStateException.class, this::run);
        assertTrue(first.isDone());
        meanwhile = () -> {};
        var _ = purge.forget(2);
        run();
        assertEquals(List.of(Set.of(1), Set.of(1, 2)), readings);
    }

    private void run() {
        for (var task = thread.poll(); task != null; task = thread.poll()) {
            task.run();
        }
    }
}
