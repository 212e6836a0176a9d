// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.flow.ServiceName;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Services with a cluster address and the backends behind them. Owned by the engine's thread. */
public final class Services {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String KUBERNETES = "default/kubernetes";

    private final NodeEngine engine;
    private final Directory directory;
    private final LabelSelector dnsServers;
    private final Nodes nodes;
    private final ServicePeers peers;
    private final Frontends frontends;
    private final Map<String, JsonNode> services = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> slices = new HashMap<>();
    private final Map<String, Set<IpAddress>> dns = new HashMap<>();

    Services(
            NodeEngine engine,
            Directory directory,
            LabelSelector dnsServers,
            Nodes nodes,
            ServicePeers peers,
            Frontends frontends) {
        this.engine = engine;
        this.directory = directory;
        this.dnsServers = dnsServers;
        this.nodes = nodes;
        this.peers = peers;
        this.frontends = frontends;
    }

    void serviceChanged(String name, @Nullable JsonNode now) {
        if (now == null) {
            services.remove(name);
        } else {
            services.put(name, now);
        }
        publishDns(name, now);
        publish(name);
    }

    void sliceChanged(@Nullable JsonNode before, @Nullable JsonNode now) {
        if (before != null && (now == null || !owner(now).equals(owner(before)))) {
            slices.computeIfAbsent(owner(before), s -> new HashMap<>()).remove(TreeReader.key(before));
            slicesChanged(owner(before));
        }
        if (now != null) {
            slices.computeIfAbsent(owner(now), s -> new HashMap<>()).put(TreeReader.key(now), now);
            slicesChanged(owner(now));
        }
    }

    /** {@code namespace/name} of the service that a slice belongs to. */
    private static String owner(JsonNode slice) {
        var metadata = slice.path("metadata");
        return metadata.path("namespace").asText() + "/"
                + metadata.path("labels").path(SERVICE_NAME).asText();
    }

    private void slicesChanged(String service) {
        if (service.equals(KUBERNETES)) {
            nodes.apiServersChanged(addresses(slices.getOrDefault(service, Map.of())));
        }
        publish(service);
    }

    private static Set<IpAddress> addresses(Map<String, JsonNode> ofService) {
        var result = new HashSet<IpAddress>();
        for (var slice : ofService.values()) {
            slice.path("endpoints")
                    .forEach(e -> e.path("addresses").forEach(a -> result.add(IpAddress.parse(a.asText()))));
        }
        return result;
    }

    private void publish(String name) {
        peers.changed(
                name, services.get(name), slices.getOrDefault(name, Map.of()).values());
        publishFrontends(name);
    }

    private void publishFrontends(String name) {
        var wanted = wanted(name);
        for (var key : frontends.of(name)) {
            if (!wanted.containsKey(key)) {
                directory.removeService(key.address(), key.port(), key.protocol());
            }
        }
        frontends.publish(name, wanted);
        wanted.keySet()
                .forEach(key -> directory.putService(key.address(), key.port(), key.protocol(), serviceName(name)));
    }

    private static ServiceName serviceName(String key) {
        int slash = key.indexOf('/');
        return new ServiceName(key.substring(0, slash), key.substring(slash + 1));
    }

    private Map<ServiceKey, List<BackendValue>> wanted(String name) {
        var service = services.get(name);
        var result = new HashMap<ServiceKey, List<BackendValue>>();
        if (service == null) {
            return result;
        }
        for (var address : clusterAddresses(service)) {
            for (var port : service.path("spec").path("ports")) {
                protocol(port)
                        .ifPresent(protocol -> result.put(
                                new ServiceKey(address, port.path("port").asInt(), protocol.number()),
                                backends(name, port.path("name").asText(), address.isV4())));
            }
        }
        return result;
    }

    /** The socket layer knows TCP and UDP. */
    private static Optional<Protocol> protocol(JsonNode port) {
        return Protocol.parse(port.path("protocol").asText("TCP")).filter(p -> p == Protocol.TCP || p == Protocol.UDP);
    }

    private static List<IpAddress> clusterAddresses(JsonNode service) {
        var texts = new ArrayList<String>();
        service.path("spec").path("clusterIPs").forEach(a -> texts.add(a.asText()));
        if (texts.isEmpty()) {
            texts.add(service.path("spec").path("clusterIP").asText());
        }
        return texts.stream()
                .filter(t -> !t.isEmpty() && !t.equals("None"))
                .map(IpAddress::parse)
                .toList();
    }

    /** Ready backends, in a fixed order. */
    private List<BackendValue> backends(String service, String portName, boolean v4) {
        var result = new ArrayList<BackendValue>();
        for (var slice : slices.getOrDefault(service, Map.of()).values()) {
            for (var port : slice.path("ports")) {
                if (port.path("name").asText().equals(portName)
                        && port.path("port").asInt() > 0) {
                    addReady(result, slice, port.path("port").asInt(), v4);
                }
            }
        }
        return result.stream()
                .distinct()
                .sorted((a, b) -> {
                    int byAddress = a.address().compareTo(b.address());
                    return byAddress != 0 ? byAddress : Integer.compare(a.port(), b.port());
                })
                .toList();
    }

    private static void addReady(List<BackendValue> result, JsonNode slice, int port, boolean v4) {
        if (!slice.path("addressType").asText().equals(v4 ? "IPv4" : "IPv6")) {
            return;
        }
        for (var endpoint : slice.path("endpoints")) {
            if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                endpoint.path("addresses")
                        .forEach(a -> result.add(new BackendValue(IpAddress.parse(a.asText()), port)));
            }
        }
    }

    /** Addresses of services whose pods are the DNS servers belong to entity dns too. */
    private void publishDns(String name, @Nullable JsonNode now) {
        if (now != null && dnsServers.matches(selectedLabels(now))) {
            dns.put(name, Set.copyOf(clusterAddresses(now)));
        } else if (dns.remove(name) == null) {
            return;
        }
        var all = new HashSet<IpAddress>();
        dns.values().forEach(all::addAll);
        engine.graph().putDnsAddresses(all);
    }

    private static Labels selectedLabels(JsonNode service) {
        var labels = new ArrayList<Label>();
        service.path("spec")
                .path("selector")
                .properties()
                .forEach(e -> labels.add(Label.k8s(e.getKey(), e.getValue().asText())));
        if (labels.isEmpty()) {
            return Labels.empty();
        }
        labels.add(Label.k8s(
                LabelKeys.NAMESPACE, service.path("metadata").path("namespace").asText()));
        return Labels.of(labels);
    }
}
