// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * A pod with a network of its own: an endpoint of policies, and a peer.
 *
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

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
