// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.graph.Delta.SlotVector;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Row;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Direction;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How much stands in the kernel's maps, beside what entries for each endpoint, identity and port would come to. Such an entry is counted for
 * each identity that a row's own rules pick, once a row; what picks everyone is one wildcard entry; what a row only repeats from a shorter prefix
 * counts at that one alone.
 *
 * @param policies resolved ones, shared by endpoints
 * @param rows of all of them
 * @param entries by identity
 */
record EntryCount(int endpoints, int policies, int rows, long entries) {

    static EntryCount of(NodeGraph graph, int endpoints) {
        var vectors = graph.allVectors().stream().map(EntryCount::bits).toList();
        var bySide = new IdentityHashMap<ResolvedPolicy, Long>();
        var policies = IntStream.rangeClosed(1, endpoints)
                .mapToObj(e -> Objects.requireNonNull(graph.policyOf(e)))
                .toList();
        long entries = 0;
        int rows = 0;
        for (var policy : policies) {
            if (!bySide.containsKey(policy)) {
                rows += policy.ingress().rows().size() + policy.egress().rows().size();
                bySide.put(policy, entries(policy, vectors));
            }
            entries += Objects.requireNonNull(bySide.get(policy));
        }
        return new EntryCount(endpoints, bySide.size(), rows, entries);
    }

    private static long entries(ResolvedPolicy policy, List<BitSet> vectors) {
        long entries = 0;
        for (var direction : Direction.values()) {
            Map<RowKey, BitSet> byKey = new HashMap<>();
            policy.side(direction).rows().forEach(row -> byKey.put(row.key(), bits(row)));
            for (var key : byKey.keySet()) {
                entries += entries(own(key, byKey), vectors);
            }
        }
        return entries;
    }

    /** Bits that the row does not have from the longest of the shorter prefixes. */
    private static BitSet own(RowKey key, Map<RowKey, BitSet> byKey) {
        var own = (BitSet) Objects.requireNonNull(byKey.get(key)).clone();
        key.chain().stream()
                .skip(1)
                .filter(byKey::containsKey)
                .findFirst()
                .map(byKey::get)
                .ifPresent(own::andNot);
        return own;
    }

    private static long entries(BitSet own, List<BitSet> vectors) {
        boolean everyone = own.get(0);
        own.clear(0);
        return (everyone ? 1 : 0) + vectors.stream().filter(own::intersects).count();
    }

    private static BitSet bits(Row row) {
        var bits = new BitSet();
        row.segments().forEach(segment -> segment.causes().keySet().forEach(bits::set));
        return bits;
    }

    private static BitSet bits(SlotVector vector) {
        var bits = new BitSet();
        vector.bits().forEach(bits::set);
        return bits;
    }
}
