// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.cli.policy.CaseWorlds;
import io.axoneme.cli.policy.CaseWorlds.CaseWorld;
import io.axoneme.graph.WorldGraph;
import io.axoneme.graph.WorldGraph.Piece;
import io.axoneme.model.Judge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However the objects of the public worlds arrive, graph and rows give the reference's verdicts; and when all is taken away nothing is left.
 *
 * <p>By default each way asks a part of the verdicts, another one in each world; {@code -Daxoneme.worlds.full=true} asks all of them.
 */
class ArrivalTest {

    /** One in how many verdicts is asked. */
    private static final int STRIDE = Boolean.getBoolean("axoneme.worlds.full") ? 1 : 11;

    private static List<CaseWorld> worlds = List.of();

    @BeforeAll
    static void readWorlds() {
        worlds = CaseWorlds.publicWorlds();
    }

    @AfterAll
    static void forgetWorlds() {
        worlds = List.of();
    }

    static Stream<Integer> numbers() {
        return IntStream.range(0, 42).boxed();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void reversed(int number) {
        var trial = new Trial(number);
        trial.put(trial.pieces.reversed());
        trial.node.flush();
        trial.judge();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shuffled(int number) {
        var trial = new Trial(number);
        trial.put(trial.shuffled());
        trial.node.flush();
        trial.judge();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void oneByOneWithAFlushAfterEach(int number) {
        var trial = new Trial(number);
        for (var piece : trial.shuffled()) {
            trial.put(List.of(piece));
            trial.node.flush();
            trial.settleSometimes();
        }
        trial.judge();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void deletedAndAddedAgain(int number) {
        var trial = new Trial(number);
        trial.put(trial.pieces);
        trial.node.flush();
        var some = trial.shuffled().subList(0, trial.pieces.size() / 2);
        for (var piece : some) {
            piece.remove().accept(trial.node.graph());
            trial.node.flush();
            trial.settleSometimes();
        }
        trial.put(some.reversed());
        trial.node.flush();
        trial.judge();
        trial.node.settle();
        trial.judge();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void restartedInMidWay(int number) {
        var trial = new Trial(number);
        trial.put(trial.shuffled().subList(0, trial.pieces.size() / 2));
        trial.node.flush();
        trial.settleSometimes();
        trial.node.restart();
        trial.put(trial.shuffled());
        trial.node.flush();
        trial.judge();
        trial.node.settle();
        trial.node.sweep();
        trial.judge();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void tornDownNothingIsLeft(int number) {
        var trial = new Trial(number);
        trial.put(trial.pieces);
        trial.node.flush();
        trial.shuffled().forEach(p -> p.remove().accept(trial.node.graph()));
        trial.node.flush();
        trial.node.settle();
        assertEquals(List.of(), trial.node.left());
    }

    private static final class Trial {
        final CaseWorld world;
        final int number;
        final Random random;
        final MemoryNode node;
        final WorldGraph fed;
        final List<Piece> pieces;

        Trial(int number) {
            this.world = worlds.get(number);
            this.number = number;
            this.random = new Random(number);
            this.node = new MemoryNode(WorldGraph.config(world.world()));
            this.fed = new WorldGraph(world.world(), node.graph());
            this.pieces = fed.pieces();
        }

        List<Piece> shuffled() {
            var shuffled = new ArrayList<>(pieces);
            Collections.shuffle(shuffled, random);
            return shuffled;
        }

        void put(List<Piece> some) {
            some.forEach(p -> p.put().accept(node.graph()));
        }

        void settleSometimes() {
            if (random.nextInt(4) == 0) {
                node.settle();
            }
        }

        void judge() {
            judge("graph", node.graphBench(world.world(), fed));
            judge("rows", node.rowsBench(world.world(), fed));
        }

        private void judge(String judge, Judge.Bench bench) {
            var wrong = new ArrayList<String>();
            for (int i = number % STRIDE; i < world.expected().size(); i += STRIDE) {
                var expected = world.expected().get(i);
                var q = expected.question();
                var got = bench.judge(q.endpoint(), q.direction(), q.peer(), q.port())
                        .outcome();
                if (got != expected.outcome()) {
                    wrong.add(q + ": expected " + expected.outcome() + ", got " + got);
                }
            }
            assertEquals(List.of(), wrong, () -> world.name() + ", " + judge);
        }
    }
}
