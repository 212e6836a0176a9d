// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** The other end of a packet. */
public sealed interface Peer {

    /** A pod of the cluster. */
    record Pod(Workload workload) implements Peer {
        @Override
        public String toString() {
            return "pod " + workload;
        }
    }

    /** A reserved identity, such as the local host. */
    record Reserved(ReservedIdentity identity) implements Peer {
        @Override
        public String toString() {
            return "entity " + identity.text();
        }
    }

    /**
     * Another node of the cluster that has labels.
     *
     * @param apiServer whether an API server is behind the address that it is met at
     */
    record Node(ClusterNode node, boolean apiServer) implements Peer {

        /** Those of its identity. */
        public Labels labels() {
            return node.peerLabels(apiServer);
        }

        @Override
        public String toString() {
            return "node " + node.name();
        }
    }

    /** An address outside the cluster. */
    record Outside(IpAddress address) implements Peer {
        @Override
        public String toString() {
            return "ip " + address;
        }
    }
}
