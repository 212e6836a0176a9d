// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When a status may be written that only says which nodes are still waited for: a second after the policy came to this generation, and a second
 * after the last such status of it. Most policies are in force everywhere by then, and one status says all; every write is
 * also read by each node. All other news is written at once. Thread-safe.
 */
final class PendingPace {

    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** A turn that is over for so long is of no use, whoever came to it too late to be forgotten. */
    private static final long KEPT_NS = Duration.ofMinutes(1).toNanos();

    /** @param dueNs when the next such status may be written, by the clock given */
    private record Turn(long generation, long dueNs) {}

    /** By uid, the oldest first. */
    private static final class Turns extends LinkedHashMap<String, Turn> {
        private static final long serialVersionUID = 1L;

        private final transient LongSupplier nanoTime;

        Turns(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Turn> eldest) {
            return nanoTime.getAsLong() - eldest.getValue().dueNs > KEPT_NS;
        }
    }

    private final LongSupplier nanoTime;
    private final Turns turns;

    /** @param nanoTime a clock that never jumps */
    PendingPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.turns = new Turns(nanoTime);
    }

    /** How long this status is to wait; zero for one that is to be written now. */
    synchronized Duration delay(String uid, long generation, PolicyStatus next) {
        if (!PolicyStatuses.isPending(next)) {
            return Duration.ZERO;
        }
        var turn = turns.get(uid);
        if (turn == null || turn.generation != generation) {
            turn = begin(uid, generation);
        }
        return Duration.ofNanos(Math.max(0, turn.dueNs - nanoTime.getAsLong()));
    }

    /** A status was written. */
    synchronized void written(String uid, long generation, PolicyStatus status) {
        forget(uid);
        if (PolicyStatuses.isPending(status)) {
            begin(uid, generation);
        }
    }

    /** The policy is no more. */
    synchronized void forget(String uid) {
        turns.remove(uid);
    }

    private Turn begin(String uid, long generation) {
        var turn = new Turn(generation, nanoTime.getAsLong() + INTERVAL.toNanos());
        turns.remove(uid);
        turns.put(uid, turn);
        return turn;
    }

    /** How many policies have a turn. */
    synchronized int size() {
        return turns.size();
    }
}
