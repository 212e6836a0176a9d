// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/** Codecs of keys and values that are no struct. */
public final class Scalars {
    /** A plain {@code __u32} in host order. */
    public static final Codec<Integer> U32 = new U32();

    /** A plain {@code __u64} in host order. */
    public static final Codec<Long> U64 = new U64();

    /** A 16-byte address. */
    public static final Codec<IpAddress> ADDRESS = new AddressCodec();

    private Scalars() {}

    private static final class U32 implements Codec<Integer> {
        private static final Field.Unsigned FIELD = new Field.Unsigned("u32", 0, 4, false);

        @Override
        public int size() {
            return FIELD.size();
        }

        @Override
        public void write(Integer value, byte[] target, int offset) {
            FIELD.putInt(target, offset, value);
        }

        @Override
        public Integer read(byte[] source, int offset) {
            return FIELD.getInt(source, offset);
        }
    }

    private static final class U64 implements Codec<Long> {
        private static final Field.Unsigned FIELD = new Field.Unsigned("u64", 0, 8, false);

        @Override
        public int size() {
            return FIELD.size();
        }

        @Override
        public void write(Long value, byte[] target, int offset) {
            FIELD.put(target, offset, value);
        }

        @Override
        public Long read(byte[] source, int offset) {
            return FIELD.get(source, offset);
        }
    }

    private static final class AddressCodec implements Codec<IpAddress> {
        private static final Field.Addresses FIELD = new Field.Addresses("address", 0);

        @Override
        public int size() {
            return FIELD.size();
        }

        @Override
        public void write(IpAddress value, byte[] target, int offset) {
            FIELD.put(target, offset, value);
        }

        @Override
        public IpAddress read(byte[] source, int offset) {
            return FIELD.get(source, offset);
        }
    }
}
