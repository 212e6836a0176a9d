// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Value of {@code ipcache}: who an address is.
 *
 * @param identity numeric identity
 * @param flags {@link Abi#IPCACHE_LOCAL} or 0
 * @param encryptKey 0: not encrypted
 * @param tunnel the node behind which the address lives; all zero: native routing
 */
public record IpcacheValue(int identity, int flags, int encryptKey, IpAddress tunnel) {
    public static final StructCodec<IpcacheValue> CODEC = new Bytes();

    private static final IpAddress NO_TUNNEL = new IpAddress(0, 0);

    /** The value of an address that is reached by plain routing, in the clear. */
    public static IpcacheValue of(int identity, int flags) {
        return new IpcacheValue(identity, flags, 0, NO_TUNNEL);
    }

    private static final class Bytes extends StructCodec<IpcacheValue> {
        private final Field.Unsigned identity;
        private final Field.Unsigned flags;
        private final Field.Unsigned encryptKey;
        private final Field.Addresses tunnel;

        Bytes() {
            super("axo_ipcache_value");
            identity = u32("identity");
            flags = u16("flags");
            encryptKey = u8("encrypt_key");
            padding("pad", 1);
            tunnel = address("tunnel");
        }

        @Override
        public void write(IpcacheValue value, byte[] target, int offset) {
            identity.putInt(target, offset, value.identity());
            flags.putInt(target, offset, value.flags());
            encryptKey.putInt(target, offset, value.encryptKey());
            tunnel.put(target, offset, value.tunnel());
        }

        @Override
        public IpcacheValue read(byte[] source, int offset) {
            return new IpcacheValue(
                    identity.getInt(source, offset),
                    flags.getInt(source, offset),
                    encryptKey.getInt(source, offset),
                    tunnel.get(source, offset));
        }
    }
}
