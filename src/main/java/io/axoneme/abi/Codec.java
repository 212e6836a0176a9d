// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Turns a value into the bytes that a map holds, and back.
 *
 * @param <T> the value's type
 */
public interface Codec<T> {
    /** Bytes that each value takes. */
    int size();

    /** Writes at {@code offset} of {@code target}, whose bytes there must be zero: padding is left as it is. */
    void write(T value, byte[] target, int offset);

    T read(byte[] source, int offset);

    /** The value's bytes in an array of their own. */
    default byte[] encode(T value) {
        byte[] bytes = new byte[size()];
        write(value, bytes, 0);
        return bytes;
    }
}
