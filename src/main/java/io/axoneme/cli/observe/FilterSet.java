// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.filter.FilterException;
import io.axoneme.hubble.proto.flow.FlowFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the filter flags say, in the order in which they come: {@code --not} turns the next one round. */
final class FilterSet {

    private @Nullable FilterDraft allow;
    private @Nullable FilterDraft deny;
    private boolean negateNext;

    /**
     * The next filter is to go into the deny list.
     *
     * @throws FilterException when the one before was {@code --not}, too
     */
    void negate() {
        if (negateNext) {
            throw new FilterException("consecutive --not statements");
        }
        negateNext = true;
    }

    /**
     * Adds a flag's value.
     *
     * @throws IllegalArgumentException with the reason when it is not understood, or does not go together with earlier flags
     */
    void add(FilterFlag flag, String value) {
        var draft = next();
        draft.use(flag.name());
        flag.apply().accept(draft, value);
        draft.checkNamespaces();
    }

    private FilterDraft next() {
        if (negateNext) {
            negateNext = false;
            deny = deny == null ? new FilterDraft() : deny;
            return deny;
        }
        allow = allow == null ? new FilterDraft() : allow;
        return allow;
    }

    /** Whether the last flag was {@code --not}. */
    boolean endsWithNot() {
        return negateNext;
    }

    List<FlowFilter> allow() {
        return allow == null ? List.of() : allow.filters();
    }

    List<FlowFilter> deny() {
        return deny == null ? List.of() : deny.filters();
    }
}
