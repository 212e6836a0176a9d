// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Port;
import java.util.List;
import java.util.Map;

/**
 * What came of one case.
 *
 * @param passed verdicts as expected
 * @param failures the others
 * @param leftOut how many verdicts were not judged, by reason
 * @param notes what the reader should know of the case's objects, such as policies that are not valid
 */
record CaseResult(int passed, List<Failure> failures, Map<String, Integer> leftOut, List<String> notes) {

    /**
     * A verdict that is not as expected.
     *
     * @param line the row or expectation
     * @param expected the outcome, or the causes that were expected
     * @param got the same of the verdict
     * @param causes of the verdict
     */
    record Failure(String caseName, String line, Port port, String expected, String got, List<String> causes) {

        @Override
        public String toString() {
            var by = causes.isEmpty() ? "" : " (by " + String.join(", ", causes) + ")";
            return caseName + ": " + line + " port " + port + ": expected " + expected + ", got " + got + by;
        }
    }
}
