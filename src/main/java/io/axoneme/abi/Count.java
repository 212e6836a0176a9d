// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code counters} and {@code metrics}, summed over the CPUs.
 *
 * @param packets packets
 * @param bytes bytes of them
 */
public record Count(long packets, long bytes) {
    public static final StructCodec<Count> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<Count> {
        private final Field.Unsigned packets;
        private final Field.Unsigned bytes;

        Bytes() {
            super("axo_count");
            packets = u64("packets");
            bytes = u64("bytes");
        }

        @Override
        public void write(Count value, byte[] target, int offset) {
            packets.put(target, offset, value.packets());
            bytes.put(target, offset, value.bytes());
        }

        @Override
        public Count read(byte[] source, int offset) {
            return new Count(packets.get(source, offset), bytes.get(source, offset));
        }
    }
}
