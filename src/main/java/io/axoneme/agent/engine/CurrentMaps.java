// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The maps of the programs that are loaded now: others once wider vectors are. */
final class CurrentMaps implements KernelMaps {

    private volatile KernelMaps current;

    CurrentMaps(KernelMaps first) {
        current = first;
    }

    void use(KernelMaps other) {
        current = other;
    }

    @Override
    public <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> entries) {
        return current.update(map, entries);
    }

    @Override
    public <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys) {
        return current.delete(map, keys);
    }

    @Override
    public <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        return current.dump(map, sink);
    }

    @Override
    public Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> vectors) {
        return current.vectors(map, vectors);
    }

    @Override
    public Answer<Integer> bits(List<BitWrite> bits) {
        return current.bits(bits);
    }

    @Override
    public Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map) {
        return current.dumpVectors(map);
    }

    @Override
    public Answer<Integer> flip(List<Flip> flips) {
        return current.flip(flips);
    }

    @Override
    public Answer<Integer> purgeConntrack(Set<Integer> endpointIds) {
        return current.purgeConntrack(endpointIds);
    }
}
