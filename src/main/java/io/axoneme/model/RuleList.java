// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the proxy holds a redirected packet's requests against. A request passes when one of the verdict's lists lets it pass.
 *
 * @param rules one list, as it stands in a policy
 * @param causes the rules that brought it, sorted; none for a list that no policy wrote: where nothing enforces the direction, rules
 *     only observe and everything passes
 */
public record RuleList(L7Rules rules, List<Cause> causes) implements Comparable<RuleList> {

    private static final Comparator<RuleList> ORDER =
            Comparator.comparing((RuleList l) -> l.causes.toString()).thenComparing(l -> l.rules.toString());

    public RuleList {
        causes = List.copyOf(causes);
    }

    /** Equal lists as one, with the causes of all; sorted. */
    public static List<RuleList> merged(Stream<RuleList> lists) {
        Map<L7Rules, TreeSet<Cause>> byRules = new HashMap<>();
        lists.forEach(l -> byRules.computeIfAbsent(l.rules, r -> new TreeSet<>(Cause.ORDER))
                .addAll(l.causes));
        return byRules.entrySet().stream()
                .map(e -> new RuleList(e.getKey(), List.copyOf(e.getValue())))
                .sorted()
                .toList();
    }

    @Override
    public int compareTo(RuleList other) {
        return ORDER.compare(this, other);
    }
}
