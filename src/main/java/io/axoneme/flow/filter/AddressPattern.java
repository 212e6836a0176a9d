// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** An address, or a CIDR of addresses. Families never match each other. */
final class AddressPattern {

    private final byte[] prefix;
    private final int bits;

    private AddressPattern(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Understands {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code fd00::1}, {@code fd00::/8}.
     *
     * @throws FilterException when it is none of them
     */
    static AddressPattern parse(String text) {
        int slash = text.indexOf('/');
        var address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw invalid(text);
        }
        int width = address.length * 8;
        return new AddressPattern(address, slash < 0 ? width : length(text, slash, width));
    }

    private static int length(String text, int slash, int width) {
        try {
            int length = Integer.parseInt(text, slash + 1, text.length(), 10);
            if (length >= 0 && length <= width) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new FilterException(invalid(text).getMessage(), e);
        }
        throw invalid(text);
    }

    private static FilterException invalid(String text) {
        return new FilterException("expected an IP address or a CIDR, got \"" + text + "\"");
    }

    boolean matches(String address) {
        var bytes = bytes(address);
        if (bytes == null || bytes.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    /** Null when it is no address. Never asks DNS. */
    private static byte @Nullable [] bytes(String address) {
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
