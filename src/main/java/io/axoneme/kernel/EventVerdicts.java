// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Event;
import io.axoneme.flow.DropReasons;
import io.axoneme.graph.WorldGraph;
import io.axoneme.model.Direction;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import java.util.List;

/** The verdict that a drop or a verdict of the datapath tells of a flow's first packet. */
record EventVerdicts(WorldGraph fed, RowReader reader, VerdictNaming naming) {

    static boolean isDrop(Event event) {
        return event.type() == Abi.EVENT_DROP;
    }

    /** @throws IllegalStateException when it was no policy that decided */
    Verdict of(Event event) {
        var outcome = outcome(event);
        if (event.segment() == Abi.SEGMENT_DEFAULT) {
            return naming.byDefault(event.policyId(), outcome, direction(event));
        }
        return naming.byBit(event.policyId(), event.row(), event.segment(), event.bit())
                .verdict(outcome, outcome == Outcome.REDIRECTED ? rules(event) : List.of());
    }

    private static Outcome outcome(Event event) {
        var enforced = enforced(event);
        boolean audit = (event.flags() & Abi.EVENT_AUDIT) != 0;
        return audit && enforced != Outcome.DENIED ? Outcome.AUDIT : enforced;
    }

    private static Outcome enforced(Event event) {
        if (isDrop(event)) {
            return switch (event.subtype()) {
                case DropReasons.POLICY_DENIED, DropReasons.POLICY_DENY, DropReasons.UNKNOWN_SENDER -> Outcome.DENIED;
                case DropReasons.NO_PROXY -> Outcome.REDIRECTED;
                default -> throw new IllegalStateException("dropped: " + DropReasons.text(event.subtype()));
            };
        }
        return switch (event.subtype()) {
            case Abi.ACTION_ALLOW -> Outcome.ALLOWED;
            case Abi.ACTION_REDIRECT -> Outcome.REDIRECTED;
            default -> throw new IllegalStateException("a denial without a drop: " + event);
        };
    }

    /** What a proxy would be told of the segment that the event names. */
    private List<RuleList> rules(Event event) {
        var policy = fed.policy(event.policyId());
        var direction = direction(event);
        var bits = reader.membership(
                direction == Direction.INGRESS ? event.sourceIdentity() : event.destinationIdentity());
        return policy.side(direction).rows().stream()
                .filter(row -> row.id() == event.row())
                .findFirst()
                .map(row -> policy.ruleSet(row.segments().get(event.segment()).rules()))
                .orElseThrow(() -> new IllegalStateException("no row " + event.row()))
                .lists(bits::get);
    }

    private static Direction direction(Event event) {
        return event.direction() == Abi.INGRESS ? Direction.INGRESS : Direction.EGRESS;
    }
}
