// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Entity;
import io.axoneme.model.Judge;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.L7Rules;
import io.axoneme.model.Label;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.Port;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The naive evaluator: every question walks every rule of every policy. Nothing is remembered between questions, so that there is
 * nothing that could be stale. The meaning of policy is this class.
 */
public final class Oracle implements Judge {

    @Override
    public Bench open(World world) {
        var known = KnownPrefixes.of(world);
        return (endpoint, direction, peer, port) ->
                new Question(world, new PeerMatching(world, known, peer), endpoint, direction, peer, port).verdict();
    }

    /**
     * A rule that speaks of the packet.
     *
     * @param ports those of its ports that match
     * @param wildcard whether it names its peer by none but everyone
     */
    private record Hit(Cause cause, Rule rule, List<PortRule> ports, boolean wildcard) {

        Stream<Redirect> redirects(Port port) {
            return ports.stream()
                    .filter(p -> p.rules() != null)
                    .map(p -> new Redirect(
                            new RuleList(p.rules(), List.of(cause)), p.match().prefixBits(port), wildcard));
        }

        boolean allowsPlainly(int prefixBits, Port port) {
            return ports.stream().anyMatch(p -> p.rules() == null && p.match().prefixBits(port) >= prefixBits);
        }
    }

    /** What sends the packet to a proxy. The narrower port goes first, then the peer that is named. */
    private record Redirect(RuleList list, int prefixBits, boolean wildcard) {

        static final Comparator<Redirect> ORDER = Comparator.comparingInt(Redirect::prefixBits)
                .reversed()
                .thenComparing(Redirect::wildcard)
                .thenComparingInt(r -> r.list().rules().precedence());
    }

    private record Question(
            World world, PeerMatching matching, Workload endpoint, Direction direction, Peer peer, Port port) {

        /** What is enforced; if audited policies would turn it into a denial, AUDIT with the cause of that denial. */
        Verdict verdict() {
            var enforced = world.policies().stream().filter(p -> !p.audit()).toList();
            var verdict = verdictOf(enforced);
            if (enforced.size() == world.policies().size() || verdict.outcome() == Outcome.DENIED) {
                return verdict;
            }
            var full = verdictOf(world.policies());
            return full.outcome() == Outcome.DENIED
                    ? new Verdict(Outcome.AUDIT, full.basis(), full.causes(), verdict.rules())
                    : verdict;
        }

        /** Any deny beats any allow; a redirect beats a plain allow; what no rule speaks of falls to the default. */
        private Verdict verdictOf(List<Policy> policies) {
            if (world.options().mode() == EnforcementMode.NEVER) {
                return new Verdict(Outcome.ALLOWED, Basis.MODE_NEVER, List.of());
            }
            if (world.isFailsafe(endpoint, direction, port)) {
                return new Verdict(Outcome.ALLOWED, Basis.FAILSAFE, List.of());
            }
            var hits = hits(policies);
            var denies = hits.stream()
                    .filter(h -> h.rule().action() == Rule.Action.DENY)
                    .toList();
            if (!denies.isEmpty()) {
                return byRules(Outcome.DENIED, denies);
            }
            var redirects = hits.stream().flatMap(h -> h.redirects(port)).toList();
            if (!redirects.isEmpty()) {
                return redirected(redirects, hits, policies);
            }
            var plain = hits.isEmpty() ? byDefault(policies) : byRules(Outcome.ALLOWED, hits);
            return plain.outcome() == Outcome.ALLOWED ? learningNames(plain, policies) : plain;
        }

        /** Rules that name peers by DNS have what may go to DNS servers go through the proxy, which learns from all answers. */
        private Verdict learningNames(Verdict plain, List<Policy> policies) {
            var learning = learningRules(policies);
            boolean asksDns = direction == Direction.EGRESS
                    && port.number() == DNS_PORT
                    && (port.protocol() == Protocol.UDP || port.protocol() == Protocol.TCP)
                    && matching.pickedBy(new PeerSelector.OfEntity(Entity.DNS));
            if (learning.isEmpty() || !asksDns) {
                return plain;
            }
            var causes = Stream.concat(plain.causes().stream(), learning.stream())
                    .distinct()
                    .sorted(Cause.ORDER)
                    .toList();
            var everything = new RuleList(new L7Rules.Dns(List.of()), causes);
            return new Verdict(Outcome.REDIRECTED, Basis.RULES, causes, List.of(everything));
        }

        private List<Cause> learningRules(List<Policy> policies) {
            var causes = new ArrayList<Cause>();
            for (var policy : policies) {
                policy.specs().stream()
                        .filter(s -> s.subject().matches(endpoint.labels()))
                        .flatMap(s -> s.rules().stream())
                        .filter(r -> r.peers().stream().anyMatch(PeerSelector.OfNames.class::isInstance))
                        .forEach(r -> causes.add(new Cause(policy.ref(), r.path(), Cause.Part.ALLOW)));
            }
            return causes;
        }

        /** The first redirects hold, all alike. Nothing is held back where a plain allow says so too (option), or nothing enforces. */
        private Verdict redirected(List<Redirect> redirects, List<Hit> hits, List<Policy> policies) {
            var first = redirects.stream().min(Redirect.ORDER).orElseThrow();
            var lists = new ArrayList<RuleList>();
            redirects.stream()
                    .filter(r -> Redirect.ORDER.compare(r, first) == 0)
                    .forEach(r -> lists.add(r.list()));
            var everything = first.list().rules().passAll();
            if (world.options().l7OverL4() == L7OverL4.UNION) {
                hits.stream()
                        .filter(h -> h.allowsPlainly(first.prefixBits(), port))
                        .forEach(h -> lists.add(new RuleList(everything, List.of(h.cause()))));
            }
            if (defaultBasis(policies) == Basis.NOT_ENFORCED) {
                lists.add(new RuleList(everything, List.of()));
            }
            var causes =
                    lists.stream().flatMap(l -> l.causes().stream()).distinct().sorted(Cause.ORDER);
            return new Verdict(Outcome.REDIRECTED, Basis.RULES, causes.toList(), RuleList.merged(lists.stream()));
        }

        private List<Hit> hits(List<Policy> policies) {
            var hits = new ArrayList<Hit>();
            var names = names();
            for (var policy : policies) {
                for (var spec : policy.specs()) {
                    if (!spec.subject().matches(endpoint.labels())) {
                        continue;
                    }
                    for (var rule : spec.rules()) {
                        hit(policy, rule, names).ifPresent(hits::add);
                    }
                }
            }
            return hits;
        }

        private Optional<Hit> hit(Policy policy, Rule rule, NamedPorts names) {
            if (rule.direction() != direction) {
                return Optional.empty();
            }
            var ports = rule.ports().stream()
                    .filter(p -> p.match().matches(port, names))
                    .toList();
            var picking = rule.peers().stream().filter(matching::pickedBy).toList();
            if (ports.isEmpty() || picking.isEmpty()) {
                return Optional.empty();
            }
            var part = rule.action() == Rule.Action.DENY ? Cause.Part.DENY : Cause.Part.ALLOW;
            boolean wildcard = picking.stream().allMatch(PeerSelector::isEveryone);
            return Optional.of(new Hit(new Cause(policy.ref(), rule.path(), part), rule, ports, wildcard));
        }

        /** The receiver's named ports; only pods have any. */
        private NamedPorts names() {
            if (direction == Direction.INGRESS) {
                return NamedPorts.of(endpoint.labels());
            }
            return peer instanceof Peer.Pod(var workload) ? NamedPorts.of(workload.labels()) : NamedPorts.none();
        }

        private static Verdict byRules(Outcome outcome, List<Hit> hits) {
            var causes = hits.stream().map(Hit::cause).sorted(Cause.ORDER);
            return new Verdict(outcome, Basis.RULES, causes.toList());
        }

        /** No rule speaks of the packet: it is dropped if anything enforces the direction, but for the local host's probes. */
        private Verdict byDefault(List<Policy> policies) {
            var basis = defaultBasis(policies);
            if (basis == Basis.NOT_ENFORCED) {
                return new Verdict(Outcome.ALLOWED, basis, List.of());
            }
            boolean probe = direction == Direction.INGRESS && peer.equals(LOCAL_HOST);
            return probe
                    ? new Verdict(Outcome.ALLOWED, Basis.LOCAL_HOST, List.of())
                    : new Verdict(Outcome.DENIED, basis, defaultDenyCauses(policies));
        }

        /** What enforces the direction. */
        private Basis defaultBasis(List<Policy> policies) {
            if (!defaultDenyCauses(policies).isEmpty()) {
                return Basis.DEFAULT_DENY;
            }
            return world.options().mode() == EnforcementMode.ALWAYS
                    ? Basis.MODE_ALWAYS
                    : endpoint.labels().has(Label.RESERVED, "init") ? Basis.INIT : Basis.NOT_ENFORCED;
        }

        /** One cause a policy, at its first spec that enforces the direction; fewest endpoints selected first. */
        private List<Cause> defaultDenyCauses(List<Policy> policies) {
            record Enforcer(Policy policy, String path, long endpoints) {}
            var enforcers = new ArrayList<Enforcer>();
            for (var policy : policies) {
                policy.specs().stream()
                        .filter(s -> s.defaultDeny(direction) && s.subject().matches(endpoint.labels()))
                        .findFirst()
                        .ifPresent(s -> enforcers.add(new Enforcer(policy, s.path(), endpointsOf(policy))));
            }
            return enforcers.stream()
                    .sorted(Comparator.comparingLong(Enforcer::endpoints)
                            .thenComparing(e -> e.policy().ref()))
                    .map(e -> new Cause(e.policy().ref(), e.path(), Cause.Part.DEFAULT_DENY))
                    .toList();
        }

        /** How many endpoints of the cluster the policy puts into default deny for the direction. */
        private long endpointsOf(Policy policy) {
            return world.workloads().stream()
                    .filter(w -> policy.specs().stream()
                            .anyMatch(
                                    s -> s.defaultDeny(direction) && s.subject().matches(w.labels())))
                    .count();
        }
    }

    private static final int DNS_PORT = 53;

    private static final Peer LOCAL_HOST = new Peer.Reserved(ReservedIdentity.HOST);
}
