// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.KernelMaps.BitWrite;
import io.axoneme.kernel.KernelMaps.Flip;
import io.axoneme.kernel.KernelMaps.VectorMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of the kernel's derived maps with what they should hold. Written is in the order in which things point to each
 * other, so that every packet meanwhile meets the old or the new state; what is too much goes in a second pass, the other way round.
 */
final class Resync {
    /** Maps that hold plain entries, each after those that it points to. */
    private static final List<AbiMap<?, ?>> BEFORE_FLIPS = List.of(
            AbiMaps.CONFIG,
            AbiMaps.POLICY_MORE,
            AbiMaps.POLICY,
            AbiMaps.POLICY_PORT,
            AbiMaps.POLICY_HEAD,
            AbiMaps.IPCACHE,
            AbiMaps.IPCACHE_HOST);

    private static final List<AbiMap<?, ?>> AFTER_FLIPS =
            List.of(AbiMaps.ENDPOINT, AbiMaps.ENDPOINT_DEV, AbiMaps.BACKEND, AbiMaps.SERVICE);

    /** The reverse of the orders above. The configuration is an array of one and stays. */
    private static final List<AbiMap<?, ?>> SWEPT = List.of(
            AbiMaps.SERVICE,
            AbiMaps.BACKEND,
            AbiMaps.ENDPOINT_DEV,
            AbiMaps.ENDPOINT,
            AbiMaps.IPCACHE_HOST,
            AbiMaps.IPCACHE,
            AbiMaps.POLICY,
            AbiMaps.POLICY_PORT,
            AbiMaps.POLICY_MORE,
            AbiMaps.POLICY_HEAD);

    /** E2BIG of a hash and ENOSPC of a trie: another entry has no room. */
    private static final Set<Integer> NO_ROOM = Set.of(7, 28);

    private final KernelMaps maps;
    private final DesiredMaps desired;
    private @Nullable AbiMap<?, ?> full;

    Resync(KernelMaps maps, DesiredMaps desired) {
        this.maps = maps;
        this.desired = desired;
    }

    /** Writes what is missing or differs; the answer is how many writes it took. */
    Answer<Integer> write() {
        return sum(List.of(
                this::writeIdentities,
                this::writeInterned,
                () -> writeAll(BEFORE_FLIPS),
                this::writeFlips,
                () -> writeAll(AFTER_FLIPS)));
    }

    /** Takes out what is too much; the answer is how many entries went. */
    Answer<Integer> sweep() {
        return sum(List.of(
                this::sweepEndpoints, this::sweepEntries, this::sweepInterned, this::sweepBits, this::sweepIdentities));
    }

    /** As {@link #sweep()}, prefixes alone. */
    Answer<Integer> sweepPrefixes() {
        return sum(List.of(() -> sweepEntries(AbiMaps.IPCACHE_HOST), () -> sweepEntries(AbiMaps.IPCACHE)));
    }

    /**
     * Brings the prefixes that the kernel has in line with what they should say: then none names an identity that is to go. Adds none, so that this needs
     * no room.
     */
    Answer<Integer> correctPrefixes() {
        return sum(List.of(
                this::sweepPrefixes,
                () -> replaceEntries(AbiMaps.IPCACHE_HOST),
                () -> replaceEntries(AbiMaps.IPCACHE)));
    }

    private Answer<Integer> noteIfFull(AbiMap<?, ?> map, Answer<Integer> answer) {
        if (answer instanceof Answer.Refused<Integer> refused && NO_ROOM.contains(refused.errno())) {
            full = map;
        }
        return answer;
    }

    /** The map that had no room for what was to be written; null when each had, or something else went wrong. */
    @Nullable
    AbiMap<?, ?> full() {
        return full;
    }

    private <K, V> Answer<Integer> replaceEntries(AbiMap<K, V> map) {
        Map<K, V> wanted = desired.of(map);
        Map<K, V> replaced = new HashMap<>();
        return maps.dump(map, (key, value) -> {
                    V right = wanted.get(key);
                    if (right != null && !right.equals(value)) {
                        replaced.put(key, right);
                    }
                })
                .then(n -> maps.update(map, List.copyOf(replaced.entrySet())));
    }

    private Answer<Integer> writeIdentities() {
        Map<Integer, Integer> actual = new HashMap<>();
        return maps.dump(AbiMaps.IDENTITY_SLOT, actual::put).then(n -> {
            Map<Integer, Integer> wanted = desired.of(AbiMaps.IDENTITY_SLOT);
            Set<Integer> slots = new HashSet<>(wanted.values());
            // Another's slot: without one of its own that identity is unknown, which is closed, until it is written.
            List<Integer> strays = actual.entrySet().stream()
                    .filter(e -> !e.getValue().equals(wanted.get(e.getKey())) && slots.contains(e.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            Set<Integer> live = new HashSet<>();
            wanted.forEach((identity, slot) -> {
                if (slot.equals(actual.get(identity))) {
                    live.add(slot);
                }
            });
            return sum(List.of(
                    () -> maps.delete(AbiMaps.IDENTITY_SLOT, strays),
                    () -> writeMembership(live),
                    () -> writeEntries(AbiMaps.IDENTITY_SLOT)));
        });
    }

    /** Vectors in use only gain bits here; those that nobody looks at yet are written whole. */
    private Answer<Integer> writeMembership(Set<Integer> liveSlots) {
        return maps.dumpVectors(VectorMap.MEMBERSHIP).then(actual -> {
            List<BitWrite> missing = new ArrayList<>();
            Map<Integer, BitVector> whole = new TreeMap<>();
            desired.of(VectorMap.MEMBERSHIP).forEach((slot, vector) -> {
                BitVector present = actual.getOrDefault(slot, BitVector.EMPTY);
                if (liveSlots.contains(slot)) {
                    vector.stream().filter(b -> !present.get(b)).forEach(b -> missing.add(new BitWrite(slot, b, true)));
                } else if (!vector.equals(present)) {
                    whole.put(slot, vector);
                }
            });
            return sum(List.of(() -> maps.vectors(VectorMap.MEMBERSHIP, whole), () -> maps.bits(missing)));
        });
    }

    private Answer<Integer> writeInterned() {
        return maps.dumpVectors(VectorMap.VECTOR).then(actual -> {
            Map<Integer, BitVector> different = new TreeMap<>(desired.of(VectorMap.VECTOR));
            different.entrySet().removeIf(e -> e.getValue().equals(actual.getOrDefault(e.getKey(), BitVector.EMPTY)));
            return maps.vectors(VectorMap.VECTOR, different);
        });
    }

    private Answer<Integer> writeAll(List<AbiMap<?, ?>> all) {
        List<Supplier<Answer<Integer>>> steps = new ArrayList<>();
        all.forEach(map -> steps.add(() -> writeEntries(map)));
        return sum(steps);
    }

    /** What is replaced goes first: it needs no room, so that a map that is full refuses nothing but what is new. */
    private <K, V> Answer<Integer> writeEntries(AbiMap<K, V> map) {
        Map<K, V> added = new HashMap<>(desired.of(map));
        Map<K, V> replaced = new HashMap<>();
        return maps.dump(map, (key, value) -> {
                    V wanted = added.remove(key);
                    if (wanted != null && !wanted.equals(value)) {
                        replaced.put(key, wanted);
                    }
                })
                .then(n -> {
                    List<Map.Entry<K, V>> entries = new ArrayList<>(replaced.entrySet());
                    entries.addAll(added.entrySet());
                    return noteIfFull(map, maps.update(map, entries));
                });
    }

    private Answer<Integer> writeFlips() {
        Map<Integer, Integer> different = new TreeMap<>(desired.policies());
        return maps.dump(AbiMaps.ENDPOINT_POLICY, different::remove)
                .then(n -> maps.flip(different.entrySet().stream()
                        .map(e -> new Flip(e.getKey(), e.getValue()))
                        .toList()));
    }

    private Answer<Integer> sweepEndpoints() {
        List<Integer> strays = new ArrayList<>();
        return maps.dump(AbiMaps.ENDPOINT_POLICY, (endpoint, policy) -> {
                    if (!desired.policies().containsKey(endpoint)) {
                        strays.add(endpoint);
                    }
                })
                .then(n -> maps.flip(strays.stream().map(e -> new Flip(e, 0)).toList()))
                .then(n -> maps.purgeConntrack(Set.copyOf(strays)));
    }

    private Answer<Integer> sweepEntries() {
        List<Supplier<Answer<Integer>>> steps = new ArrayList<>();
        SWEPT.forEach(map -> steps.add(() -> sweepEntries(map)));
        return sum(steps);
    }

    private <K, V> Answer<Integer> sweepEntries(AbiMap<K, V> map) {
        Map<K, V> wanted = desired.of(map);
        List<K> strays = new ArrayList<>();
        return maps.dump(map, (key, value) -> {
                    if (!wanted.containsKey(key)) {
                        strays.add(key);
                    }
                })
                .then(n -> maps.delete(map, strays));
    }

    /** An array's entries stay; those that no row names any more are emptied, so that the next run need not keep off them. */
    private Answer<Integer> sweepInterned() {
        return maps.dumpVectors(VectorMap.VECTOR).then(actual -> {
            Map<Integer, BitVector> emptied = new TreeMap<>();
            actual.forEach((index, vector) -> {
                if (!vector.isEmpty() && !desired.of(VectorMap.VECTOR).containsKey(index)) {
                    emptied.put(index, BitVector.EMPTY);
                }
            });
            return maps.vectors(VectorMap.VECTOR, emptied);
        });
    }

    /** Clears bits that nobody asked for. */
    Answer<Integer> sweepBits() {
        return maps.dumpVectors(VectorMap.MEMBERSHIP).then(actual -> {
            Map<Integer, BitVector> wanted = desired.of(VectorMap.MEMBERSHIP);
            List<BitWrite> extra = new ArrayList<>();
            actual.forEach((slot, vector) -> {
                BitVector right = wanted.getOrDefault(slot, BitVector.EMPTY);
                vector.stream()
                        .filter(bit -> !right.get(bit))
                        .forEach(bit -> extra.add(new BitWrite(slot, bit, false)));
            });
            return maps.bits(extra);
        });
    }

    private Answer<Integer> sweepIdentities() {
        return sweepEntries(AbiMaps.IDENTITY_SLOT);
    }

    /** Carries out steps until one is not done; the answer is the sum of theirs. */
    private static Answer<Integer> sum(List<Supplier<Answer<Integer>>> steps) {
        Answer<Integer> total = new Done<>(0);
        for (Supplier<Answer<Integer>> step : steps) {
            total = total.then(sum -> step.get().map(n -> sum + n));
        }
        return total;
    }
}
