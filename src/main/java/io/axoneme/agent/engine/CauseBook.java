// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.plan.PolicyCauses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is behind the verdicts of every policy id that an event may still name. Written by the engine, read by any thread. */
public final class CauseBook {

    private final Map<Integer, PolicyCauses> byPolicy = new ConcurrentHashMap<>();

    void put(Collection<PolicyCauses> causes) {
        causes.forEach(c -> byPolicy.put(c.policyId(), c));
    }

    /** The rules behind a bit; none when nothing is known of it. */
    public List<Cause> ofBit(int policyId, int row, int segment, int bit) {
        return of(policyId).map(p -> p.ofBit(row, segment, bit)).orElse(List.of());
    }

    /** The policies behind a default deny. */
    public List<Cause> ofDefault(int policyId, Direction direction) {
        return of(policyId).map(p -> p.ofDefault(direction)).orElse(List.of());
    }

    /** What is known of a policy id. */
    public Optional<PolicyCauses> of(int policyId) {
        return Optional.ofNullable(byPolicy.get(policyId));
    }
}
