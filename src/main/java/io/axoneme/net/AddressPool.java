// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The pod addresses of one of the node's ranges. The first two addresses (the network's and the node's own) and IPv4's last (broadcast)
 * are never given to pods. Of a range with more than 65,536 addresses only so many are used. Not thread-safe.
 */
final class AddressPool {
    /** The range's own address and one for the node itself. */
    private static final int RESERVED_FIRST = 2;

    private static final int MAX_SIZE = 65_536;

    private final Cidr range;
    private final NumberRing offsets;

    /**
     * A pool over a range.
     *
     * @param next offset to go on at, as {@link #next()} told; 0 for a new pool
     */
    AddressPool(Cidr range, long next) {
        this.range = range;
        int hostBits = range.address().width() - range.length();
        long size = hostBits >= 16 ? MAX_SIZE : 1L << hostBits;
        this.offsets = new NumberRing(RESERVED_FIRST, size - 2, next);
        if (size < RESERVED_FIRST + 2) {
            throw new IllegalArgumentException("pod range " + range + " has no address for pods");
        }
    }

    Cidr range() {
        return range;
    }

    /** How many addresses pods can have. */
    long size() {
        return offsets.size();
    }

    /** An address that is not taken, the longest unused first; empty when all are taken. */
    Optional<IpAddress> take(Predicate<IpAddress> taken) {
        var offset = offsets.take(o -> taken.test(at(o)));
        return offset.isPresent() ? Optional.of(at(offset.getAsLong())) : Optional.empty();
    }

    long next() {
        return offsets.next();
    }

    private IpAddress at(long offset) {
        return new IpAddress(range.address().high(), range.address().low() + offset);
    }
}
