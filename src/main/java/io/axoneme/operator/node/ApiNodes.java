// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.CiliumNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Nodes of a real API server: one informer a kind, and writes of single objects. */
public final class ApiNodes implements NodeApi, AutoCloseable {

    private final KubernetesClient client;
    private final SharedIndexInformer<Node> nodes;
    private final SharedIndexInformer<CiliumNode> ciliumNodes;
    private final SharedIndexInformer<AxonemeNodeStatus> reports;

    private ApiNodes(KubernetesClient client) {
        this.client = client;
        this.nodes = client.nodes().runnableInformer(0);
        this.ciliumNodes = client.resources(CiliumNode.class).runnableInformer(0);
        this.reports = client.resources(AxonemeNodeStatus.class).runnableInformer(0);
    }

    /**
     * Starts to watch; returns when everything has been listed once.
     *
     * @throws KubernetesClientException when one of the kinds cannot be listed; nothing is left running then
     */
    public static ApiNodes start(KubernetesClient client) {
        var api = new ApiNodes(client);
        try {
            api.nodes.run();
            api.ciliumNodes.run();
            api.reports.run();
            return api;
        } catch (KubernetesClientException e) {
            api.close();
            throw e;
        } catch (
                RuntimeException
                        e) { // a connection that ends while a list is read: an informer throws the HTTP library's own
            api.close();
            throw new KubernetesClientException("nodes cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Has this called for everything that is there, and after each change, from any thread. */
    void follow(Runnable changed) {
        changed.run();
        nodes.addEventHandler(handler(changed));
        ciliumNodes.addEventHandler(handler(changed));
        reports.addEventHandler(handler(changed));
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> handler(Runnable changed) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                changed.run();
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.run();
            }

            @Override
            public void onDelete(T deleted, boolean unknown) {
                changed.run();
            }
        };
    }

    @Override
    public Collection<Node> nodes() {
        return nodes.getStore().list();
    }

    @Override
    public Collection<CiliumNode> ciliumNodes() {
        return ciliumNodes.getStore().list();
    }

    @Override
    public Collection<AxonemeNodeStatus> reports() {
        return reports.getStore().list();
    }

    @Override
    public void create(CiliumNode node) {
        client.resource(node).create();
    }

    @Override
    public void replace(CiliumNode node) {
        client.resource(node).update();
    }

    @Override
    public void replaceStatus(CiliumNode node) {
        client.resource(node).updateStatus();
    }

    @Override
    public void setCondition(Node node, NodeCondition condition) {
        var patch = Map.of("status", Map.of("conditions", List.of(condition)));
        client.nodes()
                .withName(node.getMetadata().getName())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }

    @Override
    public void untaint(Node node) {
        var present = Objects.requireNonNullElse(node.getSpec().getTaints(), List.of());
        var patch = List.of(
                Map.of("op", "test", "path", "/spec/taints", "value", present),
                Map.of("op", "replace", "path", "/spec/taints", "value", NodeSigns.untainted(node)));
        client.nodes()
                .withName(node.getMetadata().getName())
                .patch(
                        PatchContext.of(PatchType.JSON),
                        client.getKubernetesSerialization().asJson(patch));
    }

    @Override
    public void close() {
        reports.close();
        ciliumNodes.close();
        nodes.close();
    }
}
