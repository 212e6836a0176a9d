// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.flow.Attribution.Named;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.NodeGraph;
import io.axoneme.kube.identity.IdentityIndex;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods, namespaces and identities together: which identity each pod has, and so who is behind each pod address. A pod whose identity is not there yet
 * has no address here, and is unknown. Owned by the engine's thread.
 */
public final class Pods {

    /** Hears that a pod has got an identity, or another one. */
    public interface IdentityListener {
        void identified(PodRecord pod, int identity);
    }

    private record Settled(PodRecord pod, Labels labels) {}

    private final String node;
    private final String cluster;
    private final LabelFilter filter;
    private final Supplier<NodeGraph> graph;
    private final Directory directory;
    private final List<IdentityListener> listeners = new ArrayList<>();
    private final List<Runnable> ownListeners = new ArrayList<>();
    private final IdentityIndex identities = new IdentityIndex();
    private final Map<String, NamespaceRecord> namespaces = new HashMap<>();
    private final Map<String, Settled> pods = new HashMap<>();
    private final Map<Labels, Set<String>> podsByLabels = new HashMap<>();
    private final Map<IpAddress, String> owners = new HashMap<>();
    private final Map<String, PodRecord> withoutNamespace = new HashMap<>();

    Pods(String node, String cluster, LabelFilter filter, Supplier<NodeGraph> graph, Directory directory) {
        this.node = node;
        this.cluster = cluster;
        this.filter = filter;
        this.graph = graph;
        this.directory = directory;
    }

    public void listen(IdentityListener listener) {
        listeners.add(listener);
    }

    /** Hears, after each change of a pod of this node, that there was one. */
    public void listenToOwn(Runnable listener) {
        ownListeners.add(listener);
    }

    /** The pod of this name, if it is one on the pod network. */
    public Optional<PodRecord> pod(String namespace, String name) {
        return Optional.ofNullable(pods.get(namespace + "/" + name)).map(Settled::pod);
    }

    /** Labels that the pod's identity has or will have; empty while its namespace is unknown. */
    public Optional<Labels> labels(String namespace, String name) {
        return Optional.ofNullable(pods.get(namespace + "/" + name)).map(Settled::labels);
    }

    /** The pod's identity, if there is one in use: one that is marked as released is not, before somebody who needs it clears the mark. */
    public Optional<Integer> identity(String namespace, String name) {
        return labels(namespace, name)
                .flatMap(identities::lookup)
                .filter(identity -> !identity.released())
                .map(IdentityRecord::number);
    }

    /** Whether a pod's status names the address. */
    public boolean owns(IpAddress address) {
        return owners.containsKey(address);
    }

    /** Learns of an identity before the watch tells. */
    public void learn(IdentityRecord identity) {
        identityChanged(null, identity);
    }

    /** Pods of this node on the pod network. */
    public List<PodRecord> ofNode() {
        return pods.values().stream()
                .map(Settled::pod)
                .filter(p -> p.node().equals(node))
                .toList();
    }

    void podChanged(@Nullable PodRecord before, @Nullable PodRecord now) {
        if (before != null) {
            forget(before, now);
        }
        if (now != null && now.needsIdentity()) {
            settle(now);
        }
        if (ofNode(before) || ofNode(now)) {
            ownListeners.forEach(Runnable::run);
        }
    }

    private boolean ofNode(@Nullable PodRecord pod) {
        return pod != null && pod.node().equals(node);
    }

    void namespaceChanged(@Nullable NamespaceRecord before, @Nullable NamespaceRecord now) {
        if (now == null) {
            if (before != null) {
                namespaces.remove(before.name());
            }
            return;
        }
        namespaces.put(now.name(), now);
        if (before == null || !before.labels().equals(now.labels())) {
            waitingIn(now.name()).forEach(this::settle);
        }
    }

    void identityChanged(@Nullable IdentityRecord before, @Nullable IdentityRecord now) {
        if (before != null && (now == null || before.number() != now.number())) {
            identities.remove(before.number());
            graph.get().removeIdentity(before.number());
            directory.removeIdentity(before.number());
        }
        if (now != null) {
            identities.put(now);
            graph.get().putIdentity(now.identity());
            directory.putIdentity(now.number(), now.labels());
        }
        var labels = now != null ? now.labels() : before != null ? before.labels() : Labels.empty();
        Set.copyOf(podsByLabels.getOrDefault(labels, Set.of())).forEach(key -> publish(pod(key)));
    }

    private List<PodRecord> waitingIn(String namespace) {
        var result = new ArrayList<PodRecord>();
        withoutNamespace.values().stream()
                .filter(p -> p.namespace().equals(namespace))
                .forEach(result::add);
        pods.values().stream()
                .map(Settled::pod)
                .filter(p -> p.namespace().equals(namespace))
                .forEach(result::add);
        return result;
    }

    private Settled pod(String key) {
        var settled = pods.get(key);
        if (settled == null) {
            throw new IllegalStateException("no pod " + key);
        }
        return settled;
    }

    private void settle(PodRecord pod) {
        var key = pod.toString();
        var namespace = namespaces.get(pod.namespace());
        if (namespace == null) {
            withoutNamespace.put(key, pod);
            return;
        }
        withoutNamespace.remove(key);
        var labels = pod.identityLabels(namespace.labels(), cluster).identityLabels(filter);
        var before = pods.put(key, new Settled(pod, labels));
        if (before != null && !before.labels().equals(labels)) {
            unlink(before);
        }
        podsByLabels.computeIfAbsent(labels, l -> new HashSet<>()).add(key);
        publish(pod(key));
    }

    private void publish(Settled settled) {
        var pod = settled.pod();
        var identity = identities.lookup(settled.labels());
        boolean local = pod.node().equals(node);
        for (var address : pod.addresses()) {
            owners.put(address, pod.toString());
            directory.putAddress(address, new Named(0, cluster, pod.namespace(), pod.name(), List.of()));
            graph.get().putPodAddresses(address, pod.addresses());
            identity.ifPresent(i -> graph.get().putPrefix(Cidr.host(address), new PrefixEntry(i.number(), local)));
        }
        if (local) {
            identity.ifPresent(i -> listeners.forEach(l -> l.identified(pod, i.number())));
        }
    }

    private void forget(PodRecord before, @Nullable PodRecord now) {
        var key = before.toString();
        withoutNamespace.remove(key);
        var settled = pods.get(key);
        var next = now != null && now.needsIdentity() ? now : null;
        if (settled != null && next == null) {
            pods.remove(key);
            unlink(settled);
        }
        for (var address : before.addresses()) {
            boolean kept = next != null && next.addresses().contains(address);
            // A finished pod's address may have gone to another pod already.
            if (!kept && owners.remove(address, key)) {
                graph.get().removePrefix(Cidr.host(address));
                graph.get().putPodAddresses(address, List.of(address));
                directory.removeAddress(address);
            }
        }
    }

    private void unlink(Settled settled) {
        podsByLabels.computeIfPresent(settled.labels(), (labels, keys) -> {
            keys.remove(settled.pod().toString());
            return keys.isEmpty() ? null : keys;
        });
    }
}
