// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Port;
import io.axoneme.selector.LabelIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Identities with their slots. An identity that is removed lingers with its slot until it is collected, and comes back
 * with the same slot before that. Not thread-safe.
 */
final class IdentityTable {

    /** Identity and slot. */
    static final class Entry {
        final KnownIdentity identity;
        final int slot;

        private Entry(KnownIdentity identity, int slot) {
            this.identity = identity;
            this.slot = slot;
        }
    }

    private final SortedMap<Integer, Entry> byNumber = new TreeMap<>();
    private final Map<Integer, Entry> bySlot = new HashMap<>();
    private final Numbers slots = new Numbers(1);
    private final LabelIndex labels = new LabelIndex();
    private final RoaringBitmap prefixed = new RoaringBitmap();
    private final Lingering<Entry> lingering = new Lingering<>();
    private final Map<Integer, Integer> remembered = new HashMap<>();
    private final Map<String, Map<Port, Integer>> namedPorts = new HashMap<>();
    private final Set<String> changedPortNames = new HashSet<>();

    /** After a restart: the identity keeps the slot that the kernel has for it. */
    void remember(int number, int slot) {
        remembered.put(number, slot);
        slots.reserve(slot);
    }

    /** Identities that the kernel had and that nobody asked for since, with their slots. */
    Map<Integer, Integer> forgotten() {
        return Map.copyOf(remembered);
    }

    void forget(int number, int slot) {
        remembered.remove(number);
        slots.release(slot);
    }

    @Nullable
    Entry get(int number) {
        return byNumber.get(number);
    }

    /** The entry at this slot; there must be one. */
    Entry atSlot(int slot) {
        var entry = bySlot.get(slot);
        if (entry == null) {
            throw new IllegalStateException("no identity at slot " + slot);
        }
        return entry;
    }

    Collection<Entry> all() {
        return byNumber.values();
    }

    LabelIndex labels() {
        return labels;
    }

    /** Slots of identities that stand for a prefix. */
    RoaringBitmap prefixed() {
        return prefixed;
    }

    /** Out of use from this revision on. */
    void retire(Entry entry, long revision) {
        lingering.retire(entry, revision);
    }

    /** In use again. */
    void revive(Entry entry) {
        lingering.revive(entry);
    }

    /** Those that have been out of use since a revision up to this one; to be collected now. */
    List<Entry> due(long upTo) {
        return lingering.takeUpTo(upTo);
    }

    /** Adds an identity. Labels of a known number never change: other labels replace it as if it were another one. */
    Entry add(KnownIdentity identity) {
        int slot = identity.number() == 0 ? 0 : slotFor(identity.number());
        var labelled = new KnownIdentity(
                identity.number(),
                labels.add(slot, identity.labels()),
                identity.namedPorts(),
                identity.names(),
                identity.prefixes());
        var entry = new Entry(labelled, slot);
        byNumber.put(identity.number(), entry);
        bySlot.put(slot, entry);
        if (!identity.prefixes().isEmpty()) {
            prefixed.add(slot);
        }
        countPorts(identity, 1);
        return entry;
    }

    /** Takes it out for good and frees its slot. */
    void collect(Entry entry) {
        lingering.revive(entry);
        byNumber.remove(entry.identity.number());
        bySlot.remove(entry.slot);
        labels.remove(entry.slot, entry.identity.labels());
        prefixed.remove(entry.slot);
        countPorts(entry.identity, -1);
        slots.release(entry.slot);
    }

    /** The ports that identities give this name to. */
    Set<Port> portsNamed(String name) {
        return namedPorts.getOrDefault(name, Map.of()).keySet();
    }

    /** Names that got or lost a port since the last call. */
    Set<String> takeChangedPortNames() {
        var changed = Set.copyOf(changedPortNames);
        changedPortNames.clear();
        return changed;
    }

    private int slotFor(int number) {
        var known = remembered.remove(number);
        return known != null ? known : slots.take();
    }

    private void countPorts(KnownIdentity identity, int by) {
        for (var entry : identity.namedPorts().ports()) {
            var ports = namedPorts.computeIfAbsent(entry.name(), n -> new HashMap<>());
            int before = ports.getOrDefault(entry.port(), 0);
            if (before + by == 0) {
                ports.remove(entry.port());
            } else {
                ports.put(entry.port(), before + by);
            }
            if (ports.isEmpty()) {
                namedPorts.remove(entry.name());
            }
            if (before == 0 || before + by == 0) {
                changedPortNames.add(entry.name());
            }
        }
    }
}
