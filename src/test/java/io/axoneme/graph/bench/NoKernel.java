// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Maps that take everything and hold nothing: what the kernel keeps is none of the agent's memory. */
final class NoKernel implements KernelMaps {

    @Override
    public <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> entries) {
        return new Answer.Done<>(entries.size());
    }

    @Override
    public <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys) {
        return new Answer.Done<>(keys.size());
    }

    @Override
    public <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        return new Answer.Done<>(0);
    }

    @Override
    public Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> vectors) {
        return new Answer.Done<>(vectors.size());
    }

    @Override
    public Answer<Integer> bits(List<BitWrite> bits) {
        return new Answer.Done<>(bits.size());
    }

    @Override
    public Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map) {
        return new Answer.Done<>(Map.of());
    }

    @Override
    public Answer<Integer> flip(List<Flip> flips) {
        return new Answer.Done<>(flips.size());
    }

    @Override
    public Answer<Integer> purgeConntrack(Set<Integer> endpointIds) {
        return new Answer.Done<>(0);
    }
}
