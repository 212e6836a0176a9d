// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Key of {@code policy}: bits count from the policy id on.
 *
 * @param prefixLength 40 every protocol and port, 48 one protocol, 48 + n a port prefix of n bits
 * @param policyId never 0
 * @param direction {@link Abi#INGRESS} or {@link Abi#EGRESS}
 * @param protocol IP protocol number; 0 in rows for every protocol
 * @param port destination port, or the ICMP type; bits past the prefix are zero
 */
public record PolicyKey(int prefixLength, int policyId, int direction, int protocol, int port) {
    public static final StructCodec<PolicyKey> CODEC = new Bytes();

    /** Whether it is one port's or message type's, and so a key of {@code policy_port}. */
    public boolean isOfOnePort() {
        return prefixLength == Abi.POLICY_PREFIX_PORT;
    }

    private static final class Bytes extends StructCodec<PolicyKey> {
        private final Field.Unsigned prefixlen;
        private final Field.Unsigned policyId;
        private final Field.Unsigned direction;
        private final Field.Unsigned protocol;
        private final Field.Unsigned port;

        Bytes() {
            super("axo_policy_key");
            prefixlen = u32("prefixlen");
            policyId = be32("policy_id");
            direction = u8("direction");
            protocol = u8("protocol");
            port = be16("port");
        }

        @Override
        public void write(PolicyKey value, byte[] target, int offset) {
            prefixlen.putInt(target, offset, value.prefixLength());
            policyId.putInt(target, offset, value.policyId());
            direction.putInt(target, offset, value.direction());
            protocol.putInt(target, offset, value.protocol());
            port.putInt(target, offset, value.port());
        }

        @Override
        public PolicyKey read(byte[] source, int offset) {
            return new PolicyKey(
                    prefixlen.getInt(source, offset),
                    policyId.getInt(source, offset),
                    direction.getInt(source, offset),
                    protocol.getInt(source, offset),
                    port.getInt(source, offset));
        }
    }
}
