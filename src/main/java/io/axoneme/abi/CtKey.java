// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * Key of {@code ct_new} and {@code ct_est}: a connection as its endpoint sees it, one for both ways.
 *
 * @param peer the other end
 * @param localPort the endpoint's port; the identifier of an ICMP echo
 * @param peerPort the peer's port; for an ICMP echo 0 when the endpoint asked, 1 when the peer did
 * @param endpointId whose connection it is
 * @param protocol IP protocol number
 * @param cluster the peer's cluster when meshed; 0
 * @param scope index of the local address for an endpoint that has many; 0 for pods
 */
public record CtKey(IpAddress peer, int localPort, int peerPort, int endpointId, int protocol, int cluster, int scope) {
    public static final StructCodec<CtKey> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<CtKey> {
        private final Field.Addresses peer;
        private final Field.Unsigned localPort;
        private final Field.Unsigned peerPort;
        private final Field.Unsigned endpointId;
        private final Field.Unsigned protocol;
        private final Field.Unsigned cluster;
        private final Field.Unsigned scope;

        Bytes() {
            super("axo_ct_key");
            peer = address("peer");
            localPort = be16("local_port");
            peerPort = be16("peer_port");
            endpointId = u16("endpoint_id");
            protocol = u8("protocol");
            cluster = u8("cluster");
            scope = u32("scope");
        }

        @Override
        public void write(CtKey value, byte[] target, int offset) {
            peer.put(target, offset, value.peer());
            localPort.putInt(target, offset, value.localPort());
            peerPort.putInt(target, offset, value.peerPort());
            endpointId.putInt(target, offset, value.endpointId());
            protocol.putInt(target, offset, value.protocol());
            cluster.putInt(target, offset, value.cluster());
            scope.putInt(target, offset, value.scope());
        }

        @Override
        public CtKey read(byte[] source, int offset) {
            return new CtKey(
                    peer.get(source, offset),
                    localPort.getInt(source, offset),
                    peerPort.getInt(source, offset),
                    endpointId.getInt(source, offset),
                    protocol.getInt(source, offset),
                    cluster.getInt(source, offset),
                    scope.getInt(source, offset));
        }
    }
}
