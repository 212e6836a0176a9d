// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.Flip;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
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
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeGraphTest {

    private static final int WEB = 300;
    private static final int DB = 301;

    private NodeGraph graph;

    @BeforeEach
    void twoPodsOneOfThemOurs() {
        graph = graph(Seed.empty());
    }

    private static NodeGraph graph(Seed seed) {
        var dns = LabelSelector.of(Requirement.equalTo("k8s", "k8s-app", "kube-dns"));
        var graph = new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, dns, false), seed);
        for (var reserved : ReservedIdentity.values()) {
            graph.putIdentity(reserved.identity());
        }
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=web")));
        graph.putIdentity(new Identity(DB, Labels.parse("k8s:app=db")));
        graph.putPrefix(Cidr.parse("10.0.0.1/32"), new PrefixEntry(WEB, false));
        graph.putPrefix(Cidr.parse("10.0.0.2/32"), new PrefixEntry(DB, false));
        graph.putEndpoint(1, DB);
        return graph;
    }

    @Test
    void withoutPoliciesAnEndpointHasAPolicyThatEnforcesNothing() {
        var delta = graph.flush();
        assertEquals(1, delta.flips().size());
        var policy = delta.policies().getFirst();
        assertEquals(List.of(new Flip(1, policy.id())), delta.flips());
        assertFalse(policy.ingress().enforced());
        assertTrue(policy.ingress().rows().isEmpty());
    }

    @Test
    void nothingChangedMeansNothingToDo() {
        graph.flush();
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=web")));
        graph.putEndpoint(1, DB);
        assertTrue(graph.flush().isEmpty());
    }

    @Test
    void aNewSelectorSetsItsBitOnTheIdentitiesThatExist() {
        graph.flush();
        graph.putPolicy(fromWeb("a", 5432));
        var delta = graph.flush();
        int bit = delta.selectors().stream()
                .filter(s -> s.text().contains("app=web"))
                .findFirst()
                .orElseThrow()
                .bit();
        assertTrue(delta.bitsSet().contains(new BitChange(slotOf(WEB), bit)));
        assertFalse(delta.bitsSet().contains(new BitChange(slotOf(DB), bit)));
        assertEquals(1, delta.flips().size());
    }

    @Test
    void aNewIdentityIsOneVectorAndNoRow() {
        graph.putPolicy(fromWeb("a", 5432));
        graph.flush();
        graph.putIdentity(new Identity(400, Labels.parse("k8s:app=web", "k8s:v=2")));
        var delta = graph.flush();
        assertEquals(1, delta.identities().size());
        assertEquals(2, delta.identities().getFirst().bits().size());
        assertTrue(delta.policies().isEmpty());
        assertTrue(delta.flips().isEmpty());
    }

    @Test
    void aPolicyThatGoesIsCollectedOnlyAfterTheGracePeriodAndItsBitsAfterItsRows() {
        graph.putPolicy(fromWeb("a", 5432));
        var first = graph.flush();
        graph.removePolicy(fromWeb("a", 5432).ref());
        var second = graph.flush();
        assertTrue(second.policiesRemoved().isEmpty());
        assertTrue(graph.collect(first.revision()).isEmpty(), "nothing was retired by then");
        var rowsGone = graph.collect(second.revision());
        assertEquals(1, rowsGone.policiesRemoved().size());
        assertTrue(rowsGone.bitsCleared().isEmpty(), "rows in the kernel still name the bits");
        var bitsGone = graph.collect(rowsGone.revision());
        assertFalse(bitsGone.bitsCleared().isEmpty());
        assertTrue(graph.collect(bitsGone.revision()).isEmpty());
    }

    @Test
    void whatComesBackBeforeItWasCollectedKeepsItsNumbers() {
        graph.putPolicy(fromWeb("a", 5432));
        var before = graph.flush().policies().getFirst();
        graph.removePolicy(fromWeb("a", 5432).ref());
        graph.flush();
        graph.putPolicy(fromWeb("b", 5432));
        var delta = graph.flush();
        assertTrue(delta.selectors().isEmpty(), "the selectors linger");
        assertTrue(delta.bitsSet().isEmpty());
        assertNotEquals(before.id(), delta.policies().getFirst().id(), "policy ids are never used again");
    }

    /** Else each change of a policy would keep another copy of all selectors, as long as its predecessor can be named. */
    @Test
    void whatAPolicyKeepsOfASelectorIsTheOneThatThereIs() {
        graph.putPolicy(fromWeb("a", 5432));
        var before = graph.flush().policies().getFirst().selectors();
        graph.putPolicy(fromWeb("a", 5433));
        var after = graph.flush().policies().getFirst().selectors();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((bit, selector) -> assertSame(selector, after.get(bit)));
    }

    @Test
    void anOutsidePrefixIsAnIdentityFromItsFirstSelectorToItsLast() {
        graph.putPolicy(policy("a", Rule.Action.ALLOW, inCidr("192.0.2.0/24"), new PortMatch.Everything()));
        var delta = graph.flush();
        var change = delta.prefixes().stream()
                .filter(c -> c.prefix().equals(Cidr.parse("192.0.2.0/24")))
                .findFirst()
                .orElseThrow();
        assertNotNull(change.entry());
        assertEquals(0x01000001, change.entry().identity());
        assertTrue(delta.identities().stream()
                .anyMatch(v -> v.identity() == 0x01000001 && v.bits().size() == 2));

        graph.removePolicy(policy("a", Rule.Action.ALLOW, inCidr("192.0.2.0/24"), new PortMatch.Everything())
                .ref());
        settle();
        assertFalse(graph.allPrefixes().containsKey(Cidr.parse("192.0.2.0/24")));
        assertEquals(null, graph.labelsOf(0x01000001));
    }

    @Test
    void aWiderPrefixSetsItsBitOnTheIdentityOfTheNarrowerOne() {
        graph.putPolicy(policy("a", Rule.Action.ALLOW, inCidr("192.0.2.0/24"), new PortMatch.Everything()));
        graph.flush();
        graph.putPolicy(policy("b", Rule.Action.ALLOW, inCidr("192.0.0.0/16"), new PortMatch.Everything()));
        var delta = graph.flush();
        assertEquals(
                List.of(new BitChange(
                        slotOf(0x01000001), delta.selectors().getFirst().bit())),
                delta.bitsSet());
    }

    @Test
    void aGroupThatChangesIsNewRowsAndAFlip() {
        var group = new CidrGroup("g", Labels.empty(), List.of(Cidr.parse("192.0.2.0/24")));
        graph.putPolicy(policy(
                "a", Rule.Action.ALLOW, new PeerSelector.InCidrGroup("g", List.of()), new PortMatch.Everything()));
        graph.flush();
        graph.putCidrGroup(group);
        assertEquals(1, graph.flush().flips().size());
        graph.putCidrGroup(new CidrGroup("other", Labels.empty(), List.of(Cidr.parse("198.51.100.0/24"))));
        assertTrue(graph.flush().flips().isEmpty(), "a group that no rule names concerns nobody");
    }

    @Test
    void aNameThatGetsAPortSomewhereIsNewRowsForWhoeverNamesIt() {
        var toWeb = new Rule(
                Direction.EGRESS,
                Rule.Action.ALLOW,
                List.of(new PeerSelector.Everyone()),
                List.of(PortRule.plain(new PortMatch.Named("http", null))),
                "spec.egress[0]");
        graph.putPolicy(policy("a", List.of(toWeb)));
        assertTrue(graph.flush().policies().getLast().egress().rows().isEmpty(), "nobody has a port of that name");
        graph.putIdentity(
                new Identity(401, Labels.parse("k8s:app=web", "gen:io.cilium.k8s.named-ports=http.TCP.8080")));
        var rows = graph.flush().policies().getLast().egress().rows();
        assertEquals(RowKey.of(Protocol.TCP, 8080), rows.getFirst().key());
    }

    @Test
    void aPolicyThatSelectsOthersThanBeforeNoLongerSpeaksOfThem() {
        graph.putPolicy(fromWeb("a", 5432));
        graph.flush();
        var rule = fromWeb("a", 5432).specs().getFirst().rules().getFirst();
        var ofNobody = LabelSelector.of(Requirement.equalTo("k8s", "app", "nobody"));
        var specs = List.of(new PolicySpec(ofNobody, true, true, List.of(rule), "spec"));
        graph.putPolicy(new Policy(fromWeb("a", 5432).ref(), 2, specs, false));
        assertEquals(1, graph.flush().flips().size());
    }

    @Test
    void theLocalHostIsLetInWhereIngressIsEnforced() {
        graph.putPolicy(fromWeb("a", 5432));
        var policy = graph.flush().policies().getFirst();
        var any = policy.ingress().rows().getFirst();
        assertEquals(RowKey.ANY, any.key());
        assertEquals(Row.Action.ALLOW, any.segments().getFirst().action());
        assertTrue(any.segments().getFirst().causes().values().stream().allMatch(List::isEmpty));
    }

    @Test
    void aRestartKeepsSlotsAndBitsAndLeavesForeignBitsUntilTheyAreCollected() {
        graph.putPolicy(fromWeb("a", 5432));
        var delta = graph.flush();
        int bit = delta.selectors().getFirst().bit();
        var seed = new Seed(
                delta.policies().getLast().id(),
                Map.of(WEB, slotOf(WEB), DB, slotOf(DB), 999, 77),
                Map.of(delta.selectors().getFirst().text(), bit, "gone", 40),
                Map.of(slotOf(WEB), Set.of(0, bit, 40)),
                Set.of(),
                Map.of());

        var again = graph(seed);
        again.putPolicy(fromWeb("a", 5432));
        var first = again.flush();
        assertTrue(first.policies().getFirst().id() > seed.lastPolicyId());
        assertEquals(bit, first.selectors().getFirst().bit());
        var web = first.identities().stream()
                .filter(v -> v.identity() == WEB)
                .findFirst()
                .orElseThrow();
        assertEquals(slotOf(WEB), web.slot());
        assertTrue(web.bits().contains(40), "a live row of the earlier run may name it");

        var collected = again.collect(first.revision());
        assertTrue(collected.bitsCleared().contains(new BitChange(slotOf(WEB), 40)));
        assertTrue(collected.identitiesRemoved().stream().anyMatch(i -> i.identity() == 999 && i.slot() == 77));
    }

    /** Collects until nothing is left to collect. */
    private void settle() {
        for (int i = 0; i < 6; i++) {
            graph.collect(graph.flush().revision());
        }
    }

    private int slotOf(int identity) {
        return graph.allVectors().stream()
                .filter(v -> v.identity() == identity)
                .findFirst()
                .orElseThrow()
                .slot();
    }

    private static PeerSelector inCidr(String cidr) {
        return new PeerSelector.InCidr(Cidr.parse(cidr), List.of());
    }

    private static Policy fromWeb(String name, int port) {
        var web = new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", "app", "web")));
        return policy(name, Rule.Action.ALLOW, web, new PortMatch.Range(Protocol.TCP, port, port));
    }

    private static Policy policy(String name, Rule.Action action, PeerSelector peer, PortMatch port) {
        var rule = new Rule(Direction.INGRESS, action, List.of(peer), List.of(PortRule.plain(port)), "spec.ingress[0]");
        return policy(name, List.of(rule));
    }

    private static Policy policy(String name, List<Rule> rules) {
        var subject = LabelSelector.of(Requirement.equalTo("k8s", "app", "db"));
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", name, "uid-" + name),
                1,
                List.of(new PolicySpec(subject, true, true, rules, "spec")),
                false);
    }
}
