// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.CtValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The datapath's maps in memory, with the same semantics: capacities, arrays that are always there, bytes that must fit.
 * Remembers every write in order. May be told to fail.
 */
public final class FakeKernel implements KernelMaps {
    private static final int E2BIG = 7;

    private final Map<String, Map<Object, Object>> entries = new HashMap<>();
    private final Map<VectorMap, Map<Integer, BitVector>> vectors = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> capacities = new HashMap<>();
    private @Nullable String gone;
    private int writesUntilGone = Integer.MAX_VALUE;

    /** From now on every request is unreachable, until {@link #comeBack()}. */
    public synchronized void goAway(String reason) {
        gone = reason;
    }

    /** As {@link #goAway}, after this many more writes. */
    public synchronized void goAwayAfter(int writes) {
        writesUntilGone = writes;
    }

    public synchronized void comeBack() {
        gone = null;
        writesUntilGone = Integer.MAX_VALUE;
    }

    /** Makes a map smaller or larger than it is. */
    public synchronized void capacity(AbiMap<?, ?> map, int capacity) {
        capacities.put(map.name(), capacity);
    }

    /** What was written so far, one word a request, such as {@code update policy 3}; forgets it. */
    public synchronized List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    /** A copy of a map. */
    public synchronized <K, V> Map<K, V> contents(AbiMap<K, V> map) {
        Map<K, V> copy = new HashMap<>();
        forEach(map, copy::put);
        return copy;
    }

    /** A copy of a map of vectors. */
    public synchronized Map<Integer, BitVector> contents(VectorMap map) {
        return new TreeMap<>(vectors.getOrDefault(map, Map.of()));
    }

    /** An entry that the datapath itself makes. */
    public synchronized <K, V> void observe(AbiMap<K, V> map, K key, V value) {
        raw(map).put(key, value);
    }

    @Override
    public synchronized <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> updates) {
        if (updates.isEmpty()) {
            return new Answer.Done<>(0);
        }
        Map<Object, Object> target = raw(map);
        int capacity = capacities.getOrDefault(map.name(), map.capacity());
        int index = 0;
        for (Map.Entry<K, V> update : updates) {
            // Through bytes and back: what does not fit the contract fails here as it would there.
            K key = map.key().read(map.key().encode(update.getKey()), 0);
            V value = map.value().read(map.value().encode(update.getValue()), 0);
            if (!target.containsKey(key) && target.size() >= capacity) {
                return new Answer.Refused<>(E2BIG, index, "map " + map.name() + " is full", "");
            }
            if (wentAway()) {
                return unreachable();
            }
            target.put(key, value);
            index++;
        }
        return wrote("update " + map.name(), updates.size());
    }

    @Override
    public synchronized <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys) {
        if (keys.isEmpty()) {
            return new Answer.Done<>(0);
        }
        if (wentAway()) {
            return unreachable();
        }
        int before = raw(map).size();
        keys.forEach(raw(map)::remove);
        return wrote("delete " + map.name(), keys.size()).map(n -> before - raw(map).size());
    }

    @Override
    public synchronized <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        if (gone != null) {
            return unreachable();
        }
        forEach(map, sink);
        return new Answer.Done<>(raw(map).size());
    }

    @Override
    public synchronized Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> updates) {
        if (updates.isEmpty()) {
            return new Answer.Done<>(0);
        }
        if (wentAway()) {
            return unreachable();
        }
        updates.forEach((index, vector) -> store(map, index, vector));
        return wrote("vectors " + map.text(), updates.size());
    }

    @Override
    public synchronized Answer<Integer> bits(List<BitWrite> bits) {
        if (bits.isEmpty()) {
            return new Answer.Done<>(0);
        }
        if (wentAway()) {
            return unreachable();
        }
        for (BitWrite write : bits) {
            BitSet set = new BitSet();
            vectors.getOrDefault(VectorMap.MEMBERSHIP, Map.of()).getOrDefault(write.slot(), BitVector.EMPTY).stream()
                    .forEach(set::set);
            set.set(write.bit(), write.set());
            store(VectorMap.MEMBERSHIP, write.slot(), BitVector.of(set));
        }
        return wrote("bits", bits.size());
    }

    @Override
    public synchronized Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map) {
        return gone != null ? unreachable() : new Answer.Done<>(contents(map));
    }

    @Override
    public synchronized Answer<Integer> flip(List<Flip> flips) {
        if (flips.isEmpty()) {
            return new Answer.Done<>(0);
        }
        if (wentAway()) {
            return unreachable();
        }
        for (Flip flip : flips) {
            if (flip.policyId() == 0) {
                raw(AbiMaps.ENDPOINT_POLICY).remove(flip.endpointId());
            } else {
                raw(AbiMaps.ENDPOINT_POLICY).put(flip.endpointId(), flip.policyId());
            }
        }
        return wrote("flip", flips.size());
    }

    @Override
    public synchronized Answer<Integer> purgeConntrack(Set<Integer> endpointIds) {
        if (endpointIds.isEmpty()) {
            return new Answer.Done<>(0);
        }
        if (wentAway()) {
            return unreachable();
        }
        int purged = 0;
        for (AbiMap<CtKey, CtValue> map : List.of(AbiMaps.CT_NEW, AbiMaps.CT_EST)) {
            int before = raw(map).size();
            raw(map).keySet().removeIf(key -> key instanceof CtKey ct && endpointIds.contains(ct.endpointId()));
            purged += before - raw(map).size();
        }
        int total = purged;
        return wrote("purge", endpointIds.size()).map(n -> total);
    }

    private void store(VectorMap map, int index, BitVector vector) {
        Map<Integer, BitVector> ofMap = vectors.computeIfAbsent(map, m -> new TreeMap<>());
        if (vector.isEmpty()) {
            ofMap.remove(index);
        } else {
            ofMap.put(index, vector);
        }
    }

    private Map<Object, Object> raw(AbiMap<?, ?> map) {
        return entries.computeIfAbsent(map.name(), name -> new HashMap<>());
    }

    private <K, V> void forEach(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        raw(map).forEach((key, value) -> {
            @SuppressWarnings("unchecked") // only update and observe put entries in, with the map's own types
            K typedKey = (K) key;
            @SuppressWarnings("unchecked") // as above
            V typedValue = (V) value;
            sink.accept(typedKey, typedValue);
        });
    }

    private boolean wentAway() {
        if (gone == null && writesUntilGone-- <= 0) {
            gone = "went away";
        }
        return gone != null;
    }

    private <T> Answer<T> unreachable() {
        return new Answer.Unreachable<>(String.valueOf(gone));
    }

    private Answer<Integer> wrote(String what, int count) {
        log.add(what + " " + count);
        return new Answer.Done<>(count);
    }
}
