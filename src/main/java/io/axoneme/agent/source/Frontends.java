// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BackendKey;
import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.abi.ServiceValue;
import io.axoneme.kernel.KernelSync;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Addresses that sockets call and the backends that they get instead, as the datapath's maps hold them. A change writes the backends under a
 * new number and then replaces one entry, so that no connection finds half of them. Owned by the engine's thread.
 */
public final class Frontends {

    private record Frontend(int id, List<BackendValue> backends) {}

    private final Supplier<KernelSync> maps;
    private final IntSupplier firstId;
    private final Map<String, Map<ServiceKey, Frontend>> published = new HashMap<>();
    private int lastId;

    /** @param firstId first number that is free after an earlier run; asked once there is something to publish */
    Frontends(Supplier<KernelSync> maps, IntSupplier firstId) {
        this.maps = maps;
        this.firstId = firstId;
    }

    /** Addresses of an owner as published last. */
    Set<ServiceKey> of(String owner) {
        return Set.copyOf(published.getOrDefault(owner, Map.of()).keySet());
    }

    /**
     * Replaces all that an owner has.
     *
     * @param owner whoever hands these in: no two owners publish one address
     * @param wanted to each address its backends, in a fixed order; none: whoever calls is refused
     */
    public void publish(String owner, Map<ServiceKey, List<BackendValue>> wanted) {
        var before = published.getOrDefault(owner, Map.of());
        var after = new HashMap<ServiceKey, Frontend>();
        var sync = maps.get();
        wanted.forEach((key, backends) -> {
            var present = before.get(key);
            var frontend =
                    present != null && present.backends().equals(backends) ? present : new Frontend(nextId(), backends);
            after.put(key, frontend);
            if (!frontend.equals(present)) {
                sync.put(AbiMaps.BACKEND, entries(frontend));
                sync.put(AbiMaps.SERVICE, Map.of(key, new ServiceValue(frontend.id(), backends.size())));
            }
        });
        before.forEach((key, old) -> {
            if (!after.containsKey(key)) {
                sync.remove(AbiMaps.SERVICE, List.of(key));
            }
            if (!old.equals(after.get(key))) {
                sync.remove(AbiMaps.BACKEND, entries(old).keySet());
            }
        });
        published.put(owner, after);
    }

    private int nextId() {
        lastId = Math.max(lastId + 1, firstId.getAsInt());
        return lastId;
    }

    private static Map<BackendKey, BackendValue> entries(Frontend frontend) {
        var entries = new HashMap<BackendKey, BackendValue>();
        for (int slot = 0; slot < frontend.backends().size(); slot++) {
            entries.put(new BackendKey(frontend.id(), slot), frontend.backends().get(slot));
        }
        return entries;
    }
}
