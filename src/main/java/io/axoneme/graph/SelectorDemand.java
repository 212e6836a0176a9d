// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the endpoints of a node ask of the selectors' bits where not all of them got their policy. Lingering selectors do not count, since they will be
 * collected.
 */
final class SelectorDemand {

    private final SelectorTable table;
    private final BitSet settled = new BitSet();
    private final BitSet kept = new BitSet();
    private final List<Set<PeerBit>> refused = new ArrayList<>();

    SelectorDemand(SelectorTable table) {
        this.table = table;
        settled.set(0);
    }

    /** An endpoint has its policy. */
    void settled(ResolvedPolicy policy) {
        policy.selectors().keySet().forEach(settled::set);
    }

    /** An endpoint whose policy was refused goes on with one that it had before. */
    void kept(ResolvedPolicy policy) {
        policy.selectors().keySet().forEach(kept::set);
    }

    /** A policy that names these was refused. */
    void refused(Set<PeerBit> selectors) {
        refused.add(selectors);
    }

    /** How many bits it takes for each endpoint to have its policy. */
    int wanted() {
        var all = new HashSet<PeerBit>();
        refused.forEach(all::addAll);
        return count(settled, all);
    }

    /** Whether all could have their policies if only those that are kept were given up, for which it does not help to wait. */
    boolean isStuck() {
        var held = (BitSet) settled.clone();
        held.or(kept);
        return wanted() <= table.most() && refused.stream().allMatch(r -> count(held, r) > table.most());
    }

    private int count(BitSet bits, Collection<PeerBit> selectors) {
        var all = (BitSet) bits.clone();
        int without = 0;
        for (var selector : selectors) {
            var bit = table.bit(selector);
            bit.ifPresent(all::set);
            without += bit.isPresent() ? 0 : 1;
        }
        return all.cardinality() + without;
    }
}
