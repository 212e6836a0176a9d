// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a row stands below its policy and direction: every protocol, one protocol, or a prefix of one protocol's ports.
 *
 * @param protocol IP protocol number; 0 stands for every protocol
 * @param port first port (or ICMP type) of the prefix; bits past it are zero
 * @param bits length of the port prefix, 0..16; 0 without a protocol
 */
public record RowKey(int protocol, int port, int bits) implements Comparable<RowKey> {

    /** Whatever the protocol and port. */
    public static final RowKey ANY = new RowKey(0, 0, 0);

    private static final int PORT_BITS = 16;

    private static final Comparator<RowKey> ORDER = Comparator.comparingInt(RowKey::protocol)
            .thenComparingInt(RowKey::port)
            .thenComparingInt(RowKey::bits);

    public RowKey {
        if (protocol < 0 || protocol > 255 || bits < 0 || bits > PORT_BITS || (protocol == 0 && bits > 0)) {
            throw new IllegalArgumentException("row " + protocol + " " + port + "/" + bits);
        }
        if ((port & ~mask(bits)) != 0) {
            throw new IllegalArgumentException("port " + port + " has bits past its prefix of " + bits);
        }
    }

    /** Every port, or every message type, of a protocol. */
    public static RowKey of(Protocol protocol) {
        return new RowKey(protocol.number(), 0, 0);
    }

    /** One port or message type. */
    public static RowKey of(Protocol protocol, int port) {
        return new RowKey(protocol.number(), port, PORT_BITS);
    }

    /** The fewest prefixes that hold exactly the ports first..last. */
    public static List<RowKey> range(Protocol protocol, int first, int last) {
        var keys = new ArrayList<RowKey>();
        int port = first;
        while (port <= last) {
            int size = port == 0 ? 1 << PORT_BITS : Integer.lowestOneBit(port);
            while (port + size - 1 > last) {
                size >>= 1;
            }
            keys.add(new RowKey(protocol.number(), port, PORT_BITS - Integer.numberOfTrailingZeros(size)));
            port += size;
        }
        return keys;
    }

    /** This key and all shorter ones that hold it, longest first. */
    public List<RowKey> chain() {
        var keys = new ArrayList<RowKey>(bits + 2);
        for (int length = bits; length > 0; length--) {
            keys.add(new RowKey(protocol, port & mask(length), length));
        }
        if (protocol != 0) {
            keys.add(new RowKey(protocol, 0, 0));
        }
        keys.add(ANY);
        return keys;
    }

    /** Bits of the key below policy and direction that count: 0, 8, or 8 + port bits. */
    public int specificity() {
        return protocol == 0 ? 0 : 8 + bits;
    }

    private static int mask(int bits) {
        return (0xffff << (PORT_BITS - bits)) & 0xffff;
    }

    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }
}
