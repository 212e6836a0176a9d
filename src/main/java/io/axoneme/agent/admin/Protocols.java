// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

/** Names of IP protocols, by number. Source: IANA protocol numbers. */
final class Protocols {
    private Protocols() {}

    static String name(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 58 -> "ICMPv6";
            case 132 -> "SCTP";
            default -> Integer.toString(number);
        };
    }
}
