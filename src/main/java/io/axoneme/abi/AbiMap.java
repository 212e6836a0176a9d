// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * One map of the datapath.
 *
 * @param <K> its keys
 * @param <V> its values
 * @param name as the loader knows it
 * @param access how it is written
 * @param key bytes of a key
 * @param value bytes of a value
 * @param capacity most entries it can hold
 */
public record AbiMap<K, V>(String name, Access access, Codec<K> key, Codec<V> value, int capacity) {
    /** How user space may write a map. */
    public enum Access {
        /** By update and delete of entries. */
        ENTRIES,
        /** By atomic stores only: an entry is always there. */
        STORES,
        /** By the datapath alone; user space reads, and may delete. */
        OBSERVED,
        /** As OBSERVED, one value a CPU; dumps sum them. */
        COUNTERS,
    }
}
