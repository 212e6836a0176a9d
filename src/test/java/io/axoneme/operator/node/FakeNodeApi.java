// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.CiliumNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes in memory; writes take effect at once, and are listed. */
final class FakeNodeApi implements NodeApi {

    final Map<String, Node> nodes = new TreeMap<>();
    final Map<String, CiliumNode> ciliumNodes = new TreeMap<>();
    final Map<String, AxonemeNodeStatus> reports = new TreeMap<>();
    final List<String> writes = new ArrayList<>();
    boolean down;

    @Override
    public Collection<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    @Override
    public Collection<CiliumNode> ciliumNodes() {
        return List.copyOf(ciliumNodes.values());
    }

    @Override
    public Collection<AxonemeNodeStatus> reports() {
        return List.copyOf(reports.values());
    }

    @Override
    public void create(CiliumNode node) {
        write("create", node.getMetadata().getName());
        ciliumNodes.put(node.getMetadata().getName(), node);
    }

    @Override
    public void replace(CiliumNode node) {
        write("replace", node.getMetadata().getName());
        ciliumNodes.put(node.getMetadata().getName(), node);
    }

    @Override
    public void replaceStatus(CiliumNode node) {
        write("status", node.getMetadata().getName());
        ciliumNodes.put(node.getMetadata().getName(), node);
    }

    @Override
    public void setCondition(Node node, NodeCondition condition) {
        write("condition " + condition.getStatus(), node.getMetadata().getName());
        nodes.computeIfPresent(
                node.getMetadata().getName(),
                (name, present) -> new NodeBuilder(present)
                        .editOrNewStatus()
                        .removeMatchingFromConditions(other -> other.getType().equals(condition.getType()))
                        .addToConditions(condition)
                        .endStatus()
                        .build());
    }

    @Override
    public void untaint(Node node) {
        write("untaint", node.getMetadata().getName());
        nodes.computeIfPresent(
                node.getMetadata().getName(),
                (name, present) -> new NodeBuilder(present)
                        .editSpec()
                        .withTaints(NodeSigns.untainted(present))
                        .endSpec()
                        .build());
    }

    private void write(String what, String node) {
        if (down) {
            throw new KubernetesClientException("connection refused");
        }
        writes.add(what + " " + node);
    }
}
