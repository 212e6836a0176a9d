// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the payload of a frame: packed, little-endian. A payload shorter than what is read from it is a {@link ProtocolException}. */
final class PayloadReader {
    private final byte[] bytes;
    private int position;

    PayloadReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() throws ProtocolException {
        return (int) number(1);
    }

    int u16() throws ProtocolException {
        return (int) number(2);
    }

    int u32() throws ProtocolException {
        return (int) number(4);
    }

    long u64() throws ProtocolException {
        return number(8);
    }

    /** A count of elements of at least {@code elementSize} bytes each, which must be there. */
    int count(int elementSize) throws ProtocolException {
        long count = Integer.toUnsignedLong(u32());
        if (count * elementSize > bytes.length - position) {
            throw new ProtocolException("a count of " + count + " elements of " + elementSize + " bytes, with "
                    + (bytes.length - position) + " bytes left");
        }
        return (int) count;
    }

    String str() throws ProtocolException {
        return string(u16());
    }

    String text() throws ProtocolException {
        return string(u32());
    }

    byte[] raw(int count) throws ProtocolException {
        int from = advance(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    /** All that was not read yet. */
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    <T> T value(Codec<T> codec) throws ProtocolException {
        return codec.read(bytes, advance(codec.size()));
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    private String string(int length) throws ProtocolException {
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    private long number(int width) throws ProtocolException {
        int from = advance(width);
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[from + i] & 0xff);
        }
        return value;
    }

    private int advance(int count) throws ProtocolException {
        if (count < 0 || count > bytes.length - position) {
            throw new ProtocolException("a payload of " + bytes.length + " bytes ends before byte "
                    + (position + Integer.toUnsignedLong(count)));
        }
        int from = position;
        position += count;
        return from;
    }
}
