// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IP address as the datapath holds it: 16 bytes in network order, an IPv4 address in its v4-mapped form (::ffff:a.b.c.d).
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record Address(long high, long low) implements Comparable<Address> {
    /** All zero: no address; in an ipcache entry's tunnel field, native routing. */
    public static final Address NONE = new Address(0, 0);
    /** Bits before the IPv4 part of a v4-mapped address. */
    public static final int IPV4_OFFSET_BITS = 96;

    private static final long MAPPED = 0x0000_ffff_0000_0000L;

    /**
     * The v4-mapped form.
     *
     * @param value the four bytes of an IPv4 address, big-endian
     */
    public static Address ofIpv4(int value) {
        return new Address(0, MAPPED | Integer.toUnsignedLong(value));
    }

    /**
     * An address from its bytes.
     *
     * @param bytes 4 or 16 in network order; any other length is an {@link IllegalArgumentException}
     */
    public static Address of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> ofIpv4((int) bigEndian(bytes, 0, 4));
            case 16 -> new Address(bigEndian(bytes, 0, 8), bigEndian(bytes, 8, 8));
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    public static Address of(InetAddress address) {
        return of(address.getAddress());
    }

    /**
     * An address from its text.
     *
     * @param literal an IPv4 or IPv6 address; names are refused, nothing is looked up
     */
    public static Address parse(String literal) {
        try {
            return of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + literal, e);
        }
    }

    public boolean isIpv4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    /** The four bytes of a v4-mapped address; 0 for any other. */
    public int ipv4() {
        return isIpv4() ? (int) low : 0;
    }

    public boolean isNone() {
        return high == 0 && low == 0;
    }

    /** The 16 bytes in network order. */
    public byte[] bytes() {
        byte[] out = new byte[16];
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) (high >>> (56 - 8 * i));
            out[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return out;
    }

    /** The address with all but its first {@code bits} (0 to 128) cleared. */
    public Address masked(int bits) {
        long keepHigh = bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
        long keepLow = bits <= 64 ? 0 : bits >= 128 ? -1L : -1L << (128 - bits);
        return new Address(high & keepHigh, low & keepLow);
    }

    /** The Java form: an Inet4Address for a v4-mapped address. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are always an address", e);
        }
    }

    /** Orders as the bytes do. */
    @Override
    public int compareTo(Address other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return isIpv4() ? toInetAddress().getHostAddress() : Ipv6Text.of(this);
    }

    private static long bigEndian(byte[] bytes, int offset, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xff);
        }
        return value;
    }
}
