// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.PolicyRef;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import java.util.List;
import java.util.Map;

/** What would have to change for a packet to pass. Each was tried on the world. */
sealed interface Change {

    /**
     * A list of a policy gets one more item.
     *
     * @param path of the list, such as {@code spec.ingress[0].fromEndpoints}
     * @param item as it would be written
     * @param alsoChanged how many other kinds of pods (sets of labels) would get another verdict, as endpoint or as peer
     */
    record Add(PolicyRef policy, String path, Object item, int alsoChanged) implements Change {}

    /**
     * A further policy.
     *
     * @param document as it would be written
     * @param alsoChanged as above
     */
    record Create(Map<String, Object> document, int alsoChanged) implements Change {}

    /**
     * Deny rules have to go, or to be narrowed.
     *
     * @param then the verdict without them
     */
    record Remove(List<Denial> rules, Verdict then) implements Change {
        public Remove {
            rules = List.copyOf(rules);
        }
    }

    /** A deny rule of a policy. */
    record Denial(PolicyRef policy, Rule rule) {}
}
