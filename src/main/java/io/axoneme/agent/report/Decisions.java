// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.agent.engine.CauseBook;
import io.axoneme.flow.Attribution.Decision;
import io.axoneme.flow.Attribution.DecisionKey;
import io.axoneme.flow.DatapathEvent;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowPolicy;
import io.axoneme.flow.PolicyMatch;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import java.util.List;

/** From the place that decided to the policies behind it. */
final class Decisions {

    private final CauseBook causes;

    Decisions(CauseBook causes) {
        this.causes = causes;
    }

    Decision of(DecisionKey key) {
        int policyId = (int) key.policyId();
        if (key.segment() == DatapathEvent.SEGMENT_DEFAULT) {
            boolean denied = key.action() == DatapathEvent.ACTION_DENY;
            return decision(PolicyMatch.NONE, denied ? causes.ofDefault(policyId, direction(key)) : List.of());
        }
        int row = (int) key.row();
        var place = causes.of(policyId).map(p -> p.keys().get(row)).orElse(null);
        var named = causes.ofMatch(policyId, row, key.segment(), key.bit(), key.peer(), key.timeNs());
        if (named.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY)) {
            return decision(PolicyMatch.NONE, causes.inOrder(named, direction(key)));
        }
        return decision(place == null ? PolicyMatch.L3_L4 : match(place, key.bit() == 0), named);
    }

    private static Direction direction(DecisionKey key) {
        return key.direction() == FlowDirection.INGRESS ? Direction.INGRESS : Direction.EGRESS;
    }

    private static PolicyMatch match(RowKey row, boolean everyone) {
        if (row.protocol() == 0) {
            return everyone ? PolicyMatch.ALL : PolicyMatch.L3_ONLY;
        }
        if (row.bits() == 0) {
            return everyone ? PolicyMatch.PROTO_ONLY : PolicyMatch.L3_PROTO;
        }
        return everyone ? PolicyMatch.L4_ONLY : PolicyMatch.L3_L4;
    }

    /** Each policy once: several of its rules may say the same. */
    private static Decision decision(PolicyMatch match, List<Cause> causes) {
        var policies = causes.stream().map(FlowPolicy::of).toList();
        var distinct = policies.stream()
                .filter(p -> policies.stream()
                        .filter(o ->
                                o.kind().equals(p.kind()) && o.qualifiedName().equals(p.qualifiedName()))
                        .findFirst()
                        .orElseThrow()
                        .equals(p))
                .toList();
        return new Decision(match, distinct, List.of());
    }
}
