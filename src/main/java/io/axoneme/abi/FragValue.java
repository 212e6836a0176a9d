// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code frag}: the ports that the first fragment had.
 *
 * @param sourcePort source port
 * @param destinationPort destination port
 */
public record FragValue(int sourcePort, int destinationPort) {
    public static final StructCodec<FragValue> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<FragValue> {
        private final Field.Unsigned sport;
        private final Field.Unsigned dport;

        Bytes() {
            super("axo_frag_value");
            sport = be16("sport");
            dport = be16("dport");
        }

        @Override
        public void write(FragValue value, byte[] target, int offset) {
            sport.putInt(target, offset, value.sourcePort());
            dport.putInt(target, offset, value.destinationPort());
        }

        @Override
        public FragValue read(byte[] source, int offset) {
            return new FragValue(sport.getInt(source, offset), dport.getInt(source, offset));
        }
    }
}
