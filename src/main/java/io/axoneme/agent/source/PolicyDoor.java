// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.kube.crd.CiliumClusterwideNetworkPolicy;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.policy.PolicyDocuments;
import io.axoneme.model.PolicyKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the reconcilers of our policy kinds hand in names. The engine then reads the primary cache: present, and it is applied; absent, and it is
 * removed. So neither a lost nor a doubled nor a reordered event matters.
 */
@Singleton
public class PolicyDoor {

    private record Name(PolicyKind kind, ResourceID id) {}

    private final Map<PolicyKind, IndexerResourceCache<? extends PolicyResource>> caches =
            new EnumMap<>(PolicyKind.class);
    private final Set<PolicyKind> listed = EnumSet.noneOf(PolicyKind.class);
    private final HandedIn<Name> handedIn = new HandedIn<>();
    private @Nullable NodeEngine engine;
    private @Nullable Sources sources;
    private @Nullable PolicyDocuments documents;

    /** Before the operator starts. */
    public synchronized void open(NodeEngine toEngine, Sources toSources) {
        engine = toEngine;
        sources = toSources;
        documents = new PolicyDocuments(toSources.translator());
    }

    synchronized void cache(PolicyKind kind, IndexerResourceCache<? extends PolicyResource> cache) {
        caches.put(kind, cache);
    }

    /** The informers are synced: everything there is gets handed in, and then the barrier may open. */
    public synchronized void synced() {
        for (var kind : caches.keySet()) {
            caches.get(kind).keys().forEach(id -> enqueue(kind, id));
            listed.add(kind);
        }
        if (listed.containsAll(
                Set.of(PolicyKind.CILIUM_NETWORK_POLICY, PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY))) {
            var to = Objects.requireNonNull(sources);
            Objects.requireNonNull(engine).change(graph -> to.listed(Sources.Kind.CILIUM_POLICIES));
        }
    }

    /**
     * Something happened to the policy of this name. The key source and the reconciler both say so of each version; the engine, which comes to it
     * later, sees that one or a newer one, of which it is told again.
     */
    synchronized void enqueue(PolicyKind kind, ResourceID id) {
        var to = engine;
        if (to != null && handedIn.isNews(new Name(kind, id), cached(kind, id))) {
            to.change(graph -> apply(kind, id));
        }
    }

    private void apply(PolicyKind kind, ResourceID id) {
        var to = Objects.requireNonNull(sources);
        var policies = to.policies();
        var present = cached(kind, id);
        var namespace = id.getNamespace().orElse("");
        if (present.isEmpty()) {
            policies.remove(kind, namespace, id.getName());
            return;
        }
        PolicyResource policy = present.get();
        var translate = Objects.requireNonNull(documents);
        var metadata = policy.getMetadata();
        var translation = translate.present(policy);
        policies.put(new Policies.Version(
                kind,
                namespace,
                id.getName(),
                Objects.requireNonNullElse(metadata.getUid(), ""),
                Objects.requireNonNullElse(metadata.getResourceVersion(), ""),
                translation,
                translate.kept(policy),
                translate.standIn(policy, translation, to.invalidPolicy())));
    }

    private synchronized Optional<? extends PolicyResource> cached(PolicyKind kind, ResourceID id) {
        return Objects.requireNonNull(caches.get(kind)).get(id);
    }

    static PolicyKind kind(Class<? extends PolicyResource> type) {
        if (type == CiliumNetworkPolicy.class) {
            return PolicyKind.CILIUM_NETWORK_POLICY;
        }
        if (type == CiliumClusterwideNetworkPolicy.class) {
            return PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY;
        }
        throw new IllegalArgumentException("no kind of policy: " + type);
    }
}
