// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refused document reports all of its problems, at their paths, and none besides. */
class RejectedPoliciesTest {

    static List<PolicySample> rejected() {
        return PolicySample.read("rejected");
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void refusedWithEveryProblem(PolicySample sample) {
        var problems = sample.faults(TranslatorConfig.judging("default"));
        var found = problems.stream()
                .map(p -> p.path() + " " + p.reason().text())
                .sorted()
                .toList();
        assertEquals(String.join("\n", sample.problems()), String.join("\n", found));
        assertFalse(problems.isEmpty());
        problems.forEach(p -> assertFalse(p.message().isBlank(), p.path()));
    }
}
