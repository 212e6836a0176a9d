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
