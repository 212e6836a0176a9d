// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/** One field of a struct: what its name is and where its bytes are. Offsets and sizes are in bytes. */
public sealed interface Field {
    String name();

    int offset();

    int size();

    /** An unsigned integer of 1 to 8 bytes. Values wider than the field are a bug of the caller and refused. */
    record Unsigned(String name, int offset, int size, boolean bigEndian) implements Field {
        long get(byte[] source, int base) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                int at = bigEndian ? i : size - 1 - i;
                value = (value << 8) | (source[base + offset + at] & 0xff);
            }
            return value;
        }

        int getInt(byte[] source, int base) {
            return (int) get(source, base);
        }

        void put(byte[] target, int base, long value) {
            if (size < 8 && value >>> (8 * size) != 0) {
                throw new IllegalArgumentException(name + " has " + size + " bytes, " + value + " does not fit");
            }
            for (int i = 0; i < size; i++) {
                int at = bigEndian ? size - 1 - i : i;
                target[base + offset + at] = (byte) (value >>> (8 * i));
            }
        }

        /** Stores the 32 bits of {@code value} as they are, so that identities past 2^31 need no care at the caller. */
        void putInt(byte[] target, int base, int value) {
            put(target, base, Integer.toUnsignedLong(value));
        }
    }

    /** Sixteen bytes of an address, in network order. */
    record Addresses(String name, int offset) implements Field {
        private static final int SIZE = 16;

        @Override
        public int size() {
            return SIZE;
        }

        IpAddress get(byte[] source, int base) {
            return new IpAddress(half(0).get(source, base), half(8).get(source, base));
        }

        void put(byte[] target, int base, IpAddress value) {
            half(0).put(target, base, value.high());
            half(8).put(target, base, value.low());
        }

        private Unsigned half(int from) {
            return new Unsigned(name, offset + from, 8, true);
        }
    }

    /** Several elements of one size. */
    record Elements(String name, int offset, int elementSize, int count) implements Field {
        @Override
        public int size() {
            return elementSize * count;
        }

        /** Offset of element {@code index} from the start of the struct. */
        int at(int index) {
            return offset + index * elementSize;
        }

        /** Element {@code index} as an unsigned integer in host order. */
        Unsigned unsigned(int index) {
            return new Unsigned(name, at(index), elementSize, false);
        }
    }

    /** Bytes that are always zero, or that nobody reads yet. */
    record Padding(String name, int offset, int size) implements Field {}
}
