// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.kube.stream.ItemListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The present state of one kind by key, on one thread: from whatever order of events to "now it is this", with what it was before.
 *
 * @param <T> what is kept of an object
 */
final class Keyed<T> implements ItemListener<T> {

    /** Hears of one object; null where there is or was none. */
    interface Change<T> {
        void changed(String key, @Nullable T before, @Nullable T now);
    }

    private final Executor thread;
    private final Function<T, String> key;
    private final Change<T> change;
    private final Runnable listed;
    private final Map<String, T> present = new HashMap<>();
    private boolean complete;

    /**
     * A mirror of one kind.
     *
     * @param thread owns the state; {@code change} and {@code listed} run on it
     * @param listed once the first list has been handed in
     */
    Keyed(Executor thread, Function<T, String> key, Change<T> change, Runnable listed) {
        this.thread = thread;
        this.key = key;
        this.change = change;
        this.listed = listed;
    }

    /** To be called on the owning thread. */
    Map<String, T> present() {
        return present;
    }

    @Override
    public void replaced(List<T> all) {
        thread.execute(() -> {
            var now = new HashMap<String, T>();
            all.forEach(record -> now.put(key.apply(record), record));
            List.copyOf(present.keySet()).stream()
                    .filter(k -> !now.containsKey(k))
                    .forEach(k -> set(k, null));
            now.forEach(this::set);
            if (!complete) {
                complete = true;
                listed.run();
            }
        });
    }

    @Override
    public void changed(T record) {
        thread.execute(() -> set(key.apply(record), record));
    }

    @Override
    public void deleted(T record) {
        thread.execute(() -> set(key.apply(record), null));
    }

    private void set(String name, @Nullable T now) {
        var before = now == null ? present.remove(name) : present.put(name, now);
        if (before == null ? now != null : !before.equals(now)) {
            change.changed(name, before, now);
        }
    }
}
