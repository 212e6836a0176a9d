// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request.
 *
 * @param method as sent; methods are case-sensitive
 * @param path the target as sent: path and query
 * @param host the Host header or {@code :authority}, with its port if one was sent; empty when there is none
 * @param headers by name in lower case, each with its values in order; Host is not among them
 */
public record HttpRequest(String method, String path, String host, Map<String, List<String>> headers) {

    public HttpRequest {
        var copy = new TreeMap<String, List<String>>();
        headers.forEach((name, values) -> copy.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .addAll(values));
        copy.replaceAll((name, values) -> List.copyOf(values));
        headers = Map.copyOf(copy);
    }

    /** A request without further headers. */
    public static HttpRequest of(String method, String path, String host) {
        return new HttpRequest(method, path, host, Map.of());
    }

    /** The values of a header joined by commas, as HTTP reads a header that stands there several times; null when it is not there. */
    @Nullable
    String header(String name) {
        var wanted = name.toLowerCase(Locale.ROOT);
        if (wanted.equals("host") && !host.isEmpty()) {
            return host;
        }
        var values = headers.get(wanted);
        return values == null ? null : String.join(",", values);
    }

    /**
     * The path and query in the one spelling that rules are matched against and that a proxy passes on.
     *
     * @throws IllegalArgumentException saying why a request with this path is refused, whatever the rules
     */
    public String normalPath() {
        return RequestPath.normal(path);
    }

    /** Such as {@code GET /public}. */
    @Override
    public String toString() {
        return method + " " + path + (host.isEmpty() ? "" : " of host " + host);
    }
}
