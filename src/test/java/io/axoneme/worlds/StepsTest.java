// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.cli.policy.CaseWorlds.Question;
import io.axoneme.graph.WorldGraph;
import io.axoneme.graph.WorldGraph.Piece;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Judge;
import io.axoneme.model.Peer;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import io.axoneme.model.World.Options;
import io.axoneme.plan.PendingOp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * From one state of a random world to another, one step of the flush at a time. A packet between ends that both states know gets the old
 * verdict until its endpoint is flipped and the new one from then on, whatever the step; collecting changes no verdict. So adding a
 * selector, which is every step before the flips, changes none either.
 */
class StepsTest {

    private static final int ASKED = 400;

    @Test
    void noStepShowsAVerdictThatNeitherStateHas() {
        new Trials("steps", Options.DEFAULT).run(100, (world, seed) -> new Change(world, seed).fault());
    }

    @Test
    void norWhereCidrsPickPodsToo() {
        new Trials("steps-cidr-pods", Options.DEFAULT.withCidrMatch(CidrMatchMode.PODS))
                .run(60, (world, seed) -> new Change(world, seed).fault());
    }

    /** What happened while the process was away is the first flush of the next one. Prefixes get new identities, which old rows may not know. */
    @Test
    void norAcrossARestart() {
        new Trials("steps-restart", Options.DEFAULT)
                .run(
                        40,
                        (world, seed) ->
                                new Change(world, seed).faultAcross(node -> {}, q -> q.peer() instanceof Peer.Outside));
    }

    /** A journal that could not be written is empty: nobody knows what the bits of live rows mean, and nothing passes by them. */
    @Test
    void norAnOpeningAcrossARestartWithoutTheJournal() {
        new Trials("steps-lost-journal", Options.DEFAULT)
                .run(40, (world, seed) -> new Change(world, seed).faultAcross(MemoryNode::loseJournal, q -> true));
    }

    private static final class Change {
        private final World before;
        private final World after;
        private final MemoryNode node;
        private WorldGraph fed;
        private final Map<Question, Outcome> old = new HashMap<>();
        private final Map<Question, Outcome> next = new HashMap<>();
        private final Map<Question, Outcome> now = new HashMap<>();
        private String fault = "";

        /** Both states hold a part of the world, each picked by name, so that taking away an object leaves the rest as it was. */
        Change(World world, long seed) {
            before = WorldParts.part(world, seed, "before");
            after = WorldParts.part(WorldParts.changed(world, seed), seed, "after");
            node = new MemoryNode(WorldGraph.config(world));
            fed = new WorldGraph(world, node.graph());
            var questions = new ArrayList<>(Questions.all(world));
            questions.removeIf(q -> !known(q.endpoint()) || (q.peer() instanceof Peer.Pod(var pod) && !known(pod)));
            Collections.shuffle(questions, new Random(seed));
            var asked = questions.subList(0, Math.min(ASKED, questions.size()));
            var oracleBefore = Trials.oracle(before);
            var oracleAfter = Trials.oracle(after);
            asked.forEach(q -> {
                old.put(q, oracleBefore.apply(q).outcome());
                next.put(q, oracleAfter.apply(q).outcome());
            });
        }

        String fault() {
            var piecesBefore = pieces(before);
            var piecesAfter = pieces(after);
            piecesBefore.values().forEach(p -> p.put().accept(node.graph()));
            node.flush();
            now.putAll(old);
            look("at first", o -> false);

            piecesBefore.forEach((name, piece) -> {
                if (!piecesAfter.containsKey(name)) {
                    piece.remove().accept(node.graph());
                }
            });
            piecesAfter.forEach((name, piece) -> {
                if (!piecesBefore.containsKey(name)) {
                    piece.put().accept(node.graph());
                }
            });
            after.policies().stream()
                    .filter(p -> !before.policies().contains(p))
                    .forEach(node.graph()::putPolicy);
            node.flush(step -> look("after " + step, q -> step instanceof PendingOp.FlipEndpoints));
            compare("in the end", next);
            node.settle(step -> look("collecting, after " + step, q -> false));
            return fault;
        }

        /**
         * Until the flip, whoever may be denied for now may also get the verdict of the new policy already, but none that neither has.
         *
         * @param whileAway what happens to the node between the two runs
         * @param mayClose questions that may be denied until the flip
         */
        String faultAcross(Consumer<MemoryNode> whileAway, Predicate<Question> mayClose) {
            old.keySet().removeIf(q -> isOfProxy(old.get(q)) || isOfProxy(next.get(q)));
            next.keySet().retainAll(old.keySet());
            pieces(before).values().forEach(p -> p.put().accept(node.graph()));
            node.flush();
            now.putAll(old);
            whileAway.accept(node);
            node.restart();
            fed = fed.with(after, node.graph());
            fed.feed();
            node.flush(step -> {
                var mayChange = step instanceof PendingOp.FlipEndpoints;
                look("after " + step, q -> mayChange || mayClose.test(q), mayClose);
            });
            compare("in the end", next);
            node.sweep();
            look("after the sweep", q -> false);
            node.settle(step -> look("collecting, after " + step, q -> false));
            return fault;
        }

        /** What a redirect leads to is known of policies of this run only. */
        private static boolean isOfProxy(@Nullable Outcome outcome) {
            return outcome == Outcome.REDIRECTED || outcome == Outcome.AUDIT;
        }

        /** @param mayChange questions whose verdict the last step may have changed from the old to the new one */
        private void look(String when, Predicate<Question> mayChange) {
            look(when, mayChange, q -> false);
        }

        /** @param mayClose questions that may be denied for now */
        private void look(String when, Predicate<Question> mayChange, Predicate<Question> mayClose) {
            var bench = node.rowsBench(after, fed);
            for (var question : old.keySet()) {
                boolean closed = node.isClosed(fed.endpointOf(question.endpoint()));
                var verdict = closed ? Outcome.DENIED : ask(bench, question);
                var last = Objects.requireNonNull(now.put(question, verdict));
                boolean right = verdict == last
                        || (mayChange.test(question) && verdict == next.get(question))
                        || (mayClose.test(question) && (verdict == Outcome.DENIED || verdict == old.get(question)));
                if (!right && fault.isEmpty()) {
                    fault = when + ": " + question + ": was " + last + ", is " + verdict + ", goes from "
                            + old.get(question) + " to " + next.get(question);
                }
            }
        }

        private void compare(String when, Map<Question, Outcome> wanted) {
            wanted.forEach((question, outcome) -> {
                if (now.get(question) != outcome && fault.isEmpty()) {
                    fault = when + ": " + question + ": " + now.get(question) + ", not " + outcome;
                }
            });
        }

        private static Outcome ask(Judge.Bench bench, Question question) {
            Verdict verdict = Trials.ask(bench, question);
            return verdict.outcome();
        }

        private Map<String, Piece> pieces(World world) {
            return fed.with(world, node.graph()).pieces().stream()
                    .collect(Collectors.toMap(Piece::name, Function.identity()));
        }

        private boolean known(Workload workload) {
            return before.workloads().contains(workload) && after.workloads().contains(workload);
        }
    }
}
