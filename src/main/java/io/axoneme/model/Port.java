// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/**
 * The destination that a packet asks for: a port of TCP, UDP or SCTP, or an ICMP message type.
 *
 * @param protocol the protocol
 * @param number port 0..65535; ICMP type 0..255
 */
public record Port(Protocol protocol, int number) {

    public Port {
        int max = protocol.hasPorts() ? 65535 : 255;
        if (number < 0 || number > max) {
            throw new IllegalArgumentException(
                    (protocol.hasPorts() ? "port " : "ICMP type ") + number + " is outside 0.." + max);
        }
    }

    /**
     * Reads {@code 80/TCP}, {@code 8/ICMP}, {@code 128/ICMPv6}.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static Port parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not NUMBER/PROTOCOL");
        }
        var protocol = Protocol.parse(text.substring(slash + 1))
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\": the protocol is none of TCP, UDP, SCTP, ICMP, ICMPv6"));
        try {
            return new Port(protocol, Integer.parseInt(text.substring(0, slash)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\": no number before the slash", e);
        }
    }

    @Override
    public String toString() {
        return number + "/" + protocol.text();
    }
}
