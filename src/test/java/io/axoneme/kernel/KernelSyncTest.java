// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.CtTraffic;
import io.axoneme.abi.CtValue;
import io.axoneme.abi.IpcacheKey;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.abi.PolicyHead;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.abi.Segment;
import io.axoneme.abi.ServiceKey;
import io.axoneme.abi.ServiceValue;
import io.axoneme.abi.Ticket;
import io.axoneme.graph.Delta;
import io.axoneme.graph.Row.Action;
import io.axoneme.graph.RowKey;
import io.axoneme.kernel.KernelMaps.Flip;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Protocol;
import io.axoneme.plan.PendingOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelSyncTest {
    private static final int POLICY = 9;
    private static final int ENDPOINT = 4;

    private final FakeKernel kernel = new FakeKernel();
    private final KernelSync sync = new KernelSync(kernel);

    @BeforeEach
    void startInSync() {
        assertTrue(sync.resync().isDone());
        kernel.takeLog();
    }

    /** A flush as the planner orders it: one identity, one policy with one row, one flip. */
    private static List<PendingOp> flush() {
        var identity = List.of(new Delta.SlotVector(300, 2, List.of(0, 5)));
        SortedMap<Integer, List<io.axoneme.model.Cause>> bits = new TreeMap<>(Map.of(5, List.of()));
        var segment = new io.axoneme.graph.Row.Segment(Action.ALLOW, 0, bits, 0);
        var position = new PendingOp.RowPosition(POLICY, Direction.INGRESS, RowKey.of(Protocol.TCP, 80));
        return List.of(
                new PendingOp.Journal(List.of(), List.of()),
                new PendingOp.WriteVectors(identity),
                new PendingOp.WriteIdentities(identity),
                new PendingOp.WriteInternedVectors(List.of(new Delta.IndexVector(1, List.of(5, 6)))),
                new PendingOp.WriteRows(List.of(new PendingOp.PolicyRow(position, 1, List.of(segment), 0, 0))),
                new PendingOp.WriteHeads(List.of(new PendingOp.Head(POLICY, true, false))),
                new PendingOp.WritePrefixes(
                        List.of(new Delta.PrefixChange(Cidr.parse("10.0.0.7/32"), new Delta.PrefixEntry(300, true)))),
                new PendingOp.FlipEndpoints(List.of(new Delta.Flip(ENDPOINT, POLICY))));
    }

    private void assertFlushed() {
        assertEquals(Map.of(2, BitVector.ofBits(0, 5)), kernel.contents(VectorMap.MEMBERSHIP));
        assertEquals(Map.of(1, BitVector.ofBits(5, 6)), kernel.contents(VectorMap.VECTOR));
        assertEquals(Map.of(300, 2), kernel.contents(AbiMaps.IDENTITY_SLOT));
        assertEquals(
                Map.of(
                        new PolicyKey(64, POLICY, Abi.INGRESS, 6, 80),
                        new Row(1, 0, 0, List.of(Segment.ofBits(Abi.ACTION_ALLOW, List.of(5))))),
                kernel.contents(AbiMaps.POLICY_PORT));
        assertEquals(Map.of(POLICY, new PolicyHead(Abi.POLICY_ENFORCE_INGRESS)), kernel.contents(AbiMaps.POLICY_HEAD));
        assertEquals(
                Map.of(IpAddress.parse("10.0.0.7"), IpcacheValue.of(300, Abi.IPCACHE_LOCAL)),
                kernel.contents(AbiMaps.IPCACHE_HOST));
        assertEquals(Map.of(ENDPOINT, POLICY), kernel.contents(AbiMaps.ENDPOINT_POLICY));
    }

    @Test
    void stepsAreWrittenInTheirOrder() {
        flush().forEach(op -> assertTrue(sync.apply(op).isDone(), sync.trouble()));
        assertFlushed();
        assertEquals(
                List.of(
                        "vectors membership 1",
                        "update identity_slot 1",
                        "vectors vector 1",
                        "update policy_port 1",
                        "update policy_head 1",
                        "update ipcache_host 1",
                        "flip 1"),
                kernel.takeLog());
    }

    @Test
    void prefixesOfAnEarlierRunAreSweptAloneAndAtOnce() {
        flush().forEach(sync::apply);
        var left = Map.of(IpcacheKey.of(Cidr.parse("198.51.100.128/25")), IpcacheValue.of(16777217, 0));
        assertTrue(kernel.update(AbiMaps.IPCACHE, List.copyOf(left.entrySet())).isDone());
        assertTrue(kernel.update(AbiMaps.IDENTITY_SLOT, List.of(Map.entry(16777217, 7)))
                .isDone());
        assertTrue(sync.apply(new PendingOp.SweepPrefixes()).isDone());
        assertEquals(Map.of(), kernel.contents(AbiMaps.IPCACHE));
        assertEquals(1, kernel.contents(AbiMaps.IPCACHE_HOST).size());
        assertEquals(2, kernel.contents(AbiMaps.IDENTITY_SLOT).size());
    }

    @Test
    void lossAtAnyWriteIsMadeGoodByTheNextResync() {
        for (int writes = 0; writes < 8; writes++) {
            FakeKernel fresh = new FakeKernel();
            KernelSync again = new KernelSync(fresh);
            assertTrue(again.resync().isDone());
            fresh.goAwayAfter(writes);
            flush().forEach(again::apply);
            boolean enough = writes >= 7;
            assertEquals(enough, again.inSync(), "after " + writes + " writes");
            assertEquals(
                    enough, fresh.contents(AbiMaps.ENDPOINT_POLICY).containsKey(ENDPOINT), "no flip behind a loss");
            fresh.comeBack();
            assertTrue(again.resync().isDone());
            assertEquals(kernelAfterFlush(), state(fresh), "after " + writes + " writes");
        }
    }

    private static String kernelAfterFlush() {
        FakeKernel kernel = new FakeKernel();
        KernelSync sync = new KernelSync(kernel);
        assertTrue(sync.resync().isDone());
        flush().forEach(sync::apply);
        return state(kernel);
    }

    private static String state(FakeKernel kernel) {
        return List.of(
                        kernel.contents(VectorMap.MEMBERSHIP),
                        kernel.contents(VectorMap.VECTOR),
                        kernel.contents(AbiMaps.IDENTITY_SLOT),
                        kernel.contents(AbiMaps.POLICY_PORT),
                        kernel.contents(AbiMaps.POLICY_HEAD),
                        kernel.contents(AbiMaps.IPCACHE_HOST),
                        kernel.contents(AbiMaps.ENDPOINT_POLICY))
                .toString();
    }

    @Test
    void fullMapStopsTheFlushBeforeItsFlip() {
        kernel.capacity(AbiMaps.POLICY_PORT, 0);
        flush().forEach(sync::apply);
        assertFalse(sync.inSync());
        assertEquals("map policy_port is full (errno 7)", sync.trouble());
        assertEquals(Map.of(), kernel.contents(AbiMaps.ENDPOINT_POLICY));
        kernel.capacity(AbiMaps.POLICY_PORT, 10);
        assertTrue(sync.resync().isDone());
        assertFlushed();
    }

    @Test
    void resyncWritesInDependencyOrder() {
        kernel.goAway("restarting");
        flush().forEach(sync::apply);
        sync.put(AbiMaps.SERVICE, Map.of(new ServiceKey(IpAddress.parse("10.96.0.1"), 443, 6), new ServiceValue(1, 0)));
        kernel.comeBack();
        assertTrue(sync.resync().isDone());
        assertEquals(
                List.of(
                        "vectors membership 1",
                        "update identity_slot 1",
                        "vectors vector 1",
                        "update policy_port 1",
                        "update policy_head 1",
                        "update ipcache_host 1",
                        "flip 1",
                        "update service 1"),
                kernel.takeLog());
        assertTrue(sync.resync().isDone());
        assertEquals(List.of(), kernel.takeLog(), "nothing differs any more");
    }

    @Test
    void resyncOnlyAddsBitsToVectorsInUse() {
        flush().forEach(sync::apply);
        kernel.bits(List.of(new KernelMaps.BitWrite(2, 77, true), new KernelMaps.BitWrite(2, 5, false)));
        assertTrue(sync.resync().isDone());
        assertEquals(
                BitVector.ofBits(0, 5, 77),
                kernel.contents(VectorMap.MEMBERSHIP).get(2));
        assertTrue(sync.sweep().isDone());
        assertEquals(
                BitVector.ofBits(0, 5), kernel.contents(VectorMap.MEMBERSHIP).get(2));
    }

    /** A bit that was to be cleared may have another meaning when the kernel can be written again. */
    @Test
    void resyncClearsBitsOfItsOwnRunBeforeItSetsAny() {
        flush().forEach(sync::apply);
        assertTrue(sync.sweep().isDone());
        kernel.goAway("restarting");
        sync.apply(new PendingOp.ClearBits(List.of(new Delta.BitChange(2, 5))));
        sync.apply(new PendingOp.WriteVectors(List.of(new Delta.SlotVector(301, 3, List.of(0, 5)))));
        kernel.comeBack();
        kernel.takeLog();
        assertTrue(sync.resync().isDone());
        assertEquals(Map.of(2, BitVector.ofBits(0), 3, BitVector.ofBits(0, 5)), kernel.contents(VectorMap.MEMBERSHIP));
        assertEquals("bits 1", kernel.takeLog().getFirst());
    }

    /** Those that nobody asks for any more make room; the first look cannot tell what packets on their way meet. */
    @Test
    void whatGoesMakesRoomInAMapThatIsFull() {
        var one = new ServiceKey(IpAddress.parse("10.96.0.1"), 443, 6);
        var two = new ServiceKey(IpAddress.parse("10.96.0.2"), 443, 6);
        var three = new ServiceKey(IpAddress.parse("10.96.0.3"), 443, 6);
        kernel.capacity(AbiMaps.SERVICE, 2);
        sync.put(AbiMaps.SERVICE, Map.of(one, new ServiceValue(1, 0), two, new ServiceValue(2, 0)));
        sync.put(AbiMaps.SERVICE, Map.of(three, new ServiceValue(3, 0)));
        assertEquals("map service is full (errno 7)", sync.trouble());
        sync.remove(AbiMaps.SERVICE, List.of(one));
        assertFalse(sync.resync().isDone(), "it takes nothing out");
        sync.policiesInForce();
        assertFalse(sync.resyncWithRoom().isDone());
        sync.policiesInForce();
        assertTrue(sync.resyncWithRoom().isDone());
        assertTrue(sync.inSync());
        assertEquals(
                Map.of(two, new ServiceValue(2, 0), three, new ServiceValue(3, 0)), kernel.contents(AbiMaps.SERVICE));
    }

    @Test
    void whatIsReplacedNeedsNoRoom() {
        var one = new ServiceKey(IpAddress.parse("10.96.0.1"), 443, 6);
        var two = new ServiceKey(IpAddress.parse("10.96.0.2"), 443, 6);
        kernel.capacity(AbiMaps.SERVICE, 1);
        sync.put(AbiMaps.SERVICE, Map.of(one, new ServiceValue(1, 0)));
        kernel.goAway("restarting");
        sync.put(AbiMaps.SERVICE, Map.of(one, new ServiceValue(7, 0), two, new ServiceValue(2, 0)));
        kernel.comeBack();
        assertFalse(sync.resync().isDone());
        assertEquals(Map.of(one, new ServiceValue(7, 0)), kernel.contents(AbiMaps.SERVICE));
    }

    /** A packet on its way may have met a policy just before its endpoint was given another. */
    @Test
    void aPolicyIsOutOfForceWhenTwoLooksDidNotFindIt() {
        flush().forEach(sync::apply);
        sync.diverged("full");
        assertEquals(Optional.empty(), sync.policiesInForce(), "one look tells nothing");
        assertEquals(Optional.of(Set.of(POLICY)), sync.policiesInForce());
        kernel.flip(List.of(new Flip(ENDPOINT, 0)));
        assertEquals(Optional.of(Set.of(POLICY)), sync.policiesInForce());
        assertEquals(Optional.of(Set.of()), sync.policiesInForce());
        kernel.flip(List.of(new Flip(ENDPOINT, POLICY + 1)));
        assertEquals(Optional.empty(), sync.policiesInForce(), "an earlier run's: nobody knows what it names");
    }

    @Test
    void slotOfAnotherIdentityIsTakenFromItFirst() {
        kernel.update(AbiMaps.IDENTITY_SLOT, List.of(Map.entry(999, 2)));
        kernel.vectors(VectorMap.MEMBERSHIP, Map.of(2, BitVector.ofBits(0, 40)));
        kernel.goAway("restarting");
        flush().forEach(sync::apply);
        kernel.comeBack();
        kernel.takeLog();
        assertTrue(sync.resync().isDone());
        assertEquals(
                List.of("delete identity_slot 1", "vectors membership 1", "update identity_slot 1"),
                kernel.takeLog().subList(0, 3));
        assertFlushed();
    }

    @Test
    void sweepTakesOutWhatNobodyAskedFor() {
        kernel.update(
                AbiMaps.IPCACHE_HOST,
                List.of(Map.entry(IpAddress.parse("10.0.0.99"), IpcacheValue.of(300, Abi.IPCACHE_LOCAL))));
        kernel.update(
                AbiMaps.IPCACHE, List.of(Map.entry(IpcacheKey.of(Cidr.parse("10.9.0.0/16")), IpcacheValue.of(0, 0))));
        kernel.update(
                AbiMaps.POLICY,
                List.of(Map.entry(new PolicyKey(40, 3, Abi.EGRESS, 0, 0), new Row(1, 0, 0, List.of()))));
        kernel.vectors(VectorMap.VECTOR, Map.of(4000, BitVector.ofBits(1, 2)));
        kernel.flip(List.of(new Flip(77, 3)));
        CtKey connection = new CtKey(IpAddress.parse("10.0.0.1"), 80, 4000, 77, 6, 0, 0);
        CtTraffic none = new CtTraffic(0, 0, 0, 0);
        kernel.observe(
                AbiMaps.CT_EST, connection, new CtValue(new Ticket(3, Abi.ACTION_ALLOW, 300), 1, none, none, 0, 1, 0));
        flush().forEach(sync::apply);
        kernel.takeLog();

        assertTrue(sync.sweep().isDone());

        assertFlushed();
        assertEquals(Map.of(), kernel.contents(AbiMaps.CT_EST), "connections of an endpoint that is no more");
        assertEquals(
                List.of(
                        "flip 1",
                        "purge 1",
                        "delete ipcache_host 1",
                        "delete ipcache 1",
                        "delete policy 1",
                        "vectors vector 1"),
                kernel.takeLog());
    }

    @Test
    void singleAddressesAndWiderPrefixesHaveAMapEach() {
        var host = new Delta.PrefixChange(Cidr.parse("fd00::7/128"), new Delta.PrefixEntry(300, false));
        var wider = new Delta.PrefixChange(Cidr.parse("10.0.0.0/31"), new Delta.PrefixEntry(301, false));
        assertTrue(sync.apply(new PendingOp.WritePrefixes(List.of(host, wider))).isDone());
        assertEquals(
                Map.of(IpAddress.parse("fd00::7"), IpcacheValue.of(300, 0)), kernel.contents(AbiMaps.IPCACHE_HOST));
        assertEquals(Map.of(IpcacheKey.of(wider.prefix()), IpcacheValue.of(301, 0)), kernel.contents(AbiMaps.IPCACHE));
        assertTrue(sync.apply(new PendingOp.RemovePrefixes(List.of(host.prefix(), wider.prefix())))
                .isDone());
        assertEquals(Map.of(), kernel.contents(AbiMaps.IPCACHE_HOST));
        assertEquals(Map.of(), kernel.contents(AbiMaps.IPCACHE));
    }

    @Test
    void nothingIsSweptWhileTheKernelDiffers() {
        kernel.update(
                AbiMaps.IPCACHE, List.of(Map.entry(IpcacheKey.of(Cidr.parse("10.9.0.0/16")), IpcacheValue.of(0, 0))));
        sync.diverged("the loader restarted");
        assertInstanceOf(Answer.Unreachable.class, sync.sweep());
        assertEquals(1, kernel.contents(AbiMaps.IPCACHE).size());
    }

    @Test
    void removedIdentityLeavesAnEmptyVector() {
        flush().forEach(sync::apply);
        sync.apply(new PendingOp.RemoveIdentities(List.of(new Delta.SlotVector(300, 2, List.of()))));
        assertEquals(Map.of(), kernel.contents(AbiMaps.IDENTITY_SLOT));
        assertEquals(Map.of(), kernel.contents(VectorMap.MEMBERSHIP));
        kernel.takeLog();
        assertTrue(sync.resync().isDone());
        assertEquals(List.of(), kernel.takeLog());
    }

    @Test
    void forgottenEndpointHasNoPolicy() {
        flush().forEach(sync::apply);
        assertTrue(sync.forgetEndpoint(ENDPOINT).isDone());
        assertEquals(Map.of(), kernel.contents(AbiMaps.ENDPOINT_POLICY));
        kernel.takeLog();
        assertTrue(sync.resync().isDone());
        assertEquals(List.of(), kernel.takeLog());
    }
}
