// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.kube.translate.Feature;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Verdict;
import io.axoneme.model.World;
import io.axoneme.oracle.Oracle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The order in which objects are written changes no verdict and no cause. */
class ObjectOrderTest {

    private static final List<PolicyCase> CASES = Stream.of("basic", "mixed", "dense")
            .flatMap(w -> TestCases.of("cases/" + w + ".jsonl.gz").stream())
            .toList();

    @Property(tries = 25)
    void orderOfObjectsChangesNothing(
            @ForAll @IntRange(max = 41) int which, @ForAll Random random, @ForAll @IntRange(max = 41) int start)
            throws UnreadableInput {
        var policyCase = CASES.get(which);
        var shuffled = new ArrayList<>(policyCase.objects());
        Collections.shuffle(shuffled, random);
        var rows = IntStream.range(0, policyCase.rows().size())
                .filter(i -> i % 42 == start)
                .mapToObj(i -> policyCase.rows().get(i))
                .toList();
        assertEquals(verdicts(policyCase.objects(), rows), verdicts(shuffled, rows));
    }

    private static List<Verdict> verdicts(List<Map<String, Object>> objects, List<PolicyCase.Row> rows)
            throws UnreadableInput {
        var reading =
                new WorldTranslator(World.Options.DEFAULT, LabelFilter.DEFAULT, Set.of(Feature.values())).read(objects);
        var ends = new Ends("shuffled", reading);
        var bench = new Oracle().open(reading.world());
        var verdicts = new ArrayList<Verdict>();
        for (var row : rows) {
            for (var port : row.ports()) {
                verdicts.add(bench.judge(ends.workload(row.endpoint()), row.direction(), ends.peer(row.peer()), port));
            }
        }
        return verdicts;
    }
}
