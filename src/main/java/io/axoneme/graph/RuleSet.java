// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.RuleList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntPredicate;

/**
 * The lists of L7 rules behind a redirecting segment. As with causes they hang on bits, so that a peer that several selectors pick is
 * held against the lists of all of them.
 *
 * @param byBit for each of the segment's bits its lists; other bits widen what passes, and do not redirect
 */
public record RuleSet(SortedMap<Integer, List<RuleList>> byBit) {

    /** The lists for a peer with these bits. */
    public List<RuleList> lists(IntPredicate peerBits) {
        return RuleList.merged(
                byBit.entrySet().stream().filter(e -> peerBits.test(e.getKey())).flatMap(e -> e.getValue().stream()));
    }
}
