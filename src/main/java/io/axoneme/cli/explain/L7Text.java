// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.L7Rules;
import io.axoneme.model.L7Rules.HeaderMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** L7 rules in words. */
final class L7Text {

    private L7Text() {}

    static int size(L7Rules rules) {
        return switch (rules) {
            case L7Rules.Http(var list) -> list.size();
            case L7Rules.Dns(var list) -> list.size();
        };
    }

    /** {@code http[1]}: as in the policy's path. */
    static String number(L7Rules rules, int rule) {
        return switch (rules) {
            case L7Rules.Http http -> "http[" + rule + "]";
            case L7Rules.Dns dns -> "dns[" + rule + "]";
        };
    }

    /** What one rule of the list asks for. */
    static String rule(L7Rules rules, int rule) {
        return switch (rules) {
            case L7Rules.Http(var list) -> http(list.get(rule));
            case L7Rules.Dns(var list) -> dns(list.get(rule));
        };
    }

    static String all(L7Rules rules) {
        return IntStream.range(0, size(rules))
                .mapToObj(i -> number(rules, i) + " " + rule(rules, i))
                .collect(Collectors.joining(" or "));
    }

    private static String http(L7Rules.HttpRule rule) {
        var asked = new ArrayList<String>();
        if (rule.method() != null) {
            asked.add("method " + rule.method());
        }
        if (rule.path() != null) {
            asked.add("path " + rule.path());
        }
        if (rule.host() != null) {
            asked.add("host " + rule.host());
        }
        rule.headers().forEach(h -> asked.add("header " + h.name() + (h.value() == null ? "" : ": " + h.value())));
        return asked.isEmpty() ? "every request" : String.join(", ", asked);
    }

    private static String dns(L7Rules.DnsRule rule) {
        return rule.matchName() != null ? "name " + rule.matchName() : "pattern " + rule.matchPattern();
    }

    /** What the proxy does about headers that do not match and need not. */
    static String mismatched(List<HeaderMatch> headers) {
        return headers.stream()
                .map(h -> " Header " + h.name() + " does not match: "
                        + switch (h.mismatch()) {
                            case FAIL -> throw new IllegalArgumentException("a request that passes meets " + h);
                            case LOG -> "it is logged.";
                            case ADD -> "the value is added.";
                            case DELETE -> "the header is removed.";
                            case REPLACE -> "the value is replaced.";
                        })
                .collect(Collectors.joining());
    }
}
