// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.SlotVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;

/** Which selectors pick which identities. Holds no state of its own. */
final class Membership {

    private final IdentityTable identities;
    private final SelectorTable selectors;
    private final Map<Integer, Set<Integer>> inherited;

    /** @param inherited slot → bits that the kernel had set before this run; foreign ones stay until they are collected */
    Membership(IdentityTable identities, SelectorTable selectors, Map<Integer, Set<Integer>> inherited) {
        this.identities = identities;
        this.selectors = selectors;
        this.inherited = inherited;
    }

    /** The identity's whole vector. */
    SlotVector vector(IdentityTable.Entry entry) {
        var bits = new TreeSet<Integer>();
        for (var selector : selectors.all()) {
            if (selector.selector.picks(entry.identity)) {
                bits.add(selector.bit);
            }
        }
        bits.addAll(foreignBits(entry.slot));
        return new SlotVector(entry.identity.number(), entry.slot, List.copyOf(bits));
    }

    /** The bit of a selector in every vector that holds it. */
    List<BitChange> everywhere(SelectorTable.Entry selector) {
        var changes = new ArrayList<BitChange>();
        picked(selector.selector).forEach((int slot) -> changes.add(new BitChange(slot, selector.bit)));
        return changes;
    }

    private Set<Integer> foreignBits(int slot) {
        var bits = new TreeSet<>(inherited.getOrDefault(slot, Set.of()));
        bits.retainAll(selectors.foreign());
        return bits;
    }

    private RoaringBitmap picked(PeerBit selector) {
        var candidates = new RoaringBitmap();
        if (selector.everyone() || !selector.cidrs().isEmpty()) {
            identities.all().forEach(e -> candidates.add(e.slot));
        }
        selector.anyOf().forEach(s -> candidates.or(identities.labels().picked(s)));
        boolean exact = selector.named() == null && selector.cidrs().isEmpty();
        if (exact) {
            return candidates;
        }
        var picked = new RoaringBitmap();
        candidates.forEach((int slot) -> {
            if (selector.picks(identities.atSlot(slot).identity)) {
                picked.add(slot);
            }
        });
        return picked;
    }
}
