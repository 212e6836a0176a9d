// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.BitChange;
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
import io.axoneme.model.Port;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.Service;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes, or becomes another, when identities and policies are in force already. */
class LaterChangesTest {

    private static final int CLIENT = 300;
    private static final int SERVER = 301;

    private final NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());

    @BeforeEach
    void twoPodsInForce() {
        graph.putIdentity(new Identity(CLIENT, Labels.parse("k8s:app=client")));
        graph.putIdentity(
                new Identity(SERVER, Labels.parse("k8s:app=server", "gen:io.cilium.k8s.named-ports=web.TCP.8080")));
        graph.putEndpoint(1, CLIENT);
        graph.flush();
    }

    @Test
    void aNamedPortsBitIsSetOnlyOnPeersThatGiveThePortThatName() {
        graph.putPolicy(egress(
                new PeerSelector.Labelled(LabelSelector.everything()), new PortMatch.Named("web", Protocol.TCP)));
        var delta = graph.flush();
        int bit = delta.selectors().getFirst().bit();
        assertTrue(delta.bitsSet().contains(new BitChange(slotOf(SERVER), bit)));
        assertFalse(delta.bitsSet().contains(new BitChange(slotOf(CLIENT), bit)));
    }

    @Test
    void aServiceThatIsNoLongerMeantIsLetGo() {
        var back = LabelSelector.of(Requirement.equalTo("k8s", "tier", "back"));
        graph.putService(service("k8s:tier=back"));
        graph.putPolicy(egress(new PeerSelector.OfServices("", "", back), new PortMatch.Everything()));
        graph.flush();
        assertEquals(1, rows());
        graph.putService(service("k8s:tier=front"));
        assertEquals(1, graph.flush().flips().size());
        assertEquals(0, rows());
        graph.putService(service("k8s:tier=back"));
        graph.flush();
        assertEquals(1, rows());
    }

    /** The text names the bit in the journal, by which the next run finds it. */
    @Test
    void selectorsOfDifferentMeaningHaveDifferentTexts() {
        var labels = PeerBit.labels(List.of(LabelSelector.of(Requirement.equalTo("k8s", "app", "web"))));
        var eighty = labels.withNamed(new PeerBit.NamedPort("web", new Port(Protocol.TCP, 80)));
        var other = labels.withNamed(new PeerBit.NamedPort("web", new Port(Protocol.TCP, 81)));
        assertNotEquals(labels.text(), eighty.text());
        assertNotEquals(eighty.text(), other.text());
        assertNotEquals(PeerBit.EVERYONE.text(), PeerBit.labels(List.of()).text());
    }

    @Test
    void aPodWithoutLabelsYetIsEnforcedInBothDirections() {
        graph.putIdentity(ReservedIdentity.INIT.identity());
        graph.putEndpoint(2, ReservedIdentity.INIT.number());
        graph.flush();
        var policy = Objects.requireNonNull(graph.policyOf(2));
        assertTrue(policy.ingress().enforced() && policy.egress().enforced());
        assertFalse(Objects.requireNonNull(graph.policyOf(1)).egress().enforced());
    }

    private int rows() {
        return Objects.requireNonNull(graph.policyOf(1)).egress().rows().size();
    }

    private int slotOf(int identity) {
        return graph.allVectors().stream()
                .filter(v -> v.identity() == identity)
                .findFirst()
                .orElseThrow()
                .slot();
    }

    private static Service service(String label) {
        var server = LabelSelector.of(Requirement.equalTo("k8s", "app", "server"));
        return new Service("demo", "api", Labels.parse(label), server, List.of());
    }

    private static Policy egress(PeerSelector peer, PortMatch port) {
        var plain = PortRule.plain(port);
        var rule = new Rule(Direction.EGRESS, Rule.Action.ALLOW, List.of(peer), List.of(plain), "spec.egress[0]");
        var spec = new PolicySpec(LabelSelector.everything(), true, true, List.of(rule), "spec");
        var ref = new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "p", "uid");
        return new Policy(ref, 1, List.of(spec), false);
    }
}
