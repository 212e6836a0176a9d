// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Composes the payload of a frame: packed, little-endian. Grows as needed. Not thread-safe. */
final class PayloadWriter {
    private static final int MAX_STRING = 0xffff;

    private byte[] bytes = new byte[256];
    private int size;

    PayloadWriter u8(int value) {
        return number(value, 1);
    }

    PayloadWriter u16(int value) {
        return number(value, 2);
    }

    PayloadWriter u32(int value) {
        return number(value, 4);
    }

    PayloadWriter u64(long value) {
        return number(value, 8);
    }

    /** A string with a 16-bit length before it. */
    PayloadWriter str(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_STRING) {
            throw new IllegalArgumentException("a string of " + text.length + " bytes does not fit in " + MAX_STRING);
        }
        return u16(text.length).raw(text);
    }

    /** A string with a 32-bit length before it. */
    PayloadWriter text(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return u32(text.length).raw(text);
    }

    PayloadWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** All that the buffer holds, which stays as it is. */
    PayloadWriter raw(ByteBuffer value) {
        reserve(value.remaining());
        value.get(value.position(), bytes, size, value.remaining());
        size += value.remaining();
        return this;
    }

    <T> PayloadWriter value(Codec<T> codec, T value) {
        reserve(codec.size());
        codec.write(value, bytes, size);
        size += codec.size();
        return this;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private PayloadWriter number(long value, int width) {
        reserve(width);
        for (int i = 0; i < width; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** Bytes past {@code size} are always zero, as codecs want them. */
    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
