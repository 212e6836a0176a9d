// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code policy_head}: what holds for a policy id as a whole.
 *
 * @param flags {@link Abi#POLICY_ENFORCE_INGRESS}, {@link Abi#POLICY_ENFORCE_EGRESS}, {@link Abi#POLICY_AUDIT}
 */
public record PolicyHead(int flags) {
    public static final StructCodec<PolicyHead> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<PolicyHead> {
        private final Field.Unsigned flags;

        Bytes() {
            super("axo_policy_head");
            flags = u32("flags");
            padding("pad", 4);
        }

        @Override
        public void write(PolicyHead value, byte[] target, int offset) {
            flags.putInt(target, offset, value.flags());
        }

        @Override
        public PolicyHead read(byte[] source, int offset) {
            return new PolicyHead(flags.getInt(source, offset));
        }
    }
}
