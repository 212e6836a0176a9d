// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The datapath's maps as bytes in memory: what a kernel would hold after the same writes. Not thread-safe. */
public final class MapImage implements KernelMaps {

    private final Map<String, Map<ByteBuffer, byte[]>> maps = new HashMap<>();
    private final Map<VectorMap, Map<Integer, BitVector>> vectors = new HashMap<>();
    private final Map<Integer, Integer> policies = new TreeMap<>();

    /** The value at exactly this key; null without one. */
    <K, V> @Nullable V get(AbiMap<K, V> map, K key) {
        var bytes = of(map).get(encode(map, key));
        return bytes == null ? null : map.value().read(bytes, 0);
    }

    BitVector vector(VectorMap map, int index) {
        return of(map).getOrDefault(index, BitVector.EMPTY);
    }

    /** 0 for an endpoint that was never flipped. */
    public int policyOf(int endpoint) {
        return policies.getOrDefault(endpoint, 0);
    }

    /** Every entry of each map that was written, by its name; keys and values as bytes. */
    Map<String, Map<ByteBuffer, byte[]>> entries() {
        return maps;
    }

    /** Vectors that were written, by index. */
    Map<Integer, BitVector> vectors(VectorMap map) {
        return of(map);
    }

    /** Endpoint id to policy id. */
    Map<Integer, Integer> policies() {
        return policies;
    }

    @Override
    public <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> entries) {
        for (var entry : entries) {
            var value = new byte[map.value().size()];
            map.value().write(entry.getValue(), value, 0);
            of(map).put(encode(map, entry.getKey()), value);
        }
        return new Answer.Done<>(entries.size());
    }

    @Override
    public <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys) {
        int present = 0;
        for (var key : keys) {
            present += of(map).remove(encode(map, key)) == null ? 0 : 1;
        }
        return new Answer.Done<>(present);
    }

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // each key wraps an array of its own
    public <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        of(map).forEach((key, value) ->
                sink.accept(map.key().read(key.array(), 0), map.value().read(value, 0)));
        return new Answer.Done<>(of(map).size());
    }

    @Override
    public Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> written) {
        of(map).putAll(written);
        return new Answer.Done<>(written.size());
    }

    @Override
    public Answer<Integer> bits(List<BitWrite> bits) {
        var membership = of(VectorMap.MEMBERSHIP);
        for (var write : bits) {
            var set = vector(VectorMap.MEMBERSHIP, write.slot()).stream().collect(BitSet::new, BitSet::set, BitSet::or);
            set.set(write.bit(), write.set());
            membership.put(write.slot(), BitVector.of(set));
        }
        return new Answer.Done<>(bits.size());
    }

    @Override
    public Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map) {
        return new Answer.Done<>(Map.copyOf(of(map)));
    }

    @Override
    public Answer<Integer> flip(List<Flip> flips) {
        flips.forEach(f -> policies.put(f.endpointId(), f.policyId()));
        return new Answer.Done<>(flips.size());
    }

    @Override
    public Answer<Integer> purgeConntrack(Set<Integer> endpointIds) {
        return new Answer.Done<>(0);
    }

    private <K, V> Map<ByteBuffer, byte[]> of(AbiMap<K, V> map) {
        return maps.computeIfAbsent(map.name(), name -> new HashMap<>());
    }

    private Map<Integer, BitVector> of(VectorMap map) {
        return vectors.computeIfAbsent(map, name -> new HashMap<>());
    }

    private static <K, V> ByteBuffer encode(AbiMap<K, V> map, K key) {
        var bytes = new byte[map.key().size()];
        map.key().write(key, bytes, 0);
        return ByteBuffer.wrap(bytes);
    }
}
