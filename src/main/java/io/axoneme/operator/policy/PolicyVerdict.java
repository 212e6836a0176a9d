// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.EnforcedSpec;
import io.axoneme.model.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the translator says of a policy's present version. */
public sealed interface PolicyVerdict {

    /** Problems beyond this number are counted, not listed. */
    int LISTED = 10;

    /** The generation whose rules are to be enforced; -1 for none. */
    long enforcedGeneration();

    /**
     * It can be enforced as written.
     *
     * @param generation of the object
     */
    record Valid(long generation) implements PolicyVerdict {
        @Override
        public long enforcedGeneration() {
            return generation;
        }
    }

    /**
     * It has problems.
     *
     * @param generation of the object
     * @param problems all of them, at least one
     * @param kept the last valid version, which stays in force; null when there never was one
     * @param defaultDeny without one, what it selects is in default deny
     */
    record Invalid(
            long generation,
            List<Problem> problems,
            @Nullable EnforcedSpec kept,
            boolean defaultDeny) implements PolicyVerdict {

        @Override
        public long enforcedGeneration() {
            return kept == null || kept.generation() == null ? -1 : kept.generation();
        }

        /** The class of the first problem. */
        String reason() {
            return problems.getFirst().reason().text();
        }

        /** Every problem with its path, and what is enforced meanwhile. */
        String message() {
            var listed = problems.stream().limit(LISTED).map(Problem::toString).collect(Collectors.joining("; "));
            var more = problems.size() > LISTED ? "; and " + (problems.size() - LISTED) + " more" : "";
            return listed + more + ". "
                    + (kept == null
                            ? "NOT ENFORCED: no valid version is known"
                                    + (defaultDeny ? "; what it selects is in default deny." : ".")
                            : "Generation " + kept.generation() + " stays in force.");
        }
    }
}
