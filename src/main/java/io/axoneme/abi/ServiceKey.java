// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Key of {@code service}: an address that clients connect to.
 *
 * @param address the service's address
 * @param port the service's port
 * @param protocol 6 (TCP) or 17 (UDP)
 */
public record ServiceKey(IpAddress address, int port, int protocol) {
    public static final StructCodec<ServiceKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<ServiceKey> {
        private final Field.Addresses addr;
        private final Field.Unsigned port;
        private final Field.Unsigned protocol;

        Bytes() {
            super("axo_service_key");
            addr = address("addr");
            port = be16("port");
            protocol = u8("protocol");
            padding("pad", 1);
        }

        @Override
        public void write(ServiceKey value, byte[] target, int offset) {
            addr.put(target, offset, value.address());
            port.putInt(target, offset, value.port());
            protocol.putInt(target, offset, value.protocol());
        }

        @Override
        public ServiceKey read(byte[] source, int offset) {
            return new ServiceKey(
                    addr.get(source, offset), port.getInt(source, offset), protocol.getInt(source, offset));
        }
    }
}
