// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says about one {@link RowKey}: segments in order, of which the first that holds one of the peer's bits decides.
 *
 * @param id unique within its policy, from 1; a shadow has one of its own
 * @param segments empty where the row stands for its shadow only
 * @param shadow what the full set of policies says, audited ones included, where it may deny what this row lets pass; null elsewhere, and of a shadow
 */
public record Row(
        int id,
        RowKey key,
        List<Segment> segments,
        @Nullable Row shadow) {

    public Row {
        segments = List.copyOf(segments);
    }

    /** What a segment decides. Numbers are those of the datapath. */
    public enum Action {
        ALLOW(1),
        DENY(2),
        REDIRECT(3);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /**
     * One step.
     *
     * @param rules for REDIRECT the number of its rule set within the policy, from 1; else 0
     * @param causes for each of its bits the rules that put it there; none for what no policy wrote (the local host's ingress)
     * @param vector index of the interned set when there are more bits than {@link #INLINE_BITS}, else 0
     */
    public record Segment(Action action, int rules, SortedMap<Integer, List<Cause>> causes, int vector) {

        /** Bits that a segment of the datapath holds itself (AXO_SEGMENT_BITS). */
        public static final int INLINE_BITS = 8;

        /** The bits, ascending. */
        public int[] bits() {
            return causes.keySet().stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
