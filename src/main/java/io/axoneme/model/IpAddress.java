// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/**
 * An IPv4 or IPv6 address as 128 bits; IPv4 in its v4-mapped form (::ffff:a.b.c.d), as the datapath keeps it.
 *
 * @param high bits 0..63, most significant first
 * @param low bits 64..127
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

    private static final long V4_MAPPED = 0x0000_ffff_0000_0000L;

    /** The IPv4 address with these 32 bits. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, V4_MAPPED | Integer.toUnsignedLong(bits));
    }

    public boolean isV4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_MAPPED;
    }

    /** Bits of an address of its family: 32 or 128. */
    public int width() {
        return isV4() ? 32 : 128;
    }

    /**
     * Reads dotted IPv4 or RFC 4291 IPv6 text, without zone.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static IpAddress parse(String text) {
        return text.indexOf(':') < 0 ? v4(IpText.parseV4(text)) : IpText.parseV6(text);
    }

    @Override
    public int compareTo(IpAddress other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    /** Dotted IPv4, or IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        return isV4() ? IpText.formatV4((int) low) : IpText.formatV6(high, low);
    }
}
