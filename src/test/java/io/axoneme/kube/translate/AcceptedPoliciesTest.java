// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be enforced is taken; what is of the API and cannot is refused for that and nothing else. */
class AcceptedPoliciesTest {

    static List<PolicySample> accepted() {
        return PolicySample.read("accepted");
    }

    static List<PolicySample> unsupported() {
        return PolicySample.read("unsupported");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void takenAsItStands(PolicySample sample) {
        assertEquals(List.of(), sample.faults(TranslatorConfig.judging("default")));
        assertOnlyUnsupported(sample.faults(TranslatorConfig.enforcing("default")));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void refusedOnlyForWhatIsNotEnforced(PolicySample sample) {
        var problems = sample.faults(TranslatorConfig.judging("default"));
        assertFalse(problems.isEmpty(), "it is taken: it belongs to accepted.yaml");
        assertOnlyUnsupported(problems);
    }

    private static void assertOnlyUnsupported(List<Problem> problems) {
        assertEquals(
                List.of(),
                problems.stream()
                        .filter(problem -> problem.reason() != Reason.UNSUPPORTED)
                        .toList());
    }
}
