// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.ReservedIdentity;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * By which bits rows of an earlier run know an identity, as long as there may be such rows. A selector that only that run had cannot be asked; but
 * what it picked stands in the kernel's vectors. An outside prefix has a new identity in each run: it goes on with the bits of whoever had
 * its addresses before, so that a denial which is no longer desired holds for them until the flip. Not thread-safe.
 */
final class Inheritance {

    private final Map<Integer, Integer> slots;
    private final Map<Integer, Set<Integer>> vectors;
    private final Map<Cidr, Integer> prefixes;

    Inheritance(Seed seed) {
        slots = new HashMap<>(seed.slots());
        vectors = new HashMap<>(seed.vectors());
        prefixes = new HashMap<>(seed.prefixes());
    }

    /** Adds those of these bits that an identity is to have. */
    void add(BitSet bits, Set<Integer> foreign, IdentityTable.Entry entry) {
        if (foreign.isEmpty()) {
            return;
        }
        before(entry).filter(foreign::contains).forEach(bits::set);
    }

    private Stream<Integer> before(IdentityTable.Entry entry) {
        var own = vectors.get(entry.slot);
        return own != null
                ? own.stream()
                : entry.identity.prefixes().stream()
                        .flatMap(prefix -> holders(prefix).stream())
                        .flatMap(holder -> bitsOf(holder).stream());
    }

    private Set<Integer> bitsOf(int identity) {
        var slot = slots.get(identity);
        return slot == null ? Set.of() : vectors.getOrDefault(slot, Set.of());
    }

    /** Who had the addresses of a prefix: the longest prefix around it, without one the world. */
    private List<Integer> holders(Cidr prefix) {
        return IntStream.rangeClosed(0, prefix.length())
                .mapToObj(shorter -> prefixes.get(new Cidr(prefix.address(), prefix.length() - shorter)))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(List::of)
                .orElseGet(() -> world(prefix));
    }

    private static List<Integer> world(Cidr prefix) {
        var ofFamily = prefix.isV4() ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6;
        return List.of(ReservedIdentity.WORLD.number(), ofFamily.number());
    }

    /** No row of the earlier run is left. */
    void forget() {
        slots.clear();
        vectors.clear();
        prefixes.clear();
    }
}
