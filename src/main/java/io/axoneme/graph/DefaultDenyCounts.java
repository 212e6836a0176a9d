// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Direction;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicySpec;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How many endpoints of the cluster a policy puts into default deny, as far as their addresses are known here. Not thread-safe.
 */
final class DefaultDenyCounts implements PolicyDrafting.Selected {

    private final ToLongFunction<List<PolicySpec>> selected;

    /** As counted in the flush that goes on. */
    private final Map<Direction, Map<Policy, Long>> counted = new EnumMap<>(Direction.class);

    /** @param selected how many endpoints one of the specs or more select */
    DefaultDenyCounts(ToLongFunction<List<PolicySpec>> selected) {
        this.selected = selected;
    }

    /** Another flush begins. */
    void reset() {
        counted.clear();
    }

    /** Counted once a flush, however many endpoints share the policy. */
    @Override
    public long count(Policy policy, Direction direction) {
        return counted.computeIfAbsent(direction, d -> new IdentityHashMap<>())
                .computeIfAbsent(policy, p -> now(p, direction));
    }

    /** Counted anew. */
    long now(Policy policy, Direction direction) {
        return selected.applyAsLong(
                policy.specs().stream().filter(s -> s.defaultDeny(direction)).toList());
    }
}
