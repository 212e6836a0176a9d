// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.SlotVector;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Which selectors pick which identities. Holds no state of its own. */
final class Membership {

    private final IdentityTable identities;
    private final SelectorTable selectors;
    private final Inheritance inherited;

    /** @param inherited of which foreign bits stay until they are collected */
    Membership(IdentityTable identities, SelectorTable selectors, Inheritance inherited) {
        this.identities = identities;
        this.selectors = selectors;
        this.inherited = inherited;
    }

    /** The identity's whole vector. */
    SlotVector vector(IdentityTable.Entry entry) {
        var bits = selectors.picking(entry.identity);
        inherited.add(bits, selectors.foreign(), entry);
        return new SlotVector(
                entry.identity.number(), entry.slot, bits.stream().boxed().toList());
    }

    /** The bit of a selector in every vector that holds it, but those of some slots. */
    List<BitChange> everywhere(SelectorTable.Entry selector, RoaringBitmap but) {
        var changes = new ArrayList<BitChange>();
        var slots = picked(selector.selector);
        slots.andNot(but);
        slots.forEach((int slot) -> changes.add(new BitChange(slot, selector.bit)));
        return changes;
    }

    private RoaringBitmap picked(PeerBit selector) {
        var candidates = new RoaringBitmap();
        if (selector.everyone()) {
            identities.all().forEach(e -> candidates.add(e.slot));
        }
        if (selector.asksForPrefix()) {
            candidates.or(identities.prefixed());
        }
        selector.anyOf().forEach(s -> candidates.or(identities.labels().picked(s)));
        boolean exact = selector.named() == null && selector.within() == null && !selector.asksForPrefix();
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
