// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Direction;
import io.axoneme.model.Judge;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Peer;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Port;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import io.axoneme.oracle.Explanation.Effect;
import io.axoneme.oracle.Explanation.Near;
import io.axoneme.oracle.Explanation.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says why a verdict of the naive evaluator is as it is. */
public final class Explainer {

    private final World world;
    private final Judge.Bench bench;

    public Explainer(World world) {
        this.world = world;
        this.bench = new Oracle().open(world);
    }

    /** The verdict at one end, and why. */
    public Explanation explain(Workload endpoint, Direction direction, Peer peer, Port port) {
        var verdict = bench.judge(endpoint, direction, peer, port);
        var matching = new PeerMatching(world, KnownPrefixes.of(world), peer);
        var names = NamedPorts.of(direction == Direction.INGRESS ? endpoint.labels() : matching.labels());
        return new Walk(endpoint, direction, port, names, new Nearness(peer, matching), matching, verdict)
                .explanation(world, peer);
    }

    private record Walk(
            Workload endpoint,
            Direction direction,
            Port port,
            NamedPorts names,
            Nearness nearness,
            PeerMatching matching,
            Verdict verdict) {

        Explanation explanation(World world, Peer peer) {
            var said = new ArrayList<Said>();
            var near = new ArrayList<Near>();
            for (var policy : world.policies()) {
                for (var spec : policy.specs()) {
                    for (var rule : spec.rules()) {
                        if (rule.direction() == direction) {
                            look(policy, spec, rule, said, near);
                        }
                    }
                }
            }
            said.sort(Comparator.comparingInt(this::strength)
                    .thenComparing(s -> s.policy().ref())
                    .thenComparing(s -> s.rule().path()));
            near.sort(Comparator.comparingInt(nearness::distance)
                    .thenComparing(n -> n.policy().ref())
                    .thenComparing(n -> n.rule().path()));
            return new Explanation(endpoint, direction, peer, port, verdict, said, near);
        }

        private void look(Policy policy, PolicySpec spec, Rule rule, List<Said> said, List<Near> near) {
            boolean selects = spec.subject().matches(endpoint.labels());
            boolean rightPeer = rule.peers().stream().anyMatch(matching::pickedBy);
            boolean rightPort = rule.ports().stream().anyMatch(p -> p.match().matches(port, names));
            if (selects && rightPeer && rightPort) {
                said.add(new Said(policy, rule, effect(policy, rule)));
            } else if (decides(policy, rule)) {
                said.add(new Said(policy, rule, Effect.LEARNS));
            } else if (wouldMatter(policy, rule)) {
                if (selects && rightPeer && !rule.ports().isEmpty()) {
                    near.add(new Near.WrongPort(policy, rule));
                } else if (selects && rightPort) {
                    nearness.nearest(policy, rule).ifPresent(near::add);
                } else if (rightPeer && rightPort) {
                    nearness.endpoint(policy, spec, rule, endpoint).ifPresent(near::add);
                }
            }
        }

        private Effect effect(Policy policy, Rule rule) {
            if (policy.audit()) {
                return Effect.AUDITED;
            }
            return decides(policy, rule) ? Effect.DECIDES : Effect.OVERRULED;
        }

        private boolean decides(Policy policy, Rule rule) {
            return verdict.outcome() != Outcome.AUDIT
                    && verdict.causes().stream()
                            .anyMatch(c ->
                                    c.policy().equals(policy.ref()) && c.path().equals(rule.path()));
        }

        /** An allow matters to what is denied for want of one, a denial to what passes. */
        private boolean wouldMatter(Policy policy, Rule rule) {
            return !policy.audit()
                    && verdict.basis() != Basis.MODE_NEVER
                    && verdict.basis() != Basis.FAILSAFE
                    && (verdict.outcome() == Outcome.DENIED
                            ? verdict.basis() != Basis.RULES && rule.action() == Rule.Action.ALLOW
                            : rule.action() == Rule.Action.DENY);
        }

        private int strength(Said said) {
            if (said.rule().action() == Rule.Action.DENY) {
                return 0;
            }
            boolean redirects = said.rule().ports().stream()
                    .anyMatch(p -> p.rules() != null && p.match().matches(port, names));
            return redirects ? 1 : 2;
        }
    }
}
