// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.Optional;

/** Where a trace was taken. */
public enum TracePoint {
    TO_ENDPOINT(0, "to-endpoint"),
    TO_PROXY(1, "to-proxy"),
    TO_HOST(2, "to-host"),
    TO_STACK(3, "to-stack"),
    TO_OVERLAY(4, "to-overlay"),
    FROM_ENDPOINT(5, "from-endpoint"),
    FROM_PROXY(6, "from-proxy"),
    FROM_HOST(7, "from-host"),
    FROM_STACK(8, "from-stack"),
    FROM_OVERLAY(9, "from-overlay"),
    FROM_NETWORK(10, "from-network"),
    TO_NETWORK(11, "to-network"),
    FROM_CRYPTO(12, "from-crypto"),
    TO_CRYPTO(13, "to-crypto");

    private final int number;
    private final String text;

    TracePoint(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** Number in trace events, where 0 is {@link #TO_ENDPOINT}. */
    public int number() {
        return number;
    }

    /** As flows print it and filters name it. */
    public String text() {
        return text;
    }

    /** The point of a trace event's number. */
    public static Optional<TracePoint> of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? Optional.of(all[number]) : Optional.empty();
    }

    /** The point of a printed name. */
    public static Optional<TracePoint> named(String text) {
        for (var point : values()) {
            if (point.text.equals(text)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }
}
