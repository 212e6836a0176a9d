// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Row;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Who is behind each verdict of one policy id. Turns {policy id, row, segment, bit} of an event into the rules.
 *
 * @param policyId the id
 * @param defaults for each direction what causes its default deny, most specific first
 * @param keys row id → where the row stands
 * @param segments row id → its segments in order → bit → rules
 */
public record PolicyCauses(
        int policyId,
        Map<Direction, List<Cause>> defaults,
        SortedMap<Integer, RowKey> keys,
        SortedMap<Integer, List<SortedMap<Integer, List<Cause>>>> segments) {

    public static PolicyCauses of(ResolvedPolicy policy) {
        var segments = new TreeMap<Integer, List<SortedMap<Integer, List<Cause>>>>();
        var keys = new TreeMap<Integer, RowKey>();
        for (var side : List.of(policy.ingress(), policy.egress())) {
            for (var row : side.rowsWithShadows()) {
                keys.put(row.id(), row.key());
                segments.put(
                        row.id(),
                        row.segments().stream().map(Row.Segment::causes).toList());
            }
        }
        var defaults = Map.of(
                Direction.INGRESS, policy.ingress().defaultCauses(),
                Direction.EGRESS, policy.egress().defaultCauses());
        return new PolicyCauses(policy.id(), defaults, keys, segments);
    }

    /** Of an id of which nothing is known but that it was used. */
    public static PolicyCauses unknown(int policyId) {
        return new PolicyCauses(policyId, Map.of(), new TreeMap<>(), new TreeMap<>());
    }

    /** The rules behind a bit of a segment; none when it was not a policy that put it there, or nothing is known of it. */
    public List<Cause> ofBit(int row, int segment, int bit) {
        var ofRow = segments.getOrDefault(row, List.of());
        return segment < ofRow.size() ? ofRow.get(segment).getOrDefault(bit, List.of()) : List.of();
    }

    /** The rules behind all those bits of a segment that a peer has, by policy and path; a default deny's causes as they are. */
    public List<Cause> ofBits(int row, int segment, IntPredicate has) {
        var ofRow = segments.getOrDefault(row, List.of());
        if (segment >= ofRow.size()) {
            return List.of();
        }
        var causes = ofRow.get(segment).entrySet().stream()
                .filter(e -> has.test(e.getKey()))
                .flatMap(e -> e.getValue().stream())
                .distinct()
                .toList();
        return causes.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY)
                ? causes
                : causes.stream()
                        .sorted(Comparator.comparing(Cause::policy).thenComparing(Cause::path))
                        .toList();
    }

    /** The policies behind the default of a direction. */
    public List<Cause> ofDefault(Direction direction) {
        return defaults.getOrDefault(direction, List.of());
    }

    /** Every rule it names. */
    public List<Cause> all() {
        var all = new ArrayList<Cause>();
        defaults.values().forEach(all::addAll);
        segments.values().forEach(row -> row.forEach(segment -> segment.values().forEach(all::addAll)));
        return all;
    }
}
