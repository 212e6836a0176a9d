// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.ResolvedPolicy.Side;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Judge;
import io.axoneme.model.Port;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges by the graph's resolved policies and vectors, before they become bytes. */
public final class GraphJudge implements Judge {

    @Override
    public Bench open(World world) {
        var graph = new NodeGraph(WorldGraph.config(world), Seed.empty());
        var fed = new WorldGraph(world, graph);
        fed.feed();
        graph.flush();
        return bench(world, graph, fed);
    }

    /** Questions to a graph that holds this world, as of its last flush. */
    public static Bench bench(World world, NodeGraph graph, WorldGraph fed) {
        var vectors = new HashMap<Integer, Set<Integer>>();
        graph.allVectors().forEach(v -> vectors.put(v.identity(), Set.copyOf(v.bits())));
        return (endpoint, direction, peer, port) -> {
            var policy = graph.policyOf(fed.endpointOf(endpoint));
            if (policy == null) {
                throw new IllegalStateException(endpoint + " has no policy");
            }
            var question = new Question(world, policy, direction, port, world.isFailsafe(endpoint, direction, port));
            return question.verdict(vectors.getOrDefault(fed.identityOf(peer), Set.of(0)));
        };
    }

    /** @param failsafe why what no rule allows may be allowed all the same: because of its port, or of who sent it */
    private record Question(World world, ResolvedPolicy policy, Direction direction, Port port, boolean failsafe) {

        Verdict verdict(Set<Integer> peerBits) {
            if (world.options().mode() == EnforcementMode.NEVER) {
                return new Verdict(Outcome.ALLOWED, Basis.MODE_NEVER, List.of());
            }
            var row = row();
            var verdict = row == null ? byDefault() : verdictOf(row, peerBits);
            if (row == null || row.shadow() == null || verdict.outcome() == Outcome.DENIED) {
                return verdict;
            }
            var full = verdictOf(row.shadow(), peerBits);
            return full.outcome() == Outcome.DENIED
                    ? new Verdict(Outcome.AUDIT, full.basis(), full.causes(), verdict.rules())
                    : verdict;
        }

        private Verdict verdictOf(Row row, Set<Integer> peerBits) {
            for (var segment : row.segments()) {
                var causes = segment.causes().entrySet().stream()
                        .filter(e -> peerBits.contains(e.getKey()))
                        .toList();
                if (!causes.isEmpty()) {
                    return decided(segment, causes, peerBits);
                }
            }
            return byDefault();
        }

        private @Nullable Row row() {
            Map<RowKey, Row> rows = new HashMap<>();
            side().rows().forEach(r -> rows.put(r.key(), r));
            return RowKey.of(port.protocol(), port.number()).chain().stream()
                    .filter(rows::containsKey)
                    .findFirst()
                    .map(rows::get)
                    .orElse(null);
        }

        private Verdict decided(
                Row.Segment segment, List<Map.Entry<Integer, List<Cause>>> matched, Set<Integer> peerBits) {
            if (segment.action() == Row.Action.REDIRECT) {
                return redirected(policy.ruleSet(segment.rules()).lists(peerBits::contains));
            }
            var causes = matched.stream()
                    .flatMap(e -> e.getValue().stream())
                    .distinct()
                    .toList();
            if (causes.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY)) {
                return new Verdict(Outcome.DENIED, Basis.DEFAULT_DENY, causes);
            }
            var outcome = segment.action() == Row.Action.DENY ? Outcome.DENIED : Outcome.ALLOWED;
            var sorted = causes.stream().sorted(Cause.ORDER).toList();
            var byNobody = failsafe ? Basis.FAILSAFE : Basis.LOCAL_HOST;
            return new Verdict(outcome, causes.isEmpty() ? byNobody : Basis.RULES, sorted);
        }

        private static Verdict redirected(List<RuleList> lists) {
            var causes =
                    lists.stream().flatMap(l -> l.causes().stream()).distinct().sorted(Cause.ORDER);
            return new Verdict(Outcome.REDIRECTED, Basis.RULES, causes.toList(), lists);
        }

        private Side side() {
            return policy.side(direction);
        }

        private Verdict byDefault() {
            var side = side();
            if (!side.enforced()) {
                return new Verdict(Outcome.ALLOWED, Basis.NOT_ENFORCED, List.of());
            }
            var basis = !side.defaultCauses().isEmpty()
                    ? Basis.DEFAULT_DENY
                    : world.options().mode() == EnforcementMode.ALWAYS ? Basis.MODE_ALWAYS : Basis.INIT;
            return new Verdict(Outcome.DENIED, basis, side.defaultCauses());
        }
    }
}
