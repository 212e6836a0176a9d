// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.model.PolicyKind;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** A policy of one kind on its way to the kernel. It writes nothing: the operator owns the status. */
abstract class EnforcementReconciler<P extends PolicyResource> implements Reconciler<P> {

    private final Class<P> type;
    private final PolicyKind kind;
    private final PolicyDoor door;

    EnforcementReconciler(Class<P> type, PolicyDoor door) {
        this.type = type;
        this.kind = PolicyDoor.kind(type);
        this.door = door;
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        door.cache(kind, context.getPrimaryCache());
        return List.of(new PolicyKeySource<>(type, kind, door));
    }

    @Override
    public UpdateControl<P> reconcile(P policy, Context<P> context) {
        door.enqueue(kind, ResourceID.fromResource(policy));
        return UpdateControl.noUpdate();
    }
}
