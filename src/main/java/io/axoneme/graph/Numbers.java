// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import java.util.BitSet;

/** Hands out the lowest free number of a range. A number is free again only when it is given back. Not thread-safe. */
final class Numbers {

    private final BitSet taken = new BitSet();
    private final int first;

    /** @param first the lowest number, at least 0; those below are never handed out */
    Numbers(int first) {
        this.first = first;
    }

    int take() {
        int number = taken.nextClearBit(first);
        taken.set(number);
        return number;
    }

    /** Marks a number as in use, as after a restart. */
    void reserve(int number) {
        taken.set(number);
    }

    void release(int number) {
        if (!taken.get(number)) {
            throw new IllegalStateException("number " + number + " is not in use");
        }
        taken.clear(number);
    }

    /** How many are in use. */
    int count() {
        return taken.cardinality();
    }

    /** One past the highest number in use; 0 when none is. */
    int length() {
        return taken.length();
    }
}
