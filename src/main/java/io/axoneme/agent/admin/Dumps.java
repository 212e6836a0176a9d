// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.BitVector;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import java.util.HashMap;
import java.util.Map;

/** Whole maps, read. */
final class Dumps {
    private Dumps() {}

    static <K, V> Map<K, V> of(KernelMaps maps, AbiMap<K, V> map) throws KernelUnreadable {
        Map<K, V> entries = new HashMap<>();
        read(maps.dump(map, entries::put), map.name());
        return entries;
    }

    static Map<Integer, BitVector> of(KernelMaps maps, KernelMaps.VectorMap map) throws KernelUnreadable {
        return read(maps.dumpVectors(map), map.text());
    }

    private static <T> T read(Answer<T> answer, String map) throws KernelUnreadable {
        return switch (answer) {
            case Answer.Done<T>(var value) -> value;
            case Answer.Refused<T> refused -> throw new KernelUnreadable("map " + map + ": " + refused.trouble());
            case Answer.Unreachable<T>(var reason) -> throw new KernelUnreadable("map " + map + ": " + reason);
        };
    }
}
