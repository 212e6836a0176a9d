// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.cli.policy.CaseWorlds;
import io.axoneme.graph.WorldGraph;
import org.junit.jupiter.api.Test;

/** However often the process comes back, what it numbers does not run out. */
class RestartsTest {

    private static final int RUNS = 12;

    /** A run keeps off the indexes that live rows of the run before may name; once those rows are gone it empties them. */
    @Test
    void internedVectorsAreNotUsedUp() {
        var world = CaseWorlds.of("cases/meaning/long-rows.yaml").getFirst();
        var node = new MemoryNode(WorldGraph.config(world.world()));
        var fed = new WorldGraph(world.world(), node.graph());
        fed.feed();
        node.flush();
        int vectors = node.highestVector();
        assertTrue(vectors > 0, "the world has a set too long for a segment");
        for (int run = 0; run < RUNS; run++) {
            node.restart();
            fed.with(world.world(), node.graph()).feed();
            node.flush();
            assertTrue(node.highestVector() <= 2 * vectors, "run " + run);
            judgedAsExpected(world, node, fed);
            node.sweep();
            node.settle();
        }
    }

    /** Conntrack may still name the id of a policy that was collected. */
    @Test
    void policyIdsGoOnPastThoseOfAJournalThatWasLost() {
        var world = CaseWorlds.of("cases/meaning/long-rows.yaml").getFirst();
        var node = new MemoryNode(WorldGraph.config(world.world()));
        var fed = new WorldGraph(world.world(), node.graph());
        fed.feed();
        node.flush();
        int used = node.lastPolicyId();
        node.loseJournal();
        node.restart();
        fed.with(world.world(), node.graph()).feed();
        node.flush();
        assertTrue(node.lastPolicyId() > used + 1000, used + " were used, " + node.lastPolicyId() + " is the last");
    }

    private static void judgedAsExpected(CaseWorlds.CaseWorld world, MemoryNode node, WorldGraph fed) {
        var bench = node.rowsBench(world.world(), fed);
        for (var expected : world.expected()) {
            var q = expected.question();
            var got = bench.judge(q.endpoint(), q.direction(), q.peer(), q.port());
            assertEquals(expected.outcome(), got.outcome(), () -> q.toString());
        }
    }
}
