// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Key of {@code sock_reverse}: a socket and the backend it was sent to.
 *
 * @param cookie the socket's cookie
 * @param address the backend's address
 * @param port the backend's port
 */
public record SockReverseKey(long cookie, IpAddress address, int port) {
    public static final StructCodec<SockReverseKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<SockReverseKey> {
        private final Field.Unsigned cookie;
        private final Field.Addresses addr;
        private final Field.Unsigned port;

        Bytes() {
            super("axo_sock_reverse_key");
            cookie = u64("cookie");
            addr = address("addr");
            port = be16("port");
            padding("pad", 6);
        }

        @Override
        public void write(SockReverseKey value, byte[] target, int offset) {
            cookie.put(target, offset, value.cookie());
            addr.put(target, offset, value.address());
            port.putInt(target, offset, value.port());
        }

        @Override
        public SockReverseKey read(byte[] source, int offset) {
            return new SockReverseKey(
                    cookie.get(source, offset), addr.get(source, offset), port.getInt(source, offset));
        }
    }
}
