// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.PolicyKey;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.kernel.FakeKernel;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A map of the kernel is full: what was in force goes on, and what is desired comes into force by itself as soon as it has room. Attempts are a grace
 * period apart. After each of them the endpoint is closed, or has a policy with all of its rows.
 */
class FullMapsTest {

    private static final int ENDPOINT = 1;
    private static final int ROWS = 4;
    private static final long SMALL = 64 * 1024;

    /** By then it has healed, or never will. */
    private static final int ATTEMPTS = 6;

    @TempDir
    Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final Map<Integer, Set<PolicyKey>> rows = new HashMap<>();
    private EnforcedNode node;
    private long nowNs = 1;

    @BeforeEach
    void threeRowsInForce() throws IOException {
        kernel.capacity(AbiMaps.POLICY_PORT, ROWS);
        node = begin();
        put(0, 3, 100);
        node.flush(nowNs);
        node.sweep();
        node.settle(nowNs);
        look();
    }

    @AfterEach
    void nothingIsLeftInTheWay() {
        assertEquals("", node.trouble());
        node.settle(nowNs);
        assertEquals(node.inMaps(), kernel.contents(AbiMaps.POLICY_HEAD).keySet());
        var ofRows = kernel.contents(AbiMaps.POLICY_PORT).keySet().stream().map(PolicyKey::policyId);
        assertEquals(node.inMaps(), ofRows.collect(Collectors.toSet()));
        int vectors = kernel.contents(AbiMaps.IDENTITY_SLOT).size();
        assertEquals(node.graph().allVectors().size(), vectors);
    }

    /** Rows that never were in force go at once: nobody can meet them. */
    @Test
    void aPolicyThatHadNoRoomIsTakenBack() {
        int old = inForce();
        put(3, 6, 100);
        node.tryFlush(nowNs);
        assertTrue(node.trouble().contains("full"), node.trouble());
        assertFalse(repaired(), "six rows never fit");
        assertEquals(old, inForce(), "what was in force goes on");
        remove(3, 6);
        node.tryFlush(nowNs);
        assertTrue(repaired());
        assertEquals(old, inForce(), "it is the same policy");
    }

    /** What is desired is fewer rows than there were; they have room when the old ones are out, and for that nobody may be judged by these. */
    @Test
    void oldAndNewThatHaveNoRoomBesideEachOther() {
        int old = inForce();
        put(0, 3, 200);
        node.tryFlush(nowNs);
        assertEquals(old, inForce());
        var seen = IntStream.range(0, ATTEMPTS)
                .map(i -> {
                    attempt();
                    return inForce();
                })
                .distinct()
                .boxed()
                .toList();
        assertEquals(List.of(old, 0, desired()), seen);
    }

    @Test
    void whatWillNotFitClosesNobody() {
        int old = inForce();
        put(0, 5, 200);
        node.tryFlush(nowNs);
        assertFalse(repaired());
        assertEquals(old, inForce());
        remove(2, 5);
        node.tryFlush(nowNs);
        assertTrue(repaired());
        assertEquals(desired(), inForce());
    }

    /** Each run writes rows of its own beside those of the one before, and where there is not room for both the old ones go first. */
    @Test
    void aRestartWithAMapMoreThanHalfFull() throws IOException {
        int old = inForce();
        node = begin();
        put(0, 3, 100);
        node.tryFlush(nowNs);
        assertEquals(old, inForce());
        assertTrue(repaired());
        assertEquals(desired(), inForce());
        node.sweep();
    }

    @Test
    void aRestartWithMoreThanFits() throws IOException {
        int old = inForce();
        node = begin();
        put(0, 6, 100);
        node.tryFlush(nowNs);
        assertFalse(repaired());
        assertEquals(old, inForce(), "a restart cuts nobody off");
        remove(4, 6);
        node.tryFlush(nowNs);
        assertTrue(repaired());
        assertEquals(desired(), inForce());
        node.sweep();
    }

    @Test
    void addressesThatHadNoRoomComeWhenOthersGo() {
        kernel.capacity(AbiMaps.IPCACHE_HOST, 3);
        IntStream.range(0, 5).forEach(this::pod);
        node.tryFlush(nowNs);
        assertFalse(repaired());
        podGoes(0);
        podGoes(1);
        node.tryFlush(nowNs);
        assertTrue(repaired());
        assertEquals(
                Set.of(address(2), address(3), address(4)),
                kernel.contents(AbiMaps.IPCACHE_HOST).keySet());
    }

    /** An address that another pod has by now needs no room: it must not be judged by whoever had it before. */
    @Test
    void anAddressThatIsAnothersIsCorrectedWhateverIsFull() {
        kernel.capacity(AbiMaps.IPCACHE_HOST, 3);
        IntStream.range(0, 3).forEach(this::pod);
        node.flush(nowNs);
        pod(3);
        node.graph().putPrefix(Cidr.host(address(1)), new PrefixEntry(402, false));
        node.tryFlush(nowNs);
        assertFalse(repaired());
        assertEquals(
                402,
                Objects.requireNonNull(kernel.contents(AbiMaps.IPCACHE_HOST).get(address(1)))
                        .identity());
        podGoes(0);
        node.tryFlush(nowNs);
        assertTrue(repaired());
    }

    /** Prefixes are written after rows. */
    @Test
    void norDoesItWaitForRows() {
        IntStream.range(0, 2).forEach(this::pod);
        node.flush(nowNs);
        put(3, 6, 100);
        node.graph().putPrefix(Cidr.host(address(0)), new PrefixEntry(401, false));
        node.graph().removePrefix(Cidr.host(address(1)));
        node.tryFlush(nowNs);
        assertFalse(repaired());
        assertEquals(Set.of(address(0)), kernel.contents(AbiMaps.IPCACHE_HOST).keySet());
        assertEquals(
                401,
                Objects.requireNonNull(kernel.contents(AbiMaps.IPCACHE_HOST).get(address(0)))
                        .identity());
        remove(3, 6);
        node.tryFlush(nowNs);
        assertTrue(repaired());
    }

    @Test
    void identitiesThatHadNoRoomComeWhenOthersGo() {
        int before = kernel.contents(AbiMaps.IDENTITY_SLOT).size();
        kernel.capacity(AbiMaps.IDENTITY_SLOT, before + 2);
        IntStream.range(0, 3).forEach(this::pod);
        node.tryFlush(nowNs);
        assertFalse(repaired());
        podGoes(0);
        node.tryFlush(nowNs);
        assertTrue(repaired());
        assertTrue(kernel.contents(AbiMaps.IDENTITY_SLOT).keySet().containsAll(Set.of(401, 402)));
    }

    private boolean repaired() {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (attempt()) {
                return true;
            }
        }
        return false;
    }

    private boolean attempt() {
        nowNs += 1_000_000_000;
        boolean done = node.trouble().isEmpty() || node.repair(nowNs);
        look();
        return done;
    }

    /** Rows of a policy never change while it is in force. */
    private void look() {
        int policy = inForce();
        var present = kernel.contents(AbiMaps.POLICY_PORT).keySet().stream()
                .filter(key -> key.policyId() == policy)
                .collect(Collectors.toSet());
        if (policy != 0) {
            assertEquals(rows.computeIfAbsent(policy, p -> present), present);
            node.graph().livePolicies().stream()
                    .filter(p -> p.id() == policy)
                    .forEach(p -> assertEquals(p.ingress().rows().size(), present.size() + 1, "and one of all ports"));
            assertTrue(kernel.contents(AbiMaps.POLICY_HEAD).containsKey(policy));
        }
    }

    /** As the kernel has it; 0 where the endpoint is closed. */
    private int inForce() {
        return kernel.contents(AbiMaps.ENDPOINT_POLICY).getOrDefault(ENDPOINT, 0);
    }

    private int desired() {
        return Objects.requireNonNull(node.graph().policyOf(ENDPOINT), "no policy")
                .id();
    }

    private EnforcedNode begin() throws IOException {
        var fresh = new EnforcedNode(kernel, folder.resolve("causes"), SMALL);
        fresh.graph().putIdentity(new Identity(300, Labels.parse("k8s:app=db")));
        fresh.graph().putEndpoint(ENDPOINT, 300);
        return fresh;
    }

    private void pod(int number) {
        node.graph().putIdentity(new Identity(400 + number, Labels.parse("k8s:app=pod-" + number)));
        node.graph().putPrefix(Cidr.host(address(number)), new PrefixEntry(400 + number, false));
    }

    private void podGoes(int number) {
        node.graph().removePrefix(Cidr.host(address(number)));
        node.graph().removeIdentity(400 + number);
    }

    private static IpAddress address(int number) {
        return IpAddress.parse("10.0.0." + number);
    }

    private void remove(int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> node.graph().removePolicy(policy(i, 1).ref()));
    }

    /** Policies of one row each. */
    private void put(int from, int to, int port) {
        IntStream.range(from, to).forEach(i -> node.graph().putPolicy(policy(i, port + i)));
    }

    private static Policy policy(int number, int port) {
        var peer = new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", "app", "pod-" + number)));
        var ports = PortRule.plain(new PortMatch.Range(Protocol.TCP, port, port));
        var rule = new Rule(Direction.INGRESS, Rule.Action.ALLOW, List.of(peer), List.of(ports), "spec.ingress[0]");
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "p" + number, "uid-" + number),
                port,
                List.of(new PolicySpec(LabelSelector.everything(), true, false, List.of(rule), "spec")),
                false);
    }
}
