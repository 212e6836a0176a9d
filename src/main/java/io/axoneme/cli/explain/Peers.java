// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.Protocol;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How ends and ports are written in policies. */
final class Peers {

    /** Labels by which people name what a pod is, before others. */
    private static final List<String> NAMING = List.of("app", "app.kubernetes.io/name", "k8s-app", "name", "component");

    private static final String HOSTNAME = "kubernetes.io/hostname";

    private final World world;

    Peers(World world) {
        this.world = world;
    }

    /** The fewest labels that pick this pod's kind alone among those of its namespace; all of its own where that takes several. */
    Map<String, Object> labels(Workload pod) {
        var own = pod.labels().stream()
                .filter(l -> l.source().equals(Label.K8S) && !l.key().startsWith("io."))
                .sorted(Comparator.comparingInt(Peers::preference).thenComparing(Label::key))
                .toList();
        var enough = own.stream().filter(l -> picksItsKindAlone(l, pod)).findFirst();
        var labels = new LinkedHashMap<String, Object>();
        enough.map(List::of).orElse(own).forEach(l -> labels.put(l.key(), l.value()));
        return labels;
    }

    /** The label by which a node is named, or all of its own where it lacks that. */
    static Map<String, Object> node(Labels own) {
        var labels = new TreeMap<String, Object>();
        own.forEach(l -> {
            if (!l.source().equals(Label.RESERVED)) {
                labels.put(l.key(), l.value());
            }
        });
        var hostname = labels.get(HOSTNAME);
        return hostname == null ? labels : Map.of(HOSTNAME, hostname);
    }

    private static int preference(Label label) {
        int index = NAMING.indexOf(label.key());
        return index < 0 ? NAMING.size() : index;
    }

    private boolean picksItsKindAlone(Label label, Workload pod) {
        return world.workloads().stream()
                .filter(w ->
                        w.namespace().equals(pod.namespace()) && !w.identity().equals(pod.identity()))
                .noneMatch(w -> has(w.labels(), label));
    }

    private static boolean has(Labels labels, Label label) {
        return label.value().equals(labels.value(label.source(), label.key()));
    }

    /** Labels for a list of endpoints in a policy of this namespace (empty: cluster-wide). */
    Map<String, Object> endpoint(Workload pod, String policyNamespace) {
        var labels = labels(pod);
        if (!pod.namespace().equals(policyNamespace)) {
            labels.put(Label.K8S + ":" + LabelKeys.NAMESPACE, pod.namespace());
        }
        return selector(labels);
    }

    /** A peer of a NetworkPolicy; it has no words for entities and names. */
    Optional<Map<String, Object>> networkPolicyPeer(Peer peer, String policyNamespace) {
        return switch (peer) {
            case Peer.Pod(var pod) -> {
                var item = new LinkedHashMap<String, Object>();
                item.put("podSelector", selector(labels(pod)));
                if (!pod.namespace().equals(policyNamespace)) {
                    item.put("namespaceSelector", selector(Map.of("kubernetes.io/metadata.name", pod.namespace())));
                }
                yield Optional.of(item);
            }
            case Peer.Outside outside ->
                outside.address().equals(Inquiry.SOMEWHERE)
                        ? Optional.empty()
                        : Optional.of(Map.of("ipBlock", Map.of("cidr", cidr(outside))));
            case Peer.Reserved reserved -> Optional.empty();
            case Peer.Node node -> Optional.empty();
        };
    }

    /** The one address as a prefix. */
    static String cidr(Peer.Outside outside) {
        return outside.address() + (outside.address().isV4() ? "/32" : "/128");
    }

    static Map<String, Object> selector(Map<String, Object> labels) {
        return labels.isEmpty() ? Map.of() : Map.of("matchLabels", labels);
    }

    /** An item of a list of ports; its number is text in the cilium.io API. */
    static Map<String, Object> port(Port port, boolean asText) {
        var item = new LinkedHashMap<String, Object>();
        item.put("port", asText ? String.valueOf(port.number()) : port.number());
        item.put("protocol", port.protocol().text());
        return item;
    }

    /** An item of {@code icmps}. */
    static Map<String, Object> icmp(Port port) {
        var field = new LinkedHashMap<String, Object>();
        field.put("type", port.number());
        field.put("family", port.protocol() == Protocol.ICMP ? "IPv4" : "IPv6");
        return Map.of("fields", List.of(field));
    }
}
