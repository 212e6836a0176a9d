// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.graph.Seed;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Cidr;
import io.axoneme.model.Identity;
import io.axoneme.plan.CauseJournal;
import io.axoneme.plan.FlushPlanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what an earlier run left in the kernel and in the journal. */
public final class SeedReader {

    /** How far policy ids jump when the journal is lost, which alone knows those that were collected: conntrack may still name them. */
    private static final int LOST_IDS = 1 << 20;

    /**
     * What a run begins with.
     *
     * @param lastMoreRow highest index of {@code policy_more} in use
     * @param lastService highest service id in use
     * @param journalLost whether the kernel holds policies of which the journal says nothing
     */
    public record Start(Seed seed, int lastMoreRow, int lastService, boolean journalLost) {

        /** A planner that goes on from here. */
        public FlushPlanner planner() {
            return new FlushPlanner(lastMoreRow, journalLost);
        }
    }

    private final KernelMaps maps;

    public SeedReader(KernelMaps maps) {
        this.maps = maps;
    }

    /** Reads both. */
    public Answer<Start> read(CauseJournal.Contents journal) {
        var slots = new HashMap<Integer, Integer>();
        var policyIds = new HashSet<Integer>();
        var moreRows = new HashSet<Integer>();
        var services = new HashSet<Integer>();
        var prefixes = new HashMap<Cidr, Integer>();
        policyIds.addAll(journal.policies().keySet());
        return maps.dump(AbiMaps.IDENTITY_SLOT, slots::put)
                .then(n -> maps.dump(AbiMaps.POLICY, (key, row) -> policyIds.add(key.policyId())))
                .then(n -> maps.dump(AbiMaps.POLICY_PORT, (key, row) -> policyIds.add(key.policyId())))
                .then(n -> maps.dump(AbiMaps.POLICY_HEAD, (id, head) -> policyIds.add(id)))
                .then(n -> maps.dump(AbiMaps.POLICY_MORE, (index, row) -> moreRows.add(index)))
                .then(n -> maps.dump(AbiMaps.BACKEND, (key, value) -> services.add(key.serviceId())))
                .then(n -> maps.dump(AbiMaps.IPCACHE, (key, value) -> putLocal(prefixes, key.cidr(), value)))
                .then(n -> maps.dump(
                        AbiMaps.IPCACHE_HOST, (address, value) -> putLocal(prefixes, Cidr.host(address), value)))
                .then(n -> maps.dumpVectors(KernelMaps.VectorMap.MEMBERSHIP))
                .then(membership -> maps.dumpVectors(KernelMaps.VectorMap.VECTOR)
                        .map(vectors -> {
                            boolean lost = journal.policies().isEmpty() && !policyIds.isEmpty();
                            var seed = new Seed(
                                    max(policyIds) + (lost ? LOST_IDS : 0),
                                    slots,
                                    slots.isEmpty() ? Map.of() : journal.bits(),
                                    bits(membership),
                                    bits(vectors).keySet(),
                                    prefixes);
                            return new Start(seed, max(moreRows), max(services), lost);
                        }));
    }

    private static void putLocal(Map<Cidr, Integer> prefixes, Cidr prefix, IpcacheValue value) {
        if (Identity.scope(value.identity()) == Identity.Scope.LOCAL) {
            prefixes.put(prefix, value.identity());
        }
    }

    private static int max(Set<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Of those that are not empty: an array's entries are always there. */
    private static Map<Integer, Set<Integer>> bits(Map<Integer, BitVector> vectors) {
        return vectors.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().stream().boxed().collect(Collectors.toSet())));
    }
}
