// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import io.axoneme.plan.PolicyCauses;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * From the numbers that an event carries to basis and causes.
 *
 * @param causes by policy id, as the journal has them
 */
record VerdictNaming(World world, Map<Integer, PolicyCauses> causes) {

    /** Who is behind a bit of a row's segment. */
    record Named(Basis basis, List<Cause> causes) {

        Verdict verdict(Outcome outcome, List<RuleList> rules) {
            return new Verdict(outcome, basis, causes, rules);
        }
    }

    /** As an event says it, which carries one bit. */
    Named byBit(int policyId, int row, int segment, int bit) {
        return named(ofPolicy(policyId).ofBit(row, segment, bit));
    }

    /** Behind all bits of a peer. */
    Named byBits(int policyId, int row, int segment, IntPredicate bits) {
        return named(ofPolicy(policyId).ofBits(row, segment, bits));
    }

    private static Named named(List<Cause> causes) {
        boolean byDefault = causes.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY);
        var basis = causes.isEmpty() ? Basis.LOCAL_HOST : byDefault ? Basis.DEFAULT_DENY : Basis.RULES;
        return new Named(basis, causes);
    }

    /** A verdict that the policy's default decided. */
    Verdict byDefault(int policyId, Outcome outcome, Direction direction) {
        var ofPolicy = ofPolicy(policyId);
        if (outcome == Outcome.ALLOWED) {
            return new Verdict(outcome, Basis.NOT_ENFORCED, List.of());
        }
        var named = ofPolicy.ofDefault(direction);
        boolean always = world.options().mode() == EnforcementMode.ALWAYS;
        var basis = !named.isEmpty() ? Basis.DEFAULT_DENY : always ? Basis.MODE_ALWAYS : Basis.INIT;
        return new Verdict(outcome, basis, named);
    }

    private PolicyCauses ofPolicy(int policyId) {
        var found = causes.get(policyId);
        if (found == null) {
            throw new IllegalStateException("no causes are known of policy " + policyId);
        }
        return found;
    }
}
