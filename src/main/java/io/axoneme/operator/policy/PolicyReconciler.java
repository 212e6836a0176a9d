// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.crd.PolicyStatus;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Tells in a policy's status what became of it: translate, look up who enforces it, write the status if it is another one. */
abstract class PolicyReconciler<P extends PolicyResource> implements Reconciler<P> {

    private final Class<P> type;
    private final PolicyParts parts;
    private final LastValid lastValid;

    PolicyReconciler(Class<P> type, PolicyParts parts) {
        this.type = type;
        this.parts = parts;
        this.lastValid = new LastValid(parts.documents());
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return List.of(new PolicySource<>(type, context.getPrimaryCache(), parts, lastValid));
    }

    @Override
    public UpdateControl<P> reconcile(P policy, Context<P> context) {
        var present = parts.documents().present(policy);
        var standIn = parts.documents().standIn(policy, present, parts.invalidPolicy());
        var verdict = verdict(policy, present, standIn.isPresent());
        var computed = status(policy, verdict, standing(policy, present, verdict, standIn));
        var next = parts.standings().known() ? computed : PolicyStatuses.withStandingOf(policy.getStatus(), computed);
        if (!next.equals(policy.getStatus())) {
            tell(policy, verdict);
            parts.writer().write(policy, next);
        }
        return UpdateControl.noUpdate();
    }

    private PolicyVerdict verdict(P policy, Translation<Policy> present, boolean defaultDeny) {
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        return switch (present) {
            case Translation.Valid<Policy> valid -> new PolicyVerdict.Valid(generation);
            case Translation.Invalid<Policy>(var problems, var subjects) ->
                new PolicyVerdict.Invalid(generation, problems, lastValid.of(policy), defaultDeny);
        };
    }

    /** Where the version stands that is enforced. */
    private Optional<Standing> standing(
            P policy, Translation<Policy> present, PolicyVerdict verdict, Optional<Policy> standIn) {
        var enforced = verdict instanceof PolicyVerdict.Invalid invalid && invalid.kept() != null
                ? parts.documents().version(policy, invalid.kept())
                : present;
        if (enforced instanceof Translation.Valid<Policy>(var valid)) {
            parts.standings().put(valid);
            return parts.standings().of(valid);
        }
        return standIn.flatMap(parts.standings()::of);
    }

    private PolicyStatus status(P policy, PolicyVerdict verdict, Optional<Standing> standing) {
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        var since = PolicyStatuses.since(
                policy.getStatus(), generation, policy.getMetadata().getResourceVersion());
        var subject = Subjects.of(policy, verdict.enforcedGeneration(), ObjectVersion.parse(since));
        var rollout = Rollout.of(subject, parts.reports().snapshot());
        return PolicyStatuses.next(
                policy.getStatus(),
                verdict,
                rollout,
                standing,
                since,
                parts.clock().instant());
    }

    /** Before the status, which would say that it has been told. */
    private void tell(P policy, PolicyVerdict verdict) {
        if (verdict instanceof PolicyVerdict.Invalid invalid) {
            parts.events().invalid(policy, invalid.message());
        }
    }
}
