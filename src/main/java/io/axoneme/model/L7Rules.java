// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a proxy lets pass on a port. A rule with such a list redirects instead of allowing. */
public sealed interface L7Rules {

    /** A list of the same kind that lets everything pass. */
    default L7Rules passAll() {
        return switch (this) {
            case Http http -> new Http(List.of());
            case Dns dns -> new Dns(List.of());
        };
    }

    /** A packet goes to one proxy: where lists of both kinds would take it, to that of the lower number, as in the reference. */
    default int precedence() {
        return switch (this) {
            case Http http -> 1;
            case Dns dns -> 2;
        };
    }

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
     */
    record HttpRule(
            @Nullable String method,
            @Nullable String path,
            @Nullable String host,
            List<HeaderMatch> headers) {
        public HttpRule {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A condition on a header.
     *
     * @param name compared without regard to case
     * @param value the whole value, compared exactly; null asks only that the header is there
     * @param mismatch what becomes of a request that does not meet it
     */
    record HeaderMatch(String name, @Nullable String value, Mismatch mismatch) {

        /** What becomes of a request whose header is missing or has another value. Source: cilium.io/v2, HeaderMatch.mismatch. */
        public enum Mismatch {
            /** The rule does not let it pass. */
            FAIL,
            /** It passes as far as this header goes, and the access log says so. As with all below. */
            LOG,
            /** The value is added to those that the header has. */
            ADD,
            /** The whole header is removed. */
            DELETE,
            /** The value takes the place of the header's. */
            REPLACE
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
