// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.graph.GraphJudge;
import io.axoneme.kernel.RowsJudge;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import io.axoneme.model.World.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The judges agree on random worlds: on the outcome, and every cause that graph or rows name is one of the oracle's. The graph's basis is
 * the oracle's too, but that where nothing is enforced it keeps no allows. Rows name the causes of one bit alone, so their basis
 * may be another one of those that hold.
 */
class AgreementTest {

    @Test
    void graphAndRowsAgreeWithTheOracle() {
        new Trials("agreement", Options.DEFAULT).run(80, AgreementTest::disagreement);
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void inOtherModesToo(EnforcementMode mode) {
        new Trials("mode-" + mode.name(), Options.DEFAULT.withMode(mode)).run(10, AgreementTest::disagreement);
    }

    @Test
    void whereCidrsPickPodsToo() {
        new Trials("cidr-pods", Options.DEFAULT.withCidrMatch(CidrMatchMode.PODS)).run(60, AgreementTest::disagreement);
    }

    private static String disagreement(World world, long seed) {
        var oracle = Trials.oracle(world);
        var graph = new GraphJudge().open(world);
        var rows = new RowsJudge().open(world);
        for (var question : Questions.all(world)) {
            var expected = oracle.apply(question);
            var ofGraph = Trials.ask(graph, question);
            if (!agree(expected, ofGraph) || !sameBasis(expected, ofGraph)) {
                return "graph: " + question + ": expected " + expected + ", got " + ofGraph;
            }
            var ofRows = Trials.ask(rows, question);
            if (!agree(expected, ofRows)) {
                return "rows: " + question + ": expected " + expected + ", got " + ofRows;
            }
        }
        return "";
    }

    private static boolean agree(Verdict expected, Verdict got) {
        return expected.outcome() == got.outcome() && expected.causes().containsAll(got.causes());
    }

    private static boolean sameBasis(Verdict expected, Verdict got) {
        return expected.basis() == got.basis()
                || (expected.outcome() == Outcome.ALLOWED && got.basis() == Basis.NOT_ENFORCED);
    }
}
