// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Interned bit sets that are too long for a segment, counted by the rows that use them. Not thread-safe. */
final class VectorTable {

    /** A set in use. */
    static final class Entry {
        final List<Integer> bits;
        final int index;
        int users;

        private Entry(List<Integer> bits, int index) {
            this.bits = bits;
            this.index = index;
        }
    }

    private final Map<List<Integer>, Entry> byBits = new HashMap<>();
    private final Map<Integer, Entry> byIndex = new HashMap<>();
    private final Numbers indexes = new Numbers(1);
    private final List<Integer> foreign;
    private final Lingering<Entry> lingering = new Lingering<>();
    private final List<Entry> added = new ArrayList<>();

    /** @param foreign indexes that live rows of an earlier run may name; handed out only once they are collected */
    VectorTable(Collection<Integer> foreign) {
        this.foreign = new ArrayList<>(foreign);
        foreign.forEach(indexes::reserve);
    }

    /** The index of the set, with one more user. */
    int use(List<Integer> bits) {
        var entry = byBits.computeIfAbsent(List.copyOf(bits), this::create);
        entry.users++;
        lingering.revive(entry);
        return entry.index;
    }

    void release(int index, long revision) {
        var entry = byIndex.get(index);
        if (entry == null || entry.users == 0) {
            throw new IllegalStateException("vector " + index + " has no user");
        }
        if (--entry.users == 0) {
            lingering.retire(entry, revision);
        }
    }

    /** Takes out those that no row has used since a revision up to this one, and all of an earlier run. */
    void collect(long upTo) {
        foreign.forEach(indexes::release);
        foreign.clear();
        for (var entry : lingering.takeUpTo(upTo)) {
            byBits.remove(entry.bits);
            byIndex.remove(entry.index);
            indexes.release(entry.index);
        }
    }

    Collection<Entry> all() {
        return byIndex.values();
    }

    List<Entry> takeAdded() {
        var result = List.copyOf(added);
        added.clear();
        return result;
    }

    private Entry create(List<Integer> bits) {
        var entry = new Entry(bits, indexes.take());
        byIndex.put(entry.index, entry);
        added.add(entry);
        return entry;
    }
}
