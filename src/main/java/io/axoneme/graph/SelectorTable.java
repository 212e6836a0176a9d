// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.LabelSelector;
import io.axoneme.selector.SelectorIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Interned selectors with their bits, counted by the rows that use them. A selector that no row uses any more lingers with its bit,
 * which new identities still get, until it is collected; before that it comes back with the same bit. Not thread-safe.
 */
final class SelectorTable {

    /** A selector in use. */
    static final class Entry {
        final PeerBit selector;
        final int bit;
        int users;

        private Entry(PeerBit selector, int bit) {
            this.selector = selector;
            this.bit = bit;
        }
    }

    private final int most;
    private final Map<PeerBit, Entry> bySelector = new HashMap<>();
    private final Map<Integer, Entry> byBit = new TreeMap<>();
    private final Numbers bits = new Numbers(1);
    private final Map<String, Integer> remembered = new HashMap<>();
    private final Set<Integer> foreign = new LinkedHashSet<>();
    private final SelectorIndex<Entry> byLabels = new SelectorIndex<>();
    private final Set<Entry> byPrefix = new LinkedHashSet<>();
    private final Lingering<Entry> lingering = new Lingering<>();
    private final List<Entry> added = new ArrayList<>();

    /** @param most how many may have a bit at a time, lingering ones and everyone's included */
    SelectorTable(int most) {
        this.most = most;
        var everyone = new Entry(PeerBit.EVERYONE, 0);
        everyone.users = 1;
        bySelector.put(PeerBit.EVERYONE, everyone);
        byBit.put(0, everyone);
        byLabels.add(LabelSelector.everything(), everyone);
        bits.reserve(0);
    }

    /** After a restart: the selector of this text keeps the bit that live rows know it by. No row knows one that there was no room for. */
    void remember(String text, int bit) {
        if (bit != 0 && bit < most) {
            remembered.put(text, bit);
            foreign.add(bit);
            bits.reserve(bit);
        }
    }

    /** Bits that live rows may use and that no selector asked for since the restart; a view. */
    Set<Integer> foreign() {
        return Collections.unmodifiableSet(foreign);
    }

    void forgetForeign() {
        foreign.forEach(bits::release);
        foreign.clear();
        remembered.clear();
    }

    /** How many more may get a bit now. */
    int free() {
        return most - bits.count();
    }

    int most() {
        return most;
    }

    /** Whether all of these have a bit or may get one now. */
    boolean hasRoomFor(Collection<PeerBit> wanted) {
        var texts = remembered.keySet();
        return wanted.stream()
                        .filter(s -> !bySelector.containsKey(s) && (texts.isEmpty() || !texts.contains(s.text())))
                        .count()
                <= free();
    }

    /** The bit of a selector that has one. */
    OptionalInt bit(PeerBit selector) {
        var entry = bySelector.get(selector);
        return entry == null ? OptionalInt.empty() : OptionalInt.of(entry.bit);
    }

    /** The one at this bit; there must be one. */
    PeerBit at(int bit) {
        var entry = byBit.get(bit);
        if (entry == null) {
            throw new IllegalStateException("no selector at bit " + bit);
        }
        return entry.selector;
    }

    /** The selector's entry, with one more user; to be asked before: {@link #hasRoomFor}. */
    Entry use(PeerBit selector) {
        var entry = bySelector.computeIfAbsent(selector, this::create);
        entry.users++;
        lingering.revive(entry);
        return entry;
    }

    /** One user less; without any it lingers from this revision on. */
    void release(int bit, long revision) {
        var entry = byBit.get(bit);
        if (entry == null || entry.users == 0) {
            throw new IllegalStateException("bit " + bit + " has no user");
        }
        if (--entry.users == 0) {
            lingering.retire(entry, revision);
        }
    }

    /** Those that no row has used since a revision up to this one; to be collected now. */
    List<Entry> due(long upTo) {
        return lingering.takeUpTo(upTo);
    }

    void collect(Entry entry) {
        bySelector.remove(entry.selector);
        byBit.remove(entry.bit);
        bits.release(entry.bit);
        demands(entry.selector).forEach(s -> byLabels.remove(s, entry));
        byPrefix.remove(entry);
    }

    /** The bits of all that pick this identity. */
    BitSet picking(KnownIdentity identity) {
        var picking = new BitSet();
        byLabels.candidates(identity.labels(), entry -> addIfPicks(picking, entry, identity));
        if (!identity.prefixes().isEmpty()) {
            byPrefix.forEach(entry -> addIfPicks(picking, entry, identity));
        }
        return picking;
    }

    private static void addIfPicks(BitSet picking, Entry entry, KnownIdentity identity) {
        if (!picking.get(entry.bit) && entry.selector.picks(identity)) {
            picking.set(entry.bit);
        }
    }

    /** Selectors made since the last call, in order. */
    List<Entry> takeAdded() {
        var result = List.copyOf(added);
        added.clear();
        return result;
    }

    Collection<Entry> all() {
        return byBit.values();
    }

    /** Bits a vector needs for what is in use. */
    int width() {
        return bits.length();
    }

    private Entry create(PeerBit selector) {
        var known = remembered.remove(selector.text());
        if (known != null) {
            foreign.remove(known);
        }
        var entry = new Entry(selector, known != null ? known : bits.take());
        byBit.put(entry.bit, entry);
        demands(selector).forEach(s -> byLabels.add(s, entry));
        if (selector.asksForPrefix()) {
            byPrefix.add(entry);
        }
        added.add(entry);
        return entry;
    }

    /** What of labels it asks: one of these must pick them, unless it picks by prefix. */
    private static List<LabelSelector> demands(PeerBit selector) {
        return selector.everyone() ? List.of(LabelSelector.everything()) : selector.anyOf();
    }
}
