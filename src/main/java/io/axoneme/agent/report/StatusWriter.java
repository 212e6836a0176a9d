// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.NodeStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes the node's status object: when it changed, and at most every max(1 s, nodes / 50 s), so that a cluster of thousands stays calm. */
public final class StatusWriter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StatusWriter.class);
    private static final int NODES_A_SECOND = 50;

    /** How long the node's uid is believed: it is another one only when the node's object was deleted and made anew. */
    private static final long OWNER_KEPT_NS = TimeUnit.SECONDS.toNanos(60);

    private final KubernetesClient client;
    private final String node;
    private final IntSupplier nodes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-status").daemon().factory());
    private volatile @Nullable NodeStatus wanted;
    private @Nullable NodeStatus written;
    private long lastWriteNs;
    private boolean scheduled;
    private List<OwnerReference> owners = List.of();
    private long ownersReadNs;
    private final RepeatedTrouble trouble = new RepeatedTrouble();

    /** @param nodes how many nodes the cluster has */
    public StatusWriter(KubernetesClient client, String node, IntSupplier nodes) {
        this.client = client;
        this.node = node;
        this.nodes = nodes;
    }

    /** What the object should say from now on. */
    public synchronized void set(NodeStatus status) {
        if (!status.equals(wanted)) {
            wanted = status;
            schedule();
        }
    }

    private synchronized void schedule() {
        if (!scheduled) {
            scheduled = true;
            long interval = TimeUnit.SECONDS.toNanos(1) * Math.max(1, nodes.getAsInt() / NODES_A_SECOND);
            long wait = lastWriteNs == 0 ? 0 : Math.max(0, lastWriteNs + interval - System.nanoTime());
            var _ = thread.schedule(this::write, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void write() {
        NodeStatus next;
        synchronized (this) {
            scheduled = false;
            next = wanted;
            lastWriteNs = System.nanoTime();
        }
        if (next == null || next.equals(written)) {
            return;
        }
        try {
            client.resource(object(next)).forceConflicts().serverSideApply();
            written = next;
            long failures = trouble.recovered();
            if (failures > 0) {
                LOG.infof("node status: written again, after %d attempts that failed", failures);
            }
        } catch (KubernetesClientException e) {
            if (trouble.failed(String.valueOf(e.getMessage()))) {
                LOG.warnf("node status: not written, tried again and again: %s", e.getMessage());
            }
            schedule();
        }
    }

    private AxonemeNodeStatus object(NodeStatus status) {
        var object = new AxonemeNodeStatus();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(node)
                .withOwnerReferences(owners())
                .build());
        object.setStatus(status);
        return object;
    }

    private List<OwnerReference> owners() {
        if (owners.isEmpty() || System.nanoTime() - ownersReadNs > OWNER_KEPT_NS) {
            Node owner = client.nodes().withName(node).get();
            ownersReadNs = System.nanoTime();
            owners = owner == null
                    ? List.of()
                    : List.of(new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("Node")
                            .withName(node)
                            .withUid(owner.getMetadata().getUid())
                            .build());
        }
        return owners;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
