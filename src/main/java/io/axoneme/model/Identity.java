// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/**
 * A numeric identity and the labels it stands for.
 *
 * @param number unsigned 32 bits in Java's int; 1..255 reserved, from 0x01000000 local to a node (see {@link Scope})
 * @param labels the labels that policies match against
 */
public record Identity(int number, Labels labels) {

    /** Where a number is valid. */
    public enum Scope {
        /** Cluster-wide: reserved and workload identities, below 2^24. */
        GLOBAL,
        /** One node's own CIDR and FQDN identities: 0x01000000 to 0x01ffffff. */
        LOCAL,
        /** One node's own identities of remote nodes with labels: 0x02000000 to 0x02ffffff. */
        REMOTE_NODE
    }

    public Identity {
        if (Integer.compareUnsigned(number, 0x02ffffff) > 0) {
            throw new IllegalArgumentException("identity " + Integer.toUnsignedString(number) + " is past 0x02ffffff");
        }
    }

    public Scope scope() {
        return scope(number);
    }

    /** Where an identity's number is valid. */
    public static Scope scope(int number) {
        return switch (number >>> 24) {
            case 0 -> Scope.GLOBAL;
            case 1 -> Scope.LOCAL;
            default -> Scope.REMOTE_NODE;
        };
    }
}
