// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.model.PolicyKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Hands in the name of every policy that was created, changed or deleted, before any filter can overlook it. */
final class PolicyKeySource<P extends PolicyResource> extends AbstractEventSource<P, P>
        implements ResourceEventAware<P> {

    private final PolicyKind kind;
    private final PolicyDoor door;

    PolicyKeySource(Class<P> type, PolicyKind kind, PolicyDoor door) {
        super(type, "keys-of-" + type.getSimpleName());
        this.kind = kind;
        this.door = door;
    }

    @Override
    public Set<P> getSecondaryResources(P primary) {
        return Set.of();
    }

    @Override
    public void onResourceCreated(P policy) {
        door.enqueue(kind, ResourceID.fromResource(policy));
    }

    @Override
    public void onResourceUpdated(P policy, P before) {
        door.enqueue(kind, ResourceID.fromResource(policy));
    }

    @Override
    public void onResourceDeleted(P policy) {
        door.enqueue(kind, ResourceID.fromResource(policy));
    }
}
