// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.PolicyTable.Selecting;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Entity;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.Label;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PortMatch;
import io.axoneme.model.ReservedIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Interns resolved policies by what they are made of, and counts the endpoints that use each. Not thread-safe. */
final class PolicyResolver {

    /** Everything a resolved policy depends on. */
    private record Key(List<SpecVersion> specs, NamedPorts ownPorts, boolean init, boolean host) {}

    private record SpecVersion(long version, int index) {}

    /** How many endpoints of the cluster a policy puts into default deny. */
    interface Selected {
        long count(Policy policy, Direction direction);
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

    private final GraphConfig config;
    private final PeerResolver peers;
    private final IdentityTable identities;
    private final SelectorTable selectors;
    private final VectorTable vectors;
    private final Selected selected;
    private final Map<Key, Entry> byKey = new HashMap<>();
    private final Map<Integer, Entry> byId = new HashMap<>();
    private final Lingering<Entry> lingering = new Lingering<>();
    private final List<ResolvedPolicy> added = new ArrayList<>();
    private int lastId;

    /**
     * @param lastId highest policy id ever used; the next one is past it
     */
    PolicyResolver(
            GraphConfig config,
            PeerResolver peers,
            IdentityTable identities,
            SelectorTable selectors,
            VectorTable vectors,
            int lastId,
            Selected selected) {
        this.config = config;
        this.peers = peers;
        this.identities = identities;
        this.selectors = selectors;
        this.vectors = vectors;
        this.lastId = lastId;
        this.selected = selected;
    }

    /** The policy of an endpoint with this identity, with one more user. */
    Entry use(KnownIdentity identity, List<Selecting> selecting) {
        boolean init = identity.labels().has("reserved", ReservedIdentity.INIT.text());
        boolean host = identity.labels().has(Label.RESERVED, ReservedIdentity.HOST.text());
        var versions = selecting.stream()
                .map(s -> new SpecVersion(s.policy().version(), s.index()))
                .toList();
        var key = new Key(versions, usesNames(selecting) ? identity.namedPorts() : NamedPorts.none(), init, host);
        var entry = byKey.computeIfAbsent(key, k -> create(k, selecting));
        entry.users++;
        lingering.revive(entry);
        return entry;
    }

    void release(Entry entry, long revision) {
        if (--entry.users == 0) {
            lingering.retire(entry, revision);
        }
    }

    /** Those that no endpoint has used since a revision up to this one; to be collected now. */
    List<Entry> due(long upTo) {
        return lingering.takeUpTo(upTo);
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

    private Entry create(Key key, List<Selecting> selecting) {
        var ruleSets = new LinkedHashMap<RuleSet, Integer>();
        var used = new HashMap<Integer, Selector>();
        var tables = new RowCompiler.Tables(
                peer -> {
                    var entry = selectors.use(peer);
                    used.put(entry.bit, entry.selector); // an equal one, of which there is but one
                    return entry.bit;
                },
                vectors::use,
                rules -> ruleSets.computeIfAbsent(rules, r -> ruleSets.size() + 1));
        var ingress = side(Direction.INGRESS, key, selecting, tables, 1);
        int next = 1 + ingress.rowsWithShadows().size();
        var egress = side(Direction.EGRESS, key, selecting, tables, next);
        var policy = new ResolvedPolicy(++lastId, ingress, egress, List.copyOf(ruleSets.keySet()), used);
        var entry = new Entry(policy, key);
        byId.put(policy.id(), entry);
        added.add(policy);
        return entry;
    }

    private ResolvedPolicy.Side side(
            Direction direction, Key key, List<Selecting> selecting, RowCompiler.Tables tables, int firstRow) {
        if (config.mode() == EnforcementMode.NEVER) {
            return new ResolvedPolicy.Side(false, List.of(), List.of());
        }
        boolean always = key.init() || config.mode() == EnforcementMode.ALWAYS;
        var inForce = selecting.stream().filter(s -> !s.audited()).toList();
        var enforcing = enforcing(direction, inForce);
        boolean enforced = always || !enforcing.isEmpty();
        var contributions = contributions(direction, key, inForce, enforced);
        var compiler = new RowCompiler(
                tables, enforced, config.l7OverL4() == L7OverL4.UNION, key.host() ? failsafe(direction) : Set.of());
        var rows = inForce.size() == selecting.size()
                ? compiler.compile(contributions, firstRow)
                : compiler.compile(contributions, audit(direction, key, selecting, enforced), firstRow);
        return new ResolvedPolicy.Side(enforced, defaultCauses(direction, enforcing), rows);
    }

    private Set<RowKey> failsafe(Direction direction) {
        return config.failsafe().stream()
                .filter(f -> f.direction() == direction)
                .map(f -> RowKey.of(f.port().protocol(), f.port().number()))
                .collect(Collectors.toSet());
    }

    private RowCompiler.Audit audit(Direction direction, Key key, List<Selecting> selecting, boolean enforced) {
        var enforcing = enforcing(direction, selecting);
        var full = contributions(direction, key, selecting, enforced || !enforcing.isEmpty());
        var audited = selecting.stream().filter(Selecting::audited).toList();
        var denied = contributions(direction, key, audited, true).stream()
                .filter(c -> c.action() == Row.Action.DENY)
                .map(Contribution::key)
                .collect(Collectors.toSet());
        return new RowCompiler.Audit(full, denied, enforced ? List.of() : defaultCauses(direction, enforcing));
    }

    private static List<Selecting> enforcing(Direction direction, List<Selecting> selecting) {
        return selecting.stream().filter(s -> s.spec().defaultDeny(direction)).toList();
    }

    /** @param enforced whether what no rule speaks of is denied; where it is not, allows have nothing to say */
    private List<Contribution> contributions(
            Direction direction, Key key, List<Selecting> selecting, boolean enforced) {
        var collector = new ContributionCollector(peers, identities::portsNamed, key.ownPorts());
        for (var selected : selecting) {
            for (var rule : selected.spec().rules()) {
                if (rule.direction() == direction) {
                    collector.add(rule, selected.cause(rule));
                }
            }
        }
        if (direction == Direction.EGRESS) {
            new NameLearning(peers.dnsServers(), enforced).addTo(collector.collected(), selecting);
        }
        if (enforced && direction == Direction.INGRESS) {
            peers.resolve(new PeerSelector.OfEntity(Entity.HOST)).ifPresent(collector::add);
        }
        return collector.collected().stream()
                .filter(c -> enforced || c.action() != Row.Action.ALLOW)
                .toList();
    }

    /**
     * One cause a policy, at its first spec that enforces the direction. Fewest endpoints first: the policy somebody wrote for just this
     * workload is the likelier culprit.
     */
    private List<Cause> defaultCauses(Direction direction, List<Selecting> enforcing) {
        var firsts = new LinkedHashMap<Policy, Selecting>();
        enforcing.forEach(s -> firsts.putIfAbsent(s.policy().policy(), s));
        return firsts.values().stream()
                .sorted(Comparator.comparingLong(
                                (Selecting s) -> selected.count(s.policy().policy(), direction))
                        .thenComparing(s -> s.policy().policy().ref()))
                .map(Selecting::defaultDeny)
                .toList();
    }

    private static boolean usesNames(List<Selecting> selecting) {
        return selecting.stream()
                .flatMap(s -> s.spec().rules().stream())
                .filter(r -> r.direction() == Direction.INGRESS)
                .flatMap(r -> r.ports().stream())
                .anyMatch(p -> p.match() instanceof PortMatch.Named);
    }
}
