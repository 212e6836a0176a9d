// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.net.CniException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One lock a container, for as long as somebody wants it. */
final class ContainerLocks {
    private final Map<String, Entry> entries = new HashMap<>();

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /**
     * What is done while the lock is held.
     *
     * @param <T> what it gives
     */
    interface Action<T> {
        T run() throws CniException;
    }

    /** Waits until nobody else holds the container's lock, then runs. */
    <T> T holding(String container, Action<T> action) throws CniException {
        Entry entry = enter(container);
        entry.lock.lock();
        try {
            return action.run();
        } finally {
            entry.lock.unlock();
            leave(container, entry);
        }
    }

    private synchronized Entry enter(String container) {
        Entry entry = entries.computeIfAbsent(container, c -> new Entry());
        entry.users++;
        return entry;
    }

    private synchronized void leave(String container, Entry entry) {
        if (--entry.users == 0) {
            entries.remove(container);
        }
    }
}
