// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import java.util.Map;
import java.util.Set;

/**
 * What an earlier run left in the kernel and in the journal: numbers that live rows and vectors still mean something by.
 *
 * @param lastPolicyId highest policy id ever used
 * @param slots identity → slot as the kernel has them
 * @param bits canonical text of a selector → its bit
 * @param vectors slot → bits set in the kernel's vector
 * @param interned indexes of interned vectors that live rows may name
 * @param prefixes outside prefixes → local identities that they had
 */
public record Seed(
        int lastPolicyId,
        Map<Integer, Integer> slots,
        Map<String, Integer> bits,
        Map<Integer, Set<Integer>> vectors,
        Set<Integer> interned,
        Map<Cidr, Integer> prefixes) {

    /** A kernel without anything of ours. */
    public static Seed empty() {
        return new Seed(0, Map.of(), Map.of(), Map.of(), Set.of(), Map.of());
    }
}
