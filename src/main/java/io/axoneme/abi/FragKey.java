// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Key of {@code frag}: a datagram in fragments.
 *
 * @param source source address
 * @param destination destination address
 * @param id IPv4: 16-bit identification; IPv6: the fragment header's
 * @param endpointId whose packet it is
 * @param protocol IP protocol number
 */
public record FragKey(IpAddress source, IpAddress destination, int id, int endpointId, int protocol) {
    public static final StructCodec<FragKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<FragKey> {
        private final Field.Addresses src;
        private final Field.Addresses dst;
        private final Field.Unsigned id;
        private final Field.Unsigned endpointId;
        private final Field.Unsigned protocol;

        Bytes() {
            super("axo_frag_key");
            src = address("src");
            dst = address("dst");
            id = u32("id");
            endpointId = u16("endpoint_id");
            protocol = u8("protocol");
            padding("pad", 1);
        }

        @Override
        public void write(FragKey value, byte[] target, int offset) {
            src.put(target, offset, value.source());
            dst.put(target, offset, value.destination());
            id.putInt(target, offset, value.id());
            endpointId.putInt(target, offset, value.endpointId());
            protocol.putInt(target, offset, value.protocol());
        }

        @Override
        public FragKey read(byte[] source, int offset) {
            return new FragKey(
                    src.get(source, offset),
                    dst.get(source, offset),
                    id.getInt(source, offset),
                    endpointId.getInt(source, offset),
                    protocol.getInt(source, offset));
        }
    }
}
