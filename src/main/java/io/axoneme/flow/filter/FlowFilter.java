// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import java.util.List;
import java.util.function.Predicate;

/**
 * One filter: a flow must match every criterion. Without any it matches all flows.
 *
 * @param criteria one for each field that is set, from {@link PeerCriteria}, {@link EventCriteria}, {@link PacketCriteria} and
 *     {@link L7Criteria}
 */
public record FlowFilter(List<Predicate<Flow>> criteria) implements Predicate<Flow> {

    public FlowFilter {
        criteria = List.copyOf(criteria);
    }

    @Override
    public boolean test(Flow flow) {
        for (var criterion : criteria) {
            if (!criterion.test(flow)) {
                return false;
            }
        }
        return true;
    }
}
