// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.model.Cause;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Port;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no case file can ask: enforcement modes, endpoints without labels yet, single-stack worlds. */
class OracleTest {

    private static final Port HTTP = Port.parse("80/TCP");
    private static final Peer OUTSIDE = new Peer.Outside(IpAddress.parse("8.8.8.8"));
    private static final Peer HOST = new Peer.Reserved(ReservedIdentity.HOST);
    private static final Workload POD =
            new Workload("demo", "a", new Identity(256, Labels.parse("k8s:app=a")), List.of());
    private static final PolicyRef REF = new PolicyRef(PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY, "", "p", "");

    private static Verdict judge(World.Options options, Workload endpoint, Peer peer, Rule... rules) {
        var policies = rules.length == 0
                ? List.<Policy>of()
                : List.of(new Policy(
                        REF,
                        1,
                        List.of(new PolicySpec(LabelSelector.everything(), true, true, List.of(rules), "spec")),
                        false));
        var world = new World(options, List.of(endpoint), List.of(), List.of(), policies, World.Addresses.NONE);
        return new Oracle().open(world).judge(endpoint, Direction.INGRESS, peer, HTTP);
    }

    private static Rule rule(Rule.Action action, PeerSelector... peers) {
        return new Rule(
                Direction.INGRESS,
                action,
                List.of(peers),
                List.of(PortRule.plain(new PortMatch.Everything())),
                "spec.ingress[0]");
    }

    @Test
    void modeAlwaysDeniesWithoutPolicies() {
        var always = World.Options.DEFAULT.withMode(EnforcementMode.ALWAYS);
        assertEquals(new Verdict(Outcome.DENIED, Basis.MODE_ALWAYS, List.of()), judge(always, POD, OUTSIDE));
        assertEquals(Outcome.ALLOWED, judge(always, POD, HOST).outcome());
        assertEquals(
                Outcome.ALLOWED,
                judge(always, POD, OUTSIDE, rule(Rule.Action.ALLOW, new PeerSelector.Everyone()))
                        .outcome());
        assertEquals(
                new Verdict(
                        Outcome.DENIED, Basis.DEFAULT_DENY, List.of(new Cause(REF, "spec", Cause.Part.DEFAULT_DENY))),
                judge(always, POD, OUTSIDE, rule(Rule.Action.ALLOW)));
    }

    @Test
    void modeNeverAllowsWhateverPoliciesSay() {
        var never = World.Options.DEFAULT.withMode(EnforcementMode.NEVER);
        assertEquals(
                new Verdict(Outcome.ALLOWED, Basis.MODE_NEVER, List.of()),
                judge(never, POD, OUTSIDE, rule(Rule.Action.DENY, new PeerSelector.Everyone())));
    }

    @Test
    void endpointsWithoutLabelsYetAreEnforced() {
        var init = new Workload("demo", "b", ReservedIdentity.INIT.identity(), List.of());
        assertEquals(new Verdict(Outcome.DENIED, Basis.INIT, List.of()), judge(World.Options.DEFAULT, init, OUTSIDE));
        assertEquals(Outcome.ALLOWED, judge(World.Options.DEFAULT, init, HOST).outcome());
    }

    @Test
    void inASingleStackTheWorldHasNoFamily() {
        var single = new World.Options(
                "default", false, EnforcementMode.DEFAULT, World.Options.DEFAULT.dnsPods(), L7OverL4.RESTRICT);
        var world = new PeerSelector.Labelled(LabelSelector.of(Requirement.exists("reserved", "world")));
        assertEquals(
                Outcome.ALLOWED,
                judge(single, POD, OUTSIDE, rule(Rule.Action.ALLOW, world)).outcome());
        assertEquals(
                Outcome.DENIED,
                judge(World.Options.DEFAULT, POD, OUTSIDE, rule(Rule.Action.ALLOW, world))
                        .outcome());
        var all = rule(Rule.Action.ALLOW, new PeerSelector.InCidr(Cidr.ALL_V4, List.of()));
        var worldPeer = new Peer.Reserved(ReservedIdentity.WORLD);
        assertEquals(Outcome.ALLOWED, judge(single, POD, worldPeer, all).outcome());
        assertEquals(
                Outcome.DENIED,
                judge(World.Options.DEFAULT, POD, worldPeer, all).outcome());
    }
}
