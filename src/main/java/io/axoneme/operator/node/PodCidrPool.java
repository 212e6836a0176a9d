// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Ranges that nodes' pod ranges are cut from.
 *
 * @param ranges IPv4, without overlap
 * @param maskSize prefix length of a node's piece: 16 to 30, and no shorter than any range's own
 */
public record PodCidrPool(List<Cidr> ranges, int maskSize) {

    public PodCidrPool {
        ranges = List.copyOf(ranges);
        if (maskSize < 16 || maskSize > 30) {
            throw new IllegalArgumentException("mask size " + maskSize + " is not in 16..30");
        }
        for (var range : ranges) {
            if (!range.isV4() || range.length() > maskSize) {
                throw new IllegalArgumentException(range + " holds no IPv4 /" + maskSize);
            }
        }
    }

    /** The first piece that overlaps none of those in use. */
    public Optional<Cidr> free(Collection<Cidr> used) {
        return ranges.stream().flatMap(range -> free(range, used).stream()).findFirst();
    }

    /** Skips past each obstacle at once, so that the search costs what is in use and not the size of the range. */
    private Optional<Cidr> free(Cidr range, Collection<Cidr> used) {
        long size = 1L << (32 - maskSize);
        long end = first(range) + (1L << (32 - range.length()));
        for (long start = first(range); start < end; ) {
            var piece = new Cidr(IpAddress.v4((int) start), maskSize);
            var obstacle = used.stream()
                    .filter(other -> other.contains(piece) || piece.contains(other))
                    .findFirst();
            if (obstacle.isEmpty()) {
                return Optional.of(piece);
            }
            long past = first(obstacle.get()) + (1L << (32 - obstacle.get().length()));
            start = Math.max(start + size, past);
        }
        return Optional.empty();
    }

    private static long first(Cidr cidr) {
        return cidr.address().low() & 0xffffffffL;
    }
}
