// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.policy.PolicyDocuments;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Has policies reconciled whose rollout the nodes' reports change, or that may stand otherwise among pods and other policies, and shows each version of each policy to
 * {@link LastValid} before the reconciler may overlook it.
 */
final class PolicySource<P extends PolicyResource> extends AbstractEventSource<P, P> implements ResourceEventAware<P> {

    private final IndexerResourceCache<P> policies;
    private final PolicyParts parts;
    private final LastValid lastValid;
    private final PendingPace pace;

    PolicySource(
            Class<P> type, IndexerResourceCache<P> policies, PolicyParts parts, LastValid lastValid, PendingPace pace) {
        super(type, "reports-for-" + type.getSimpleName());
        this.policies = policies;
        this.parts = parts;
        this.lastValid = lastValid;
        this.pace = pace;
    }

    @Override
    public void start() {
        super.start();
        parts.reports().listen(this::reported);
        parts.standings().listen(this::stoodOtherwise);
    }

    @Override
    public Set<P> getSecondaryResources(P primary) {
        return Set.of();
    }

    @Override
    public void onResourceCreated(P policy) {
        lastValid.see(policy);
    }

    @Override
    public void onResourceUpdated(P policy, P before) {
        if (!Objects.equals(policy.getMetadata().getUid(), before.getMetadata().getUid())) {
            forget(before);
        }
        lastValid.see(policy);
    }

    @Override
    public void onResourceDeleted(P policy) {
        forget(policy);
        var metadata = policy.getMetadata();
        parts.standings()
                .remove(
                        PolicyDocuments.kind(policy),
                        Objects.requireNonNullElse(metadata.getNamespace(), ""),
                        metadata.getName());
    }

    private void forget(P policy) {
        lastValid.forget(policy);
        pace.forget(Subjects.uid(policy));
    }

    private void reported(NodeReports.Snapshot before, NodeReports.Snapshot after) {
        if (!isRunning()) {
            return;
        }
        reconcile(policy -> changed(policy, before, after));
    }

    /** Policies of these namespaces, and cluster-wide ones with any. */
    private void stoodOtherwise(Set<String> namespaces) {
        if (isRunning()) {
            reconcile(policy -> namespaces.contains(Standings.EVERYWHERE)
                    || policy.getMetadata().getNamespace() == null
                    || namespaces.contains(policy.getMetadata().getNamespace()));
        }
    }

    private void reconcile(Predicate<P> which) {
        policies.list()
                .filter(which)
                .forEach(policy -> getEventHandler().handleEvent(new Event(ResourceID.fromResource(policy))));
    }

    private static boolean changed(PolicyResource policy, NodeReports.Snapshot before, NodeReports.Snapshot after) {
        var subject = Subjects.enforced(policy);
        return !Rollout.of(subject, before).equals(Rollout.of(subject, after));
    }
}
