// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a status may be written that only says which nodes are still waited for: a second after the policy came to this generation, and a second
 * after the last such status of it. Most policies are in force everywhere by then, and one status says all; every write is
 * also read by each node. All other news is written at once. Thread-safe.
 */
final class PendingPace {

    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** @param dueNs when the next such status may be written, by the clock given */
    private record Turn(long generation, long dueNs) {}

    private final LongSupplier nanoTime;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** @param nanoTime a clock that never jumps */
    PendingPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How long this status is to wait; zero for one that is to be written now. */
    Duration delay(String uid, long generation, PolicyStatus next) {
        if (!PolicyStatuses.isPending(next)) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        var turn = turns.compute(
                uid,
                (_, last) -> last != null && last.generation == generation
                        ? last
                        : new Turn(generation, now + INTERVAL.toNanos()));
        return Duration.ofNanos(Math.max(0, turn.dueNs - now));
    }

    /** A status was written. */
    void written(String uid, long generation, PolicyStatus status) {
        if (PolicyStatuses.isPending(status)) {
            turns.put(uid, new Turn(generation, nanoTime.getAsLong() + INTERVAL.toNanos()));
        } else {
            forget(uid);
        }
    }

    /** The policy is no more. */
    void forget(String uid) {
        turns.remove(uid);
    }
}
