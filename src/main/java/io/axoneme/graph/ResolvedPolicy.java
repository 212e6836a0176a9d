// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What all endpoints of equal meaning share: rows and defaults under one policy id. Immutable; a change makes another one.
 *
 * @param id never reused, from 1
 * @param ingress what is judged on ingress
 * @param egress what is judged on egress
 * @param ruleSets what redirecting segments name by number, the first by 1
 * @param selectors what the bits of its rows mean
 */
public record ResolvedPolicy(
        int id, Side ingress, Side egress, List<RuleSet> ruleSets, Map<Integer, Selector> selectors) {

    public ResolvedPolicy {
        ruleSets = List.copyOf(ruleSets);
        selectors = Map.copyOf(selectors);
    }

    /**
     * One direction.
     *
     * @param enforced whether what no row decides is denied
     * @param defaultCauses the policies that enforce it, fewest endpoints selected first, then by name; empty when it is the mode or init that does
     * @param rows in order of key
     */
    public record Side(boolean enforced, List<Cause> defaultCauses, List<Row> rows) {
        public Side {
            defaultCauses = List.copyOf(defaultCauses);
            rows = List.copyOf(rows);
        }

        /** Policies that bring a default deny together: enforced ones, or audited ones that would. */
        List<Cause> sharedDefaultDenies() {
            var audited = rows.stream()
                    .map(Row::shadow)
                    .filter(Objects::nonNull)
                    .flatMap(shadow ->
                            shadow.segments().stream().skip(shadow.segments().size() - 1L))
                    .flatMap(last -> last.causes().values().stream())
                    .filter(causes -> causes.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY))
                    .findFirst()
                    .orElse(List.of());
            var causes = defaultCauses.isEmpty() ? audited : defaultCauses;
            return causes.size() > 1 ? causes : List.of();
        }

        /** The rows, each followed by its shadow if it has one. */
        public List<Row> rowsWithShadows() {
            return rows.stream()
                    .flatMap(r -> r.shadow() == null ? Stream.of(r) : Stream.of(r, r.shadow()))
                    .toList();
        }
    }

    public Side side(Direction direction) {
        return switch (direction) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    /** The lists behind a redirecting segment, by {@link Row.Segment#rules}. */
    public RuleSet ruleSet(int number) {
        return ruleSets.get(number - 1);
    }

    /** Both directions. */
    public Map<Direction, Side> sides() {
        return Map.of(Direction.INGRESS, ingress, Direction.EGRESS, egress);
    }
}
