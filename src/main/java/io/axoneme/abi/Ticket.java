// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * The verdict that a conntrack entry holds: one 64-bit word, so that a verdict is never paired with another policy's id.
 *
 * @param policyId whose rows gave it
 * @param action the verdict, {@link Abi#ACTION_ALLOW} and so on
 * @param identity the peer's, 28 bits
 */
public record Ticket(int policyId, int action, int identity) {
    private static final int ACTION_SHIFT = 28;
    private static final int IDENTITY_MASK = (1 << ACTION_SHIFT) - 1;

    static Ticket of(long word) {
        return new Ticket((int) (word >>> 32), (int) (word >>> ACTION_SHIFT) & 0xf, (int) word & IDENTITY_MASK);
    }

    long word() {
        return (Integer.toUnsignedLong(policyId) << 32) | ((long) action << ACTION_SHIFT) | (identity & IDENTITY_MASK);
    }
}
