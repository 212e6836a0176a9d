// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code events_lost}.
 *
 * @param endpointId whose events
 * @param type {@link Abi#EVENT_DROP}, {@link Abi#EVENT_TRACE} or {@link Abi#EVENT_VERDICT}
 * @param reason drops: the reason; else 0
 */
public record LostKey(int endpointId, int type, int reason) {
    public static final StructCodec<LostKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<LostKey> {
        private final Field.Unsigned endpointId;
        private final Field.Unsigned type;
        private final Field.Unsigned reason;

        Bytes() {
            super("axo_lost_key");
            endpointId = u16("endpoint_id");
            type = u8("type");
            reason = u8("reason");
        }

        @Override
        public void write(LostKey value, byte[] target, int offset) {
            endpointId.putInt(target, offset, value.endpointId());
            type.putInt(target, offset, value.type());
            reason.putInt(target, offset, value.reason());
        }

        @Override
        public LostKey read(byte[] source, int offset) {
            return new LostKey(
                    endpointId.getInt(source, offset), type.getInt(source, offset), reason.getInt(source, offset));
        }
    }
}
