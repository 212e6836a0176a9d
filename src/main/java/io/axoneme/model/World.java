// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a verdict depends on: one state of a cluster.
 *
 * @param options what is configured rather than found in objects
 * @param workloads pods on the pod network; names are unique
 * @param groups CIDR groups; names are unique
 * @param services names are unique
 * @param policies valid ones
 * @param addresses what is known of addresses that are no pod's
 * @param nodes what is known of nodes besides; names are unique
 */
public record World(
        Options options,
        List<Workload> workloads,
        List<CidrGroup> groups,
        List<Service> services,
        List<Policy> policies,
        Addresses addresses,
        List<ClusterNode> nodes) {

    /**
     * What is configured.
     *
     * @param cluster name of this cluster
     * @param dualStack whether outside identities carry the family in their world label
     * @param mode when endpoints are in default deny
     * @param dnsPods picks the cluster's DNS servers by their identity's labels
     * @param l7OverL4 what L7 rules do to plain allows of the same peer and port
     * @param failsafe what policies for nodes never close
     * @param cidrMatch whom CIDRs pick
     */
    public record Options(
            String cluster,
            boolean dualStack,
            EnforcementMode mode,
            LabelSelector dnsPods,
            L7OverL4 l7OverL4,
            List<FailsafePort> failsafe,
            CidrMatchMode cidrMatch) {

        /** Cluster {@code default}, dual stack, mode default, DNS by k8s-app=kube-dns in kube-system, the usual failsafe ports. */
        public static final Options DEFAULT = new Options(
                "default",
                true,
                EnforcementMode.DEFAULT,
                LabelSelector.of(
                        Requirement.equalTo(Label.K8S, "k8s-app", "kube-dns"),
                        Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, "kube-system")),
                L7OverL4.RESTRICT);

        public Options {
            failsafe = List.copyOf(failsafe);
        }

        /** With the usual failsafe ports, and CIDRs for outside addresses. */
        public Options(
                String cluster, boolean dualStack, EnforcementMode mode, LabelSelector dnsPods, L7OverL4 l7OverL4) {
            this(cluster, dualStack, mode, dnsPods, l7OverL4, FailsafePort.DEFAULT, CidrMatchMode.OUTSIDE);
        }

        public Options withMode(EnforcementMode other) {
            return new Options(cluster, dualStack, other, dnsPods, l7OverL4, failsafe, cidrMatch);
        }

        public Options withL7OverL4(L7OverL4 other) {
            return new Options(cluster, dualStack, mode, dnsPods, other, failsafe, cidrMatch);
        }

        public Options withCidrMatch(CidrMatchMode other) {
            return new Options(cluster, dualStack, mode, dnsPods, l7OverL4, failsafe, other);
        }
    }

    /**
     * What is known of addresses.
     *
     * @param nodes addresses of nodes
     * @param apiServers addresses behind service default/kubernetes
     * @param dns service addresses of the DNS servers, and node-local DNS
     * @param podCidrs ranges of pod addresses: one that is no pod's is unknown there, not world
     * @param names names that DNS has given addresses for
     */
    public record Addresses(
            Set<IpAddress> nodes,
            Set<IpAddress> apiServers,
            Set<IpAddress> dns,
            List<Cidr> podCidrs,
            Map<IpAddress, Set<String>> names) {

        public static final Addresses NONE = new Addresses(Set.of(), Set.of(), Set.of(), List.of(), Map.of());

        public Addresses {
            nodes = Set.copyOf(nodes);
            apiServers = Set.copyOf(apiServers);
            dns = Set.copyOf(dns);
            podCidrs = List.copyOf(podCidrs);
            names = Map.copyOf(names);
        }
    }

    public World {
        workloads = List.copyOf(workloads);
        groups = List.copyOf(groups);
        services = List.copyOf(services);
        policies = List.copyOf(policies);
        nodes = List.copyOf(nodes);
    }

    /** A world of whose nodes nothing is known but addresses. */
    public World(
            Options options,
            List<Workload> workloads,
            List<CidrGroup> groups,
            List<Service> services,
            List<Policy> policies,
            Addresses addresses) {
        this(options, workloads, groups, services, policies, addresses, List.of());
    }

    /** A world without services. */
    public World(
            Options options,
            List<Workload> workloads,
            List<CidrGroup> groups,
            List<Policy> policies,
            Addresses addresses) {
        this(options, workloads, groups, List.of(), policies, addresses);
    }

    /** The same world with other policies. */
    public World withPolicies(List<Policy> others) {
        return new World(options, workloads, groups, services, others, addresses, nodes);
    }

    /** Who has this address. A node is a remote one: whose own it is depends on where the endpoint runs. */
    public Peer peerAt(IpAddress address) {
        for (var workload : workloads) {
            if (workload.addresses().contains(address)) {
                return new Peer.Pod(workload);
            }
        }
        if (addresses.nodes().contains(address)) {
            return nodeAt(address);
        }
        return addresses.podCidrs().stream().anyMatch(c -> c.contains(address))
                ? new Peer.Reserved(ReservedIdentity.UNKNOWN)
                : new Peer.Outside(address);
    }

    /** Whether policies for nodes have nothing to say of such packets of this endpoint. */
    public boolean isFailsafe(Workload endpoint, Direction direction, Port port) {
        return endpoint.isHost() && options.failsafe().contains(new FailsafePort(direction, port));
    }

    /** The remote node with this address, which is one of a node's. */
    public Peer nodeAt(IpAddress address) {
        boolean apiServer = addresses.apiServers().contains(address);
        return nodes.stream()
                .filter(n -> n.addresses().contains(address))
                .findFirst()
                .map(n -> n.peer(apiServer))
                .orElseGet(() -> ClusterNode.unlabelled(apiServer));
    }

    /** A node as a remote one, whichever of its addresses it is met at. */
    public Peer peerOf(ClusterNode node) {
        return node.peer(node.addresses().stream().anyMatch(addresses.apiServers()::contains));
    }
}
