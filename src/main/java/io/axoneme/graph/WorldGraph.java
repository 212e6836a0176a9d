// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** A world as a node would know it on which all of its workloads run. Not thread-safe. */
public final class WorldGraph {

    private final World world;
    private final NodeGraph graph;
    private final Map<Workload, Integer> endpoints = new HashMap<>();

    /** @param graph empty; made with {@link #config} */
    public WorldGraph(World world, NodeGraph graph) {
        this.world = world;
        this.graph = graph;
    }

    public static GraphConfig config(World world) {
        var options = world.options();
        return new GraphConfig(options.cluster(), options.mode(), options.dnsPods(), options.dualStack());
    }

    /** Feeds everything; the caller flushes. */
    public void feed() {
        feedIdentities();
        world.groups().forEach(graph::putCidrGroup);
        world.policies().forEach(graph::putPolicy);
        world.workloads()
                .forEach(w -> graph.putEndpoint(endpointOf(w), w.identity().number()));
    }

    /** Feeds all but groups, policies and endpoints. */
    public void feedIdentities() {
        for (var reserved : ReservedIdentity.values()) {
            graph.putIdentity(reserved.identity());
        }
        var addresses = world.addresses();
        addresses.podCidrs().forEach(c -> put(c, ReservedIdentity.UNKNOWN.identity()));
        for (var workload : world.workloads()) {
            graph.putIdentity(workload.identity());
            workload.addresses().forEach(a -> put(Cidr.host(a), workload.identity()));
        }
        addresses.nodes().forEach(a -> put(Cidr.host(a), node(a).identity()));
        addresses.apiServers().stream()
                .filter(a -> !addresses.nodes().contains(a))
                .forEach(a -> graph.carryLabels(Cidr.host(a), Labels.of(Label.reserved("kube-apiserver"))));
        graph.putDnsAddresses(addresses.dns());
    }

    /** The endpoint's number, from 1. */
    public int endpointOf(Workload workload) {
        return endpoints.computeIfAbsent(workload, w -> endpoints.size() + 1);
    }

    /** The peer's identity, found as the datapath finds it. */
    public int identityOf(Peer peer) {
        return switch (peer) {
            case Peer.Pod(var workload) -> workload.identity().number();
            case Peer.Reserved(var identity) -> identity.number();
            case Peer.Outside(var address) ->
                graph.allPrefixes().entrySet().stream()
                        .filter(e -> e.getKey().contains(address))
                        .max(Comparator.comparingInt(e -> e.getKey().length()))
                        .map(e -> e.getValue().identity())
                        .orElse(worldOf(address).number());
        };
    }

    private ReservedIdentity worldOf(IpAddress address) {
        return world.options().dualStack()
                ? address.isV4() ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6
                : ReservedIdentity.WORLD;
    }

    private ReservedIdentity node(IpAddress address) {
        return world.addresses().apiServers().contains(address)
                ? ReservedIdentity.KUBE_APISERVER
                : ReservedIdentity.REMOTE_NODE;
    }

    private void put(Cidr prefix, Identity identity) {
        graph.putPrefix(prefix, new PrefixEntry(identity.number(), false));
    }
}
