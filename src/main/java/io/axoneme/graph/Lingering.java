// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is out of use and not yet collected, so that collecting looks at nothing else. Not thread-safe.
 *
 * @param <E> what may linger; told apart by its equals
 */
final class Lingering<E> {

    private final Map<E, Long> since = new LinkedHashMap<>();

    /** Out of use from this revision on, whatever was said before. */
    void retire(E entry, long revision) {
        since.put(entry, revision);
    }

    /** In use again. */
    void revive(E entry) {
        since.remove(entry);
    }

    /** Takes those that have been out of use since a revision up to this one, in the order in which they first were. */
    List<E> takeUpTo(long revision) {
        return takeUpTo(revision, e -> true);
    }

    /** As {@link #takeUpTo(long)}; those that may not go linger on. */
    List<E> takeUpTo(long revision, Predicate<E> mayGo) {
        var due = new ArrayList<E>();
        since.entrySet().removeIf(e -> e.getValue() <= revision && mayGo.test(e.getKey()) && due.add(e.getKey()));
        return due;
    }
}
