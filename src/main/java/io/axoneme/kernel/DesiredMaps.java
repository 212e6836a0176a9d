// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the derived maps should hold, once everything asked for so far is done. Not thread-safe. */
final class DesiredMaps {

    /**
     * The entries of one map.
     *
     * @param <K> its keys
     * @param <V> its values
     */
    record Entries<K, V>(AbiMap<K, V> map, Map<K, V> byKey) {}

    private final Map<String, Entries<?, ?>> entries = new HashMap<>();
    private final Map<KernelMaps.VectorMap, Map<Integer, BitVector>> vectors = new HashMap<>();
    private final Map<Integer, Integer> policies = new TreeMap<>();

    /** Entries of a map; to be written through. */
    <K, V> Map<K, V> of(AbiMap<K, V> map) {
        Entries<?, ?> present = entries.computeIfAbsent(map.name(), name -> new Entries<>(map, new HashMap<>()));
        if (!present.map().equals(map)) {
            throw new IllegalArgumentException("two maps of the name " + map.name());
        }
        @SuppressWarnings("unchecked") // the map is the one that the entries were made for
        Entries<K, V> ofMap = (Entries<K, V>) present;
        return ofMap.byKey();
    }

    /** Vectors that are not empty, by index; to be written through. */
    Map<Integer, BitVector> of(KernelMaps.VectorMap map) {
        return vectors.computeIfAbsent(map, m -> new TreeMap<>());
    }

    /** Endpoint id to policy id; to be written through. */
    Map<Integer, Integer> policies() {
        return policies;
    }

    void change(List<KernelMaps.BitWrite> bits) {
        Map<Integer, BitVector> membership = of(KernelMaps.VectorMap.MEMBERSHIP);
        Map<Integer, BitSet> changed = new HashMap<>();
        for (KernelMaps.BitWrite write : bits) {
            changed.computeIfAbsent(write.slot(), slot -> bits(membership, slot))
                    .set(write.bit(), write.set());
        }
        changed.forEach((slot, set) -> membership.put(slot, BitVector.of(set)));
    }

    private static BitSet bits(Map<Integer, BitVector> membership, int slot) {
        BitSet set = new BitSet();
        membership.getOrDefault(slot, BitVector.EMPTY).stream().forEach(set::set);
        return set;
    }
}
