// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** What connection tracking knew of a traced packet. Numbers are those of the public flow API and, up to 4, of the datapath. */
public enum TraceReason {
    UNKNOWN,
    NEW,
    ESTABLISHED,
    REPLY,
    RELATED,
    REOPENED,
    SRV6_ENCAP,
    SRV6_DECAP,
    ENCRYPT_OVERLAY;

    public int number() {
        return ordinal();
    }

    /** The reason of a public number; {@link #UNKNOWN} for numbers without one. */
    public static TraceReason of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? all[number] : UNKNOWN;
    }
}
