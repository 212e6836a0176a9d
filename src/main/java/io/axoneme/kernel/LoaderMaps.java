// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.FragKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** The maps behind the loader. Long requests are cut into frames; a refusal's index counts from the first of them. */
public final class LoaderMaps implements KernelMaps {
    /** Payload of one request: well below a frame, so that no request holds up others for long. */
    private static final int BATCH_BYTES = 512 * 1024;

    private final LoaderClient client;
    private final int vectorWords;

    /**
     * The maps of the programs as they are loaded.
     *
     * @param vectorBits the width that they were loaded with: 512, 2048 or 8192
     */
    public LoaderMaps(LoaderClient client, int vectorBits) {
        this.client = client;
        this.vectorWords = vectorBits / Long.SIZE;
    }

    @Override
    public <K, V> Answer<Integer> update(AbiMap<K, V> map, List<Map.Entry<K, V>> entries) {
        int size = map.key().size() + map.value().size();
        return batches(entries, size, batch -> {
            PayloadWriter payload = new PayloadWriter()
                    .str(map.name())
                    .u32(map.key().size())
                    .u32(map.value().size())
                    .u32(batch.size());
            batch.forEach(entry -> payload.value(map.key(), entry.getKey()));
            batch.forEach(entry -> payload.value(map.value(), entry.getValue()));
            return client.exchange(RequestType.UPDATE, payload, answer -> batch.size());
        });
    }

    @Override
    public <K, V> Answer<Integer> delete(AbiMap<K, V> map, List<K> keys) {
        return batches(keys, map.key().size(), batch -> {
            PayloadWriter payload =
                    new PayloadWriter().str(map.name()).u32(map.key().size()).u32(batch.size());
            batch.forEach(key -> payload.value(map.key(), key));
            return client.exchange(RequestType.DELETE, payload, PayloadReader::u32);
        });
    }

    @Override
    public <K, V> Answer<Integer> dump(AbiMap<K, V> map, BiConsumer<? super K, ? super V> sink) {
        int[] total = new int[1];
        return client.exchange(RequestType.DUMP, new PayloadWriter().str(map.name()), payload -> {
            if (!payload.hasMore()) {
                return total[0];
            }
            int count = count(payload, map.name(), map.key().size(), map.value().size());
            for (int i = 0; i < count; i++) {
                K key = payload.value(map.key());
                sink.accept(key, payload.value(map.value()));
            }
            total[0] += count;
            return total[0];
        });
    }

    @Override
    public Answer<Integer> vectors(VectorMap map, Map<Integer, BitVector> vectors) {
        int size = Integer.BYTES + vectorWords * Long.BYTES;
        return batches(List.copyOf(vectors.entrySet()), size, batch -> {
            PayloadWriter payload =
                    new PayloadWriter().str(map.text()).u32(vectorWords).u32(batch.size());
            batch.forEach(entry -> write(payload, entry.getKey(), entry.getValue()));
            return client.exchange(RequestType.VECTORS, payload, answer -> batch.size());
        });
    }

    private void write(PayloadWriter payload, int index, BitVector vector) {
        if (vector.length() > vectorWords * Long.SIZE) {
            throw new IllegalArgumentException("bit " + (vector.length() - 1) + " does not fit in vectors of "
                    + vectorWords * Long.SIZE + " bits");
        }
        payload.u32(index);
        for (int i = 0; i < vectorWords; i++) {
            payload.u64(vector.word(i));
        }
    }

    @Override
    public Answer<Integer> bits(List<BitWrite> bits) {
        return batches(bits, 8, batch -> {
            PayloadWriter payload = new PayloadWriter().u32(batch.size());
            batch.forEach(bit ->
                    payload.u32(bit.slot()).u16(bit.bit()).u8(bit.set() ? 1 : 0).u8(0));
            return client.exchange(RequestType.BITS, payload, answer -> batch.size());
        });
    }

    @Override
    public Answer<Map<Integer, BitVector>> dumpVectors(VectorMap map) {
        Map<Integer, BitVector> vectors = new HashMap<>();
        return client.exchange(RequestType.DUMP, new PayloadWriter().str(map.text()), payload -> {
            int count = payload.hasMore() ? count(payload, map.text(), Integer.BYTES, vectorWords * Long.BYTES) : 0;
            for (int i = 0; i < count; i++) {
                int index = payload.u32();
                long[] words = new long[vectorWords];
                for (int word = 0; word < vectorWords; word++) {
                    words[word] = payload.u64();
                }
                vectors.put(index, BitVector.ofWords(words));
            }
            return vectors;
        });
    }

    @Override
    public Answer<Integer> flip(List<Flip> flips) {
        return batches(flips, 8, batch -> {
            PayloadWriter payload = new PayloadWriter().u32(batch.size());
            batch.forEach(flip -> payload.u32(flip.endpointId()).u32(flip.policyId()));
            return client.exchange(RequestType.FLIP, payload, answer -> batch.size());
        });
    }

    @Override
    public Answer<Integer> purgeConntrack(Set<Integer> endpointIds) {
        if (endpointIds.isEmpty()) {
            return new Answer.Done<>(0);
        }
        return purge(AbiMaps.CT_NEW, CtKey::endpointId, endpointIds)
                .then(fresh ->
                        purge(AbiMaps.CT_EST, CtKey::endpointId, endpointIds).map(n -> fresh + n))
                .then(both ->
                        purge(AbiMaps.FRAG, FragKey::endpointId, endpointIds).map(n -> both + n));
    }

    private <K, V> Answer<Integer> purge(AbiMap<K, V> map, ToIntFunction<K> owner, Set<Integer> endpointIds) {
        List<K> keys = new ArrayList<>();
        BiConsumer<K, V> collect = (key, value) -> {
            if (endpointIds.contains(owner.applyAsInt(key))) {
                keys.add(key);
            }
        };
        return dump(map, collect).then(n -> delete(map, keys));
    }

    private static int count(PayloadReader payload, String map, int keySize, int valueSize) throws ProtocolException {
        int keys = payload.u32();
        int values = payload.u32();
        if (keys != keySize || values != valueSize) {
            throw new ProtocolException("map " + map + " has keys of " + keys + " and values of " + values
                    + " bytes, not " + keySize + " and " + valueSize);
        }
        return payload.count(keySize + valueSize);
    }

    @FunctionalInterface
    private interface Request<E> {
        Answer<Integer> send(List<E> batch);
    }

    /** Sends one request after another until one is not done. No elements: done at once, nothing is sent. */
    private static <E> Answer<Integer> batches(List<E> elements, int elementSize, Request<E> request) {
        int perBatch = Math.max(1, BATCH_BYTES / elementSize);
        int total = 0;
        for (int from = 0; from < elements.size(); from += perBatch) {
            int to = Math.min(from + perBatch, elements.size());
            Answer<Integer> answer = request.send(new ArrayList<>(elements.subList(from, to)));
            switch (answer) {
                case Answer.Done<Integer>(var count) -> total += count;
                case Answer.Refused<Integer>(var errno, var index, var sentence, var log) -> {
                    return new Answer.Refused<>(errno, index < 0 ? index : from + index, sentence, log);
                }
                case Answer.Unreachable<Integer> unreachable -> {
                    return unreachable;
                }
            }
        }
        return new Answer.Done<>(total);
    }
}
