// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.ClusterNode;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A world as a node would know it on which all of its workloads run. Not thread-safe. */
public final class WorldGraph {

    /** Identities of nodes by their labels follow it, see {@link Identity.Scope#REMOTE_NODE}. */
    private static final int NODES = 0x0200_0000;

    /**
     * One thing that a node learns of, and may forget.
     *
     * @param name unique in its world
     */
    public record Piece(String name, Consumer<NodeGraph> put, Consumer<NodeGraph> remove) {}

    private final World world;
    private final NodeGraph graph;
    private final Map<Workload, Integer> endpoints;
    private final Map<Labels, Integer> nodes;

    /** @param graph made with {@link #config} */
    public WorldGraph(World world, NodeGraph graph) {
        this(world, graph, new HashMap<>(), new HashMap<>());
    }

    private WorldGraph(World world, NodeGraph graph, Map<Workload, Integer> endpoints, Map<Labels, Integer> nodes) {
        this.world = world;
        this.graph = graph;
        this.endpoints = endpoints;
        this.nodes = nodes;
    }

    /** Another state of the world, or another graph of it, in which workloads keep their numbers as endpoints, nodes those of their identities. */
    public WorldGraph with(World otherWorld, NodeGraph otherGraph) {
        return new WorldGraph(otherWorld, otherGraph, endpoints, nodes);
    }

    public static GraphConfig config(World world) {
        var options = world.options();
        return new GraphConfig(
                options.cluster(),
                options.mode(),
                options.dnsPods(),
                options.dualStack(),
                options.l7OverL4(),
                options.failsafe(),
                options.cidrMatch());
    }

    /** Feeds everything; the caller flushes. */
    public void feed() {
        pieces().forEach(p -> p.put().accept(graph));
    }

    /** All that there is to learn, in an order in which nothing is named before it is known. */
    public List<Piece> pieces() {
        var pieces = new ArrayList<Piece>();
        for (var reserved : ReservedIdentity.values()) {
            pieces.add(piece(reserved.identity()));
        }
        world.workloads().stream().map(Workload::identity).distinct().forEach(i -> pieces.add(piece(i)));
        nodeIdentities().forEach(i -> pieces.add(piece(i)));
        hosts().map(this::identity).distinct().forEach(i -> pieces.add(piece(i)));
        addAddresses(pieces);
        world.groups()
                .forEach(group -> pieces.add(new Piece(
                        "group " + group.name(), g -> g.putCidrGroup(group), g -> g.removeCidrGroup(group.name()))));
        world.services()
                .forEach(service -> pieces.add(new Piece(
                        "service " + service, g -> g.putService(service), g -> g.removeService(service.toString()))));
        world.policies()
                .forEach(policy -> pieces.add(new Piece(
                        "policy " + policy.ref().qualified(),
                        g -> g.putPolicy(policy),
                        g -> g.removePolicy(policy.ref()))));
        for (var workload : Stream.concat(world.workloads().stream(), hosts()).toList()) {
            int endpoint = endpointOf(workload);
            int identity = identity(workload).number();
            pieces.add(new Piece(
                    "endpoint " + workload, g -> g.putEndpoint(endpoint, identity), g -> g.removeEndpoint(endpoint)));
        }
        return pieces;
    }

    private void addAddresses(List<Piece> pieces) {
        var addresses = world.addresses();
        addresses.podCidrs().forEach(c -> pieces.add(piece(c, ReservedIdentity.UNKNOWN.identity())));
        for (var workload : world.workloads()) {
            workload.addresses().forEach(a -> pieces.add(piece(Cidr.host(a), workload.identity())));
            if (workload.addresses().size() > 1) {
                pieces.add(together(workload));
            }
        }
        addresses.nodes().forEach(a -> pieces.add(piece(Cidr.host(a), identity(world.nodeAt(a)))));
        addresses.apiServers().stream()
                .filter(a -> !addresses.nodes().contains(a))
                .map(Cidr::host)
                .forEach(host -> pieces.add(new Piece(
                        "API server " + host,
                        g -> g.carryLabels(host, Labels.of(Label.reserved("kube-apiserver"))),
                        g -> g.carryLabels(host, Labels.empty()))));
        addresses
                .names()
                .forEach((address, names) -> pieces.add(new Piece(
                        "names of " + address, g -> g.putNames(address, names), g -> g.putNames(address, Set.of()))));
        pieces.add(
                new Piece("DNS addresses", g -> g.putDnsAddresses(addresses.dns()), g -> g.putDnsAddresses(Set.of())));
    }

    private Stream<Workload> hosts() {
        return world.nodes().stream().map(ClusterNode::host);
    }

    /** The identity of an endpoint. No one node has several hosts; here each has a number of its own, by its labels. */
    private Identity identity(Workload endpoint) {
        return endpoint.isHost() ? new Identity(numberOf(endpoint.labels()), endpoint.labels()) : endpoint.identity();
    }

    private List<Identity> nodeIdentities() {
        var byAddress = world.addresses().nodes().stream().sorted().map(world::nodeAt);
        var byName = world.nodes().stream().map(world::peerOf);
        return Stream.concat(byName, byAddress)
                .filter(Peer.Node.class::isInstance)
                .map(this::identity)
                .distinct()
                .toList();
    }

    /** The identity of a node as a peer. */
    private Identity identity(Peer node) {
        return switch (node) {
            case Peer.Node labelled -> new Identity(numberOf(labelled.labels()), labelled.labels());
            case Peer.Reserved(var reserved) -> reserved.identity();
            case Peer.Pod pod -> throw new IllegalArgumentException(pod + " is no node");
            case Peer.Outside outside -> throw new IllegalArgumentException(outside + " is no node");
        };
    }

    private int numberOf(Labels node) {
        return nodes.computeIfAbsent(node, n -> NODES + 1 + nodes.size());
    }

    private static Piece piece(Identity identity) {
        return new Piece(
                "identity " + identity.number(),
                g -> g.putIdentity(identity),
                g -> g.removeIdentity(identity.number()));
    }

    private static Piece piece(Cidr prefix, Identity identity) {
        var entry = new PrefixEntry(identity.number(), false);
        return new Piece("prefix " + prefix, g -> g.putPrefix(prefix, entry), g -> g.removePrefix(prefix));
    }

    private static Piece together(Workload workload) {
        var addresses = workload.addresses();
        return new Piece(
                "addresses of " + workload,
                g -> addresses.forEach(a -> g.putPodAddresses(a, addresses)),
                g -> addresses.forEach(a -> g.putPodAddresses(a, List.of(a))));
    }

    /** The endpoint's number, from 1. */
    public int endpointOf(Workload workload) {
        return endpoints.computeIfAbsent(workload, w -> endpoints.size() + 1);
    }

    /** A resolved policy that is in force, by its id. */
    public ResolvedPolicy policy(int id) {
        return graph.livePolicies().stream()
                .filter(p -> p.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("policy " + id + " is not in force"));
    }

    /** The peer's identity, found as the datapath finds it. */
    public int identityOf(Peer peer) {
        return switch (peer) {
            case Peer.Pod(var workload) -> identityOf(workload);
            case Peer.Reserved(var identity) -> identity.number();
            case Peer.Node node -> numberOf(node.labels());
            case Peer.Outside(var address) ->
                graph.allPrefixes().entrySet().stream()
                        .filter(e -> e.getKey().contains(address))
                        .max(Comparator.comparingInt(e -> e.getKey().length()))
                        .map(e -> e.getValue().identity())
                        .orElse(worldOf(address).number());
        };
    }

    /** As it is met: by any of its addresses. */
    private int identityOf(Workload workload) {
        int own = workload.identity().number();
        return workload.addresses().stream()
                .findFirst()
                .map(a -> graph.identityAt(a, own))
                .orElse(own);
    }

    private ReservedIdentity worldOf(IpAddress address) {
        return world.options().dualStack()
                ? address.isV4() ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6
                : ReservedIdentity.WORLD;
    }
}
