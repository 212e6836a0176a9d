// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code metrics}.
 *
 * @param reason drop reason; 0: forwarded
 * @param direction {@link Abi#INGRESS} or {@link Abi#EGRESS}
 */
public record MetricKey(int reason, int direction) {
    public static final StructCodec<MetricKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<MetricKey> {
        private final Field.Unsigned reason;
        private final Field.Unsigned direction;

        Bytes() {
            super("axo_metric_key");
            reason = u8("reason");
            direction = u8("direction");
            padding("pad", 2);
        }

        @Override
        public void write(MetricKey value, byte[] target, int offset) {
            reason.putInt(target, offset, value.reason());
            direction.putInt(target, offset, value.direction());
        }

        @Override
        public MetricKey read(byte[] source, int offset) {
            return new MetricKey(reason.getInt(source, offset), direction.getInt(source, offset));
        }
    }
}
