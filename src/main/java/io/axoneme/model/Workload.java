// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * A pod with a network of its own: an endpoint of policies, and a peer. Or the host of a node, {@link ClusterNode#host()}: an endpoint of
 * policies for nodes, and never a peer.
 *
 * @param namespace empty for a host
 * @param identity shared by all pods with equal labels
 * @param addresses may be empty while it starts
 */
public record Workload(String namespace, String name, Identity identity, List<IpAddress> addresses) {

    public Workload {
        addresses = List.copyOf(addresses);
    }

    public Labels labels() {
        return identity.labels();
    }

    /** Whether it is the host of a node. */
    public boolean isHost() {
        return namespace.isEmpty();
    }

    /** {@code namespace/name}, or {@code node name}. */
    @Override
    public String toString() {
        return isHost() ? "node " + name : namespace + "/" + name;
    }
}
