// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyStatus;
import io.axoneme.model.PolicyRef;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Status from verdict and rollout. Pure: equal input gives an equal status, so that nothing is written twice. */
final class PolicyStatuses {

    /** Condition: whether the policy can be enforced as written. */
    static final String VALID = "Valid";

    /** Condition: whether every node enforces it. */
    static final String ENFORCED = "Enforced";

    /** Condition, present only while it holds: no pod of the cluster is selected. */
    static final String SELECTS_NOTHING = "SelectsNothing";

    /** Condition, present only while it holds: L7 rules of other policies judge what this one allows. */
    static final String NARROWED = "NarrowedByL7";

    /** In place of n/n. */
    static final String NOT_ENFORCED = "NOT ENFORCED";

    private static final String PENDING = "Pending";
    private static final int NAMED = 3;

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
     * @param standing of the version that is enforced; empty without one
     * @param since as {@link #since} gave it
     */
    static PolicyStatus next(
            @Nullable PolicyStatus before,
            PolicyVerdict verdict,
            Rollout rollout,
            Optional<Standing> standing,
            String since,
            Instant now) {
        return switch (verdict) {
            case PolicyVerdict.Valid valid -> {
                var conditions = new ArrayList<>(List.of(
                        condition(before, VALID, true, "Valid", "Can be enforced as written.", valid.generation(), now),
                        enforced(before, rollout, valid.generation(), now)));
                conditions.addAll(remarks(before, standing, valid.generation(), now));
                yield new PolicyStatus(
                        valid.generation(), since, conditions, rollout.ratio(), endpoints(standing), null);
            }
            case PolicyVerdict.Invalid invalid -> {
                var conditions = new ArrayList<>(List.of(
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
                                : enforced(before, rollout, invalid.generation(), now)));
                conditions.addAll(remarks(before, standing, invalid.generation(), now));
                var ratio = invalid.kept() == null
                        ? NOT_ENFORCED
                        : rollout.ratio() + " (generation " + invalid.enforcedGeneration() + ")";
                yield new PolicyStatus(
                        invalid.generation(), since, conditions, ratio, endpoints(standing), invalid.kept());
            }
        };
    }

    /** A status with what was known of the pods before, while nothing is known of them now: an operator that has just started is no news. */
    static PolicyStatus withStandingOf(@Nullable PolicyStatus before, PolicyStatus next) {
        if (before == null || !Objects.equals(before.observedGeneration(), next.observedGeneration())) {
            return next;
        }
        var conditions = new ArrayList<>(Objects.requireNonNullElse(next.conditions(), List.<Condition>of()));
        Stream.of(SELECTS_NOTHING, NARROWED).forEach(type -> find(before, type).ifPresent(conditions::add));
        return new PolicyStatus(
                next.observedGeneration(),
                next.observedResourceVersion(),
                conditions,
                next.enforced(),
                before.endpoints(),
                next.enforcedSpec());
    }

    private static @Nullable Long endpoints(Optional<Standing> standing) {
        return standing.map(Standing::endpoints).orElse(null);
    }

    /** What holds beside, and is no fault. */
    private static List<Condition> remarks(
            @Nullable PolicyStatus before, Optional<Standing> standing, long generation, Instant now) {
        var remarks = new ArrayList<Condition>();
        if (standing.filter(s -> s.endpoints() == 0).isPresent()) {
            var message = "No pod of the cluster has the labels that it selects.";
            remarks.add(condition(before, SELECTS_NOTHING, true, "NoPodSelected", message, generation, now));
        }
        var narrowedBy = standing.map(Standing::narrowedBy).orElse(List.of());
        if (!narrowedBy.isEmpty()) {
            var names = named(narrowedBy.stream().map(PolicyRef::toString).toList());
            var message = "Of some requests that it allows, only those pass that L7 rules of " + names + " allow too.";
            remarks.add(condition(before, NARROWED, true, "L7RulesOfOthers", message, generation, now));
        }
        return remarks;
    }

    private static Condition enforced(@Nullable PolicyStatus before, Rollout rollout, long generation, Instant now) {
        if (!rollout.failures().isEmpty()) {
            return condition(before, ENFORCED, false, "Failing", failures(rollout), generation, now);
        }
        return rollout.complete()
                ? condition(before, ENFORCED, true, "Enforced", "By every node.", generation, now)
                : condition(before, ENFORCED, false, PENDING, waiting(rollout), generation, now);
    }

    private static String failures(Rollout rollout) {
        return named(rollout.failures().stream()
                .map(failure -> failure.node() + ": " + failure.reason() + ": " + failure.message())
                .toList());
    }

    private static String waiting(Rollout rollout) {
        return rollout.nodes() == 0 ? "There are no nodes." : "Waiting for " + named(rollout.waiting()) + ".";
    }

    private static String named(List<String> all) {
        var first = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
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

    /** Whether the policy can be enforced as written, nothing fails, and nodes are merely waited for. */
    static boolean isPending(PolicyStatus status) {
        return find(status, VALID).filter(c -> "True".equals(c.getStatus())).isPresent()
                && find(status, ENFORCED)
                        .filter(c -> PENDING.equals(c.getReason()))
                        .isPresent();
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
