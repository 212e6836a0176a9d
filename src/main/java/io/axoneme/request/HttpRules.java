// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import io.axoneme.model.L7Rules;
import io.axoneme.model.L7Rules.HeaderMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A list of HTTP rules, compiled. A request passes when one of them lets it pass; an empty list lets every request pass. */
public final class HttpRules {

    /** Longest method, host or header value that is judged, in characters. */
    static final int MAX_LENGTH = 8_192;

    private final List<CompiledRule> rules;

    private HttpRules(List<CompiledRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Compiles a list.
     *
     * @throws IllegalArgumentException for an expression that {@link Expression#compile} refuses; a policy's are checked when it is read
     */
    public static HttpRules compile(L7Rules.Http list) {
        return new HttpRules(list.rules().stream().map(CompiledRule::of).toList());
    }

    public Decision judge(HttpRequest request) {
        var tooLong = tooLong(request);
        if (tooLong.isPresent()) {
            return new Decision.Malformed(tooLong.get());
        }
        String path;
        try {
            path = request.normalPath();
        } catch (IllegalArgumentException e) {
            return new Decision.Malformed(String.valueOf(e.getMessage()));
        }
        if (rules.isEmpty()) {
            return new Decision.Passes(0, List.of());
        }
        var reasons = new ArrayList<String>();
        for (int i = 0; i < rules.size(); i++) {
            var missing = rules.get(i).missing(request, path);
            if (missing == null) {
                return new Decision.Passes(i, rules.get(i).mismatched(request));
            }
            reasons.add(missing);
        }
        return new Decision.Refused(reasons);
    }

    private static Optional<String> tooLong(HttpRequest request) {
        if (request.method().length() > MAX_LENGTH || request.host().length() > MAX_LENGTH) {
            return Optional.of("its method or host has more than " + MAX_LENGTH + " characters");
        }
        return request.headers().entrySet().stream()
                .filter(e -> e.getValue().stream().mapToInt(String::length).sum() > MAX_LENGTH)
                .map(e -> "its header " + e.getKey() + " has more than " + MAX_LENGTH + " characters")
                .sorted()
                .findFirst();
    }

    private record CompiledRule(
            @Nullable Expression method,
            @Nullable Expression path,
            @Nullable Expression host,
            List<HeaderMatch> headers) {

        static CompiledRule of(L7Rules.HttpRule rule) {
            var host = rule.host();
            return new CompiledRule(
                    compiled(rule.method()),
                    compiled(rule.path()),
                    host == null ? null : Expression.ignoringCase(host),
                    rule.headers());
        }

        private static @Nullable Expression compiled(@Nullable String text) {
            return text == null ? null : Expression.compile(text);
        }

        /** What the request lacks, or null. */
        @Nullable
        String missing(HttpRequest request, String normalPath) {
            if (method != null && !method.matches(request.method())) {
                return "method " + request.method() + " does not match " + method;
            }
            if (path != null && !path.matches(normalPath)) {
                return "path " + normalPath + " does not match " + path;
            }
            if (host != null && !matchesHost(host, request.host())) {
                return (request.host().isEmpty() ? "no host" : "host " + request.host()) + " does not match " + host;
            }
            return headers.stream()
                    .filter(h -> h.mismatch() == HeaderMatch.Mismatch.FAIL && !holds(h, request))
                    .findFirst()
                    .map(h -> missing(h, request))
                    .orElse(null);
        }

        private static String missing(HeaderMatch header, HttpRequest request) {
            var found = request.header(header.name());
            return found == null
                    ? "header " + header.name() + " is missing"
                    : "header " + header.name() + " is \"" + found + "\", not \"" + header.value() + "\"";
        }

        List<HeaderMatch> mismatched(HttpRequest request) {
            return headers.stream().filter(h -> !holds(h, request)).toList();
        }

        private static boolean holds(HeaderMatch header, HttpRequest request) {
            var found = request.header(header.name());
            return found != null && (header.value() == null || header.value().equals(found));
        }

        /** With the port as it was sent, or without; a request without a host has none that could match. */
        private static boolean matchesHost(Expression expression, String host) {
            return !host.isEmpty() && (expression.matches(host) || expression.matches(withoutPort(host)));
        }

        private static String withoutPort(String host) {
            int colon = host.lastIndexOf(':');
            boolean port = colon >= 0 && host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
            boolean inBrackets = host.indexOf(']', Math.max(colon, 0)) >= 0;
            return port && !inBrackets ? host.substring(0, colon) : host;
        }
    }
}
