// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.L7Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one direction. A row holds what its own key and all shorter ones contribute, so that the longest one found decides
 * alone: denies first, then redirects (longer port prefix first, then a named peer before everyone), then allows.
 */
final class RowCompiler {

    /** Where a redirect stands among redirects. */
    private record Rank(int specificity, boolean everyone, int rules) implements Comparable<Rank> {

        private static final Comparator<Rank> ORDER = Comparator.comparingInt(Rank::specificity)
                .reversed()
                .thenComparing(Rank::everyone)
                .thenComparingInt(Rank::rules);

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }

    private final ToIntFunction<PeerBit> bits;
    private final ToIntFunction<List<Integer>> vectors;
    private final ToIntFunction<L7Rules> ruleLists;

    /**
     * @param bits interns a selector, one use for each segment that holds it
     * @param vectors interns a set too long for a segment
     * @param ruleLists numbers a list of L7 rules
     */
    RowCompiler(ToIntFunction<PeerBit> bits, ToIntFunction<List<Integer>> vectors, ToIntFunction<L7Rules> ruleLists) {
        this.bits = bits;
        this.vectors = vectors;
        this.ruleLists = ruleLists;
    }

    /** @param firstId id of the first row; the others follow */
    List<Row> compile(Collection<Contribution> contributions, int firstId) {
        var byKey = byKey(contributions);
        var rows = new ArrayList<Row>();
        for (var key : new TreeSet<>(byKey.keySet())) {
            rows.add(new Row(firstId + rows.size(), key, segments(effective(byKey, key)), null));
        }
        return rows;
    }

    /**
     * The same where some policies are audited: a row gets a shadow where the full set may deny what the row lets pass. There are rows for keys of which
     * only audited rules speak, since the longest row found has the word for its shadow, too.
     *
     * @param audit what audited policies make of it
     */
    List<Row> compile(Collection<Contribution> enforced, Audit audit, int firstId) {
        var enforcedByKey = byKey(enforced);
        var fullByKey = byKey(audit.full());
        int id = firstId;
        var rows = new ArrayList<Row>();
        for (var key : audit.keys(enforcedByKey.keySet())) {
            var segments = segments(effective(enforcedByKey, key));
            int ofRow = id++;
            Row shadow = null;
            if (audit.mayDenyAt(key)) {
                var full = new ArrayList<>(segments(effective(fullByKey, key)));
                if (!audit.defaultDeny().isEmpty()) {
                    addSegment(full, Row.Action.DENY, 0, Map.of(PeerBit.EVERYONE, audit.defaultDeny()));
                }
                shadow = new Row(id++, key, full, null);
            }
            rows.add(new Row(ofRow, key, segments, shadow));
        }
        return rows;
    }

    /**
     * What audited policies make of a direction. The full set says more than what is enforced, so it can deny what that lets pass in two ways only.
     *
     * @param full what all policies say
     * @param denied keys of audited deny rules
     * @param defaultDeny who brings a default deny that only audited policies bring; empty without one
     */
    record Audit(Collection<Contribution> full, Set<RowKey> denied, List<Cause> defaultDeny) {

        private SortedSet<RowKey> keys(Set<RowKey> enforced) {
            var keys = new TreeSet<>(enforced);
            keys.addAll(denied);
            if (!defaultDeny.isEmpty()) {
                keys.add(RowKey.ANY);
                full.forEach(c -> keys.add(c.key()));
            }
            return keys;
        }

        private boolean mayDenyAt(RowKey key) {
            return !defaultDeny.isEmpty() || key.chain().stream().anyMatch(denied::contains);
        }
    }

    private static Map<RowKey, List<Contribution>> byKey(Collection<Contribution> contributions) {
        var byKey = new HashMap<RowKey, List<Contribution>>();
        for (var contribution : contributions) {
            byKey.computeIfAbsent(contribution.key(), k -> new ArrayList<>()).add(contribution);
        }
        return byKey;
    }

    /** What a key and all shorter ones contribute. */
    private static List<Contribution> effective(Map<RowKey, List<Contribution>> byKey, RowKey key) {
        var effective = new ArrayList<Contribution>();
        key.chain().forEach(k -> effective.addAll(byKey.getOrDefault(k, List.of())));
        return effective;
    }

    private List<Row.Segment> segments(List<Contribution> effective) {
        var segments = new ArrayList<Row.Segment>();
        addPlain(segments, effective, Row.Action.DENY);
        addRedirects(segments, effective);
        addPlain(segments, effective, Row.Action.ALLOW);
        return segments;
    }

    private void addPlain(List<Row.Segment> segments, List<Contribution> effective, Row.Action action) {
        var peers = new HashMap<PeerBit, List<Cause>>();
        for (var contribution : effective) {
            if (contribution.action() == action) {
                addCause(peers, contribution);
            }
        }
        addSegment(segments, action, 0, peers);
    }

    private void addRedirects(List<Row.Segment> segments, List<Contribution> effective) {
        var ranked = new TreeMap<Rank, Map<PeerBit, List<Cause>>>();
        for (var contribution : effective) {
            var rules = contribution.rules();
            if (contribution.action() == Row.Action.REDIRECT && rules != null) {
                var rank = new Rank(
                        contribution.key().specificity(),
                        contribution.peer().equals(PeerBit.EVERYONE),
                        ruleLists.applyAsInt(rules));
                addCause(ranked.computeIfAbsent(rank, r -> new HashMap<>()), contribution);
            }
        }
        ranked.forEach((rank, peers) -> addSegment(segments, Row.Action.REDIRECT, rank.rules(), peers));
    }

    private static void addCause(Map<PeerBit, List<Cause>> peers, Contribution contribution) {
        var causes = peers.computeIfAbsent(contribution.peer(), p -> new ArrayList<>());
        @Nullable Cause cause = contribution.cause();
        if (cause != null && !causes.contains(cause)) {
            causes.add(cause);
        }
    }

    private void addSegment(List<Row.Segment> segments, Row.Action action, int rules, Map<PeerBit, List<Cause>> peers) {
        if (peers.isEmpty()) {
            return;
        }
        SortedMap<Integer, List<Cause>> byBit = new TreeMap<>();
        peers.forEach((peer, causes) -> byBit.put(bits.applyAsInt(peer), List.copyOf(causes)));
        int vector = byBit.size() > Row.Segment.INLINE_BITS ? vectors.applyAsInt(List.copyOf(byBit.keySet())) : 0;
        segments.add(new Row.Segment(action, rules, byBit, vector));
    }
}
