// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import io.axoneme.model.L7Rules;
import java.util.List;

/** What a rule list says of a request or a query. */
public sealed interface Decision {

    /**
     * A rule lets it pass.
     *
     * @param rule which of the list, from 0; the first that does
     * @param mismatched header conditions that do not hold and whose rule says to pass on all the same: what to do about each
     */
    record Passes(int rule, List<L7Rules.HeaderMatch> mismatched) implements Decision {
        public Passes {
            mismatched = List.copyOf(mismatched);
        }
    }

    /**
     * No rule lets it pass.
     *
     * @param reasons for each rule of the list what it asks and does not find
     */
    record Refused(List<String> reasons) implements Decision {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * No rule is asked: the request is one that the proxy never passes on.
     *
     * @param reason such as {@code its path has a control character}
     */
    record Malformed(String reason) implements Decision {}

    /** Whether it passes. */
    default boolean passes() {
        return this instanceof Passes;
    }
}
