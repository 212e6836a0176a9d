// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of the cluster, as its objects describe it.
 *
 * @param labels those of the node object, with source {@link Label#NODE}
 * @param addresses internal and external ones; may be empty
 */
public record ClusterNode(String name, Labels labels, List<IpAddress> addresses) {

    public ClusterNode {
        addresses = List.copyOf(addresses);
    }

    /** The node as seen from any other. Without labels of its own it is no other than the reserved identity. */
    public Peer peer(boolean apiServer) {
        return labels.size() == 0 ? unlabelled(apiServer) : new Peer.Node(this, apiServer);
    }

    /**
     * The node as an endpoint of policies for nodes, with its labels under source k8s. On the node itself this is the reserved identity; where hosts of
     * several nodes are judged, only the labels tell them apart.
     */
    public Workload host() {
        var all = new ArrayList<Label>();
        ReservedIdentity.HOST.labels().forEach(all::add);
        labels.forEach(l -> all.add(Label.k8s(l.key(), l.value())));
        return new Workload("", name, new Identity(ReservedIdentity.HOST.number(), Labels.of(all)), addresses);
    }

    /** A node of which nothing but an address is known. */
    static Peer unlabelled(boolean apiServer) {
        return new Peer.Reserved(reserved(apiServer));
    }

    /** Labels of its identity as a peer: those of the reserved identity and its own. */
    Labels peerLabels(boolean apiServer) {
        var all = new ArrayList<Label>();
        reserved(apiServer).labels().forEach(all::add);
        labels.forEach(all::add);
        return Labels.of(all);
    }

    private static ReservedIdentity reserved(boolean apiServer) {
        return apiServer ? ReservedIdentity.KUBE_APISERVER : ReservedIdentity.REMOTE_NODE;
    }
}
