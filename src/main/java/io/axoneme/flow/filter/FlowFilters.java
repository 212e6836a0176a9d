// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a reader wants to see.
 *
 * @param allow a flow must match one of them; empty: every flow does
 * @param deny a flow must match none of them
 */
public record FlowFilters(List<FlowFilter> allow, List<FlowFilter> deny) implements Predicate<Flow> {

    public static final FlowFilters ALL = new FlowFilters(List.of(), List.of());

    public FlowFilters {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    @Override
    public boolean test(Flow flow) {
        return (allow.isEmpty() || anyMatches(allow, flow)) && !anyMatches(deny, flow);
    }

    private static boolean anyMatches(List<FlowFilter> filters, Flow flow) {
        for (var filter : filters) {
            if (filter.test(flow)) {
                return true;
            }
        }
        return false;
    }
}
