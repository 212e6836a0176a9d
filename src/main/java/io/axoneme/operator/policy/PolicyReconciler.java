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
import java.util.Optional;

/** Tells in a policy's status what became of it: translate, look up who enforces it, write the status if it is another one and its turn has come. */
abstract class PolicyReconciler<P extends PolicyResource> implements Reconciler<P> {

    private final Class<P> type;
    private final PolicyParts parts;
    private final LastValid lastValid;
    private final PendingPace pace = new PendingPace(System::nanoTime);

    PolicyReconciler(Class<P> type, PolicyParts parts) {
        this.type = type;
        this.parts = parts;
        this.lastValid = new LastValid(parts.documents());
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return List.of(new PolicySource<>(type, context.getPrimaryCache(), parts, lastValid, pace));
    }

    @Override
    public UpdateControl<P> reconcile(P policy, Context<P> context) {
        var present = parts.documents().present(policy);
        var standIn = parts.documents().standIn(policy, present, parts.invalidPolicy());
        var verdict = verdict(policy, present, standIn.isPresent());
        var computed = status(policy, verdict, standing(policy, present, verdict, standIn));
        var next = parts.standings().known() ? computed : PolicyStatuses.withStandingOf(policy.getStatus(), computed);
        return next.equals(policy.getStatus()) ? UpdateControl.noUpdate() : written(policy, verdict, next);
    }

    private UpdateControl<P> written(P policy, PolicyVerdict verdict, PolicyStatus next) {
        var uid = Subjects.uid(policy);
        long generation = Subjects.generation(policy);
        var delay = pace.delay(uid, generation, next);
        if (delay.isPositive()) {
            return UpdateControl.<P>noUpdate().rescheduleAfter(delay);
        }
        tell(policy, verdict);
        if (parts.writer().write(policy, next)) {
            pace.written(uid, generation, next);
        }
        return UpdateControl.noUpdate();
    }

    private PolicyVerdict verdict(P policy, Translation<Policy> present, boolean defaultDeny) {
        long generation = Subjects.generation(policy);
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
        long generation = Subjects.generation(policy);
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
