// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.agent.pod.EndpointGate;
import io.axoneme.agent.source.Sources;
import io.axoneme.kube.identity.IdentityAllocator;
import io.axoneme.kube.identity.IdentityKey;
import io.axoneme.model.Cidr;
import io.axoneme.model.Labels;
import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.EndpointRecord;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Lets pods onto the node: identity from the sources, enforcement from the engine. */
final class NodeGate implements EndpointGate {

    /** How long the operator is waited for before the agent makes the identity itself. */
    private static final Duration IDENTITY_WAIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration ADMIT_WAIT = Duration.ofSeconds(20);

    private final NodeEngine engine;
    private final Sources sources;
    private final Endpoints endpoints;
    private final IdentityAllocator allocator;
    private final int mtu;

    NodeGate(NodeEngine engine, Sources sources, Endpoints endpoints, IdentityAllocator allocator, int mtu) {
        this.engine = engine;
        this.sources = sources;
        this.endpoints = endpoints;
        this.allocator = allocator;
        this.mtu = mtu;
    }

    @Override
    public String notReady() {
        if (!engine.isOpen()) {
            return "the agent has not seen the whole cluster yet; missing: " + sources.missing();
        }
        return podCidr() == null ? "the node has no pod range yet" : "";
    }

    @Override
    public @Nullable Cidr podCidr() {
        return engine.ask(() -> {
                    var own = sources.nodes().own();
                    return own == null || own.podRanges().isEmpty()
                            ? Optional.<Cidr>empty()
                            : Optional.of(own.podRanges().getFirst());
                })
                .join()
                .orElse(null);
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int identityOf(String namespace, String pod, String uid) throws CniException {
        long deadline = System.nanoTime() + IDENTITY_WAIT.toNanos();
        while (true) {
            var number =
                    engine.ask(() -> sources.pods().identity(namespace, pod)).join();
            if (number.isPresent()) {
                return number.get();
            }
            if (System.nanoTime() > deadline) {
                return allocate(namespace, pod);
            }
            pause();
        }
    }

    /** Makes the identity, or clears the mark of one that was released. */
    private int allocate(String namespace, String pod) throws CniException {
        Labels labels = engine.ask(() -> sources.pods().labels(namespace, pod))
                .join()
                .orElseThrow(() -> failure("the API server has not told of pod " + namespace + "/" + pod));
        try {
            var identity = allocator.allocate(new IdentityKey(labels));
            engine.change(graph -> sources.pods().learn(identity));
            return identity.number();
        } catch (KubernetesClientException | IllegalStateException e) {
            throw failure("no identity for pod " + namespace + "/" + pod + ": " + e.getMessage());
        }
    }

    @Override
    public void admit(EndpointRecord record, int identity) throws CniException {
        await(endpoints.admit(record, identity), "endpoint of " + record.namespace() + "/" + record.pod());
    }

    @Override
    public void dismiss(EndpointRecord record) {
        endpoints.dismiss(record).join();
    }

    private static void await(CompletableFuture<String> inForce, String what) throws CniException {
        try {
            var trouble = inForce.get(ADMIT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!trouble.isEmpty()) {
                throw failure(what + " is not enforced: " + trouble);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(what + ": interrupted");
        } catch (ExecutionException e) {
            throw failure(what + ": " + e.getCause());
        } catch (TimeoutException e) {
            throw failure(what + " was not enforced within " + ADMIT_WAIT.toSeconds() + " s");
        }
    }

    private static void pause() throws CniException {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    private static CniException failure(String details) {
        return new CniException(CniFailure.Code.TRY_AGAIN, "try again later", details);
    }
}
