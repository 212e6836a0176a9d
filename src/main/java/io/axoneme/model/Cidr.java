// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A prefix of IPv4 or IPv6 addresses. Bits past the prefix are zero.
 *
 * @param address the first address
 * @param length bits of the prefix in its family: 0..32 or 0..128
 */
public record Cidr(IpAddress address, int length) implements Comparable<Cidr> {

    public static final Cidr ALL_V4 = new Cidr(IpAddress.v4(0), 0);
    public static final Cidr ALL_V6 = new Cidr(new IpAddress(0, 0), 0);

    public Cidr {
        if (length < 0 || length > address.width()) {
            throw new IllegalArgumentException("prefix length " + length + " is outside 0.." + address.width());
        }
        address = masked(address, length + 128 - address.width());
    }

    /** The prefix that holds this address alone. */
    public static Cidr host(IpAddress address) {
        return new Cidr(address, address.width());
    }

    /**
     * Reads {@code ADDRESS/LENGTH}; bits past the length are cleared.
     *
     * @throws IllegalArgumentException saying what is wrong with the text; an address without a length is wrong too
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no prefix length");
        }
        var address = IpAddress.parse(text.substring(0, slash));
        if (address.isV4() && text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is a v4-mapped prefix; write it as IPv4");
        }
        var length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > address.width()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": the prefix length is not a number in 0.." + address.width());
        }
        return new Cidr(address, Integer.parseInt(length));
    }

    /** Whether it holds one address alone. */
    public boolean isHost() {
        return length == address.width();
    }

    public boolean isV4() {
        return address.isV4();
    }

    /** Whether the address lies in this prefix; never one of the other family. */
    public boolean contains(IpAddress other) {
        return other.isV4() == isV4()
                && masked(other, length + 128 - address.width()).equals(address);
    }

    /** Whether every address of the other prefix lies in this one. */
    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.address);
    }

    /**
     * The labels of an identity that stands for this prefix: itself and every prefix around it, with source cidr. Colons of IPv6
     * are dashes in a label's key, and a key neither starts nor ends its address with one.
     */
    public List<Label> labels() {
        return IntStream.rangeClosed(0, length)
                .mapToObj(bits -> new Label(Label.CIDR, new Cidr(address, bits).labelKey(), ""))
                .toList();
    }

    private String labelKey() {
        var text = address.toString().replace(':', '-');
        return (text.startsWith("-") ? "0" : "") + text + (text.endsWith("-") ? "0" : "") + "/" + length;
    }

    private static IpAddress masked(IpAddress address, int bits) {
        long high = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
        long low = bits <= 64 ? 0 : -1L << (128 - bits);
        return new IpAddress(address.high() & high, address.low() & low);
    }

    @Override
    public int compareTo(Cidr other) {
        int first = address.compareTo(other.address);
        return first != 0 ? first : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
