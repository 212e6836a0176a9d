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
        return List.of(new PolicySource<>(type, context.getPrimaryCache(), parts.reports(), lastValid));
    }

    @Override
    public UpdateControl<P> reconcile(P policy, Context<P> context) {
        var verdict = verdict(policy);
        var next = status(policy, verdict);
        if (!next.equals(policy.getStatus())) {
            tell(policy, verdict);
            parts.writer().write(policy, next);
        }
        return UpdateControl.noUpdate();
    }

    private PolicyVerdict verdict(P policy) {
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        return switch (parts.documents().present(policy)) {
            case Translation.Valid<Policy> valid -> new PolicyVerdict.Valid(generation);
            case Translation.Invalid<Policy>(var problems, var subjects) ->
                new PolicyVerdict.Invalid(generation, problems, lastValid.of(policy));
        };
    }

    private PolicyStatus status(P policy, PolicyVerdict verdict) {
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        var since = PolicyStatuses.since(
                policy.getStatus(), generation, policy.getMetadata().getResourceVersion());
        var subject = Subjects.of(policy, verdict.enforcedGeneration(), ObjectVersion.parse(since));
        var enforcement = Enforcement.of(subject, parts.reports().snapshot());
        return PolicyStatuses.next(
                policy.getStatus(), verdict, enforcement, since, parts.clock().instant());
    }

    /** Before the status, which would say that it has been told. */
    private void tell(P policy, PolicyVerdict verdict) {
        if (verdict instanceof PolicyVerdict.Invalid invalid) {
            parts.events().invalid(policy, invalid.message());
        }
    }
}
