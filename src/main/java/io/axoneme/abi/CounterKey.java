// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code counters}: what decided.
 *
 * @param policyId policy id
 * @param row row id; 0 with {@link Abi#SEGMENT_DEFAULT} when there was no row
 * @param segment index in the row, or {@link Abi#SEGMENT_DEFAULT}
 * @param direction {@link Abi#INGRESS} or {@link Abi#EGRESS}
 */
public record CounterKey(int policyId, int row, int segment, int direction) {
    public static final StructCodec<CounterKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<CounterKey> {
        private final Field.Unsigned policyId;
        private final Field.Unsigned row;
        private final Field.Unsigned segment;
        private final Field.Unsigned direction;

        Bytes() {
            super("axo_counter_key");
            policyId = u32("policy_id");
            row = u32("row");
            segment = u8("segment");
            direction = u8("direction");
            padding("pad", 2);
        }

        @Override
        public void write(CounterKey value, byte[] target, int offset) {
            policyId.putInt(target, offset, value.policyId());
            row.putInt(target, offset, value.row());
            segment.putInt(target, offset, value.segment());
            direction.putInt(target, offset, value.direction());
        }

        @Override
        public CounterKey read(byte[] source, int offset) {
            return new CounterKey(
                    policyId.getInt(source, offset),
                    row.getInt(source, offset),
                    segment.getInt(source, offset),
                    direction.getInt(source, offset));
        }
    }
}
