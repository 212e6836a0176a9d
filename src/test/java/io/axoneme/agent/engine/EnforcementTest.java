// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.Count;
import io.axoneme.abi.CounterKey;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.kernel.FakeKernel;
import io.axoneme.model.Cause;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.Identity;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and pods come, change and go as the engine carries it out: what is held in the end, and what can still be named. */
class EnforcementTest {

    private static final int ENDPOINT = 1;
    private static final int FIRST_IDENTITY = 300;
    private static final int POLICIES = 5;

    /** A thousand changes a minute. */
    private static final long STEP_NS = 60_000_000;

    /** Changes from a flush to its collection: a grace period of more than a second. */
    private static final int GRACE = 20;

    private static final long SMALL = 64 * 1024;

    private static final List<AbiMap<?, ?>> MAPS = List.of(
            AbiMaps.POLICY,
            AbiMaps.POLICY_PORT,
            AbiMaps.POLICY_MORE,
            AbiMaps.POLICY_HEAD,
            AbiMaps.IDENTITY_SLOT,
            AbiMaps.IPCACHE_HOST);

    @TempDir
    Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private EnforcedNode node;
    private long nowNs = 1;

    @BeforeEach
    void theFirstRun() throws IOException {
        node = restart();
        node.sweep();
    }

    @Test
    void whatIsHeldDoesNotGrowWithTheNumberOfChanges() throws IOException {
        churn(0, 1_500);
        var early = held();
        churn(1_500, 6_000);
        assertEquals(early, held());
        assertTrue(Files.size(journal()) < 40 * SMALL, "journal of " + Files.size(journal()) + " bytes");

        for (int i = 0; i < POLICIES; i++) {
            node.graph().removePolicy(policy(i, 0).ref());
        }
        node.settle(nowNs);
        nowNs += CauseBook.LATEST_EVENT_NS;
        assertFalse(node.forget(nowNs));
        assertEquals(node.inMaps(), node.named());
    }

    @Test
    void aPolicyIsNamedAsLongAsAnEventMayBeOnItsWay() {
        int old = replaced();
        assertFalse(node.inMaps().contains(old), "collected");
        nowNs += CauseBook.LATEST_EVENT_NS - 1;
        assertTrue(node.forget(nowNs));
        assertEquals(List.of("demo/churn-0"), names(old));
        nowNs += 1;
        assertFalse(node.forget(nowNs));
        assertEquals(List.of(), names(old));
        assertEquals(List.of("demo/churn-0"), names(inForce()), "what is in force is never forgotten");
    }

    /** Of each policy the datapath counts; nobody else takes that out. */
    @Test
    void whatWasCountedOfAPolicyGoesWithItsName() throws IOException {
        int old = replaced();
        count(0);
        count(old);
        count(inForce());
        node.forget(nowNs);
        assertEquals(Set.of(0, old, inForce()), counted());
        nowNs += CauseBook.LATEST_EVENT_NS;
        node.forget(nowNs);
        assertEquals(Set.of(0, inForce()), counted());

        node = restart();
        count(inForce());
        node.forget(nowNs);
        assertEquals(3, counted().size(), "the kernel may have both before it was swept");
    }

    private void count(int policyId) {
        kernel.observe(AbiMaps.COUNTERS, new CounterKey(policyId, 1, 0, Abi.INGRESS), new Count(1, 60));
    }

    private Set<Integer> counted() {
        return kernel.contents(AbiMaps.COUNTERS).keySet().stream()
                .map(CounterKey::policyId)
                .collect(Collectors.toSet());
    }

    /** The drop waited in the loader while there was no agent. */
    @Test
    void theNextRunNamesWhatWasInForceWhenTheLastOneEnded() throws IOException {
        int old = replaced();
        int last = inForce();
        node = restart();
        assertEquals(List.of("demo/churn-0"), names(old));
        node.settle(nowNs);
        nowNs += 10 * CauseBook.LATEST_EVENT_NS;
        node.forget(nowNs);
        assertEquals(List.of("demo/churn-0"), names(last), "it may be in the maps before they were swept");
        node.sweep();
        assertTrue(node.forget(nowNs));
        assertEquals(List.of("demo/churn-0"), names(last), "an event may be on its way");
        nowNs += CauseBook.LATEST_EVENT_NS;
        assertFalse(node.forget(nowNs));
        assertEquals(node.inMaps(), node.named());
    }

    @Test
    void aFloodOfChangesKeepsTheNamesOfTheLastOnes() {
        for (int i = 0; i < CauseBook.MAX_GONE + 100; i++) {
            change(i);
            node.settle(nowNs);
        }
        assertEquals(CauseBook.MAX_GONE + 1, node.named().size());
        int oldest = inForce() - CauseBook.MAX_GONE;
        assertEquals(POLICIES, names(oldest).size());
        assertEquals(List.of(), names(oldest - 1));
    }

    /** An idle connection has a ticket of the id: given to another policy, it would pass by what the old one allowed. */
    @Test
    void anIdNeverComesAgainThoughTheJournalWasWrittenAnew() throws IOException {
        churn(0, 500);
        int last = inForce();
        node.graph().removeEndpoint(ENDPOINT);
        node.settle(nowNs);
        nowNs += CauseBook.LATEST_EVENT_NS;
        node.forget(nowNs);
        assertEquals(Set.of(), node.named());
        Files.writeString(journal(), Files.readString(journal()).repeat(8));
        node.collect(0, nowNs);
        assertTrue(Files.size(journal()) < SMALL, "written anew");

        node = restart();
        assertTrue(inForce() > last, inForce() + " after " + last);
    }

    /** Everyone, the node itself and each policy's one peer: four selectors have room. */
    @Test
    void tooManySelectorsAreToldUntilTheyAreFewer() throws IOException {
        node = new EnforcedNode(kernel, journal(), SMALL, 4);
        feed(node);
        node.flush(nowNs);
        node.sweep();
        change(1);
        node.settle(nowNs);
        assertEquals("", node.trouble());
        int inForce = inForce();
        var maps = Map.copyOf(held());
        for (int round = 2; round < POLICIES; round++) {
            change(round);
            node.settle(nowNs);
        }
        assertTrue(
                node.trouble().startsWith("7 selectors are in use on this node, more than 4: 1 endpoint"),
                node.trouble());
        assertEquals(Map.of(ENDPOINT, inForce), kernel.contents(AbiMaps.ENDPOINT_POLICY), "the one before goes on");
        assertEquals(maps, held());
        for (int i = 0; i < 3; i++) {
            node.graph().removePolicy(policy(i, 0).ref());
        }
        node.settle(nowNs);
        assertEquals("", node.trouble());
        assertEquals(Map.of(ENDPOINT, inForce()), kernel.contents(AbiMaps.ENDPOINT_POLICY));
        assertEquals(List.of("demo/churn-3", "demo/churn-4"), names(inForce()));
        assertEquals(maps.get("policy"), held().get("policy"), "what was in force is out of the maps");
    }

    /** The only policy of the only endpoint is changed once; the id that it had before, which no map has any more. */
    private int replaced() {
        change(0);
        node.settle(nowNs);
        int old = inForce();
        change(POLICIES);
        node.settle(nowNs);
        assertTrue(inForce() > old);
        return old;
    }

    private void churn(int from, int to) {
        for (int i = from; i < to; i++) {
            change(i);
            pod(i, true);
            if (i > 0) {
                pod(i - 1, false);
            }
            long revision = node.flush(nowNs);
            node.collect(revision - GRACE, nowNs);
            nowNs += STEP_NS;
        }
    }

    private void change(int round) {
        node.graph().putPolicy(policy(round % POLICIES, round));
    }

    private void pod(int round, boolean there) {
        var address = Cidr.parse("10.0." + round / 250 + "." + round % 250 + "/32");
        int identity = FIRST_IDENTITY + 1 + round;
        if (there) {
            node.graph().putIdentity(new Identity(identity, Labels.parse("k8s:app=churn-" + round % POLICIES)));
            node.graph().putPrefix(address, new PrefixEntry(identity, false));
        } else {
            node.graph().removePrefix(address);
            node.graph().removeIdentity(identity);
        }
    }

    /** What grows where it is not taken care of, by name. */
    private Map<String, Integer> held() {
        var held = new TreeMap<String, Integer>();
        MAPS.forEach(map -> held.put(map.name(), kernel.contents(map).size()));
        held.put("policies in the graph", node.inMaps().size());
        held.put("policies that have a name", node.named().size());
        held.put("selectors", node.graph().allSelectors().size());
        held.put("vectors", node.graph().allVectors().size());
        held.put("aliases", node.aliases().all().size());
        return held;
    }

    private EnforcedNode restart() throws IOException {
        var fresh = new EnforcedNode(kernel, journal(), SMALL);
        feed(fresh);
        fresh.flush(nowNs);
        return fresh;
    }

    private static void feed(EnforcedNode fresh) {
        fresh.graph().putIdentity(new Identity(FIRST_IDENTITY, Labels.parse("k8s:app=db")));
        fresh.graph().putEndpoint(ENDPOINT, FIRST_IDENTITY);
        fresh.graph().putPolicy(policy(0, 0));
    }

    private Path journal() {
        return folder.resolve("causes");
    }

    private int inForce() {
        return Objects.requireNonNull(node.graph().policyOf(ENDPOINT), "no policy")
                .id();
    }

    /** The policies behind a default deny of this id. */
    private List<String> names(int policyId) {
        return node.book().ofDefault(policyId, Direction.INGRESS).stream()
                .map(Cause::policy)
                .map(PolicyRef::toString)
                .toList();
    }

    /** Of everything, allowing one app one port, which each round moves. */
    private static Policy policy(int number, int round) {
        var peer = new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", "app", "churn-" + number)));
        var port = PortRule.plain(new PortMatch.Range(Protocol.TCP, 1_000 + round, 1_000 + round));
        var rule = new Rule(Direction.INGRESS, Rule.Action.ALLOW, List.of(peer), List.of(port), "spec.ingress[0]");
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "churn-" + number, "uid-" + number),
                round,
                List.of(new PolicySpec(LabelSelector.everything(), true, false, List.of(rule), "spec")),
                false);
    }
}
