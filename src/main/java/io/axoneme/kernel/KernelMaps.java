// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Reading and writing the datapath's maps. Each method returns when the kernel has done it, or when it is known that it
 * won't. Safe for several threads; requests of one thread are done in order.
 */
public interface KernelMaps {

    /** Maps that hold bit vectors. */
    enum VectorMap {
        /** Slot of an identity to the selectors that pick it. */
        MEMBERSHIP("membership"),
        /** Interned bit sets of segments. */
        VECTOR("vector");

        private final String text;

        VectorMap(String text) {
            this.text = text;
        }

        /** As the loader knows it. */
        public String text() {
            return text;
        }
    }

    /**
     * One bit of a membership vector.
     *
     * @param slot the identity's
     * @param bit the selector's
     * @param set what it becomes
     */
    record BitWrite(int slot, int bit, boolean set) {}

    /**
     * Which policy an endpoint has from now on.
     *
     * @param endpointId 1 to 4095
     * @param policyId 0: none known, everything is dropped
     */
    record Flip(int endpointId, int policyId) {}

    /** Writes entries, new or not, in order; the answer is how many. A refusal's index says where it stopped. */
    <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> entries);

    /** Deletes entries; absent ones are no error. The answer is how many were there. */
    <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys);

    /** Gives every entry to {@code sink}; the answer is how many. Of an array only those that are not all zero. */
    <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink);

    /** Writes whole vectors, each of their words in one store; the answer is how many. */
    Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> vectors);

    /** Sets and clears single bits of membership vectors; the answer is how many. */
    Answer<Integer> bits(List<BitWrite> bits);

    /** Every vector that is not empty, by index. */
    Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map);

    /** Gives endpoints their policies, in order, one store each; the answer is how many. */
    Answer<Integer> flip(List<Flip> flips);

    /** Forgets connections and fragments of these endpoints, by one reading of the tables; the answer is how many entries went. */
    Answer<Integer> purgeConntrack(Set<Integer> endpointIds);
}
