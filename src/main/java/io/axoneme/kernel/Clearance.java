// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.PolicyKey;
import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.KernelMaps.Flip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes room in maps that are full while the kernel cannot be what it should be. Policies that endpoints have in the kernel are looked at from time to
 * time, a grace period or more apart: what has been in force at neither of two looks no packet on its way can meet. Not thread-safe.
 */
final class Clearance {

    private final KernelMaps maps;
    private final DesiredMaps desired;
    private Map<Integer, Integer> earlier = Map.of();
    private Map<Integer, Integer> later = Map.of();
    private int looks;

    Clearance(KernelMaps maps, DesiredMaps desired) {
        this.maps = maps;
        this.desired = desired;
    }

    /** The kernel holds what it should: the next trouble begins with looks of its own. */
    void reset() {
        looks = 0;
    }

    /** Looks again. */
    Answer<Integer> look() {
        Map<Integer, Integer> now = new HashMap<>();
        return maps.dump(AbiMaps.ENDPOINT_POLICY, now::put).map(n -> {
            earlier = later;
            later = now;
            return ++looks;
        });
    }

    /** Policies that a packet may still be judged by. */
    Set<Integer> inForce() {
        Set<Integer> ids = new HashSet<>(earlier.values());
        ids.addAll(later.values());
        return ids;
    }

    /**
     * Whether it is known what all of them say: those of an earlier run may name bits, vectors and rows of which nobody knows, which must not be touched
     * then.
     */
    boolean isKnown() {
        return looks >= 2 && desired.of(AbiMaps.POLICY_HEAD).keySet().containsAll(inForce());
    }

    /** Takes out what nobody asked for and no packet can meet; the answer is how many entries that were. */
    Answer<Integer> takeOut() {
        if (!isKnown()) {
            return new Done<>(0);
        }
        Resync resync = new Resync(maps, desired);
        return resync.correctPrefixes().then(n -> resync.sweep().map(m -> n + m));
    }

    /**
     * Closes endpoints whose policy in the kernel is not the one that they should have, if the map that is full has room for all that is wanted once what only
     * the former need is out; the answer is how many.
     */
    Answer<Integer> closeOutdated(AbiMap<?, ?> full) {
        Set<Integer> wanted = new HashSet<>(desired.policies().values());
        List<Flip> outdated = later.entrySet().stream()
                .filter(e -> !wanted.contains(e.getValue()))
                .map(e -> new Flip(e.getKey(), 0))
                .toList();
        boolean helps = isOfPolicies(full) || !isKnown();
        if (looks < 2 || outdated.isEmpty() || !helps) {
            return new Done<>(0);
        }
        long needed = desired.of(full).keySet().stream()
                .filter(key -> isWanted(key, full, wanted))
                .count();
        // A map that is full holds as many as it can.
        return maps.dump(full, (key, value) -> {}).then(most -> needed <= most ? maps.flip(outdated) : new Done<>(0));
    }

    private static boolean isOfPolicies(AbiMap<?, ?> map) {
        return map.equals(AbiMaps.POLICY_PORT) || map.equals(AbiMaps.POLICY) || map.equals(AbiMaps.POLICY_HEAD);
    }

    private static boolean isWanted(Object key, AbiMap<?, ?> map, Set<Integer> wanted) {
        return !isOfPolicies(map)
                || (key instanceof PolicyKey row ? wanted.contains(row.policyId()) : wanted.contains(key));
    }
}
