// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.kube.crd.CiliumEndpoint;
import io.axoneme.kube.crd.EndpointStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes this node's CiliumEndpoint objects: one a pod, owned by the pod. What was edited or deleted by others is put right, and strays of this node are
 * removed, at intervals. Writes that fail are tried again.
 */
public final class EndpointWriter implements AutoCloseable {

    /** An object as it should be. */
    public record Wanted(String namespace, String name, String podUid, EndpointStatus status) {
        String key() {
            return namespace + "/" + name;
        }
    }

    /** On each object: the node whose agent writes it, so that its strays can be found. */
    public static final String NODE_LABEL = "axoneme.io/node";

    private static final Logger LOG = Logger.getLogger(EndpointWriter.class);
    private static final long RETRY_SECONDS = 2;
    private static final long REPAIR_SECONDS = 20;

    private final KubernetesClient client;
    private final String node;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("endpoint-objects").daemon().factory());
    private final Map<String, Wanted> wanted = new HashMap<>();
    private final Map<String, @Nullable Wanted> pending = new LinkedHashMap<>();
    private boolean scheduled;

    public EndpointWriter(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    /** Starts to repair; to be called once all endpoints of an earlier run were handed in. */
    public void startRepair() {
        var _ = thread.scheduleWithFixedDelay(this::repair, 1, REPAIR_SECONDS, TimeUnit.SECONDS);
    }

    public synchronized void put(Wanted endpoint) {
        if (!endpoint.equals(wanted.put(endpoint.key(), endpoint))) {
            pending.put(endpoint.key(), endpoint);
            schedule(0);
        }
    }

    public synchronized void remove(String namespace, String name) {
        var key = namespace + "/" + name;
        if (wanted.remove(key) != null) {
            pending.put(key, null);
            schedule(0);
        }
    }

    private synchronized void schedule(long delaySeconds) {
        if (!scheduled) {
            scheduled = true;
            var _ = thread.schedule(this::drain, delaySeconds, TimeUnit.SECONDS);
        }
    }

    private synchronized Map<String, @Nullable Wanted> takePending() {
        scheduled = false;
        var taken = new LinkedHashMap<String, @Nullable Wanted>(pending);
        pending.clear();
        return taken;
    }

    private void drain() {
        takePending().forEach((key, endpoint) -> {
            try {
                write(key, endpoint);
            } catch (KubernetesClientException e) {
                LOG.warnf("CiliumEndpoint %s: %s", key, e.getMessage());
                again(key, endpoint);
            }
        });
    }

    private synchronized void again(String key, @Nullable Wanted endpoint) {
        pending.putIfAbsent(key, endpoint);
        schedule(RETRY_SECONDS);
    }

    private void write(String key, @Nullable Wanted endpoint) {
        if (endpoint == null) {
            int slash = key.indexOf('/');
            client.resources(CiliumEndpoint.class)
                    .inNamespace(key.substring(0, slash))
                    .withName(key.substring(slash + 1))
                    .delete();
            return;
        }
        try {
            client.resource(object(endpoint)).forceConflicts().serverSideApply();
        } catch (KubernetesClientException e) {
            // The pod or its namespace is going: so will the endpoint.
            if (e.getCode() != 404 && e.getCode() != 403) {
                throw e;
            }
            LOG.debugf("CiliumEndpoint %s: %s", key, e.getMessage());
        }
    }

    private void repair() {
        try {
            var seen = new HashMap<String, EndpointStatus>();
            for (var object : client.resources(CiliumEndpoint.class)
                    .inAnyNamespace()
                    .withLabel(NODE_LABEL, node)
                    .list()
                    .getItems()) {
                var key = object.getMetadata().getNamespace() + "/"
                        + object.getMetadata().getName();
                seen.put(key, object.getStatus());
            }
            compare(seen);
        } catch (KubernetesClientException e) {
            LOG.debugf("CiliumEndpoints cannot be compared: %s", e.getMessage());
        }
    }

    private synchronized void compare(Map<String, EndpointStatus> seen) {
        seen.keySet().stream().filter(k -> !wanted.containsKey(k)).forEach(k -> pending.putIfAbsent(k, null));
        wanted.forEach((key, endpoint) -> {
            if (!endpoint.status().equals(seen.get(key))) {
                pending.putIfAbsent(key, endpoint);
            }
        });
        if (!pending.isEmpty()) {
            schedule(0);
        }
    }

    private CiliumEndpoint object(Wanted endpoint) {
        var object = new CiliumEndpoint();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(endpoint.namespace())
                .withName(endpoint.name())
                .addToLabels(NODE_LABEL, node)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(endpoint.name())
                        .withUid(endpoint.podUid())
                        .build())
                .build());
        object.setStatus(endpoint.status());
        return object;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
