// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** What connection tracking knew of a traced packet. Numbers are those of the public flow API and, up to 4, of the datapath. */
public enum TraceReason {
    UNKNOWN(0),
    NEW(1),
    ESTABLISHED(2),
    REPLY(3),
    RELATED(4),
    REOPENED(5),
    SRV6_ENCAP(6),
    SRV6_DECAP(7),
    ENCRYPT_OVERLAY(8);

    private final int number;

    TraceReason(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The reason of a public number; {@link #UNKNOWN} for numbers without one. */
    public static TraceReason of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? all[number] : UNKNOWN;
    }
}
