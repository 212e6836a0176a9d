// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Optional;

/** Protocols that policy tells apart, with their IANA protocol numbers. Any other protocol is matched by rules without ports only. */
public enum Protocol {
    ICMP(1, "ICMP"),
    TCP(6, "TCP"),
    UDP(17, "UDP"),
    ICMPV6(58, "ICMPv6"),
    SCTP(132, "SCTP");

    private final int number;
    private final String text;

    Protocol(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** IANA protocol number, 0..255. */
    public int number() {
        return number;
    }

    /** As policies spell it: TCP, UDP, SCTP, ICMP, ICMPv6. */
    public String text() {
        return text;
    }

    /** Whether the number beside it is a port; otherwise it is an ICMP message type. */
    public boolean hasPorts() {
        return switch (this) {
            case TCP, UDP, SCTP -> true;
            case ICMP, ICMPV6 -> false;
        };
    }

    /** The protocol so spelt, case ignored; empty when there is none. */
    public static Optional<Protocol> parse(String text) {
        for (var protocol : values()) {
            if (protocol.text.equalsIgnoreCase(text)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
