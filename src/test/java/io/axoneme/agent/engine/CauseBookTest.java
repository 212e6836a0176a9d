// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.KnownIdentity;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Seed;
import io.axoneme.model.Cause;
import io.axoneme.model.Cidr;
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
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import io.axoneme.plan.PolicyCauses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two deny rules pick one peer by different selectors: who is named, depending on what is known of the peer when it was judged. */
class CauseBookTest {

    private static final int DB = 300;
    private static final int WEB = 301;
    private static final long BEFORE = 10;
    private static final long SETTLED = 20;
    private static final long AFTER = 30;

    private final NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
    private final CauseBook book = new CauseBook();
    private int row;
    private List<Integer> bits = List.of();

    @BeforeEach
    void twoRulesForOnePeer() {
        graph.putIdentity(new Identity(DB, Labels.parse("k8s:app=db")));
        graph.putIdentity(new Identity(WEB, Labels.parse("k8s:app=web", "k8s:tier=front")));
        graph.putEndpoint(1, DB);
        graph.putPolicy(deny("by-app", "app", "web"));
        graph.putPolicy(deny("by-tier", "tier", "front"));
        graph.putPolicy(deny("other", "app", "cron"));
        graph.flush();
        book.put(List.of(PolicyCauses.of(policy())));
        row = policy().ingress().rows().getFirst().id();
        bits = bitsOf(WEB);
    }

    @Test
    void everyRuleThatPicksThePeerIsNamed() {
        enforced();
        settled(WEB, SETTLED);
        for (int bit : bits) {
            assertEquals(List.of("demo/by-app", "demo/by-tier"), named(bit, WEB, AFTER));
        }
    }

    @Test
    void anEventOfBeforeTheVectorWasInForceNamesWhatTheDatapathMet() {
        enforced();
        settled(WEB, SETTLED);
        assertFirstOnly(WEB, BEFORE);
    }

    @Test
    void aPeerThatIsOnItsWayOrGoneNamesWhatTheDatapathMet() {
        enforced();
        assertFirstOnly(WEB, AFTER);
        settled(WEB, SETTLED);
        book.peers().changing(known(WEB));
        assertFirstOnly(WEB, AFTER);
        book.peers().settled(SETTLED);
        book.peers().gone(WEB);
        assertFirstOnly(WEB, AFTER);
    }

    @Test
    void aNumberThatMeansSomebodyElseNowNamesWhatTheDatapathMet() {
        enforced();
        book.peers().changing(KnownIdentity.of(WEB, Labels.parse("k8s:app=cron"), List.of()));
        book.peers().settled(SETTLED);
        assertFirstOnly(WEB, AFTER);
    }

    @Test
    void whatThisRunDidNotResolveNamesWhatTheDatapathMet() {
        settled(WEB, SETTLED);
        assertFirstOnly(WEB, AFTER);
    }

    /** The datapath gives it no vector, whatever selectors would say. */
    @Test
    void theUnknownIdentityHasNoVector() {
        enforced();
        book.peers().changing(KnownIdentity.of(0, Labels.parse("k8s:app=web", "k8s:tier=front"), List.of()));
        book.peers().settled(SETTLED);
        assertFirstOnly(0, AFTER);
    }

    @Test
    void aDefaultDenyNamesFirstWhoSelectsFewestNow() {
        graph.putPolicy(policy("a-all", LabelSelector.of(), "spec.ingress", List.of(), true));
        graph.putPolicy(policy("b-db", app("db"), "spec.ingress", List.of(), true));
        addresses(DB, 1);
        graph.flush();
        var resolved = policy();
        book.put(List.of(PolicyCauses.of(resolved)));
        assertEquals(List.of("demo/a-all", "demo/b-db"), defaults(resolved), "as many each: by name");
        addresses(WEB, 2);
        graph.flush();
        assertEquals(List.of("demo/a-all", "demo/b-db"), defaults(resolved), "the counts are those of before");
        book.putEndpoints(graph.endpointsInDefaultDeny());
        assertEquals(List.of("demo/b-db", "demo/a-all"), defaults(resolved));
    }

    @Test
    void anAuditedDefaultDenyIsOrderedToo() {
        graph.putPolicy(policy("a-all", LabelSelector.of(), "spec.ingress", List.of(), true)
                .auditedIf(true));
        graph.putPolicy(
                policy("b-db", app("db"), "spec.ingress", List.of(), true).auditedIf(true));
        addresses(DB, 1);
        graph.flush();
        addresses(WEB, 2);
        graph.flush();
        book.putEndpoints(graph.endpointsInDefaultDeny());
        var shadow = Objects.requireNonNull(policy().ingress().rows().getFirst().shadow());
        var causes = shadow.segments().getLast().causes().values().iterator().next();
        assertEquals(List.of("demo/a-all", "demo/b-db"), names(causes));
        assertEquals(List.of("demo/b-db", "demo/a-all"), names(book.inOrder(causes, Direction.INGRESS)));
    }

    private List<String> defaults(ResolvedPolicy resolved) {
        return names(book.ofDefault(resolved.id(), Direction.INGRESS));
    }

    /** Each of the peer's bits alone, as if the datapath had met it first. */
    private void assertFirstOnly(int peer, long timeNs) {
        var all = new ArrayList<String>();
        for (int bit : bits) {
            var names = named(bit, peer, timeNs);
            assertEquals(1, names.size(), "bit " + bit);
            all.addAll(names);
        }
        assertEquals(
                List.of("demo/by-app", "demo/by-tier"), all.stream().sorted().toList());
    }

    private List<String> named(int bit, int peer, long timeNs) {
        return names(book.ofMatch(policy().id(), row, 0, bit, peer, timeNs));
    }

    private static List<String> names(List<Cause> causes) {
        return causes.stream().map(c -> c.policy().toString()).toList();
    }

    private void enforced() {
        book.putSelectors(List.of(policy()));
    }

    private void settled(int identity, long nowNs) {
        book.peers().changing(known(identity));
        book.peers().settled(nowNs);
    }

    private KnownIdentity known(int identity) {
        return Objects.requireNonNull(graph.known(identity));
    }

    private ResolvedPolicy policy() {
        return Objects.requireNonNull(graph.policyOf(1));
    }

    private List<Integer> bitsOf(int identity) {
        return policy().selectors().entrySet().stream()
                .filter(e -> e.getKey() != 0 && e.getValue().picks(known(identity)))
                .map(e -> e.getKey())
                .toList();
    }

    private void addresses(int identity, int count) {
        for (int i = 0; i < count; i++) {
            graph.putPrefix(Cidr.parse("10.0." + (identity - DB) + "." + i + "/32"), new PrefixEntry(identity, false));
        }
    }

    private static LabelSelector app(String app) {
        return LabelSelector.of(Requirement.equalTo("k8s", "app", app));
    }

    private static Policy deny(String name, String key, String value) {
        var peer = new PeerSelector.Labelled(LabelSelector.of(Requirement.equalTo("k8s", key, value)));
        return policy(name, app("db"), "spec.ingressDeny[0]", List.of(peer), false);
    }

    private static Policy policy(
            String name, LabelSelector subject, String path, List<PeerSelector> peers, boolean defaultDeny) {
        var action = peers.isEmpty() ? Rule.Action.ALLOW : Rule.Action.DENY;
        var ports = List.of(PortRule.plain(new PortMatch.Everything()));
        var rule = new Rule(Direction.INGRESS, action, peers, ports, path);
        return new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", name, "uid-" + name),
                1,
                List.of(new PolicySpec(subject, defaultDeny, false, List.of(rule), "spec")),
                false);
    }
}
