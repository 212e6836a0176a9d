// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.Flip;
import io.axoneme.graph.PolicyResolver.Resolution;
import io.axoneme.model.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The endpoints of this node, the resolved policy of each, and which of them must be resolved again. Not thread-safe. */
final class EndpointTable {

    private static final class Endpoint {
        final int id;
        final int identity;
        PolicyResolver.@Nullable Entry policy;
        boolean dirty = true;
        /** Whether the datapath was told that it has no policy. */
        boolean closed;

        Endpoint(int id, int identity) {
            this.id = id;
            this.identity = identity;
        }
    }

    private final IdentityTable identities;
    private final PolicyTable policies;
    private final SelectorTable selectors;
    private final PolicyResolver resolver;
    private final Map<Integer, Endpoint> endpoints = new TreeMap<>();
    private @Nullable SelectorShortage shortage;

    EndpointTable(IdentityTable identities, PolicyTable policies, SelectorTable selectors, PolicyResolver resolver) {
        this.identities = identities;
        this.policies = policies;
        this.selectors = selectors;
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
        endpoint.closed = present != null && present.closed;
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

    /**
     * Resolves what was touched, except where the identity is unknown; policies without users linger from this revision on. An endpoint whose policy
     * does not fit keeps the one that it has, and is asked about again each time.
     */
    List<Flip> resolve(long revision) {
        var flips = new ArrayList<Flip>();
        var selecting = new TreeMap<Integer, List<PolicyTable.Selecting>>();
        var refused = new TreeMap<Endpoint, Set<PeerBit>>(Comparator.comparingInt(e -> e.id));
        resolver.nextRound();
        for (var endpoint : endpoints.values()) {
            var identity = identities.get(endpoint.identity);
            if (!endpoint.dirty || identity == null) {
                continue;
            }
            var specs =
                    selecting.computeIfAbsent(endpoint.identity, i -> policies.selecting(identity.identity.labels()));
            switch (resolver.use(identity.identity, specs)) {
                case Resolution.Made(var entry) -> give(endpoint, entry, revision, flips);
                case Resolution.TooMany(var wanted) -> refused.put(endpoint, wanted);
            }
        }
        shortage = refused.isEmpty() ? null : settle(refused, revision, flips);
        return flips;
    }

    private void give(Endpoint endpoint, PolicyResolver.Entry entry, long revision, List<Flip> flips) {
        var before = endpoint.policy;
        endpoint.dirty = false;
        endpoint.closed = false;
        endpoint.policy = entry;
        if (before != null) {
            resolver.release(before, revision);
        }
        if (before != entry) {
            flips.add(new Flip(endpoint.id, entry.policy.id()));
        }
    }

    /**
     * Those without a policy of this run are closed, since rows of an earlier one do not know new identities. When what is wanted has room but not beside what
     * is kept, what is kept is given up: closed until its bits are free, which is better than old for ever.
     */
    private SelectorShortage settle(SortedMap<Endpoint, Set<PeerBit>> refused, long revision, List<Flip> flips) {
        var demand = new SelectorDemand(selectors);
        for (var endpoint : endpoints.values()) {
            var wanted = refused.get(endpoint);
            if (wanted != null) {
                demand.refused(wanted);
            }
            if (endpoint.policy != null && wanted == null) {
                demand.settled(endpoint.policy.policy);
            } else if (endpoint.policy != null) {
                demand.kept(endpoint.policy.policy);
            }
        }
        boolean stuck = demand.isStuck();
        for (var endpoint : refused.keySet()) {
            if (endpoint.policy != null && stuck) {
                resolver.release(endpoint.policy, revision);
                endpoint.policy = null;
            }
            if (endpoint.policy == null && !endpoint.closed) {
                endpoint.closed = true;
                flips.add(new Flip(endpoint.id, 0));
            }
        }
        return new SelectorShortage(
                demand.wanted(),
                selectors.most(),
                refused.keySet().stream().map(e -> e.id).toList());
    }

    /** Why not every endpoint has the policy that it should have; null when each has. */
    @Nullable
    SelectorShortage shortage() {
        return shortage;
    }

    /** Null for an endpoint that is unknown, or was never resolved. */
    @Nullable
    ResolvedPolicy policyOf(int id) {
        var present = endpoints.get(id);
        return present == null || present.policy == null ? null : present.policy.policy;
    }
}
