// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;

/**
 * An application's message.
 *
 * @param latencyNs from request to response; 0 in requests
 */
public record L7(Type type, long latencyNs, Message message) {

    /** Numbers are those of the public flow API. */
    public enum Type {
        UNKNOWN(0, "unknown_l7_type"),
        REQUEST(1, "request"),
        RESPONSE(2, "response"),
        SAMPLE(3, "sample");

        private final int number;
        private final String text;

        Type(int number, String text) {
            this.number = number;
            this.text = text;
        }

        /** As flows print it. */
        public String text() {
            return text;
        }

        public int number() {
            return number;
        }

        /** The type of a public number; {@link #UNKNOWN} for numbers without one. */
        public static Type of(int number) {
            var all = values();
            return number >= 0 && number < all.length ? all[number] : UNKNOWN;
        }
    }

    /** What the message says, by protocol. */
    public sealed interface Message {}

    /**
     * A DNS query or its answer.
     *
     * @param ttlSeconds of the answer
     * @param observationSource where it was seen
     */
    public record Dns(
            String query,
            List<String> ips,
            int ttlSeconds,
            List<String> cnames,
            String observationSource,
            int rcode,
            List<String> qtypes,
            List<String> rrtypes)
            implements Message {
        public Dns {
            ips = List.copyOf(ips);
            cnames = List.copyOf(cnames);
            qtypes = List.copyOf(qtypes);
            rrtypes = List.copyOf(rrtypes);
        }
    }

    /**
     * An HTTP request or response.
     *
     * @param code status of a response; 0 in requests
     */
    public record Http(int code, String method, String url, String protocol, List<Header> headers) implements Message {
        public Http {
            headers = List.copyOf(headers);
        }
    }

    /** An HTTP header. */
    public record Header(String name, String value) {}

    /** A Kafka request or response. */
    public record Kafka(int errorCode, int apiVersion, String apiKey, int correlationId, String topic)
            implements Message {}

    /** A protocol without a record of its own. */
    public record Other() implements Message {}
}
