// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code service}.
 *
 * @param id names the backends
 * @param count backends in slots 0 to count - 1; 0: connect fails with ECONNREFUSED
 */
public record ServiceValue(int id, int count) {
    public static final StructCodec<ServiceValue> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<ServiceValue> {
        private final Field.Unsigned id;
        private final Field.Unsigned count;

        Bytes() {
            super("axo_service_value");
            id = u32("id");
            count = u32("count");
        }

        @Override
        public void write(ServiceValue value, byte[] target, int offset) {
            id.putInt(target, offset, value.id());
            count.putInt(target, offset, value.count());
        }

        @Override
        public ServiceValue read(byte[] source, int offset) {
            return new ServiceValue(id.getInt(source, offset), count.getInt(source, offset));
        }
    }
}
