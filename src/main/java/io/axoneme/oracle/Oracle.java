// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Judge;
import io.axoneme.model.Label;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Peer;
import io.axoneme.model.Policy;
import io.axoneme.model.Port;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

    /** A rule that speaks of the packet, with its policy and whether it sends the packet to the proxy. */
    private record Hit(Policy policy, Rule rule, boolean redirects) {}

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
            return full.outcome() == Outcome.DENIED ? new Verdict(Outcome.AUDIT, full.basis(), full.causes()) : verdict;
        }

        /** Any deny beats any allow; a redirect beats a plain allow; what no rule speaks of falls to the default. */
        private Verdict verdictOf(List<Policy> policies) {
            if (world.options().mode() == EnforcementMode.NEVER) {
                return new Verdict(Outcome.ALLOWED, Basis.MODE_NEVER, List.of());
            }
            var hits = hits(policies);
            var denies = hits.stream()
                    .filter(h -> h.rule().action() == Rule.Action.DENY)
                    .toList();
            if (!denies.isEmpty()) {
                return byRules(Outcome.DENIED, denies);
            }
            var redirects = hits.stream().filter(Hit::redirects).toList();
            if (!redirects.isEmpty()) {
                return byRules(Outcome.REDIRECTED, redirects);
            }
            return hits.isEmpty() ? byDefault(policies) : byRules(Outcome.ALLOWED, hits);
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
                        if (speaksOfPacket(rule, names)) {
                            hits.add(new Hit(policy, rule, redirects(rule, names)));
                        }
                    }
                }
            }
            return hits;
        }

        private boolean speaksOfPacket(Rule rule, NamedPorts names) {
            return rule.direction() == direction
                    && rule.ports().stream().anyMatch(p -> p.match().matches(port, names))
                    && rule.peers().stream().anyMatch(matching::pickedBy);
        }

        private boolean redirects(Rule rule, NamedPorts names) {
            return rule.ports().stream()
                    .anyMatch(p -> p.rules() != null && p.match().matches(port, names));
        }

        /** The receiver's named ports; only pods have any. */
        private NamedPorts names() {
            if (direction == Direction.INGRESS) {
                return NamedPorts.of(endpoint.labels());
            }
            return peer instanceof Peer.Pod(var workload) ? NamedPorts.of(workload.labels()) : NamedPorts.none();
        }

        private static Verdict byRules(Outcome outcome, List<Hit> hits) {
            var part = outcome == Outcome.DENIED ? Cause.Part.DENY : Cause.Part.ALLOW;
            return new Verdict(
                    outcome,
                    Basis.RULES,
                    hits.stream()
                            .map(h -> new Cause(h.policy().ref(), h.rule().path(), part))
                            .sorted(Comparator.comparing(Cause::policy).thenComparing(Cause::path))
                            .toList());
        }

        /** No rule speaks of the packet: it is dropped if anything enforces the direction, but for the local host's probes. */
        private Verdict byDefault(List<Policy> policies) {
            var causes = defaultDenyCauses(policies);
            var basis = !causes.isEmpty()
                    ? Basis.DEFAULT_DENY
                    : world.options().mode() == EnforcementMode.ALWAYS
                            ? Basis.MODE_ALWAYS
                            : endpoint.labels().has(Label.RESERVED, "init") ? Basis.INIT : Basis.NOT_ENFORCED;
            if (basis == Basis.NOT_ENFORCED) {
                return new Verdict(Outcome.ALLOWED, basis, List.of());
            }
            boolean probe = direction == Direction.INGRESS && peer.equals(LOCAL_HOST);
            return probe
                    ? new Verdict(Outcome.ALLOWED, Basis.LOCAL_HOST, List.of())
                    : new Verdict(Outcome.DENIED, basis, causes);
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

    private static final Peer LOCAL_HOST = new Peer.Reserved(ReservedIdentity.HOST);
}
