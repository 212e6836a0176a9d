// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.identity;

import io.axoneme.kube.identity.ApiIdentityStore;
import io.axoneme.kube.identity.IdentityAllocator;
import io.axoneme.kube.identity.IdentityRange;
import io.axoneme.kube.identity.IdentityReader;
import io.axoneme.kube.pod.NamespaceReader;
import io.axoneme.kube.pod.PodReader;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.Reflector;
import io.axoneme.model.LabelFilter;
import io.axoneme.operator.owner.OwnerThread;
import io.axoneme.operator.policy.Population;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** {@link IdentityKeeper} with its thread, its workers and the streams of what it follows. */
public final class IdentityParts implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** Requests under way at once: enough to fill a new cluster quickly, few enough for the API server. */
    private static final int WORKERS = 16;

    private final OwnerThread owner = new OwnerThread("identities");
    private final ExecutorService workers =
            Executors.newFixedThreadPool(WORKERS, Thread.ofVirtual().factory());
    private final ApiServer server;
    private final IdentityKeeper keeper;
    private final List<Reflector<?>> reflectors;

    /**
     * What identities are made of.
     *
     * @param filter which of a pod's own labels make up its identity
     * @param rest how long a released identity stays
     */
    public record Settings(String cluster, LabelFilter filter, IdentityRange range, Duration rest) {}

    private IdentityParts(KubernetesClient client, Settings settings, Consumer<Population> population, Clock clock) {
        var store = new ApiIdentityStore(client);
        server = ApiServer.of(client.getConfiguration());
        keeper = new IdentityKeeper(
                store,
                new IdentityAllocator(store, settings.range()),
                new IdentityDemand(settings.filter(), settings.cluster()),
                new IdentitySweep(settings.rest()),
                owner,
                workers,
                population,
                clock);
        reflectors = List.of(
                new Reflector<>("identities", server, IdentityReader.QUERY, new IdentityReader(), keeper.identities()),
                new Reflector<>(
                        "namespaces", server, NamespaceReader.QUERY, new NamespaceReader(), keeper.namespaces()),
                new Reflector<>("pods", server, PodReader.QUERY, new PodReader(settings.filter()), keeper.pods()));
    }

    /**
     * Starts to list; returns at once.
     *
     * @param population hears of the pods, once all have been listed and then after changes, on one thread
     */
    public static IdentityParts start(
            KubernetesClient client, Settings settings, Consumer<Population> population, Clock clock) {
        var parts = new IdentityParts(client, settings, population, clock);
        parts.reflectors.forEach(Reflector::start);
        parts.sweepAgain();
        return parts;
    }

    /** Whether everything has been listed once. */
    public boolean synced() {
        return reflectors.stream().allMatch(reflector -> reflector.synced().isDone());
    }

    private void sweepAgain() {
        owner.schedule(
                () -> {
                    keeper.sweep();
                    sweepAgain();
                },
                SWEEP);
    }

    @Override
    public void close() {
        reflectors.forEach(Reflector::close);
        workers.shutdownNow();
        owner.close();
        server.close();
    }
}
