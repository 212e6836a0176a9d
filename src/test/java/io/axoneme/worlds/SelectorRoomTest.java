// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.cli.policy.CaseWorlds.Question;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.graph.WorldGraph;
import io.axoneme.graph.WorldGraph.Piece;
import io.axoneme.model.Peer;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import io.axoneme.model.World.Options;
import io.axoneme.plan.PendingOp;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A node on which the selectors of some states have no room: the ones that a random world goes through have, the whole of it, where it passes by in
 * between, often has not. Whatever the step, a packet gets the verdict that it had, or from a flip on that of the present state, or its endpoint
 * is closed; and every state that has room comes to be in force by itself, however little room is left beside it.
 */
class SelectorRoomTest {

    private static final int ASKED = 150;

    @Test
    void whatHasRoomComesIntoForceAndNothingElseIsShownBefore() {
        new Trials("selector-room", Options.DEFAULT).run(40, (world, seed) -> new Passage(world, seed).fault());
    }

    @Test
    void norDoesARestartOnTheWayShowAnythingElse() {
        new Trials("selector-room-restart", Options.DEFAULT)
                .run(20, (world, seed) -> new Passage(world, seed).faultAcrossRestart());
    }

    private static final class Passage {
        private final World before;
        private final World whole;
        private final World after;
        private final MemoryNode node;
        private final WorldGraph fed;
        private final List<Question> questions;
        private final Map<Question, Outcome> now = new HashMap<>();
        private String fault = "";

        Passage(World world, long seed) {
            before = WorldParts.part(world, seed, "before");
            whole = world;
            after = WorldParts.part(WorldParts.changed(world, seed), seed, "after");
            var config = WorldGraph.config(world);
            int room = Math.max(selectors(before), selectors(after));
            node = new MemoryNode(new GraphConfig(
                    config.cluster(),
                    config.mode(),
                    config.dnsServers(),
                    config.dualStack(),
                    config.l7OverL4(),
                    config.failsafe(),
                    config.cidrMatch(),
                    room));
            fed = new WorldGraph(world, node.graph());
            var all = Questions.all(world).stream()
                    .filter(q -> before.workloads().contains(q.endpoint())
                            && after.workloads().contains(q.endpoint()))
                    .filter(q -> !(q.peer() instanceof Peer.Pod(var pod))
                            || (before.workloads().contains(pod)
                                    && after.workloads().contains(pod)))
                    .collect(Collectors.toList());
            Collections.shuffle(all, new Random(seed));
            questions = List.copyOf(all.subList(0, Math.min(ASKED, all.size())));
        }

        private static int selectors(World world) {
            var graph = new NodeGraph(WorldGraph.config(world), Seed.empty());
            new WorldGraph(world, graph).feed();
            graph.flush();
            return graph.allSelectors().size();
        }

        String fault() {
            begin();
            move(before, whole);
            move(whole, after);
            isInForce(after);
            move(after, whole);
            move(whole, before);
            isInForce(before);
            return fault;
        }

        /** What was kept or waited is gone with the process: the next one begins with what is desired. */
        String faultAcrossRestart() {
            var oracle = Trials.oracle(whole);
            begin();
            move(before, whole);
            node.restart();
            fed.with(whole, node.graph()).feed();
            node.flush();
            node.sweep();
            node.settle();
            questions.forEach(q -> {
                var verdict = verdict(whole, q);
                boolean closed = node.isClosed(fed.endpointOf(q.endpoint()));
                if (!closed && verdict != oracle.apply(q).outcome()) {
                    report("begun anew", q, verdict);
                }
                now.put(q, verdict);
            });
            move(whole, after);
            isInForce(after);
            return fault;
        }

        private void begin() {
            pieces(before).values().forEach(p -> p.put().accept(node.graph()));
            node.flush();
            questions.forEach(q -> now.put(q, verdict(before, q)));
            isInForce(before);
        }

        private void move(World from, World to) {
            var old = pieces(from);
            var fresh = pieces(to);
            old.forEach((name, piece) -> {
                if (!fresh.containsKey(name)) {
                    piece.remove().accept(node.graph());
                }
            });
            fresh.forEach((name, piece) -> {
                if (!old.containsKey(name)) {
                    piece.put().accept(node.graph());
                }
            });
            to.policies().stream().filter(p -> !from.policies().contains(p)).forEach(node.graph()::putPolicy);
            var oracle = Trials.oracle(to);
            Map<Question, Outcome> next = new HashMap<>();
            questions.forEach(q -> next.put(q, oracle.apply(q).outcome()));
            node.flush(step -> look(step, to, next));
            node.settle(step -> look(step, to, next));
        }

        private void look(PendingOp step, World state, Map<Question, Outcome> next) {
            boolean flip = step instanceof PendingOp.FlipEndpoints;
            for (var question : questions) {
                var verdict = verdict(state, question);
                var last = Objects.requireNonNull(now.put(question, verdict));
                boolean closed = node.isClosed(fed.endpointOf(question.endpoint()));
                if (verdict != last && !(flip && (closed || verdict == next.get(question)))) {
                    report("after " + step, question, verdict);
                }
            }
        }

        private void isInForce(World state) {
            var oracle = Trials.oracle(state);
            questions.forEach(q -> {
                var verdict = verdict(state, q);
                if (verdict != oracle.apply(q).outcome()) {
                    report("in the end", q, verdict);
                }
            });
            if (node.graph().shortage() != null && fault.isEmpty()) {
                fault = "in the end: " + node.graph().shortage();
            }
        }

        private void report(String when, Question question, Outcome verdict) {
            if (fault.isEmpty()) {
                fault = when + ": " + question + ": " + verdict;
            }
        }

        private Outcome verdict(World state, Question question) {
            return node.isClosed(fed.endpointOf(question.endpoint()))
                    ? Outcome.DENIED
                    : Trials.ask(node.rowsBench(state, fed), question).outcome();
        }

        private Map<String, Piece> pieces(World world) {
            return fed.with(world, node.graph()).pieces().stream()
                    .collect(Collectors.toMap(Piece::name, Function.identity()));
        }
    }
}
