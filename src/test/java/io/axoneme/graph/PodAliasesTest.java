// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.Alias;
import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
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
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two pods of one identity, of which a CIDR picks one. */
class PodAliasesTest {

    private static final int WEB = 300;
    private static final int DB = 301;
    private static final IpAddress FIRST = IpAddress.parse("10.0.0.1");
    private static final IpAddress SECOND = IpAddress.parse("10.0.0.2");
    private static final String AROUND_FIRST = "10.0.0.0/31";

    private final NodeGraph graph = graph(CidrMatchMode.PODS);

    private static NodeGraph graph(CidrMatchMode mode) {
        var dns = LabelSelector.of(Requirement.equalTo("k8s", "k8s-app", "kube-dns"));
        var graph = new NodeGraph(
                new GraphConfig("default", EnforcementMode.DEFAULT, dns, false, L7OverL4.RESTRICT, List.of(), mode),
                Seed.empty());
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=web")));
        graph.putIdentity(new Identity(DB, Labels.parse("k8s:app=db")));
        put(graph, FIRST, WEB);
        put(graph, SECOND, WEB);
        graph.putEndpoint(1, DB);
        return graph;
    }

    @Test
    void aPodInAUsedPrefixIsMetByAnIdentityOfItsOwn() {
        graph.putPolicy(fromBlock(AROUND_FIRST));
        var delta = graph.flush();
        int alias = graph.identityAt(FIRST, 0);
        assertEquals(Identity.Scope.LOCAL, new Identity(alias, Labels.empty()).scope());
        assertEquals(WEB, graph.identityAt(SECOND, 0));
        assertEquals(List.of(new Alias(alias, WEB)), delta.aliases());
        assertEquals(graph.labelsOf(WEB), graph.labelsOf(alias));
        assertTrue(delta.prefixes().contains(new PrefixChange(Cidr.host(FIRST), new PrefixEntry(alias, true))));
        int bit = bitOf(delta, AROUND_FIRST);
        assertEquals(List.of(0, bit), bits(alias));
        assertEquals(List.of(0), bits(WEB));
        assertTrue(delta.identities().stream().anyMatch(v -> v.identity() == alias), "before ipcache names it");
    }

    @Test
    void whereCidrsPickOutsideAddressesAloneThereAreNone() {
        var outside = graph(CidrMatchMode.OUTSIDE);
        outside.putPolicy(fromBlock(AROUND_FIRST));
        assertEquals(List.of(), outside.flush().aliases());
        assertEquals(WEB, outside.identityAt(FIRST, 0));
    }

    @Test
    void podsOfOneIdentityInOnePrefixShareItAsLongAsOneIsLeft() {
        graph.putPolicy(fromBlock("10.0.0.0/24"));
        var delta = graph.flush();
        assertEquals(1, delta.aliases().size());
        int alias = graph.identityAt(FIRST, 0);
        assertEquals(alias, graph.identityAt(SECOND, 0));
        graph.removePrefix(Cidr.host(FIRST));
        settle();
        assertEquals(List.of(0, bitOf(delta, "10.0.0.0/24")), bits(alias));
        graph.removePrefix(Cidr.host(SECOND));
        settle();
        assertEquals(List.of(), bits(alias), "collected");
    }

    @Test
    void thePrefixThatGoesTakesItAlongAfterAGracePeriod() {
        graph.putPolicy(fromBlock(AROUND_FIRST));
        graph.flush();
        int alias = graph.identityAt(FIRST, 0);
        graph.removePolicy(fromBlock(AROUND_FIRST).ref());
        graph.flush();
        assertEquals(alias, graph.identityAt(FIRST, 0), "rows that name its bit may be in force");
        graph.collect(graph.revision());
        graph.collect(graph.revision());
        var back = graph.flush();
        assertTrue(back.prefixes().contains(new PrefixChange(Cidr.host(FIRST), new PrefixEntry(WEB, true))));
        assertEquals(List.of(0), bits(alias), "connections may name it");
        var gone = graph.collect(graph.revision()).identitiesRemoved();
        assertTrue(gone.stream().anyMatch(v -> v.identity() == alias));
    }

    @Test
    void theLongestPrefixesDecideAndAMoreNarrowOneMovesThePod() {
        graph.putPolicy(fromBlock("10.0.0.0/24"));
        graph.flush();
        int wide = graph.identityAt(FIRST, 0);
        graph.putPolicy(fromBlock(AROUND_FIRST));
        var delta = graph.flush();
        int narrow = graph.identityAt(FIRST, 0);
        assertNotEquals(wide, narrow);
        assertEquals(wide, graph.identityAt(SECOND, 0));
        assertTrue(bits(narrow).containsAll(bits(wide)), "what is around the narrow one holds it too");
        assertTrue(bits(narrow).contains(bitOf(delta, AROUND_FIRST)));
    }

    @Test
    void itIsAsGoodAsThePodsIdentity() {
        graph.removeIdentity(WEB);
        settle();
        graph.putPolicy(fromBlock(AROUND_FIRST));
        graph.flush();
        assertEquals(WEB, graph.identityAt(FIRST, 0), "without labels nothing can be said of it");
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=web")));
        graph.flush();
        int alias = graph.identityAt(FIRST, 0);
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=other")));
        graph.flush();
        int other = graph.identityAt(FIRST, 0);
        assertNotEquals(alias, other);
        assertEquals(Labels.parse("k8s:app=other"), graph.labelsOf(other));
        put(graph, FIRST, DB);
        graph.flush();
        assertEquals(Labels.parse("k8s:app=db"), graph.labelsOf(graph.identityAt(FIRST, 0)));
    }

    @Test
    void oneAddressOfAPodSpeaksForTheOthers() {
        graph.putPodAddresses(SECOND, List.of(FIRST, SECOND));
        graph.putPolicy(fromBlock(AROUND_FIRST));
        graph.flush();
        assertNotEquals(WEB, graph.identityAt(SECOND, 0));
        assertEquals(graph.identityAt(FIRST, 0), graph.identityAt(SECOND, 0));
        graph.putPodAddresses(SECOND, List.of(SECOND));
        graph.flush();
        assertEquals(WEB, graph.identityAt(SECOND, 0));
    }

    @Test
    void nodesAreNeverPicked() {
        graph.putIdentity(ReservedIdentity.REMOTE_NODE.identity());
        put(graph, FIRST, ReservedIdentity.REMOTE_NODE.number());
        graph.putPolicy(fromBlock(AROUND_FIRST));
        graph.flush();
        assertEquals(ReservedIdentity.REMOTE_NODE.number(), graph.identityAt(FIRST, 0));
    }

    private static void put(NodeGraph graph, IpAddress address, int identity) {
        graph.putPrefix(Cidr.host(address), new PrefixEntry(identity, true));
    }

    private void settle() {
        graph.flush();
        graph.collect(graph.revision());
    }

    private List<Integer> bits(int identity) {
        return graph.allVectors().stream()
                .filter(v -> v.identity() == identity)
                .findFirst()
                .map(Delta.SlotVector::bits)
                .orElse(List.of());
    }

    private static int bitOf(Delta delta, String cidr) {
        return delta.selectors().stream()
                .filter(s -> s.text().contains("cidrs=[" + cidr + "]"))
                .findFirst()
                .orElseThrow()
                .bit();
    }

    private static Policy fromBlock(String cidr) {
        var peer = new PeerSelector.InCidr(Cidr.parse(cidr), List.of());
        var rule = new Rule(
                Direction.INGRESS,
                Rule.Action.ALLOW,
                List.of(peer),
                List.of(PortRule.plain(new PortMatch.Everything())),
                "spec.ingress[0]");
        var subject = LabelSelector.of(Requirement.equalTo("k8s", "app", "db"));
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "p" + cidr.replace('/', '-'), "uid"),
                1,
                List.of(new PolicySpec(subject, true, true, List.of(rule), "spec")),
                false);
    }
}
