// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import io.axoneme.flow.L7;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Criteria about application messages. A flow matches when one of the values does. */
public final class L7Criteria {

    private static final Pattern FULL_STATUS = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern STATUS_PREFIX = Pattern.compile("[1-5][0-9]?\\+");

    private L7Criteria() {}

    /** {@code 404}, {@code 40+} or {@code 4+}; matches responses only. */
    public static Predicate<Flow> httpStatus(List<String> values) {
        var prefixes = Values.parse("http status code", values, L7Criteria::statusPrefix);
        return http(http -> {
            var code = Integer.toString(http.code());
            return http.code() != 0 && prefixes.stream().anyMatch(code::startsWith);
        });
    }

    private static String statusPrefix(String text) {
        if (FULL_STATUS.matcher(text).matches()) {
            return text;
        }
        if (STATUS_PREFIX.matcher(text).matches()) {
            return text.substring(0, text.length() - 1);
        }
        throw new FilterException("invalid status code prefix: \"" + text + "\"");
    }

    /** In any case of letters. */
    public static Predicate<Flow> httpMethod(List<String> values) {
        var methods = List.copyOf(values);
        return http(http -> methods.stream().anyMatch(http.method()::equalsIgnoreCase));
    }

    /** Regular expressions that a part of the URL's path matches. */
    public static Predicate<Flow> httpPath(List<String> values) {
        var patterns = Values.parse("http path", values, Values::expression);
        return http(http -> {
            var path = path(http.url());
            return patterns.stream().anyMatch(pattern -> pattern.matcher(path).find());
        });
    }

    private static String path(String url) {
        try {
            var path = URI.create(url).getPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException _) {
            // What an application sent need not be a URL; then it has no path that could match.
            return "";
        }
    }

    /** Regular expressions that a part of the URL matches. */
    public static Predicate<Flow> httpUrl(List<String> values) {
        var patterns = Values.parse("http URL", values, Values::expression);
        return http(http -> patterns.stream()
                .anyMatch(pattern -> pattern.matcher(http.url()).find()));
    }

    /** Headers; names in any case of letters. */
    public static Predicate<Flow> httpHeader(List<L7.Header> values) {
        var wanted = List.copyOf(values);
        return http(http -> http.headers().stream()
                .anyMatch(header -> wanted.stream()
                        .anyMatch(value -> value.name().equalsIgnoreCase(header.name())
                                && value.value().equals(header.value()))));
    }

    /** Regular expressions that a part of the queried name matches. */
    public static Predicate<Flow> dnsQuery(List<String> values) {
        var patterns = Values.parse("DNS query", values, Values::expression);
        return flow -> {
            var l7 = flow.l7();
            return l7 != null
                    && l7.message() instanceof L7.Dns dns
                    && patterns.stream()
                            .anyMatch(pattern -> pattern.matcher(dns.query()).find());
        };
    }

    private static Predicate<Flow> http(Predicate<L7.Http> criterion) {
        return flow -> {
            var l7 = flow.l7();
            return l7 != null && l7.message() instanceof L7.Http http && criterion.test(http);
        };
    }
}
