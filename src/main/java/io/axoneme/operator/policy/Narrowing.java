// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.model.CidrGroup;
import io.axoneme.model.Direction;
import io.axoneme.model.Identity;
import io.axoneme.model.Judge;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.Port;
import io.axoneme.model.PortMatch;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import io.axoneme.oracle.Oracle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether L7 rules of one policy judge requests that another allows without conditions: for some endpoint, peer and port the one alone sends to
 * the proxy and the other alone allows. Both are asked of the naive evaluator, so that there is no second meaning of policy here. Peers are the pods there are,
 * reserved identities, and the first address of each CIDR that either names; CIDR groups are not known here, so that what only they bring
 * about is not told.
 */
final class Narrowing {

    private final World.Options options;
    private final List<Workload> pods;

    /** @param pods the labels of pods, each set once */
    Narrowing(World.Options options, Collection<Labels> pods) {
        this.options = options;
        var workloads = new ArrayList<Workload>();
        for (var labels : pods) {
            int number = ReservedIdentity.FIRST_ALLOCATABLE + workloads.size();
            workloads.add(new Workload("", "pod-" + number, new Identity(number, labels), List.of()));
        }
        this.pods = workloads;
    }

    /** Whether a policy has L7 rules. */
    static boolean hasL7(Policy policy) {
        return rules(policy).flatMap(r -> r.ports().stream()).anyMatch(p -> p.rules() != null);
    }

    /** Whether the first policy allows what the second sends to the proxy. */
    boolean narrows(Policy plain, Policy l7) {
        var endpoints =
                pods.stream().filter(p -> selects(plain, p) && selects(l7, p)).toList();
        if (endpoints.isEmpty()) {
            return false;
        }
        var ports = ports(plain, l7);
        var peers = peers(plain, l7);
        try (var ofPlain = bench(plain);
                var ofL7 = bench(l7)) {
            return Stream.of(Direction.values())
                    .filter(direction -> speaks(plain, direction) && speaks(l7, direction))
                    .anyMatch(direction -> endpoints.stream()
                            .anyMatch(endpoint -> meet(ofPlain, ofL7, endpoint, direction, peers, ports)));
        }
    }

    private static boolean meet(
            Judge.Bench plain,
            Judge.Bench l7,
            Workload endpoint,
            Direction direction,
            List<Peer> peers,
            Set<Port> ports) {
        return peers.stream()
                .anyMatch(peer -> ports.stream()
                        .anyMatch(port -> saysByRules(l7, Verdict.Outcome.REDIRECTED, endpoint, direction, peer, port)
                                && saysByRules(plain, Verdict.Outcome.ALLOWED, endpoint, direction, peer, port)));
    }

    private static boolean saysByRules(
            Judge.Bench bench, Verdict.Outcome outcome, Workload endpoint, Direction direction, Peer peer, Port port) {
        var verdict = bench.judge(endpoint, direction, peer, port);
        return verdict.outcome() == outcome && verdict.basis() == Verdict.Basis.RULES;
    }

    private Judge.Bench bench(Policy policy) {
        var world = new World(options, pods, List.<CidrGroup>of(), List.of(policy), World.Addresses.NONE);
        return new Oracle().open(world);
    }

    private List<Peer> peers(Policy plain, Policy l7) {
        var peers = new ArrayList<Peer>();
        Stream.of(ReservedIdentity.values()).map(Peer.Reserved::new).forEach(peers::add);
        for (var peer : Stream.concat(rules(plain), rules(l7))
                .flatMap(r -> r.peers().stream())
                .toList()) {
            if (peer instanceof PeerSelector.InCidr(var cidr, var except)) {
                peers.add(new Peer.Outside(cidr.address()));
            }
        }
        pods.stream().map(Peer.Pod::new).forEach(peers::add);
        return peers;
    }

    /** Two ranges that meet do so at the first port of one of them. */
    private Set<Port> ports(Policy plain, Policy l7) {
        var ports = new LinkedHashSet<Port>();
        for (var port : Stream.concat(rules(plain), rules(l7))
                .flatMap(r -> r.ports().stream())
                .toList()) {
            if (port.match() instanceof PortMatch.Range(var protocol, int first, int last)) {
                ports.add(new Port(protocol, first));
            }
            if (port.match() instanceof PortMatch.Named(var name, var protocol)) {
                pods.stream()
                        .flatMap(p -> NamedPorts.of(p.labels()).ports().stream())
                        .filter(entry -> entry.name().equals(name))
                        .forEach(entry -> ports.add(entry.port()));
            }
        }
        return ports;
    }

    private static boolean selects(Policy policy, Workload pod) {
        return policy.specs().stream().anyMatch(s -> s.subject().matches(pod.labels()));
    }

    private static boolean speaks(Policy policy, Direction direction) {
        return rules(policy).anyMatch(r -> r.direction() == direction);
    }

    private static Stream<Rule> rules(Policy policy) {
        return policy.specs().stream().flatMap(s -> s.rules().stream());
    }
}
