// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.NodeGraph;
import io.axoneme.kernel.NodeRoute;
import io.axoneme.model.Cidr;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.ReservedIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes with their addresses and pod ranges, and where the API server is. Owned by the engine's thread. */
public final class Nodes {

    /** What is known of a node; ranges come from the node, or from the operator's object when the node has none. */
    public record NodeInfo(List<IpAddress> addresses, List<Cidr> podRanges) {}

    private final String own;
    private final Supplier<NodeGraph> graph;
    private final Map<String, NodeInfo> nodes = new TreeMap<>();
    private final Map<String, List<Cidr>> assigned = new HashMap<>();
    private final Map<Cidr, PrefixEntry> published = new HashMap<>();
    private Set<IpAddress> apiServers = Set.of();
    private final Runnable changed;
    private boolean complete;

    /** @param changed called after each change once every node is known, for routes and the masquerade */
    Nodes(String own, Supplier<NodeGraph> graph, Runnable changed) {
        this.own = own;
        this.graph = graph;
        this.changed = changed;
    }

    /** This node; null while unknown. */
    public @Nullable NodeInfo own() {
        return info(own);
    }

    /** How many nodes there are. */
    public int count() {
        return nodes.size();
    }

    /** Routes to the pods of other nodes. */
    public List<NodeRoute> routes() {
        var routes = new ArrayList<NodeRoute>();
        for (var name : nodes.keySet()) {
            var info = info(name);
            if (name.equals(own) || info == null) {
                continue;
            }
            for (var range : info.podRanges()) {
                info.addresses().stream()
                        .filter(a -> a.isV4() == range.isV4())
                        .findFirst()
                        .ifPresent(via -> routes.add(new NodeRoute(range, via)));
            }
        }
        return routes;
    }

    /** Addresses of all nodes and ranges of all pods: what lies inside the cluster. */
    public Set<Cidr> inside() {
        var inside = new HashSet<Cidr>();
        for (var name : nodes.keySet()) {
            var info = info(name);
            if (info != null) {
                info.addresses().forEach(a -> inside.add(Cidr.host(a)));
                inside.addAll(info.podRanges());
            }
        }
        return inside;
    }

    /**
     * Every node there is has been handed in. Routes replace all that an earlier run made: set from half of the nodes they would cut off the
     * others for a moment.
     */
    void listed() {
        complete = true;
        changed.run();
    }

    void nodeChanged(String name, @Nullable JsonNode now) {
        if (now == null) {
            nodes.remove(name);
        } else {
            nodes.put(name, new NodeInfo(addresses(now), ranges(now.path("spec").path("podCIDRs"), now.path("spec"))));
        }
        publish();
    }

    /** The operator's word on a node that has no range of its own. */
    void assignmentChanged(String name, @Nullable JsonNode now) {
        if (now == null) {
            assigned.remove(name);
        } else {
            assigned.put(name, ranges(now.path("spec").path("ipam").path("podCIDRs"), now));
        }
        publish();
    }

    void apiServersChanged(Set<IpAddress> now) {
        if (!apiServers.equals(now)) {
            apiServers.forEach(a -> graph.get().carryLabels(Cidr.host(a), Labels.empty()));
            apiServers = now;
            publish();
        }
    }

    private @Nullable NodeInfo info(String name) {
        var info = nodes.get(name);
        if (info == null || !info.podRanges().isEmpty()) {
            return info;
        }
        return new NodeInfo(info.addresses(), assigned.getOrDefault(name, List.of()));
    }

    /** Desired prefixes against those handed in before. */
    private void publish() {
        var wanted = new HashMap<Cidr, PrefixEntry>();
        for (var name : nodes.keySet()) {
            var info = info(name);
            if (info == null) {
                continue;
            }
            boolean local = name.equals(own);
            info.podRanges().forEach(r -> wanted.put(r, new PrefixEntry(ReservedIdentity.UNKNOWN.number(), local)));
            info.addresses().forEach(a -> wanted.put(Cidr.host(a), new PrefixEntry(identity(a, local), local)));
        }
        published.keySet().stream()
                .filter(p -> !wanted.containsKey(p))
                .toList()
                .forEach(p -> graph.get().removePrefix(p));
        wanted.forEach((prefix, entry) -> {
            if (!entry.equals(published.get(prefix))) {
                graph.get().putPrefix(prefix, entry);
            }
        });
        published.clear();
        published.putAll(wanted);
        publishApiServers();
        if (complete) {
            changed.run();
        }
    }

    private int identity(IpAddress address, boolean local) {
        if (local) {
            return ReservedIdentity.HOST.number();
        }
        return (apiServers.contains(address) ? ReservedIdentity.KUBE_APISERVER : ReservedIdentity.REMOTE_NODE).number();
    }

    /** An API server outside carries its label on its address; one on this node on the host's identity. */
    private void publishApiServers() {
        var label = Label.reserved(ReservedIdentity.KUBE_APISERVER.text());
        boolean here = false;
        for (var address : apiServers) {
            var entry = published.get(Cidr.host(address));
            if (entry == null) {
                graph.get().carryLabels(Cidr.host(address), Labels.of(label));
            }
            here |= entry != null && entry.identity() == ReservedIdentity.HOST.number();
        }
        var host = Label.reserved(ReservedIdentity.HOST.text());
        graph.get()
                .putIdentity(
                        new Identity(ReservedIdentity.HOST.number(), here ? Labels.of(host, label) : Labels.of(host)));
    }

    private static List<IpAddress> addresses(JsonNode node) {
        var result = new ArrayList<IpAddress>();
        for (var address : node.path("status").path("addresses")) {
            var type = address.path("type").asText();
            if (type.equals("InternalIP") || type.equals("ExternalIP")) {
                result.add(IpAddress.parse(address.path("address").asText()));
            }
        }
        return result;
    }

    private static List<Cidr> ranges(JsonNode list, JsonNode spec) {
        var result = new ArrayList<Cidr>();
        list.forEach(r -> result.add(Cidr.parse(r.asText())));
        var single = spec.path("podCIDR").asText();
        if (result.isEmpty() && !single.isEmpty()) {
            result.add(Cidr.parse(single));
        }
        return result;
    }
}
