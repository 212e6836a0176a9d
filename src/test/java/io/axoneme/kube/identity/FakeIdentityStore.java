// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An API server that holds identities in memory, checks versions as the real one does, and tells one listener of changes. */
public final class FakeIdentityStore implements IdentityStore {

    private final TreeMap<Integer, IdentityRecord> objects = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int version;
    private boolean down;
    private Consumer<IdentityRecord> changed = record -> {};
    private Consumer<IdentityRecord> deleted = record -> {};

    /** What sees each write, as a watch would. */
    public synchronized void watch(Consumer<IdentityRecord> changed, Consumer<IdentityRecord> deleted) {
        this.changed = changed;
        this.deleted = deleted;
    }

    /** The time that new objects get. */
    public synchronized void setTime(Instant now) {
        this.now = now;
    }

    /** While down, every request fails. */
    public synchronized void setDown(boolean down) {
        this.down = down;
    }

    /** Everything there is, by rising number. */
    public synchronized List<IdentityRecord> all() {
        return new ArrayList<>(objects.values());
    }

    @Override
    public synchronized List<IdentityRecord> withKey(IdentityKey key) {
        answer();
        return objects.values().stream()
                .filter(record -> new IdentityKey(record.labels()).hashText().equals(key.hashText()))
                .toList();
    }

    @Override
    public synchronized Optional<IdentityRecord> get(int number) {
        answer();
        return Optional.ofNullable(objects.get(number));
    }

    @Override
    public synchronized Optional<IdentityRecord> create(int number, IdentityKey key) {
        answer();
        if (objects.containsKey(number)) {
            return Optional.empty();
        }
        return Optional.of(store(new IdentityRecord(number, key.labels(), "uid-" + ++version, "", now, null)));
    }

    @Override
    public synchronized Optional<IdentityRecord> release(IdentityRecord identity, Instant at) {
        answer();
        return current(identity)
                .filter(record -> record.resourceVersion().equals(identity.resourceVersion()))
                .map(record -> store(marked(record, at)));
    }

    @Override
    public synchronized Optional<IdentityRecord> claim(IdentityRecord identity) {
        answer();
        return current(identity).map(record -> store(marked(record, null)));
    }

    @Override
    public synchronized boolean delete(IdentityRecord identity) {
        answer();
        var record = objects.get(identity.number());
        if (record == null) {
            return true;
        }
        if (!record.uid().equals(identity.uid()) || !record.resourceVersion().equals(identity.resourceVersion())) {
            return false;
        }
        objects.remove(identity.number());
        deleted.accept(record);
        return true;
    }

    private Optional<IdentityRecord> current(IdentityRecord identity) {
        return Optional.ofNullable(objects.get(identity.number()))
                .filter(record -> record.uid().equals(identity.uid()));
    }

    private static IdentityRecord marked(IdentityRecord record, @Nullable Instant at) {
        return new IdentityRecord(
                record.number(), record.labels(), record.uid(), record.resourceVersion(), record.created(), at);
    }

    private IdentityRecord store(IdentityRecord record) {
        var stored = new IdentityRecord(
                record.number(),
                record.labels(),
                record.uid(),
                Integer.toString(++version),
                record.created(),
                record.releasedAt());
        objects.put(stored.number(), stored);
        changed.accept(stored);
        return stored;
    }

    private void answer() {
        if (down) {
            throw new KubernetesClientException("connection refused");
        }
    }
}
