// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.axoneme.model.ReservedIdentity;
import java.util.stream.IntStream;

/**
 * The numbers that workload identities get.
 *
 * @param first lowest number, 256 or more: those below are reserved
 * @param last highest number, included; at most 2^24 - 1, since numbers above are local to a node
 */
public record IdentityRange(int first, int last) {

    /** Every number that is neither reserved nor local to a node. */
    public static final IdentityRange DEFAULT = new IdentityRange(ReservedIdentity.FIRST_ALLOCATABLE, 0xffffff);

    /** The numbers when clusters are meshed and the cluster's number takes the upper byte. */
    public static final IdentityRange MESHED = new IdentityRange(ReservedIdentity.FIRST_ALLOCATABLE, 0xffff);

    public IdentityRange {
        if (first < ReservedIdentity.FIRST_ALLOCATABLE || last > 0xffffff || first > last) {
            throw new IllegalArgumentException("identity range %d-%d is not within %d-%d"
                    .formatted(first, last, ReservedIdentity.FIRST_ALLOCATABLE, 0xffffff));
        }
    }

    /**
     * Reads {@code FIRST-LAST}.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static IdentityRange parse(String text) {
        var bounds = text.strip().split("-", -1);
        if (bounds.length != 2 || !bounds[0].matches("[0-9]{1,9}") || !bounds[1].matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("FIRST-LAST is wanted, two numbers");
        }
        return new IdentityRange(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]));
    }

    /** How many numbers there are. */
    public int size() {
        return last - first + 1;
    }

    /** Every number of the range, in the order in which this key tries them: from its hash on, round the end. */
    public IntStream candidates(IdentityKey key) {
        int start = (int) Long.remainderUnsigned(key.hash(), size());
        return IntStream.range(0, size()).map(step -> first + (start + step) % size());
    }
}
