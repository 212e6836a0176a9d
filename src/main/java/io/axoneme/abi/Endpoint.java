// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Value of {@code endpoint} and {@code endpoint_dev}: a pod of this node.
 *
 * @param ifindex the node-side veth's
 * @param id 1 to 4095
 * @param flags {@link Abi#ENDPOINT_IPV4}, {@link Abi#ENDPOINT_IPV6}
 * @param identity numeric identity
 * @param ipv4 its four bytes, big-endian; 0: none
 * @param ipv6 all zero: none
 * @param mac the pod's own
 * @param nodeMac the node-side veth's
 */
public record Endpoint(int ifindex, int id, int flags, int identity, int ipv4, IpAddress ipv6, Mac mac, Mac nodeMac) {
    public static final StructCodec<Endpoint> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<Endpoint> {
        private final Field.Unsigned ifindex;
        private final Field.Unsigned id;
        private final Field.Unsigned flags;
        private final Field.Unsigned identity;
        private final Field.Unsigned ipv4;
        private final Field.Addresses ipv6;
        private final Field.Unsigned mac;
        private final Field.Unsigned nodeMac;

        Bytes() {
            super("axo_endpoint");
            ifindex = u32("ifindex");
            id = u16("id");
            flags = u16("flags");
            identity = u32("identity");
            ipv4 = be32("ipv4");
            ipv6 = address("ipv6");
            mac = mac("mac");
            nodeMac = mac("node_mac");
        }

        @Override
        public void write(Endpoint value, byte[] target, int offset) {
            ifindex.putInt(target, offset, value.ifindex());
            id.putInt(target, offset, value.id());
            flags.putInt(target, offset, value.flags());
            identity.putInt(target, offset, value.identity());
            ipv4.putInt(target, offset, value.ipv4());
            ipv6.put(target, offset, value.ipv6());
            mac.put(target, offset, value.mac().value());
            nodeMac.put(target, offset, value.nodeMac().value());
        }

        @Override
        public Endpoint read(byte[] source, int offset) {
            return new Endpoint(
                    ifindex.getInt(source, offset),
                    id.getInt(source, offset),
                    flags.getInt(source, offset),
                    identity.getInt(source, offset),
                    ipv4.getInt(source, offset),
                    ipv6.get(source, offset),
                    new Mac(mac.get(source, offset)),
                    new Mac(nodeMac.get(source, offset)));
        }
    }
}
