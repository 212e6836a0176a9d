// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which protocol and destination port (or ICMP type) a rule speaks of. */
public sealed interface PortMatch {

    /** Bits of a protocol and of a port. */
    int PROTOCOL_BITS = 8;

    int PORT_BITS = 16;

    /** Whatever the protocol and port, ICMP and protocols without ports included. */
    record Everything() implements PortMatch {}

    /** Every port, or every message type, of a protocol. */
    record AllOf(Protocol protocol) implements PortMatch {}

    /**
     * Ports of one protocol.
     *
     * @param protocol TCP, UDP or SCTP
     * @param first 0..65535
     * @param last first..65535, not 0 (0 alone stands for every port in the API; that is {@link AllOf})
     */
    record Range(Protocol protocol, int first, int last) implements PortMatch {
        public Range {
            if (!protocol.hasPorts() || first < 0 || last < 1 || last < first || last > 65535) {
                throw new IllegalArgumentException("ports " + first + "-" + last + "/" + protocol.text());
            }
        }
    }

    /**
     * The port that has this name: on ingress among the endpoint's own container ports, on egress among each peer's.
     *
     * @param name in lower case
     * @param protocol must be that of the container port; null takes the name whatever its protocol
     */
    record Named(String name, @Nullable Protocol protocol) implements PortMatch {
        public Named {
            if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("port name \"" + name + "\"");
            }
        }
    }

    /**
     * One message type. (Type 0 means every type in the API; that is {@link AllOf}.)
     *
     * @param protocol ICMP or ICMPv6
     * @param type 1..255
     */
    record IcmpType(Protocol protocol, int type) implements PortMatch {
        public IcmpType {
            if (protocol.hasPorts() || type < 1 || type > 255) {
                throw new IllegalArgumentException("type " + type + "/" + protocol.text());
            }
        }
    }

    /**
     * Whether a packet to this port is spoken of.
     *
     * @param names the named ports of the end that receives the packet
     */
    default boolean matches(Port port, NamedPorts names) {
        return switch (this) {
            case Everything() -> true;
            case AllOf(var protocol) -> protocol == port.protocol();
            case Range(var protocol, int first, int last) ->
                protocol == port.protocol() && port.number() >= first && port.number() <= last;
            case Named(var name, var protocol) ->
                (protocol == null || protocol == port.protocol()) && names.contains(name, port);
            case IcmpType(var protocol, int type) -> protocol == port.protocol() && port.number() == type;
        };
    }

    /**
     * How narrowly it speaks of a port that it matches: 0 for every protocol, 8 for all of one, and one more for each bit of the port
     * that the widest prefix around it within the range fixes, up to 24.
     */
    default int prefixBits(Port port) {
        return switch (this) {
            case Everything() -> 0;
            case AllOf(var protocol) -> PROTOCOL_BITS;
            case Named named -> PROTOCOL_BITS + PORT_BITS;
            case IcmpType type -> PROTOCOL_BITS + PORT_BITS;
            case Range(var protocol, int first, int last) -> {
                int bits = 0;
                while (prefixStart(port, bits) < first
                        || prefixStart(port, bits) + (1 << (PORT_BITS - bits)) - 1 > last) {
                    bits++;
                }
                yield PROTOCOL_BITS + bits;
            }
        };
    }

    private static int prefixStart(Port port, int bits) {
        return port.number() & (0xffff << (PORT_BITS - bits)) & 0xffff;
    }
}
