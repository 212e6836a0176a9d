// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.axoneme.model.Labels;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** All identities by number and by labels. A function of the objects put in and not removed, in whatever order. */
public final class IdentityIndex {

    private final Map<Integer, IdentityRecord> byNumber = new TreeMap<>();
    private final Map<Labels, TreeSet<IdentityRecord>> byLabels = new HashMap<>();

    /** Adds an identity, or replaces the one of the same number. */
    public void put(IdentityRecord record) {
        remove(record.number());
        byNumber.put(record.number(), record);
        byLabels.computeIfAbsent(record.labels(), labels -> new TreeSet<>(IdentityRecord.WINNER_FIRST))
                .add(record);
    }

    /** Removes the identity of this number, if there is one. */
    public void remove(int number) {
        var removed = byNumber.remove(number);
        if (removed == null) {
            return;
        }
        byLabels.computeIfPresent(removed.labels(), (labels, records) -> {
            records.remove(removed);
            return records.isEmpty() ? null : records;
        });
    }

    /** Replaces everything. */
    public void replace(Collection<IdentityRecord> records) {
        byNumber.clear();
        byLabels.clear();
        records.forEach(this::put);
    }

    /** The identity of these labels: of several, the one that wins. */
    public Optional<IdentityRecord> lookup(Labels labels) {
        return Optional.ofNullable(byLabels.get(labels)).map(TreeSet::first);
    }

    /** The identity of this number. */
    public Optional<IdentityRecord> get(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** All identities by rising number. */
    public Collection<IdentityRecord> all() {
        return Collections.unmodifiableCollection(byNumber.values());
    }
}
