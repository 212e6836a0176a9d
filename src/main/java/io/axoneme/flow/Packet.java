// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a packet, as far as they are known.
 *
 * @param ethernet null when not seen
 * @param ip null for packets other than IP
 * @param layer4 null when there is none, or none that is understood
 */
public record Packet(
        @Nullable Ethernet ethernet,
        @Nullable Ip ip,
        @Nullable Layer4 layer4) {

    public static final Packet NONE = new Packet(null, null, null);

    /** Link addresses, as {@code aa:bb:cc:dd:ee:ff}. */
    public record Ethernet(String source, String destination) {}

    /**
     * Network addresses in text.
     *
     * @param sourceTranslated the source after SNAT; empty without
     * @param version 4 or 6; 0 when not told
     */
    public record Ip(String source, String sourceTranslated, String destination, int version, boolean encrypted) {}

    /** Source port; 0 without ports. */
    public int sourcePort() {
        return layer4 instanceof Layer4.Ports ports ? ports.sourcePort() : 0;
    }

    /** Destination port; 0 without ports. */
    public int destinationPort() {
        return layer4 instanceof Layer4.Ports ports ? ports.destinationPort() : 0;
    }
}
