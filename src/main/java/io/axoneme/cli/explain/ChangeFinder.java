// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.cli.explain.Candidates.Candidate;
import io.axoneme.model.Direction;
import io.axoneme.model.Judge;
import io.axoneme.model.Peer;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import io.axoneme.oracle.Explanation;
import io.axoneme.oracle.Explanation.Effect;
import io.axoneme.oracle.Oracle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the smallest change that lets a denied packet pass, by trying each on the world. */
final class ChangeFinder {

    /** Of so many kinds of pods it is tried what else a change does. */
    private static final int MAX_KINDS = 200;

    private final Scene scene;
    private final World world;

    /** @param world the scene's, or one in which audited policies are enforced */
    ChangeFinder(Scene scene, World world) {
        this.scene = scene;
        this.world = world;
    }

    /** Empty for what is not denied, or when nothing that was tried helps. */
    Optional<Change> find(Explanation explained) {
        if (explained.verdict().outcome() != Outcome.DENIED) {
            return Optional.empty();
        }
        return explained.verdict().basis() == Basis.RULES ? Optional.of(withoutDenials(explained)) : allow(explained);
    }

    private Change withoutDenials(Explanation explained) {
        var denials = explained.said().stream()
                .filter(s -> s.effect() == Effect.DECIDES)
                .map(s -> new Change.Denial(s.policy().ref(), s.rule()))
                .toList();
        var rules = denials.stream().map(Change.Denial::rule).collect(Collectors.toSet());
        var policies = world.policies().stream().map(p -> without(p, rules)).toList();
        return new Change.Remove(denials, ask(open(policies), explained));
    }

    private static Policy without(Policy policy, Collection<Rule> rules) {
        var specs = policy.specs().stream()
                .map(s -> new PolicySpec(
                        s.subject(),
                        s.defaultDenyIngress(),
                        s.defaultDenyEgress(),
                        s.rules().stream().filter(r -> !rules.contains(r)).toList(),
                        s.path()))
                .toList();
        return new Policy(policy.ref(), policy.generation(), specs, policy.audit());
    }

    /** Of the changes that help, the one that changes least besides; of equals the first. */
    private Optional<Change> allow(Explanation explained) {
        var before = open(world.policies());
        return new Candidates(scene, explained)
                .all().stream()
                        .flatMap(c -> tried(c, explained, before).stream())
                        .min(Comparator.comparingInt(ChangeFinder::alsoChanged));
    }

    private static int alsoChanged(Change change) {
        return switch (change) {
            case Change.Add add -> add.alsoChanged();
            case Change.Create create -> create.alsoChanged();
            case Change.Remove remove -> 0;
        };
    }

    private Optional<Change> tried(Candidate candidate, Explanation explained, Judge.Bench before) {
        return policies(candidate).flatMap(policies -> {
            var after = open(policies);
            if (ask(after, explained).outcome() == Outcome.DENIED) {
                return Optional.empty();
            }
            int also = others(explained, before, after);
            return Optional.of(candidate
                    .policy()
                    .<Change>map(ref -> new Change.Add(ref, candidate.list(), candidate.item(), also))
                    .orElseGet(() -> create(candidate, also)));
        });
    }

    @SuppressWarnings("unchecked")
    private static Change create(Candidate candidate, int also) {
        return new Change.Create((Map<String, Object>) candidate.item(), also);
    }

    /** The policies with the change; empty when it makes one invalid. */
    @SuppressWarnings("unchecked")
    private Optional<List<Policy>> policies(Candidate candidate) {
        if (candidate.policy().isEmpty()) {
            return scene.translate(PolicyKind.CILIUM_NETWORK_POLICY, (Map<String, Object>) candidate.item())
                    .map(p -> Stream.concat(world.policies().stream(), Stream.of(p))
                            .toList());
        }
        PolicyRef ref = candidate.policy().get();
        var tree = Trees.with(scene.source(ref).tree(), candidate.list(), candidate.item());
        return scene.translate(ref.kind(), tree)
                .map(changed -> world.policies().stream()
                        .map(p -> p.ref().equals(ref) ? new Policy(ref, p.generation(), changed.specs(), p.audit()) : p)
                        .toList());
    }

    private Judge.Bench open(List<Policy> policies) {
        return new Oracle().open(world.withPolicies(policies));
    }

    private static Verdict ask(Judge.Bench bench, Explanation e) {
        return bench.judge(e.endpoint(), e.direction(), e.peer(), e.port());
    }

    /** How many other kinds of pods get another verdict: as the endpoint of this peer, or as the peer of this endpoint. */
    private int others(Explanation explained, Judge.Bench before, Judge.Bench after) {
        int changed = 0;
        for (var other : kinds(explained)) {
            changed += differs(before, after, other, explained.direction(), explained.peer(), explained) ? 1 : 0;
            changed +=
                    differs(before, after, explained.endpoint(), explained.direction(), new Peer.Pod(other), explained)
                            ? 1
                            : 0;
        }
        return changed;
    }

    private static boolean differs(
            Judge.Bench before,
            Judge.Bench after,
            Workload endpoint,
            Direction direction,
            Peer peer,
            Explanation explained) {
        boolean passed =
                before.judge(endpoint, direction, peer, explained.port()).outcome() != Outcome.DENIED;
        boolean passes =
                after.judge(endpoint, direction, peer, explained.port()).outcome() != Outcome.DENIED;
        return passed != passes;
    }

    /** One pod of each other identity. */
    private List<Workload> kinds(Explanation explained) {
        var kinds = new ArrayList<Workload>();
        var seen = new HashSet<Integer>();
        seen.add(explained.endpoint().identity().number());
        if (explained.peer() instanceof Peer.Pod(var pod)) {
            seen.add(pod.identity().number());
        }
        for (var workload : world.workloads()) {
            if (kinds.size() < MAX_KINDS && seen.add(workload.identity().number())) {
                kinds.add(workload);
            }
        }
        return kinds;
    }
}
