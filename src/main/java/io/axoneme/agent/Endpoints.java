// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.Endpoint;
import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.agent.report.EndpointWriter;
import io.axoneme.agent.source.Sources;
import io.axoneme.flow.Attribution.Named;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.kube.crd.EndpointStatus;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.NamedPorts;
import io.axoneme.net.EndpointRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The node's endpoints as they are enforced: their maps, their place in the graph, their objects. Its state is the
 * engine's thread's; its methods may be called from any.
 */
final class Endpoints implements NodeEngine.FlushListener {

    /**
     * An endpoint under policy.
     *
     * @param met the identity that the maps have for it, by which pods of this node meet it: its own or an alias; 0 while they have
     *     what an earlier run wrote
     */
    private record Admitted(EndpointRecord record, int identity, int met) {}

    private static final IpAddress NO_ADDRESS = new IpAddress(0, 0);

    private final NodeEngine engine;
    private final Sources sources;
    private final EndpointWriter objects;
    private final String cluster;
    private final boolean aliased;
    private final NodeHostPorts hostPorts;
    private final Map<Integer, Admitted> admitted = new HashMap<>();
    private final Map<Integer, List<CompletableFuture<String>>> waiting = new HashMap<>();

    Endpoints(
            NodeEngine engine,
            Sources sources,
            EndpointWriter objects,
            String cluster,
            CidrMatchMode cidrMatch,
            NodeHostPorts hostPorts) {
        this.engine = engine;
        this.sources = sources;
        this.objects = objects;
        this.cluster = cluster;
        this.aliased = cidrMatch == CidrMatchMode.PODS;
        this.hostPorts = hostPorts;
    }

    /** Puts an endpoint under policy; answers, once that is in force, with what is wrong, or nothing. */
    CompletableFuture<String> admit(EndpointRecord record, int identity) {
        var inForce = new CompletableFuture<String>();
        engine.change(graph -> {
            write(record, identity, identity);
            var refused = hostPorts.put(record);
            if (refused.isEmpty()) {
                waiting.computeIfAbsent(record.endpointId(), id -> new ArrayList<>())
                        .add(inForce);
            } else {
                inForce.complete("host ports: " + refused);
            }
        });
        return inForce;
    }

    /** Endpoints of an earlier run, handed in again before anything is flushed. On the engine's thread. */
    void restore(EndpointRecord record) {
        int identity = sources.pods().identity(record.namespace(), record.pod()).orElse(record.identity());
        // Its alias comes with the first flush; until then connections go on by the one that the maps have.
        write(record, identity, aliased ? 0 : identity);
        hostPorts.put(record);
    }

    CompletableFuture<Void> dismiss(EndpointRecord record) {
        var done = new CompletableFuture<Void>();
        engine.change(graph -> {
            admitted.remove(record.endpointId());
            hostPorts.remove(record);
            var sync = engine.sync();
            sync.remove(AbiMaps.ENDPOINT, record.addresses());
            if (record.link() != null) {
                sync.remove(AbiMaps.ENDPOINT_DEV, List.of(record.made().ifindex()));
            }
            var forgotten = engine.forgetEndpoint(record.endpointId());
            engine.ports().workloadGone(record.device());
            graph.removeEndpoint(record.endpointId());
            sources.directory().removeEndpoint(record.endpointId());
            record.addresses().forEach(this::releaseUnlessOwned);
            // A pod may have been given a new sandbox before the old one went.
            if (admitted.values().stream().noneMatch(a -> samePod(a.record(), record))) {
                objects.remove(record.namespace(), record.pod());
            }
            var _ = forgotten.thenRun(() -> done.complete(null));
        });
        return done;
    }

    /** A sandbox that went before its pod's status told the address leaves nobody else who would take it back. */
    private void releaseUnlessOwned(IpAddress address) {
        boolean inUse =
                admitted.values().stream().anyMatch(a -> a.record().addresses().contains(address));
        if (!inUse && !sources.pods().owns(address)) {
            engine.graph().removePrefix(Cidr.host(address));
            engine.graph().putPodAddresses(address, List.of(address));
            sources.directory().removeAddress(address);
        }
    }

    private static boolean samePod(EndpointRecord one, EndpointRecord other) {
        return one.namespace().equals(other.namespace()) && one.pod().equals(other.pod());
    }

    /** A pod of this node has got another identity: a relabel. On the engine's thread. */
    void identified(PodRecord pod, int identity) {
        for (var endpoint : List.copyOf(admitted.values())) {
            var record = endpoint.record();
            boolean same =
                    record.namespace().equals(pod.namespace()) && record.pod().equals(pod.name());
            if (same && endpoint.identity() != identity) {
                boolean hasAlias = endpoint.met() != endpoint.identity();
                write(record, identity, hasAlias ? endpoint.met() : identity);
            }
        }
    }

    /** Whether the pod is an endpoint. On the engine's thread. */
    boolean manages(PodRecord pod) {
        return admitted.values().stream()
                .map(Admitted::record)
                .anyMatch(r -> r.namespace().equals(pod.namespace()) && r.pod().equals(pod.name()));
    }

    /** How many there are. On the engine's thread. */
    int count() {
        return admitted.size();
    }

    @Override
    public void flushed(String trouble) {
        boolean inSync = engine.sync().inSync();
        if (aliased) {
            List.copyOf(admitted.values()).forEach(a -> meet(a, inSync));
        }
        waiting.forEach((id, pods) -> pods.forEach(w -> w.complete(inSync && hasPolicy(id) ? "" : trouble)));
        waiting.clear();
        if (inSync) {
            admitted.values().forEach(a -> objects.put(wanted(a)));
        }
    }

    /** There may be selectors too many for another one's. */
    private boolean hasPolicy(int endpoint) {
        return engine.graph().policyOf(endpoint) != null;
    }

    /** Vectors of aliases are in force: pods of this node may meet each other by them, as those of others do by ipcache. */
    private void meet(Admitted endpoint, boolean inSync) {
        var record = endpoint.record();
        int identity = endpoint.identity();
        int met = endpoint.met() == 0 ? identity : endpoint.met();
        if (inSync) {
            met = engine.aliases()
                    .met(identity, engine.graph().identityAt(record.addresses().getFirst(), identity));
        }
        if (met != endpoint.met()) {
            admitted.put(record.endpointId(), new Admitted(record, identity, met));
            putMaps(record, met);
        }
    }

    private void putMaps(EndpointRecord record, int met) {
        var entry = entry(record, met);
        var sync = engine.sync();
        Map<IpAddress, Endpoint> byAddress = new HashMap<>();
        record.addresses().forEach(a -> byAddress.put(a, entry));
        sync.put(AbiMaps.ENDPOINT_DEV, Map.of(entry.ifindex(), entry));
        sync.put(AbiMaps.ENDPOINT, byAddress);
    }

    private void write(EndpointRecord record, int identity, int met) {
        admitted.put(record.endpointId(), new Admitted(record, identity, met));
        if (met != 0) {
            putMaps(record, met);
        }
        engine.ports().workload(record.device());
        var graph = engine.graph();
        // The pod's own status comes later: its address counts from the moment it has one.
        record.addresses().forEach(a -> {
            graph.putPodAddresses(a, record.addresses());
            graph.putPrefix(Cidr.host(a), new PrefixEntry(identity, true));
            sources.directory().putAddress(a, named(record));
        });
        graph.putEndpoint(record.endpointId(), identity);
        sources.directory().putEndpoint(record.endpointId(), named(record));
    }

    private Named named(EndpointRecord record) {
        return new Named(record.endpointId(), cluster, record.namespace(), record.pod(), List.of());
    }

    private static Endpoint entry(EndpointRecord record, int identity) {
        var link = record.made();
        int flags = (record.ipv4() == null ? 0 : Abi.ENDPOINT_IPV4) | (record.ipv6() == null ? 0 : Abi.ENDPOINT_IPV6);
        return new Endpoint(
                link.ifindex(),
                record.endpointId(),
                flags,
                identity,
                record.ipv4() == null ? 0 : (int) record.ipv4().low(),
                Objects.requireNonNullElse(record.ipv6(), NO_ADDRESS),
                link.podMac(),
                link.nodeMac());
    }

    private EndpointWriter.Wanted wanted(Admitted endpoint) {
        var record = endpoint.record();
        var policy = engine.graph().policyOf(record.endpointId());
        var labels = engine.graph().labelsOf(endpoint.identity());
        var status = new EndpointStatus(
                (long) record.endpointId(),
                new EndpointStatus.Identity(
                        (long) endpoint.identity(), sources.directory().labels(endpoint.identity())),
                new EndpointStatus.Networking(
                        List.of(new EndpointStatus.AddressPair(text(record.ipv4()), text(record.ipv6()))),
                        nodeAddress()),
                policy(policy),
                labels == null ? List.of() : ports(NamedPorts.of(labels)),
                new EndpointStatus.ExternalIdentifiers(
                        record.key().container(),
                        record.namespace(),
                        record.pod(),
                        record.namespace() + "/" + record.pod()),
                policy == null ? EndpointStatus.State.WAITING_FOR_IDENTITY : EndpointStatus.State.READY);
        return new EndpointWriter.Wanted(record.namespace(), record.pod(), record.uid(), status);
    }

    private static EndpointStatus.Policy policy(@Nullable ResolvedPolicy policy) {
        return policy == null
                ? EndpointStatus.Policy.enforcing(true, true)
                : EndpointStatus.Policy.enforcing(
                        policy.ingress().enforced(), policy.egress().enforced());
    }

    private static List<EndpointStatus.NamedPort> ports(NamedPorts ports) {
        return ports.ports().stream()
                .map(p -> new EndpointStatus.NamedPort(
                        p.name(), p.port().number(), p.port().protocol().text()))
                .toList();
    }

    private @Nullable String nodeAddress() {
        var own = sources.nodes().own();
        return own == null || own.addresses().isEmpty()
                ? null
                : own.addresses().getFirst().toString();
    }

    private static @Nullable String text(@Nullable IpAddress address) {
        return address == null ? null : address.toString();
    }
}
