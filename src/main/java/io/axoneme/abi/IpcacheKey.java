// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code ipcache}: a prefix.
 *
 * @param prefixLength bits of the 128; an IPv4 /n is 96 + n
 * @param address the prefix, its other bits zero
 */
public record IpcacheKey(int prefixLength, Address address) {
    public static final StructCodec<IpcacheKey> CODEC = new Bytes();

    /** The key of one address alone. */
    public static IpcacheKey host(Address address) {
        return new IpcacheKey(128, address);
    }

    /** As CIDR text. */
    public String cidr() {
        return address + "/"
                + (address.isIpv4() && prefixLength >= Address.IPV4_OFFSET_BITS
                        ? prefixLength - Address.IPV4_OFFSET_BITS
                        : prefixLength);
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
