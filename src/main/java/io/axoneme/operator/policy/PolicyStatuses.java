// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Status from verdict and enforcement. Pure: equal input gives an equal status, so that nothing is written twice. */
final class PolicyStatuses {

    /** Condition: whether the policy can be enforced as written. */
    static final String VALID = "Valid";

    /** Condition: whether every node enforces it. */
    static final String ENFORCED = "Enforced";

    /** In place of n/n. */
    static final String NOT_ENFORCED = "NOT ENFORCED";

    private static final int NAMED_NODES = 3;

    private PolicyStatuses() {}

    /** The resourceVersion from which on nodes have seen this generation: kept in the status, since each write of the status makes a new one. */
    static String since(@Nullable PolicyStatus before, long generation, String resourceVersion) {
        return before != null
                        && Objects.equals(before.observedGeneration(), generation)
                        && before.observedResourceVersion() != null
                ? before.observedResourceVersion()
                : resourceVersion;
    }

    /**
     * The status that the object is to have.
     *
     * @param before the status that it has
     * @param since as {@link #since} gave it
     */
    static PolicyStatus next(
            @Nullable PolicyStatus before, PolicyVerdict verdict, Enforcement enforcement, String since, Instant now) {
        return switch (verdict) {
            case PolicyVerdict.Valid valid -> {
                var conditions = List.of(
                        condition(before, VALID, true, "Valid", "Can be enforced as written.", valid.generation(), now),
                        enforced(before, enforcement, valid.generation(), now));
                yield new PolicyStatus(valid.generation(), since, conditions, enforcement.ratio(), null);
            }
            case PolicyVerdict.Invalid invalid -> {
                var conditions = List.of(
                        condition(before, VALID, false, invalid.reason(), invalid.message(), invalid.generation(), now),
                        invalid.kept() == null
                                ? condition(
                                        before,
                                        ENFORCED,
                                        false,
                                        "NotEnforced",
                                        invalid.message(),
                                        invalid.generation(),
                                        now)
                                : enforced(before, enforcement, invalid.generation(), now));
                var ratio = invalid.kept() == null
                        ? NOT_ENFORCED
                        : enforcement.ratio() + " (generation " + invalid.enforcedGeneration() + ")";
                yield new PolicyStatus(invalid.generation(), since, conditions, ratio, invalid.kept());
            }
        };
    }

    private static Condition enforced(
            @Nullable PolicyStatus before, Enforcement enforcement, long generation, Instant now) {
        if (!enforcement.failures().isEmpty()) {
            return condition(before, ENFORCED, false, "Failing", failures(enforcement), generation, now);
        }
        return enforcement.complete()
                ? condition(before, ENFORCED, true, "Enforced", "By every node.", generation, now)
                : condition(before, ENFORCED, false, "Pending", waiting(enforcement), generation, now);
    }

    private static String failures(Enforcement enforcement) {
        return named(enforcement.failures().stream()
                .map(failure -> failure.node() + ": " + failure.reason() + ": " + failure.message())
                .toList());
    }

    private static String waiting(Enforcement enforcement) {
        return enforcement.nodes() == 0 ? "There are no nodes." : "Waiting for " + named(enforcement.waiting()) + ".";
    }

    private static String named(List<String> all) {
        var first = all.stream().limit(NAMED_NODES).collect(Collectors.joining(", "));
        return all.size() > NAMED_NODES ? first + " and " + (all.size() - NAMED_NODES) + " more" : first;
    }

    private static Condition condition(
            @Nullable PolicyStatus before,
            String type,
            boolean holds,
            String reason,
            String message,
            long generation,
            Instant now) {
        var status = holds ? "True" : "False";
        var since = find(before, type)
                .filter(condition -> status.equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }

    /** A condition of a status. */
    static Optional<Condition> find(@Nullable PolicyStatus status, String type) {
        return status == null || status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> type.equals(condition.getType()))
                        .findFirst();
    }
}
