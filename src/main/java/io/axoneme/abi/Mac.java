// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value its six bytes, big-endian, in the low 48 bits
 */
public record Mac(long value) {
    public static final Mac NONE = new Mac(0);

    public Mac {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(value));
        }
    }

    /**
     * An address from its text.
     *
     * @param text six hexadecimal bytes with colons between
     */
    public static Mac parse(String text) {
        byte[] bytes;
        try {
            bytes = HexFormat.ofDelimiter(":").parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a MAC address: " + text, e);
        }
        if (bytes.length != 6) {
            throw new IllegalArgumentException("a MAC address has six bytes: " + text);
        }
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xff);
        }
        return new Mac(value);
    }

    @Override
    public String toString() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (value >>> (40 - 8 * i));
        }
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
