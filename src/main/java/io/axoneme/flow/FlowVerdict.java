// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** What became of a packet or message. Numbers are those of the public flow API. */
public enum FlowVerdict {
    UNKNOWN(0, "VERDICT_UNKNOWN"),
    FORWARDED(1, "FORWARDED"),
    DROPPED(2, "DROPPED"),
    ERROR(3, "ERROR"),
    /** Passed, although policy would have dropped it were it enforced. */
    AUDIT(4, "AUDIT"),
    /** Sent to the proxy. */
    REDIRECTED(5, "REDIRECTED"),
    TRACED(6, "TRACED"),
    TRANSLATED(7, "TRANSLATED");

    private final int number;
    private final String text;

    FlowVerdict(int number, String text) {
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

    /** The verdict of a public number; {@link #UNKNOWN} for numbers without one. */
    public static FlowVerdict of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? all[number] : UNKNOWN;
    }
}
