// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Value of {@code backend}: where a connection goes.
 *
 * @param address the backend's address
 * @param port the backend's port
 */
public record BackendValue(IpAddress address, int port) {
    public static final StructCodec<BackendValue> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<BackendValue> {
        private final Field.Addresses addr;
        private final Field.Unsigned port;

        Bytes() {
            super("axo_backend_value");
            addr = address("addr");
            port = be16("port");
            padding("pad", 2);
        }

        @Override
        public void write(BackendValue value, byte[] target, int offset) {
            addr.put(target, offset, value.address());
            port.putInt(target, offset, value.port());
        }

        @Override
        public BackendValue read(byte[] source, int offset) {
            return new BackendValue(addr.get(source, offset), port.getInt(source, offset));
        }
    }
}
