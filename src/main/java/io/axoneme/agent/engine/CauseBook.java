// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.KnownIdentity;
import io.axoneme.graph.NodeGraph.DefaultDeny;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Selector;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.plan.PolicyCauses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Who is behind the verdicts of every policy id that an event may still name. Written by the engine, read by any thread. */
public final class CauseBook {

    /** For so long events may be on their way: in a ring, in the loader's queue, in the agent. An agent that is away does not count. */
    static final long LATEST_EVENT_NS = TimeUnit.SECONDS.toNanos(60);

    /** So many ids that are in no map are kept at most, whatever the time, so that a flood of changes does not fill the memory. */
    static final int MAX_GONE = 1_024;

    private final Map<Integer, PolicyCauses> byPolicy = new ConcurrentHashMap<>();
    private final Map<Integer, Map<Integer, Selector>> selectors = new ConcurrentHashMap<>();
    private final PeersInForce peers = new PeersInForce();
    private volatile Map<DefaultDeny, Long> endpoints = Map.of();

    /** Ids that are in no map any more, and since when (CLOCK_MONOTONIC), in that order. The engine's thread's. */
    private final Map<Integer, Long> goneSinceNs = new LinkedHashMap<>();

    void put(Collection<PolicyCauses> causes) {
        causes.forEach(c -> byPolicy.put(c.policyId(), c));
    }

    /** What the bits of policies of this run mean; of an earlier one's only the rules are known. */
    void putSelectors(Collection<ResolvedPolicy> policies) {
        policies.forEach(p -> selectors.put(p.id(), p.selectors()));
    }

    /**
     * No map has other policies than these any more, and none of the others will come back: they are forgotten once no event can name them.
     *
     * @param nowNs CLOCK_MONOTONIC
     */
    void retain(Set<Integer> inMaps, long nowNs) {
        byPolicy.keySet().stream()
                .filter(id -> !inMaps.contains(id) && !goneSinceNs.containsKey(id))
                .sorted()
                .forEach(id -> goneSinceNs.put(id, nowNs));
        int tooMany = goneSinceNs.size() - MAX_GONE;
        var forgotten = new ArrayList<Integer>();
        for (var gone : goneSinceNs.entrySet()) {
            if (forgotten.size() >= tooMany && nowNs - gone.getValue() < LATEST_EVENT_NS) {
                break;
            }
            forgotten.add(gone.getKey());
        }
        forgotten.forEach(this::forget);
    }

    private void forget(int policyId) {
        goneSinceNs.remove(policyId);
        byPolicy.remove(policyId);
        selectors.remove(policyId);
    }

    /** Whether there are ids that time alone will let it forget. */
    boolean hasGone() {
        return !goneSinceNs.isEmpty();
    }

    /** How many endpoints policies put into default deny now. */
    void putEndpoints(Map<DefaultDeny, Long> counts) {
        endpoints = Map.copyOf(counts);
    }

    PeersInForce peers() {
        return peers;
    }

    /**
     * The rules behind a segment's verdict on a peer: of all of the peer's bits where its vector is known as it was, else of the one that
     * the datapath met first. None when nothing is known of the segment.
     *
     * @param bit the one that the datapath met
     * @param peer identity of the other end
     * @param timeNs when it was judged, CLOCK_MONOTONIC
     */
    public List<Cause> ofMatch(int policyId, int row, int segment, int bit, int peer, long timeNs) {
        var causes = of(policyId);
        var meanings = selectors.getOrDefault(policyId, Map.of());
        var all = vectorOf(peer, timeNs)
                .filter(identity -> picks(meanings, bit, identity))
                .flatMap(identity -> causes.map(c -> c.ofBits(row, segment, b -> picks(meanings, b, identity))));
        return all.or(() -> causes.map(c -> c.ofBit(row, segment, bit))).orElse(List.of());
    }

    /** The policies behind a default deny, fewest endpoints first by what is known now. */
    public List<Cause> ofDefault(int policyId, Direction direction) {
        return inOrder(of(policyId).map(p -> p.ofDefault(direction)).orElse(List.of()), direction);
    }

    /** The causes of one default deny, fewest endpoints first by what is known now; as they are where that is not known of each. */
    public List<Cause> inOrder(List<Cause> causes, Direction direction) {
        var counts = endpoints;
        boolean known = causes.stream().allMatch(c -> counts.containsKey(new DefaultDeny(c.policy(), direction)));
        return causes.size() > 1 && known
                ? causes.stream()
                        .sorted(Comparator.comparingLong(
                                        (Cause c) -> counts.getOrDefault(new DefaultDeny(c.policy(), direction), 0L))
                                .thenComparing(Cause::policy))
                        .toList()
                : causes;
    }

    /** What is known of a policy id. */
    public Optional<PolicyCauses> of(int policyId) {
        return Optional.ofNullable(byPolicy.get(policyId));
    }

    /** Everything that is known, by policy id. */
    Collection<PolicyCauses> all() {
        return new TreeMap<>(byPolicy).values();
    }

    /** The datapath has no vector for the unknown identity: it has bit 0 alone. */
    private Optional<KnownIdentity> vectorOf(int peer, long timeNs) {
        return peer == ReservedIdentity.UNKNOWN.number() ? Optional.empty() : peers.at(peer, timeNs);
    }

    private static boolean picks(Map<Integer, Selector> meanings, int bit, KnownIdentity identity) {
        var selector = meanings.get(bit);
        return selector != null && selector.picks(identity);
    }
}
