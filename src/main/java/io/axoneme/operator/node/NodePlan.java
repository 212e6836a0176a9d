// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.CiliumNodeSpec;
import io.axoneme.model.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What each node's CiliumNode is to say. What Kubernetes gives a node is taken over; what a node was given before it keeps,
 * since pods have addresses from it; only then new ranges are cut from the pool, in order of the nodes' names. A new node
 * waits a little first, since Kubernetes gives ranges after the node has appeared, and two would be one too many.
 */
final class NodePlan {

    /**
     * One node's part.
     *
     * @param error why it has no range, or shares one; null when all is well
     * @param waiting it may yet be given a range by Kubernetes: look again later
     */
    record Entry(CiliumNodeSpec spec, @Nullable String error, boolean waiting) {}

    /** How long a node waits for Kubernetes where no node has a range from there, and where others have one. */
    static final Duration WAIT = Duration.ofSeconds(10);

    static final Duration LONG_WAIT = Duration.ofSeconds(60);

    private final PodCidrPool pool;
    private final Map<String, List<Cidr>> taken = new TreeMap<>();
    private final Map<String, String> errors = new TreeMap<>();

    private final Set<String> waiting = new TreeSet<>();

    private NodePlan(PodCidrPool pool) {
        this.pool = pool;
    }

    /** Node name to its part. */
    static Map<String, Entry> of(Collection<NodeView> nodes, PodCidrPool pool) {
        var sorted = nodes.stream().sorted(Comparator.comparing(NodeView::name)).toList();
        var plan = new NodePlan(pool);
        sorted.stream().filter(node -> !node.podCidrs().isEmpty()).forEach(node -> plan.take(node, node.podCidrs()));
        var others = sorted.stream().filter(node -> node.podCidrs().isEmpty()).toList();
        others.stream().filter(node -> !node.given().isEmpty()).forEach(node -> plan.take(node, node.given()));
        var wait = others.size() == sorted.size() ? WAIT : LONG_WAIT;
        others.stream().filter(node -> node.given().isEmpty()).forEach(node -> plan.cut(node, wait));
        var entries = new TreeMap<String, Entry>();
        sorted.forEach(node -> entries.put(node.name(), plan.entry(node)));
        return entries;
    }

    private void take(NodeView node, List<Cidr> cidrs) {
        for (var cidr : cidrs) {
            overlapping(cidr)
                    .ifPresent(
                            other -> errors.put(node.name(), "pod range " + cidr + " overlaps that of node " + other));
        }
        taken.put(node.name(), cidrs);
    }

    private Optional<String> overlapping(Cidr cidr) {
        return taken.entrySet().stream()
                .filter(entry ->
                        entry.getValue().stream().anyMatch(other -> other.contains(cidr) || cidr.contains(other)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void cut(NodeView node, Duration wait) {
        if (node.known().compareTo(wait) < 0) {
            waiting.add(node.name());
            errors.put(node.name(), "waits for a pod range from Kubernetes");
            return;
        }
        var used = new ArrayList<Cidr>();
        taken.values().forEach(used::addAll);
        pool.free(used)
                .ifPresentOrElse(
                        cidr -> taken.put(node.name(), List.of(cidr)),
                        () -> errors.put(
                                node.name(),
                                "no /" + pool.maskSize() + " is left in the cluster's pool " + pool.ranges()));
    }

    private Entry entry(NodeView node) {
        var cidrs = taken.getOrDefault(node.name(), List.of()).stream()
                .map(Cidr::toString)
                .toList();
        return new Entry(
                new CiliumNodeSpec(node.addresses(), new CiliumNodeSpec.Ipam(cidrs)),
                errors.get(node.name()),
                waiting.contains(node.name()));
    }
}
