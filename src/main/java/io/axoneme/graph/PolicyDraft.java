// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.RowCompiler.Tables;
import io.axoneme.model.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What policies say together, before any selector has a bit.
 *
 * @param ingress what they say on ingress
 * @param egress what they say on egress
 * @param union whether a plain allow of the same peer and port lets every request pass
 */
record PolicyDraft(Part ingress, Part egress, boolean union) {

    /**
     * One direction.
     *
     * @param enforced whether what no row decides is denied
     * @param defaultCauses the policies that enforce it, in order
     * @param contributions what they say to each peer at each row key
     * @param audit what audited policies make of it; null without any
     * @param failsafe keys at which everyone is allowed whatever they say
     */
    record Part(
            boolean enforced,
            List<Cause> defaultCauses,
            List<Contribution> contributions,
            RowCompiler.@Nullable Audit audit,
            Set<RowKey> failsafe) {

        /** Where nothing is enforced. */
        static final Part NOTHING = new Part(false, List.of(), List.of(), null, Set.of());

        private ResolvedPolicy.Side compile(Tables tables, boolean union, int firstRow) {
            var compiler = new RowCompiler(tables, enforced, union, failsafe);
            var rows = audit == null
                    ? compiler.compile(contributions, firstRow)
                    : compiler.compile(contributions, audit, firstRow);
            return new ResolvedPolicy.Side(enforced, defaultCauses, rows);
        }

        private int size() {
            return contributions.size() + (audit == null ? 0 : audit.full().size());
        }
    }

    /** At least as many as its selectors, that of everyone aside. */
    int size() {
        return ingress.size() + egress.size();
    }

    /** The selectors that its rows would name. Costs as much as {@link #compile}. */
    Set<PeerBit> selectors() {
        var numbers = new HashMap<PeerBit, Integer>();
        numbers.put(PeerBit.EVERYONE, 0);
        compile(0, peer -> numbers.computeIfAbsent(peer, p -> numbers.size()), bit -> PeerBit.EVERYONE, bits -> 1);
        return Set.copyOf(numbers.keySet());
    }

    /**
     * Makes its rows.
     *
     * @param bits interns a selector, one use for each segment that holds it
     * @param meanings the selector that was interned at a bit
     * @param vectors interns a set too long for a segment
     */
    ResolvedPolicy compile(
            int id, ToIntFunction<PeerBit> bits, IntFunction<Selector> meanings, ToIntFunction<List<Integer>> vectors) {
        var ruleSets = new LinkedHashMap<RuleSet, Integer>();
        var used = new HashMap<Integer, Selector>();
        var tables = new Tables(
                peer -> {
                    int bit = bits.applyAsInt(peer);
                    used.computeIfAbsent(bit, meanings::apply);
                    return bit;
                },
                vectors,
                rules -> ruleSets.computeIfAbsent(rules, r -> ruleSets.size() + 1));
        var in = ingress.compile(tables, union, 1);
        var out = egress.compile(tables, union, 1 + in.rowsWithShadows().size());
        return new ResolvedPolicy(id, in, out, new ArrayList<>(ruleSets.keySet()), used);
    }
}
