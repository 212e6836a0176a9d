// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;

/**
 * Key of {@code ipcache}: a prefix.
 *
 * @param prefixLength bits of the 128; an IPv4 /n is 96 + n
 * @param address the prefix, its other bits zero
 */
public record IpcacheKey(int prefixLength, IpAddress address) {
    private static final int ADDRESS_BITS = 128;

    public static final StructCodec<IpcacheKey> CODEC = new Bytes();

    /** The key of a prefix. */
    public static IpcacheKey of(Cidr cidr) {
        return new IpcacheKey(cidr.length() + ADDRESS_BITS - cidr.address().width(), cidr.address());
    }

    /** The key of one address alone. */
    public static IpcacheKey host(IpAddress address) {
        return new IpcacheKey(ADDRESS_BITS, address);
    }

    /** The prefix. An IPv6 prefix of 96 bits or more that happens to be v4-mapped is an IPv4 one. */
    public Cidr cidr() {
        return new Cidr(address, prefixLength - ADDRESS_BITS + address.width());
    }

    private static final class Bytes extends StructCodec<IpcacheKey> {
        private final Field.Unsigned prefixlen;
        private final Field.Addresses addr;

        Bytes() {
            super("axo_ipcache_key");
            prefixlen = u32("prefixlen");
            addr = address("addr");
        }

        @Override
        public void write(IpcacheKey value, byte[] target, int offset) {
            prefixlen.putInt(target, offset, value.prefixLength());
            addr.put(target, offset, value.address());
        }

        @Override
        public IpcacheKey read(byte[] source, int offset) {
            return new IpcacheKey(prefixlen.getInt(source, offset), addr.get(source, offset));
        }
    }
}
