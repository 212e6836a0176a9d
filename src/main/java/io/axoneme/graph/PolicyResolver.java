// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.PolicyTable.Selecting;
import io.axoneme.model.Direction;
import io.axoneme.model.Label;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PortMatch;
import io.axoneme.model.ReservedIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Interns resolved policies by what they are made of, and counts the endpoints that use each. One whose selectors do not get a bit each is not made:
 * half of it never is. Not thread-safe.
 */
final class PolicyResolver {

    /** Everything a resolved policy depends on. */
    private record Key(List<SpecVersion> specs, PolicyDrafting.Subject subject) {}

    private record SpecVersion(long version, int index) {}

    /** What comes of asking for a policy. */
    sealed interface Resolution {

        /** There it is, with one more user. */
        record Made(Entry entry) implements Resolution {}

        /** There are not bits enough for the selectors that it names. */
        record TooMany(Set<PeerBit> selectors) implements Resolution {}
    }

    /** A resolved policy in use. */
    static final class Entry {
        final ResolvedPolicy policy;
        private final Key key;
        int users;

        private Entry(ResolvedPolicy policy, Key key) {
            this.policy = policy;
            this.key = key;
        }
    }

    private final PolicyDrafting drafting;
    private final SelectorTable selectors;
    private final VectorTable vectors;
    private final Map<Key, Entry> byKey = new HashMap<>();
    private final Map<Integer, Entry> byId = new HashMap<>();
    private final Lingering<Entry> lingering = new Lingering<>();
    private final List<ResolvedPolicy> added = new ArrayList<>();
    private final Map<Key, Set<PeerBit>> refused = new HashMap<>();
    private final Map<Key, Set<PeerBit>> refusedBefore = new HashMap<>();
    private int lastId;

    /**
     * @param lastId highest policy id ever used; the next one is past it
     */
    PolicyResolver(PolicyDrafting drafting, SelectorTable selectors, VectorTable vectors, int lastId) {
        this.drafting = drafting;
        this.selectors = selectors;
        this.vectors = vectors;
        this.lastId = lastId;
    }

    /** Every policy that is still wanted will be asked for again: what the others asked for is forgotten. */
    void nextRound() {
        refusedBefore.clear();
        refusedBefore.putAll(refused);
        refused.clear();
    }

    /** The policy of an endpoint with this identity. */
    Resolution use(KnownIdentity identity, List<Selecting> selecting) {
        boolean init = identity.labels().has("reserved", ReservedIdentity.INIT.text());
        boolean host = identity.labels().has(Label.RESERVED, ReservedIdentity.HOST.text());
        var versions = selecting.stream()
                .map(s -> new SpecVersion(s.policy().version(), s.index()))
                .toList();
        var ownPorts = usesNames(selecting) ? identity.namedPorts() : NamedPorts.none();
        var key = new Key(versions, new PolicyDrafting.Subject(ownPorts, init, host));
        var entry = byKey.get(key);
        if (entry == null) {
            return create(key, selecting);
        }
        lingering.revive(entry);
        return used(entry);
    }

    void release(Entry entry, long revision) {
        if (--entry.users == 0) {
            lingering.retire(entry, revision);
        }
    }

    /** Those that no endpoint has used since a revision up to this one, but some; to be collected now. */
    List<Entry> due(long upTo, Set<Integer> but) {
        return lingering.takeUpTo(upTo, entry -> !but.contains(entry.policy.id()));
    }

    /** Takes it out for good; its bits and vectors lose a user each. */
    void collect(Entry entry, long revision) {
        byKey.remove(entry.key);
        byId.remove(entry.policy.id());
        for (var side : List.of(entry.policy.ingress(), entry.policy.egress())) {
            for (var row : side.rowsWithShadows()) {
                row.segments().forEach(s -> releaseSegment(s, revision));
            }
        }
    }

    Collection<Entry> all() {
        return byId.values();
    }

    List<ResolvedPolicy> takeAdded() {
        var result = List.copyOf(added);
        added.clear();
        return result;
    }

    private void releaseSegment(Row.Segment segment, long revision) {
        segment.causes().keySet().forEach(bit -> selectors.release(bit, revision));
        if (segment.vector() != 0) {
            vectors.release(segment.vector(), revision);
        }
    }

    private static Resolution used(Entry entry) {
        entry.users++;
        return new Resolution.Made(entry);
    }

    private Resolution create(Key key, List<Selecting> selecting) {
        var known = refused.getOrDefault(key, refusedBefore.get(key));
        if (known != null && !selectors.hasRoomFor(known)) {
            return refuse(key, known);
        }
        var draft = drafting.draft(key.subject(), selecting);
        if (draft.size() > selectors.free()) {
            var wanted = draft.selectors();
            if (!selectors.hasRoomFor(wanted)) {
                return refuse(key, wanted);
            }
        }
        var policy = draft.compile(++lastId, peer -> selectors.use(peer).bit, selectors::at, vectors::use);
        var entry = new Entry(policy, key);
        byKey.put(key, entry);
        byId.put(policy.id(), entry);
        added.add(policy);
        return used(entry);
    }

    private Resolution refuse(Key key, Set<PeerBit> wanted) {
        refused.put(key, wanted);
        return new Resolution.TooMany(wanted);
    }

    private static boolean usesNames(List<Selecting> selecting) {
        return selecting.stream()
                .flatMap(s -> s.spec().rules().stream())
                .filter(r -> r.direction() == Direction.INGRESS)
                .flatMap(r -> r.ports().stream())
                .anyMatch(p -> p.match() instanceof PortMatch.Named);
    }
}
