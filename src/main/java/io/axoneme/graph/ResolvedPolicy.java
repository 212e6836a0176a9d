// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What all endpoints of equal meaning share: rows and defaults under one policy id. Immutable; a change makes another one.
 *
 * @param id never reused, from 1
 * @param ingress what is judged on ingress
 * @param egress what is judged on egress
 * @param ruleSets what redirecting segments name by number, the first by 1
 */
public record ResolvedPolicy(int id, Side ingress, Side egress, List<RuleSet> ruleSets) {

    public ResolvedPolicy {
        ruleSets = List.copyOf(ruleSets);
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
