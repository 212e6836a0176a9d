// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who lives where: prefixes that the cluster knows (pods, nodes, pod ranges), and outside prefixes that a selector in use
 * names, which get a local identity each. What the cluster knows wins. Not thread-safe.
 */
final class PrefixTable {

    /** First local identity, see {@link io.axoneme.model.Identity.Scope#LOCAL}; number 0 of the range stays unused. */
    static final int LOCAL = 0x0100_0000;

    private final boolean dualStack;
    private final Map<Cidr, PrefixEntry> known = new HashMap<>();
    private final Map<Cidr, Integer> users = new HashMap<>();
    private final Map<Cidr, Labels> carried = new HashMap<>();
    private final SortedMap<Cidr, KnownIdentity> outside = new TreeMap<>();
    private final Map<Cidr, PrefixEntry> published = new HashMap<>();
    private final SortedSet<Cidr> dirty = new TreeSet<>();
    private final Map<Integer, Long> addresses = new HashMap<>();
    private final Numbers numbers = new Numbers(1);
    private final List<KnownIdentity> added = new ArrayList<>();
    private final List<KnownIdentity> removed = new ArrayList<>();

    PrefixTable(boolean dualStack) {
        this.dualStack = dualStack;
    }

    /** After a restart: the number may still stand in the kernel for another prefix. */
    void reserve(int identity) {
        if (identity >>> 24 == 1) {
            numbers.reserve(identity - LOCAL);
        }
    }

    void releaseNumber(int identity) {
        if (identity >>> 24 == 1) {
            numbers.release(identity - LOCAL);
        }
    }

    void put(Cidr prefix, PrefixEntry entry) {
        var before = known.put(prefix, entry);
        countAddress(prefix, before, -1);
        countAddress(prefix, entry, 1);
        dirty.add(prefix);
    }

    void remove(Cidr prefix) {
        countAddress(prefix, known.remove(prefix), -1);
        dirty.add(prefix);
    }

    /** Labels that an outside prefix carries besides its own; empty takes them off. */
    void carry(Cidr prefix, Labels labels) {
        if (labels.size() == 0) {
            carried.remove(prefix);
        } else {
            carried.put(prefix, labels);
        }
        dirty.add(prefix);
    }

    /** A selector in use names the prefix. */
    void use(Cidr prefix) {
        users.merge(prefix, 1, Integer::sum);
        dirty.add(prefix);
    }

    void release(Cidr prefix) {
        users.computeIfPresent(prefix, (p, count) -> count == 1 ? null : count - 1);
        dirty.add(prefix);
    }

    /** How many single addresses of the cluster have the identity: its endpoints. */
    long addressesOf(int identity) {
        return addresses.getOrDefault(identity, 0L);
    }

    /** Brings local identities in line with what is known and used. */
    void settle() {
        for (var prefix : dirty) {
            // A prefix of length 0 is the world itself.
            boolean wanted = prefix.length() > 0
                    && !known.containsKey(prefix)
                    && (users.containsKey(prefix) || carried.containsKey(prefix));
            var present = outside.get(prefix);
            if (!wanted && present == null) {
                continue;
            }
            var labels = labels(prefix);
            if (present != null && (!wanted || !present.labels().equals(labels))) {
                outside.remove(prefix);
                removed.add(present);
                present = null;
            }
            if (wanted && present == null) {
                var identity = KnownIdentity.of(LOCAL + numbers.take(), labels, prefix);
                outside.put(prefix, identity);
                added.add(identity);
            }
        }
    }

    List<KnownIdentity> takeAdded() {
        var result = List.copyOf(added);
        added.clear();
        return result;
    }

    List<KnownIdentity> takeRemoved() {
        var result = List.copyOf(removed);
        removed.clear();
        return result;
    }

    /** Changes since the last call, after {@link #settle}. */
    List<PrefixChange> takeChanges() {
        var changes = new ArrayList<PrefixChange>();
        for (var prefix : dirty) {
            var entry = entry(prefix);
            var before = entry == null ? published.remove(prefix) : published.put(prefix, entry);
            if (!Objects.equals(before, entry)) {
                changes.add(new PrefixChange(prefix, entry));
            }
        }
        dirty.clear();
        return changes;
    }

    /** Everything that is in force. */
    Map<Cidr, PrefixEntry> published() {
        return Map.copyOf(published);
    }

    private @Nullable PrefixEntry entry(Cidr prefix) {
        var entry = known.get(prefix);
        if (entry != null) {
            return entry;
        }
        var identity = outside.get(prefix);
        return identity == null ? null : new PrefixEntry(identity.number(), false);
    }

    private Labels labels(Cidr prefix) {
        var labels = new ArrayList<>(prefix.labels());
        labels.add(Label.reserved(dualStack ? prefix.isV4() ? "world-ipv4" : "world-ipv6" : "world"));
        carried.getOrDefault(prefix, Labels.empty()).forEach(labels::add);
        return Labels.of(labels);
    }

    private void countAddress(Cidr prefix, @Nullable PrefixEntry entry, int by) {
        if (entry != null && prefix.length() == prefix.address().width()) {
            addresses.merge(entry.identity(), (long) by, (a, b) -> a + b == 0 ? null : a + b);
        }
    }
}
