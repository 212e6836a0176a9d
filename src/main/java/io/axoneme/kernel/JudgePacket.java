// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Mac;
import io.axoneme.abi.Scalars;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;

/**
 * The first packet of a flow, as {@code axoneme-judge} is told of it.
 *
 * @param endpoint id of the endpoint whose device it passes, 1 to 4095
 * @param direction seen from the endpoint
 * @param sourcePort 1 to 65535; the identifier of an ICMP echo
 * @param port the destination
 * @param source of the same family as the destination
 */
record JudgePacket(
        Way way,
        int endpoint,
        Direction direction,
        int sourcePort,
        Port port,
        IpAddress source,
        IpAddress destination,
        Mac sourceMac,
        Mac destinationMac) {

    /** Where a packet comes from. Ordinals are the program's numbers. */
    enum Way {
        /** The endpoint sends it. */
        FROM_POD,
        /** It came in at the uplink, for the endpoint. */
        FROM_WIRE,
        /** The node itself sends it to the endpoint. */
        FROM_NODE
    }

    /** What the packet goes by in counts. */
    String familyText() {
        return source.isV4() ? "IPv4" : "IPv6";
    }

    void write(PayloadWriter payload) {
        payload.u8(way.ordinal())
                .u8(source.isV4() ? 4 : 6)
                .u8(port.protocol().number())
                .u8(direction.number())
                .u16(endpoint)
                .u16(sourcePort)
                .u16(port.number())
                .value(Scalars.ADDRESS, source)
                .value(Scalars.ADDRESS, destination)
                .raw(bytes(sourceMac))
                .raw(bytes(destinationMac));
    }

    private static byte[] bytes(Mac mac) {
        var bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mac.value() >>> (40 - 8 * i));
        }
        return bytes;
    }
}
