// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.translate.Feature;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Judge;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of nodes the judges say the same, down to what decided and by which rules; not the outcome alone. */
class NodeVerdictsTest {

    private static final List<PolicyCase> CASES = Stream.of("nodes", "host-policies")
            .flatMap(f -> TestCases.of("cases/meaning/" + f + ".yaml").stream())
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"graph", "rows"})
    void judgesAgreeOnCauses(String judge) throws UnreadableInput {
        for (var policyCase : CASES) {
            assertEquals(verdicts("oracle", policyCase), verdicts(judge, policyCase), policyCase.name());
        }
    }

    @Test
    void casesHoldWhatIsPeculiarToHosts() throws UnreadableInput {
        var verdicts = new ArrayList<Verdict>();
        for (var policyCase : CASES) {
            verdicts.addAll(verdicts("oracle", policyCase));
        }
        var found = verdicts.stream().map(Verdict::basis).collect(Collectors.toSet());
        assertTrue(found.containsAll(Set.of(Basis.FAILSAFE, Basis.LOCAL_HOST, Basis.MODE_ALWAYS)), found::toString);
    }

    private static List<Verdict> verdicts(String judge, PolicyCase policyCase) throws UnreadableInput {
        var reading = new WorldTranslator(policyCase.options(), LabelFilter.DEFAULT, Set.of(Feature.values()))
                .read(policyCase.objects());
        var ends = new Ends(policyCase.name(), reading);
        var verdicts = new ArrayList<Verdict>();
        try (Judge.Bench bench = Judges.named(judge).orElseThrow().judge().get().open(reading.world())) {
            for (var row : policyCase.rows()) {
                for (var port : row.ports()) {
                    verdicts.add(
                            bench.judge(ends.workload(row.endpoint()), row.direction(), ends.peer(row.peer()), port));
                }
            }
        }
        return verdicts;
    }
}
