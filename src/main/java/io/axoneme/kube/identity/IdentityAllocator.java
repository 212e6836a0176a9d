// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import java.util.Optional;

/**
 * Finds or makes the identity of a key. Safe to run in any number of processes at once: two that start from the same
 * key try the same numbers in the same order, and the API server lets one of them create.
 */
public final class IdentityAllocator {

    private final IdentityStore store;
    private final IdentityRange range;

    public IdentityAllocator(IdentityStore store, IdentityRange range) {
        this.store = store;
        this.range = range;
    }

    /**
     * The identity of this key, with its mark cleared; created when there is none.
     *
     * @throws IllegalStateException when every number of the range is taken
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer or refuses
     */
    public IdentityRecord allocate(IdentityKey key) {
        return existing(key).or(() -> created(key)).orElseThrow(() -> exhausted(key));
    }

    private Optional<IdentityRecord> existing(IdentityKey key) {
        return store.withKey(key).stream()
                .filter(record -> record.labels().equals(key.labels()))
                .min(IdentityRecord.WINNER_FIRST)
                .flatMap(this::claimed);
    }

    private Optional<IdentityRecord> created(IdentityKey key) {
        var numbers = range.candidates(key).iterator();
        while (numbers.hasNext()) {
            int number = numbers.nextInt();
            var result = store.create(number, key).or(() -> takenBySame(number, key));
            if (result.isPresent()) {
                return result;
            }
        }
        return Optional.empty();
    }

    /** A conflict is no conflict when someone else made just what we wanted. */
    private Optional<IdentityRecord> takenBySame(int number, IdentityKey key) {
        return store.get(number)
                .filter(record -> record.labels().equals(key.labels()))
                .flatMap(this::claimed);
    }

    private Optional<IdentityRecord> claimed(IdentityRecord record) {
        return record.released() ? store.claim(record) : Optional.of(record);
    }

    private IllegalStateException exhausted(IdentityKey key) {
        return new IllegalStateException(
                "no identity is left in %d-%d for %s".formatted(range.first(), range.last(), key.labels()));
    }
}
