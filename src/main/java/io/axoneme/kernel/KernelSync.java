// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.CounterKey;
import io.axoneme.abi.IpcacheKey;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.KernelMaps.BitWrite;
import io.axoneme.kernel.KernelMaps.Flip;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.plan.PendingOp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Makes the derived maps what they should be. Each change is remembered and then written; when a write fails, what follows is only
 * remembered, since steps behind a failed one must not be carried out, until {@link #resync()} has compared the kernel with all
 * that was asked for and written what differs. Not thread-safe: the thread that owns the graph owns this too.
 */
public final class KernelSync {
    private final KernelMaps maps;
    private final DesiredMaps desired = new DesiredMaps();
    private final Clearance clearance;
    private boolean swept;
    private String trouble = "never compared with the kernel";

    /** Begins as diverged: nothing is known of the maps before the first {@link #resync()}. */
    public KernelSync(KernelMaps maps) {
        this.maps = maps;
        this.clearance = new Clearance(maps, desired);
    }

    /** Whether the kernel holds all that was asked for. */
    public boolean inSync() {
        return trouble.isEmpty();
    }

    /** Why the kernel does not hold all that was asked for; empty when it does. */
    public String trouble() {
        return trouble;
    }

    /** What was asked for is no longer known to be in the kernel. */
    public void diverged(String reason) {
        trouble = reason;
    }

    /** Carries out one step of a plan; a journal step is not this class's and gives 0. */
    public Answer<Integer> apply(PendingOp op) {
        return switch (op) {
            case PendingOp.Journal journal -> new Done<>(0);
            case PendingOp.WriteVectors(var vectors) ->
                writeVectors(
                        VectorMap.MEMBERSHIP,
                        vectors.stream().collect(Collectors.toMap(v -> v.slot(), v -> OpEncoder.vector(v.bits()))));
            case PendingOp.WriteInternedVectors(var vectors) ->
                writeVectors(
                        VectorMap.VECTOR,
                        vectors.stream().collect(Collectors.toMap(v -> v.index(), v -> OpEncoder.vector(v.bits()))));
            case PendingOp.WriteIdentities(var identities) ->
                put(
                        AbiMaps.IDENTITY_SLOT,
                        identities.stream().collect(Collectors.toMap(i -> i.identity(), i -> i.slot())));
            case PendingOp.SetBits(var bits) ->
                writeBits(bits.stream()
                        .map(b -> new BitWrite(b.slot(), b.bit(), true))
                        .toList());
            case PendingOp.ClearBits(var bits) ->
                writeBits(bits.stream()
                        .map(b -> new BitWrite(b.slot(), b.bit(), false))
                        .toList());
            case PendingOp.FlipEndpoints(var flips) ->
                flip(flips.stream()
                        .map(f -> new Flip(f.endpoint(), f.policyId()))
                        .toList());
            case PendingOp.WriteMoreRows(var rows) ->
                put(
                        AbiMaps.POLICY_MORE,
                        rows.stream()
                                .collect(Collectors.toMap(
                                        r -> r.index(), r -> OpEncoder.row(r.id(), r.segments(), r.next(), 0))));
            case PendingOp.WriteRows(var rows) -> writeRows(rows);
            case PendingOp.WriteHeads(var heads) ->
                put(AbiMaps.POLICY_HEAD, heads.stream().collect(Collectors.toMap(h -> h.policyId(), OpEncoder::head)));
            case PendingOp.WritePrefixes(var prefixes) -> writePrefixes(prefixes);
            case PendingOp.RemovePrefixes(var prefixes) -> removePrefixes(prefixes);
            case PendingOp.SweepPrefixes() -> write(() -> new Resync(maps, desired).sweepPrefixes());
            case PendingOp.RemoveRows(var rows) -> removeRows(rows);
            case PendingOp.RemoveMoreRows(var indexes) -> remove(AbiMaps.POLICY_MORE, indexes);
            case PendingOp.RemoveHeads(var policyIds) -> remove(AbiMaps.POLICY_HEAD, policyIds);
            case PendingOp.RemoveIdentities(var identities) -> removeIdentities(identities);
        };
    }

    /** Adds or replaces entries. */
    public <K, V> Answer<Integer> put(AbiMap<K, V> map, Map<K, V> entries) {
        desired.of(map).putAll(entries);
        return write(() -> maps.update(map, List.copyOf(entries.entrySet())));
    }

    /** Takes entries out. */
    public <K, V> Answer<Integer> remove(AbiMap<K, V> map, Collection<K> keys) {
        keys.forEach(desired.of(map)::remove);
        return write(() -> maps.delete(map, List.copyOf(keys)));
    }

    /** Entries of a map as asked for. */
    public <K, V> Map<K, V> entries(AbiMap<K, V> map) {
        return Map.copyOf(desired.of(map));
    }

    /** An endpoint that is no more has no policy; its connections are to be forgotten from then on, not before. */
    public Answer<Integer> forgetEndpoint(int endpointId) {
        desired.policies().remove(endpointId);
        return write(() -> maps.flip(List.of(new Flip(endpointId, 0))));
    }

    /**
     * Takes out the counts of policies that are no more; theirs is a table that would be full of them one day.
     *
     * @param isKnown of a policy id, whether its counts are kept
     * @return how many went; trouble is no loss of what was asked for
     */
    public Answer<Integer> forgetCounts(IntPredicate isKnown) {
        var gone = new ArrayList<CounterKey>();
        return maps.dump(AbiMaps.COUNTERS, (key, count) -> {
                    if (!isKnown.test(key.policyId())) {
                        gone.add(key);
                    }
                })
                .then(n -> maps.delete(AbiMaps.COUNTERS, gone));
    }

    /**
     * Compares every derived map with what was asked for and writes what differs; takes nothing out but bits, once nothing is left of an earlier run: their
     * numbers may mean something else by now.
     */
    public Answer<Integer> resync() {
        return settle(write(new Resync(maps, desired)));
    }

    private Answer<Integer> write(Resync resync) {
        return swept ? resync.sweepBits().then(n -> resync.write().map(m -> n + m)) : resync.write();
    }

    /** As {@link #resync}, for maps that are full, after what no packet can meet was taken out. Only when all that is desired was asked for. */
    public Answer<Integer> resyncWithRoom() {
        var freed = clearance.takeOut();
        var resync = new Resync(maps, desired);
        var answer = settle(freed.then(n -> write(resync)));
        var full = resync.full();
        // What went out may make room for what is next.
        return full != null && freed instanceof Done<Integer>(var out) && out == 0
                ? clearance.closeOutdated(full).then(n -> answer)
                : answer;
    }

    /**
     * Looks at what is in force while maps cannot be written, a grace period or more after it did so before.
     *
     * @return policies that packets may still be judged by; empty as long as it is not known what all of them say
     */
    public Optional<Set<Integer>> policiesInForce() {
        boolean known = clearance.look().isDone() && clearance.isKnown();
        return known ? Optional.of(clearance.inForce()) : Optional.empty();
    }

    /** Takes out what nobody asked for. Only when all that is desired was asked for, and a grace period after its flips. */
    public Answer<Integer> sweep() {
        var answer = inSync() ? settle(new Resync(maps, desired).sweep()) : new Answer.Unreachable<Integer>(trouble);
        swept |= answer.isDone();
        return answer;
    }

    private Answer<Integer> writeVectors(VectorMap map, Map<Integer, BitVector> vectors) {
        desired.of(map).putAll(vectors);
        return write(() -> maps.vectors(map, vectors));
    }

    private Answer<Integer> writeBits(List<BitWrite> bits) {
        desired.change(bits);
        return write(() -> maps.bits(bits));
    }

    private Answer<Integer> flip(List<Flip> flips) {
        flips.forEach(flip -> desired.policies().put(flip.endpointId(), flip.policyId()));
        return write(() -> maps.flip(flips));
    }

    /** Rows of one port have a map of their own. */
    private Answer<Integer> writeRows(List<PendingOp.PolicyRow> rows) {
        var ofOnePort = new HashMap<PolicyKey, Row>();
        var ofPrefixes = new HashMap<PolicyKey, Row>();
        for (var row : rows) {
            var key = OpEncoder.key(row.position());
            (key.isOfOnePort() ? ofOnePort : ofPrefixes)
                    .put(key, OpEncoder.row(row.id(), row.segments(), row.next(), row.shadow()));
        }
        return both(put(AbiMaps.POLICY_PORT, ofOnePort), put(AbiMaps.POLICY, ofPrefixes));
    }

    private Answer<Integer> removeRows(List<PendingOp.RowPosition> rows) {
        var keys = rows.stream().map(OpEncoder::key).collect(Collectors.partitioningBy(PolicyKey::isOfOnePort));
        return both(
                remove(AbiMaps.POLICY_PORT, keys.getOrDefault(true, List.of())),
                remove(AbiMaps.POLICY, keys.getOrDefault(false, List.of())));
    }

    /** Of two writes that were both asked for: how many entries, or the first trouble. */
    private static Answer<Integer> both(Answer<Integer> one, Answer<Integer> other) {
        return one.then(n -> other.map(m -> n + m));
    }

    /** Single addresses have a map of their own. */
    private Answer<Integer> writePrefixes(List<PrefixChange> prefixes) {
        var hosts = new HashMap<IpAddress, IpcacheValue>();
        var wider = new HashMap<IpcacheKey, IpcacheValue>();
        for (var change : prefixes) {
            var prefix = change.prefix();
            var entry = change.entry();
            if (entry != null && prefix.isHost()) {
                hosts.put(prefix.address(), OpEncoder.entry(entry));
            } else if (entry != null) {
                wider.put(IpcacheKey.of(prefix), OpEncoder.entry(entry));
            }
        }
        return both(put(AbiMaps.IPCACHE, wider), put(AbiMaps.IPCACHE_HOST, hosts));
    }

    private Answer<Integer> removePrefixes(List<Cidr> prefixes) {
        var byKind = prefixes.stream().collect(Collectors.partitioningBy(Cidr::isHost));
        return both(
                remove(
                        AbiMaps.IPCACHE_HOST,
                        byKind.getOrDefault(true, List.of()).stream()
                                .map(Cidr::address)
                                .toList()),
                remove(
                        AbiMaps.IPCACHE,
                        byKind.getOrDefault(false, List.of()).stream()
                                .map(IpcacheKey::of)
                                .toList()));
    }

    /** The slot goes with the identity: its vector is wiped, so that whoever gets it next starts from nothing. */
    private Answer<Integer> removeIdentities(List<io.axoneme.graph.Delta.SlotVector> identities) {
        Answer<Integer> answer = remove(
                AbiMaps.IDENTITY_SLOT,
                identities.stream().map(i -> i.identity()).toList());
        Map<Integer, BitVector> wiped =
                identities.stream().collect(Collectors.toMap(i -> i.slot(), i -> BitVector.EMPTY));
        wiped.keySet().forEach(desired.of(VectorMap.MEMBERSHIP)::remove);
        return answer.then(n -> write(() -> maps.vectors(VectorMap.MEMBERSHIP, wiped)));
    }

    private Answer<Integer> write(Write write) {
        return inSync() ? settle(write.send()) : new Answer.Unreachable<>(trouble);
    }

    private Answer<Integer> settle(Answer<Integer> answer) {
        trouble = answer.trouble();
        if (inSync()) {
            clearance.reset();
        }
        return answer;
    }

    @FunctionalInterface
    private interface Write {
        Answer<Integer> send();
    }
}
