// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Value of {@code sock_reverse}: what the socket is told instead of the backend.
 *
 * @param address the service's address
 * @param port the service's port
 */
public record SockReverseValue(IpAddress address, int port) {
    public static final StructCodec<SockReverseValue> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<SockReverseValue> {
        private final Field.Addresses addr;
        private final Field.Unsigned port;

        Bytes() {
            super("axo_sock_reverse_value");
            addr = address("addr");
            port = be16("port");
            padding("pad", 2);
        }

        @Override
        public void write(SockReverseValue value, byte[] target, int offset) {
            addr.put(target, offset, value.address());
            port.putInt(target, offset, value.port());
        }

        @Override
        public SockReverseValue read(byte[] source, int offset) {
            return new SockReverseValue(addr.get(source, offset), port.getInt(source, offset));
        }
    }
}
