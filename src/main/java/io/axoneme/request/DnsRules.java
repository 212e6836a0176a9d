// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import io.axoneme.model.DnsNames;
import io.axoneme.model.L7Rules;
import java.util.ArrayList;
import java.util.List;

/** A list of DNS rules, compiled. A query passes when one of them takes its name; an empty list lets every query pass. */
public final class DnsRules {

    private final List<DnsNames> patterns;

    private DnsRules(List<DnsNames> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** Compiles a list. */
    public static DnsRules compile(L7Rules.Dns list) {
        return new DnsRules(list.rules().stream().map(DnsRules::names).toList());
    }

    /** A rule has exactly one of the two. */
    private static DnsNames names(L7Rules.DnsRule rule) {
        var name = rule.matchName();
        return name != null ? DnsNames.name(name) : DnsNames.pattern(String.valueOf(rule.matchPattern()));
    }

    /**
     * Judges a query.
     *
     * @param name with or without the dot of the root at its end
     */
    public Decision judge(String name) {
        if (name.length() > DnsNames.MAX_LENGTH) {
            return new Decision.Malformed(
                    "its name has " + name.length() + " characters; DNS names have at most " + DnsNames.MAX_LENGTH);
        }
        if (patterns.isEmpty()) {
            return new Decision.Passes(0, List.of());
        }
        var reasons = new ArrayList<String>();
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(name)) {
                return new Decision.Passes(i, List.of());
            }
            reasons.add("name " + name + " does not match " + patterns.get(i));
        }
        return new Decision.Refused(reasons);
    }
}
