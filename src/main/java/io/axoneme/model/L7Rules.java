// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a proxy lets pass on a port. A rule with such a list redirects instead of allowing. */
public sealed interface L7Rules {

    /**
     * HTTP requests; one of the rules must let the request pass.
     *
     * @param rules empty lets every request pass
     */
    record Http(List<HttpRule> rules) implements L7Rules {
        public Http {
            rules = List.copyOf(rules);
        }
    }

    /**
     * DNS queries; one of the rules must let the name pass.
     *
     * @param rules empty lets every name pass
     */
    record Dns(List<DnsRule> rules) implements L7Rules {
        public Dns {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Conditions on a request, all of which must hold; null asks nothing.
     *
     * @param method regular expression
     * @param path regular expression
     * @param host regular expression
     * @param headers each must be there, with its value if it names one ({@code Name: value})
     */
    record HttpRule(
            @Nullable String method,
            @Nullable String path,
            @Nullable String host,
            List<String> headers) {
        public HttpRule {
            headers = List.copyOf(headers);
        }
    }

    /**
     * Exactly one of the two.
     *
     * @param matchName a full name
     * @param matchPattern a name with {@code *}
     */
    record DnsRule(@Nullable String matchName, @Nullable String matchPattern) {
        public DnsRule {
            if ((matchName == null) == (matchPattern == null)) {
                throw new IllegalArgumentException("a DNS rule has either a name or a pattern");
            }
        }
    }
}
