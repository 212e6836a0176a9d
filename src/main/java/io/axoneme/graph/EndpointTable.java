// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.Flip;
import io.axoneme.model.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The endpoints of this node, the resolved policy of each, and which of them must be resolved again. Not thread-safe. */
final class EndpointTable {

    private static final class Endpoint {
        final int id;
        final int identity;
        PolicyResolver.@Nullable Entry policy;
        boolean dirty = true;

        Endpoint(int id, int identity) {
            this.id = id;
            this.identity = identity;
        }
    }

    private final IdentityTable identities;
    private final PolicyTable policies;
    private final PolicyResolver resolver;
    private final Map<Integer, Endpoint> endpoints = new TreeMap<>();

    EndpointTable(IdentityTable identities, PolicyTable policies, PolicyResolver resolver) {
        this.identities = identities;
        this.policies = policies;
        this.resolver = resolver;
    }

    /** Adds an endpoint, or gives it another identity; until it is resolved again it keeps its policy. */
    void put(int id, int identity) {
        var present = endpoints.get(id);
        if (present != null && present.identity == identity) {
            return;
        }
        var endpoint = new Endpoint(id, identity);
        endpoint.policy = present == null ? null : present.policy;
        endpoints.put(id, endpoint);
    }

    /** @param revision the one whose flush takes its policy out of use */
    void remove(int id, long revision) {
        var endpoint = endpoints.remove(id);
        if (endpoint != null && endpoint.policy != null) {
            resolver.release(endpoint.policy, revision);
        }
    }

    /** Those that the policy selects are to be resolved again. */
    void touchSelected(Policy policy) {
        for (var endpoint : endpoints.values()) {
            var identity = identities.get(endpoint.identity);
            if (!endpoint.dirty && identity != null && PolicyTable.selects(policy, identity.identity.labels())) {
                endpoint.dirty = true;
            }
        }
    }

    /** Those that have this identity are to be resolved again. */
    void touchIdentity(int identity) {
        endpoints.values().stream().filter(e -> e.identity == identity).forEach(e -> e.dirty = true);
    }

    /** Resolves what was touched, except where the identity is unknown; policies without users linger from this revision on. */
    List<Flip> resolve(long revision) {
        var flips = new ArrayList<Flip>();
        var selecting = new TreeMap<Integer, List<PolicyTable.Selecting>>();
        for (var endpoint : endpoints.values()) {
            var identity = identities.get(endpoint.identity);
            if (!endpoint.dirty || identity == null) {
                continue;
            }
            endpoint.dirty = false;
            var specs =
                    selecting.computeIfAbsent(endpoint.identity, i -> policies.selecting(identity.identity.labels()));
            var before = endpoint.policy;
            endpoint.policy = resolver.use(identity.identity, specs);
            if (before != null) {
                resolver.release(before, revision);
            }
            if (before != endpoint.policy) {
                flips.add(new Flip(endpoint.id, endpoint.policy.policy.id()));
            }
        }
        return flips;
    }

    /** Null for an endpoint that is unknown, or was never resolved. */
    @Nullable
    ResolvedPolicy policyOf(int id) {
        var present = endpoints.get(id);
        return present == null || present.policy == null ? null : present.policy.policy;
    }
}
