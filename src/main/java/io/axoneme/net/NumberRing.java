// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * Picks numbers of a range in turn, so that one that was just given back comes last. Not thread-safe.
 */
final class NumberRing {
    private final long first;
    private final long last;
    private long next;

    /**
     * A ring over first to last, both included.
     *
     * @param next where to go on; anything outside the range starts at the first
     */
    NumberRing(long first, long last, long next) {
        this.first = first;
        this.last = last;
        this.next = next >= first && next <= last ? next : first;
    }

    /** The next number that is not taken; empty when all are. */
    OptionalLong take(LongPredicate taken) {
        for (long tried = 0; tried <= last - first; tried++) {
            long number = next;
            next = next == last ? first : next + 1;
            if (!taken.test(number)) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }

    /** How many numbers there are. */
    long size() {
        return last - first + 1;
    }

    /** Where {@link #take} goes on. */
    long next() {
        return next;
    }
}
