// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.LabelSelector;
import io.axoneme.model.Problem;
import java.util.List;

/** What became of a document. */
public sealed interface Translation<T> {

    /** It has no fault. */
    record Valid<T>(T value) implements Translation<T> {}

    /**
     * It has faults, so nothing of it is enforced.
     *
     * @param problems all of them, at least one, in order of the document
     * @param subjects the subject selectors that can be read all the same: whom it would have concerned
     */
    record Invalid<T>(List<Problem> problems, List<LabelSelector> subjects) implements Translation<T> {
        public Invalid {
            problems = List.copyOf(problems);
            subjects = List.copyOf(subjects);
        }

        /** Whether its only faults are that it asks for what this version does not enforce. */
        public boolean onlyUnsupported() {
            return problems.stream().allMatch(p -> p.reason() == Problem.Reason.UNSUPPORTED);
        }
    }

    /** No problems for a valid document. */
    default List<Problem> faults() {
        return switch (this) {
            case Valid<T> valid -> List.of();
            case Invalid<T>(var problems, var subjects) -> problems;
        };
    }
}
