// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.kube.crd.PolicyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PendingPaceTest {

    private static final String UID = "u";
    private static final Duration HALF = PendingPace.INTERVAL.dividedBy(2);

    private long nowNs = Long.MAX_VALUE - PendingPace.INTERVAL.toNanos(); // such clocks start anywhere, and wrap
    private final PendingPace pace = new PendingPace(() -> nowNs);

    @Test
    void whoIsWaitedForIsToldAfterAnIntervalAndOncePerInterval() {
        assertEquals(PendingPace.INTERVAL, pace.delay(UID, 1, pending()));
        pass(HALF);
        assertEquals(HALF, pace.delay(UID, 1, pending()), "asking again must not move the turn");
        pass(HALF);
        assertEquals(Duration.ZERO, pace.delay(UID, 1, pending()));
        pass(HALF);
        assertEquals(Duration.ZERO, pace.delay(UID, 1, pending()), "its turn stays until it was written");
        pace.written(UID, 1, pending());
        assertEquals(PendingPace.INTERVAL, pace.delay(UID, 1, pending()));
    }

    @Test
    void allOtherNewsIsToldAtOnce() {
        pace.delay(UID, 1, pending());
        var nodes = List.of(new Rollout.NodeFailure("n2", "MapFull", "no room"));
        assertEquals(Duration.ZERO, pace.delay(UID, 1, status(new Rollout(1, List.of(), List.of()))));
        assertEquals(Duration.ZERO, pace.delay(UID, 1, status(new Rollout(2, List.of("n1"), nodes))));
    }

    @Test
    void eachGenerationAndEachPolicyHasItsOwnTurn() {
        pace.delay(UID, 1, pending());
        pass(HALF);
        assertEquals(PendingPace.INTERVAL, pace.delay(UID, 2, pending()));
        assertEquals(PendingPace.INTERVAL, pace.delay("another", 1, pending()));
    }

    @Test
    void aPolicyThatWasInForceOrWentStartsAnew() {
        pace.delay(UID, 1, pending());
        pass(HALF);
        pace.written(UID, 1, status(new Rollout(1, List.of(), List.of())));
        assertEquals(PendingPace.INTERVAL, pace.delay(UID, 1, pending()), "a node has joined");
        pass(HALF);
        pace.forget(UID);
        assertEquals(PendingPace.INTERVAL, pace.delay(UID, 1, pending()));
    }

    @Test
    void whatNobodyForgotGoesWithTime() {
        pace.delay("late", 1, pending());
        pass(Duration.ofMinutes(2));
        pace.delay(UID, 1, pending());
        assertEquals(1, pace.size());
    }

    private void pass(Duration time) {
        nowNs += time.toNanos();
    }

    private static PolicyStatus pending() {
        return status(new Rollout(1, List.of("n1"), List.of()));
    }

    private static PolicyStatus status(Rollout enforcement) {
        return PolicyStatuses.next(null, new PolicyVerdict.Valid(1), enforcement, Optional.empty(), "7", Instant.EPOCH);
    }
}
