// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code backend}.
 *
 * @param serviceId as in the service's value
 * @param slot 0 to count - 1
 */
public record BackendKey(int serviceId, int slot) {
    public static final StructCodec<BackendKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<BackendKey> {
        private final Field.Unsigned serviceId;
        private final Field.Unsigned slot;

        Bytes() {
            super("axo_backend_key");
            serviceId = u32("service_id");
            slot = u32("slot");
        }

        @Override
        public void write(BackendKey value, byte[] target, int offset) {
            serviceId.putInt(target, offset, value.serviceId());
            slot.putInt(target, offset, value.slot());
        }

        @Override
        public BackendKey read(byte[] source, int offset) {
            return new BackendKey(serviceId.getInt(source, offset), slot.getInt(source, offset));
        }
    }
}
