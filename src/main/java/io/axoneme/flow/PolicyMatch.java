// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** How specific the rule was that decided: by peer (L3), by port (L4), by protocol. Numbers are those of the public flow API. */
public enum PolicyMatch {
    /** No rule: the default decided. */
    NONE(0, "none"),
    L3_ONLY(1, "L3-Only"),
    L3_L4(2, "L3-L4"),
    L4_ONLY(3, "L4-Only"),
    /** A rule for every peer and port. */
    ALL(4, "all"),
    L3_PROTO(5, "L3-Proto"),
    PROTO_ONLY(6, "Proto-Only");

    private final int number;
    private final String text;

    PolicyMatch(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    /** As flows print it. */
    public String text() {
        return text;
    }

    /** The match of a public number; {@link #NONE} for numbers without one. */
    public static PolicyMatch of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? all[number] : NONE;
    }
}
