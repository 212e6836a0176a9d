// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.CiliumNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.Collection;

/** Nodes of the API server, as far as the operator needs them. Reads come from caches; writes may fail with a KubernetesClientException. */
interface NodeApi {

    Collection<Node> nodes();

    Collection<CiliumNode> ciliumNodes();

    Collection<AxonemeNodeStatus> reports();

    void create(CiliumNode node);

    /** Replaces the spec; a conflict when the object has changed meanwhile. */
    void replace(CiliumNode node);

    /** Replaces the status; a conflict when the object has changed meanwhile. */
    void replaceStatus(CiliumNode node);

    /** Sets one condition of a node, leaving the others. */
    void setCondition(Node node, NodeCondition condition);

    /** Takes the taint {@link NodeSigns#AGENT_NOT_READY} off a node, if its taints are still what they were. */
    void untaint(Node node);
}
