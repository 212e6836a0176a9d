// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.L7Rules;
import io.axoneme.model.RuleList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private record Rank(boolean implied, int specificity, boolean everyone, int precedence)
            implements Comparable<Rank> {

        private static final Comparator<Rank> ORDER = Comparator.comparing(Rank::implied)
                .thenComparing(Comparator.comparingInt(Rank::specificity).reversed())
                .thenComparing(Rank::everyone)
                .thenComparingInt(Rank::precedence);

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * What rows are made with.
     *
     * @param bits interns a selector, one use for each segment that holds it
     * @param vectors interns a set too long for a segment
     * @param ruleSets numbers the rule lists of a segment, from 1
     */
    record Tables(ToIntFunction<PeerBit> bits, ToIntFunction<List<Integer>> vectors, ToIntFunction<RuleSet> ruleSets) {}

    private final Tables tables;
    private final boolean enforced;
    private final boolean union;
    private final Set<RowKey> failsafe;

    /**
     * @param enforced whether something enforces the direction; if not, L7 rules only observe
     * @param union whether a plain allow of the same peer and port lets every request pass
     * @param failsafe keys of ports, or types of ICMP, at which everyone is allowed whatever the contributions say
     */
    RowCompiler(Tables tables, boolean enforced, boolean union, Set<RowKey> failsafe) {
        this.tables = tables;
        this.enforced = enforced;
        this.union = union;
        this.failsafe = failsafe;
    }

    /** @param firstId id of the first row; the others follow */
    List<Row> compile(Collection<Contribution> contributions, int firstId) {
        var byKey = byKey(contributions);
        var rows = new ArrayList<Row>();
        for (var key : withFailsafe(byKey.keySet())) {
            rows.add(new Row(firstId + rows.size(), key, segments(byKey, key), null));
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
        for (var key : withFailsafe(audit.keys(enforcedByKey.keySet()))) {
            var segments = segments(enforcedByKey, key);
            int ofRow = id++;
            Row shadow = null;
            if (audit.mayDenyAt(key) && !failsafe.contains(key)) {
                var full = new Segments(effective(fullByKey, key));
                shadow = new Row(id++, key, full.inOrder(audit.defaultDeny()), null);
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

    private SortedSet<RowKey> withFailsafe(Set<RowKey> keys) {
        var all = new TreeSet<>(keys);
        all.addAll(failsafe);
        return all;
    }

    private List<Row.Segment> segments(Map<RowKey, List<Contribution>> byKey, RowKey key) {
        return failsafe.contains(key)
                ? List.of(new Segments(List.of()).everyone())
                : new Segments(effective(byKey, key)).inOrder();
    }

    /** What a key and all shorter ones contribute. */
    private static List<Contribution> effective(Map<RowKey, List<Contribution>> byKey, RowKey key) {
        var effective = new ArrayList<Contribution>();
        key.chain().forEach(k -> effective.addAll(byKey.getOrDefault(k, List.of())));
        return effective;
    }

    /** The steps of one row. */
    private final class Segments {
        private final List<Contribution> effective;
        private final Map<PeerBit, Integer> bits = new HashMap<>();

        Segments(List<Contribution> effective) {
            this.effective = effective;
        }

        List<Row.Segment> inOrder() {
            var segments = new ArrayList<Row.Segment>();
            addPlain(segments, Row.Action.DENY);
            int redirects = segments.size();
            // The bits of plain allows have to be known before: redirects may ask for them.
            addPlain(segments, Row.Action.ALLOW);
            segments.addAll(redirects, redirects());
            return segments;
        }

        /** Allowed by nobody's rule. */
        Row.Segment everyone() {
            return segment(Row.Action.ALLOW, 0, byBit(Map.of(PeerBit.EVERYONE, List.of())));
        }

        /** With a default deny at the end, unless nobody brings one. */
        List<Row.Segment> inOrder(List<Cause> defaultDeny) {
            var segments = inOrder();
            if (!defaultDeny.isEmpty()) {
                segments.add(segment(Row.Action.DENY, 0, byBit(Map.of(PeerBit.EVERYONE, defaultDeny))));
            }
            return segments;
        }

        private void addPlain(List<Row.Segment> segments, Row.Action action) {
            var peers = new HashMap<PeerBit, List<Cause>>();
            effective.stream().filter(c -> c.action() == action).forEach(c -> addCause(peers, c));
            if (!peers.isEmpty()) {
                segments.add(segment(action, 0, byBit(peers)));
            }
        }

        private List<Row.Segment> redirects() {
            var ranked = new TreeMap<Rank, List<Contribution>>();
            for (var contribution : effective) {
                var rules = contribution.rules();
                if (contribution.action() == Row.Action.REDIRECT && rules != null) {
                    var rank = new Rank(
                            contribution.implied(),
                            contribution.key().specificity(),
                            !contribution.implied() && contribution.peer().everyone(),
                            rules.precedence());
                    ranked.computeIfAbsent(rank, r -> new ArrayList<>()).add(contribution);
                }
            }
            var segments = new ArrayList<Row.Segment>();
            ranked.forEach((rank, redirects) -> {
                var peers = new HashMap<PeerBit, List<Cause>>();
                redirects.forEach(c -> addCause(peers, c));
                var causes = byBit(peers);
                segments.add(
                        segment(Row.Action.REDIRECT, tables.ruleSets().applyAsInt(ruleSet(rank, redirects)), causes));
            });
            return segments;
        }

        private RuleSet ruleSet(Rank rank, List<Contribution> redirects) {
            var lists = new TreeMap<Integer, List<RuleList>>();
            L7Rules everything = null;
            for (var redirect : redirects) {
                var rules = redirect.rules();
                if (rules != null) {
                    everything = rules.passAll();
                    addList(lists, bit(redirect.peer()), rules, redirect.cause());
                }
            }
            if (everything != null && !enforced) {
                addList(lists, bit(PeerBit.EVERYONE), everything, null);
            }
            if (everything != null && union) {
                for (var plain : effective) {
                    if (plain.action() == Row.Action.ALLOW && plain.key().specificity() >= rank.specificity()) {
                        addList(lists, bit(plain.peer()), everything, plain.cause());
                    }
                }
            }
            lists.replaceAll((bit, ofBit) -> RuleList.merged(ofBit.stream()));
            return new RuleSet(lists);
        }

        private static void addList(
                SortedMap<Integer, List<RuleList>> lists, int bit, L7Rules rules, @Nullable Cause cause) {
            lists.computeIfAbsent(bit, b -> new ArrayList<>())
                    .add(new RuleList(rules, cause == null ? List.of() : List.of(cause)));
        }

        private static void addCause(Map<PeerBit, List<Cause>> peers, Contribution contribution) {
            var causes = peers.computeIfAbsent(contribution.peer(), p -> new ArrayList<>());
            @Nullable Cause cause = contribution.cause();
            if (cause != null && !causes.contains(cause)) {
                causes.add(cause);
            }
        }

        /** One use more of each selector. */
        private SortedMap<Integer, List<Cause>> byBit(Map<PeerBit, List<Cause>> peers) {
            var byBit = new TreeMap<Integer, List<Cause>>();
            peers.forEach((peer, causes) -> {
                int bit = tables.bits().applyAsInt(peer);
                bits.put(peer, bit);
                byBit.put(bit, List.copyOf(causes));
            });
            return byBit;
        }

        /** The bit of a selector that a segment of this row holds. */
        private int bit(PeerBit peer) {
            return peer.equals(PeerBit.EVERYONE) ? 0 : Objects.requireNonNull(bits.get(peer), peer::text);
        }

        private Row.Segment segment(Row.Action action, int rules, SortedMap<Integer, List<Cause>> byBit) {
            int vector = byBit.size() > Row.Segment.INLINE_BITS
                    ? tables.vectors().applyAsInt(List.copyOf(byBit.keySet()))
                    : 0;
            return new Row.Segment(action, rules, byBit, vector);
        }
    }
}
