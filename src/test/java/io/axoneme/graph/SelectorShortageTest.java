// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.Flip;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten selectors have a bit at most, everyone included; two endpoints, and policies for either that name some. */
class SelectorShortageTest {

    private static final int MOST = 10;
    private static final int WEB = 1;
    private static final int DB = 2;

    private NodeGraph graph = graph(Seed.empty());

    @BeforeEach
    void twoEndpoints() {
        feed();
        put(WEB, "a", 0, 4);
        graph.flush();
    }

    @Test
    void theEndpointKeepsItsPolicyWhileTheRestGoesOn() {
        int old = policyOf(WEB);
        put(WEB, "b", 4, 8);
        put(DB, "c", 0, 4);
        var delta = graph.flush();
        assertEquals(old, policyOf(WEB));
        assertEquals(List.of(new Flip(DB, policyOf(DB))), delta.flips());
        assertEquals(1, delta.policies().size(), "half a policy is never made");
        var shortage = Objects.requireNonNull(graph.shortage());
        assertEquals(new SelectorShortage(14, MOST, List.of(WEB)), shortage);
        assertEquals(
                "14 selectors are in use on this node, more than 10: 1 endpoint is not under the policy as it is now, but"
                        + " under the one before or, where there was none, closed",
                shortage.text());
        assertTrue(graph.allSelectors().size() <= MOST);
    }

    @Test
    void whatIsTakenBackLeavesNothingBehind() {
        int old = policyOf(WEB);
        var selectors = graph.allSelectors();
        put(WEB, "b", 4, 8);
        graph.flush();
        graph.removePolicy(ref("b"));
        var delta = graph.flush();
        assertNull(graph.shortage());
        assertEquals(List.of(), delta.flips());
        assertEquals(old, policyOf(WEB));
        assertEquals(selectors, graph.allSelectors());
    }

    /** Bits of others become free within two collections; nobody is closed for that. */
    @Test
    void itIsInForceAsSoonAsLingeringSelectorsAreCollected() {
        put(DB, "c", 4, 4);
        graph.flush();
        int old = policyOf(WEB);
        put(WEB, "b", 9, 4);
        graph.flush();
        assertNotNull(graph.shortage());
        graph.removePolicy(ref("c"));
        assertEquals(1, graph.flush().flips().size(), "of the endpoint whose policy went");
        assertEquals(
                "selectors wait for others to be taken out of use: 1 endpoint is not under the policy as it is now, but"
                        + " under the one before or, where there was none, closed",
                Objects.requireNonNull(graph.shortage()).text());
        assertEquals(List.of(), collectAndFlush().flips(), "rows went, their bits linger");
        var delta = collectAndFlush();
        assertNull(graph.shortage());
        assertEquals(List.of(new Flip(WEB, policyOf(WEB))), delta.flips());
        assertNotEquals(old, policyOf(WEB));
    }

    /** Old and new have no room beside each other: nothing but closing makes room, and old for ever is worse. */
    @Test
    void itIsClosedWhereOnlyItsOwnOldPolicyIsInTheWay() {
        put(WEB, "b", 4, 5);
        assertEquals(List.of(), graph.flush().flips());
        graph.removePolicy(ref("a"));
        assertEquals(List.of(new Flip(WEB, 0)), graph.flush().flips());
        assertNull(graph.policyOf(WEB));
        assertEquals(List.of(), graph.flush().flips(), "once");
        assertEquals(List.of(), collectAndFlush().flips(), "its rows went, their bits linger");
        var delta = collectAndFlush();
        assertEquals(List.of(new Flip(WEB, policyOf(WEB))), delta.flips());
        assertNull(graph.shortage());
    }

    @Test
    void aSelectorThatMoreThanOneNameCountsOnce() {
        put(DB, "c", 0, 4);
        put(WEB, "b", 4, 4);
        graph.flush();
        assertNull(graph.shortage());
        put(DB, "d", 4, 4);
        graph.flush();
        assertNull(graph.shortage(), "both name the same");
        put(DB, "e", 8, 1);
        graph.flush();
        assertEquals(new SelectorShortage(11, MOST, List.of(DB)), graph.shortage());
    }

    @Test
    void anEndpointThatComesIsClosedUntilThereIsRoom() {
        graph.putIdentity(new Identity(302, Labels.parse("k8s:app=late")));
        graph.putEndpoint(3, 302);
        put(3, "b", 4, 6);
        assertEquals(List.of(new Flip(3, 0)), graph.flush().flips());
        assertNull(graph.policyOf(3));
        graph.removePolicy(ref("a"));
        graph.flush();
        collectAndFlush();
        var delta = collectAndFlush();
        assertEquals(List.of(new Flip(3, policyOf(3))), delta.flips());
        assertNull(graph.shortage());
    }

    @Test
    void anEndpointThatGoesWantsNothing() {
        put(DB, "b", 4, 6);
        graph.flush();
        assertNotNull(graph.shortage());
        graph.removeEndpoint(DB);
        graph.flush();
        assertNull(graph.shortage());
    }

    /** Rows of an earlier run do not know identities that are new, and their selectors' bits are not free before they are swept. */
    @Test
    void afterARestartWhatHasNoRoomIsClosedUntilItHas() {
        Map<String, Integer> bits = new HashMap<>();
        graph.allSelectors().forEach(s -> bits.put(s.text(), s.bit()));
        graph = graph(new Seed(policyOf(WEB), Map.of(), bits, Map.of(), Set.of(), Map.of()));
        feed();
        put(WEB, "c", 20, 8);
        assertEquals(
                1,
                graph.flush().flips().stream().filter(new Flip(WEB, 0)::equals).count());
        var delta = collectAndFlush();
        assertEquals(List.of(new Flip(WEB, policyOf(WEB))), delta.flips(), "nobody asked for the old bits");
        assertNull(graph.shortage());
    }

    /** An earlier version wrote such bits into the journal, though no row ever had them. */
    @Test
    void rememberedBitsThatNoVectorHasTakeNoRoom() {
        graph = graph(
                new Seed(7, Map.of(), Map.of("some text", MOST, "other text", 5_000), Map.of(), Set.of(), Map.of()));
        feed();
        put(WEB, "a", 0, 8);
        assertEquals(MOST, graph.flush().vectorBits());
        assertNull(graph.shortage());
    }

    private Delta collectAndFlush() {
        graph.collect(graph.revision());
        return graph.flush();
    }

    private int policyOf(int endpoint) {
        return Objects.requireNonNull(graph.policyOf(endpoint), "no policy").id();
    }

    private static NodeGraph graph(Seed seed) {
        return new NodeGraph(
                new GraphConfig(
                        "default",
                        EnforcementMode.DEFAULT,
                        LabelSelector.of(),
                        false,
                        L7OverL4.RESTRICT,
                        List.of(),
                        CidrMatchMode.OUTSIDE,
                        MOST),
                seed);
    }

    private void feed() {
        graph.putIdentity(new Identity(300, Labels.parse("k8s:app=web")));
        graph.putIdentity(new Identity(301, Labels.parse("k8s:app=db")));
        graph.putEndpoint(WEB, 300);
        graph.putEndpoint(DB, 301);
    }

    /** A policy for one endpoint: so many peers may come in, and the node itself, which any ingress policy lets in. */
    private void put(int endpoint, String name, int firstPeer, int peers) {
        var app = List.of("web", "db", "late").get(endpoint - 1);
        var from = IntStream.range(firstPeer, firstPeer + peers)
                .<PeerSelector>mapToObj(i ->
                        new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", "app", "peer-" + i))))
                .toList();
        var rule = new Rule(
                Direction.INGRESS,
                Rule.Action.ALLOW,
                from,
                List.of(PortRule.plain(new PortMatch.Everything())),
                "spec.ingress[0]");
        var subject = LabelSelector.of(Requirement.equalTo("k8s", "app", app));
        graph.putPolicy(
                new Policy(ref(name), 1, List.of(new PolicySpec(subject, true, false, List.of(rule), "spec")), false));
    }

    private static PolicyRef ref(String name) {
        return new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", name, "uid-" + name);
    }
}
