// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Peers that have a name of their own in policies. */
public enum Entity {
    ALL("all"),
    NONE("none"),
    HOST("host"),
    WORLD("world"),
    CLUSTER("cluster"),
    /** {@link #CLUSTER} and the pods of every other cluster of a mesh. */
    CLUSTER_MESH("cluster-mesh"),
    HEALTH("health"),
    INIT("init"),
    REMOTE_NODE("remote-node"),
    UNMANAGED("unmanaged"),
    INGRESS("ingress"),
    KUBE_APISERVER("kube-apiserver"),
    /** The cluster's DNS servers: pods, the addresses of their services, node-local DNS. Not told by labels alone. */
    DNS("dns");

    private final String text;

    Entity(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<Entity> parse(String text) {
        return Arrays.stream(values()).filter(e -> e.text.equals(text)).findFirst();
    }

    /**
     * Label selectors of which one must pick an identity for it to belong here. Empty for {@link #NONE}, and for {@link #DNS},
     * whose members the world (pods and services) tells.
     *
     * @param cluster name of the own cluster, which tells its pods from those of others
     */
    public List<LabelSelector> anyOf(String cluster) {
        return switch (this) {
            case ALL -> List.of(LabelSelector.everything());
            case NONE, DNS -> List.of();
            case HOST, HEALTH, INIT, REMOTE_NODE, UNMANAGED, INGRESS, KUBE_APISERVER -> List.of(reserved(text));
            case WORLD -> List.of(reserved("world"), reserved("world-ipv4"), reserved("world-ipv6"));
            case CLUSTER -> nodesAnd(Requirement.equalTo(Label.K8S, LabelKeys.CLUSTER, cluster));
            case CLUSTER_MESH -> nodesAnd(Requirement.exists(Label.K8S, LabelKeys.CLUSTER));
        };
    }

    private static List<LabelSelector> nodesAnd(Requirement pods) {
        return List.of(
                reserved("host"),
                reserved("remote-node"),
                reserved("unmanaged"),
                reserved("health"),
                reserved("init"),
                reserved("ingress"),
                LabelSelector.of(pods));
    }

    private static LabelSelector reserved(String name) {
        return LabelSelector.of(Requirement.exists(Label.RESERVED, name));
    }
}
