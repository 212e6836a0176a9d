// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.CiliumNode;
import io.axoneme.kube.crd.CiliumNodeSpec;
import io.axoneme.kube.crd.CiliumNodeStatus;
import io.axoneme.model.Cidr;
import io.axoneme.operator.owner.Owner;
import io.axoneme.operator.policy.NodeReport;
import io.axoneme.operator.policy.NodeReports;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings every node's objects to what {@link NodePlan} says, and the nodes' reports to those who wait for them. Each change
 * of anything leads to one look at everything, shortly after; what could not be written is tried again.
 */
public final class NodeKeeper {

    private static final Logger LOG = Logger.getLogger(NodeKeeper.class);

    /** Changes that come within this time are looked at together. */
    static final Duration GATHER = Duration.ofMillis(200);

    static final Duration RETRY = Duration.ofSeconds(2);

    private final NodeApi api;
    private final PodCidrPool pool;
    private final NodeReports reports;
    private final Owner owner;
    private final Clock clock;
    private final Map<String, Long> knownSinceNs = new HashMap<>();
    private boolean gathering;
    private boolean retrying;

    NodeKeeper(NodeApi api, PodCidrPool pool, NodeReports reports, Owner owner, Clock clock) {
        this.api = api;
        this.pool = pool;
        this.reports = reports;
        this.owner = owner;
        this.clock = clock;
    }

    /** Something has changed. May be called from any thread. */
    public void changed() {
        owner.execute(() -> {
            if (!gathering) {
                gathering = true;
                owner.schedule(this::look, GATHER);
            }
        });
    }

    private void retry() {
        if (!retrying) {
            retrying = true;
            owner.schedule(
                    () -> {
                        retrying = false;
                        look();
                    },
                    RETRY);
        }
    }

    private void look() {
        gathering = false;
        var nodes = api.nodes();
        var report = report(nodes);
        var views = views(nodes);
        var plan = NodePlan.of(views, pool);
        var writes = new ArrayList<Write>();
        views.forEach(view -> writes.addAll(objectWrites(view, Objects.requireNonNull(plan.get(view.name())))));
        nodes.forEach(node -> writes.addAll(signWrites(node, report.get(name(node)))));
        boolean done = plan.values().stream().noneMatch(NodePlan.Entry::waiting);
        for (var write : writes) {
            done &= attempt(write);
        }
        if (!done) {
            retry();
        }
    }

    /** One difference between what is and what should be. */
    private record Write(String node, String what, Runnable action) {}

    private Map<String, NodeReport> report(Collection<Node> nodes) {
        var all = api.reports().stream().map(NodeReport::of).toList();
        reports.set(
                nodes.stream()
                        .filter(NodeKeeper::runsAgent)
                        .map(NodeKeeper::name)
                        .toList(),
                all);
        return all.stream().collect(Collectors.toMap(NodeReport::node, Function.identity()));
    }

    /** The DaemonSet runs on Linux nodes. */
    private static boolean runsAgent(Node node) {
        var labels = Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
        return "linux".equals(labels.getOrDefault("kubernetes.io/os", "linux"));
    }

    private List<NodeView> views(Collection<Node> nodes) {
        var objects = new HashMap<String, CiliumNode>();
        knownSinceNs
                .keySet()
                .retainAll(nodes.stream()
                        .map(node ->
                                Objects.requireNonNullElse(node.getMetadata().getUid(), ""))
                        .toList());
        api.ciliumNodes().forEach(object -> objects.put(object.getMetadata().getName(), object));
        return nodes.stream()
                .filter(NodeKeeper::runsAgent)
                .map(node -> view(node, objects.get(name(node))))
                .toList();
    }

    private List<Write> objectWrites(NodeView view, NodePlan.Entry entry) {
        var present = view.object();
        if (present == null) {
            return List.of(new Write(view.name(), "create", () -> api.create(object(view, entry.spec()))));
        }
        if (!entry.spec().equals(present.getSpec())) {
            return List.of(new Write(
                    view.name(), "update", () -> api.replace(with(present, entry.spec(), present.getStatus()))));
        }
        var status = CiliumNodeStatus.of(entry.error());
        return status.equals(present.getStatus()) || (entry.error() == null && present.getStatus() == null)
                ? List.of()
                : List.of(new Write(
                        view.name(), "tell", () -> api.replaceStatus(with(present, present.getSpec(), status))));
    }

    private List<Write> signWrites(Node node, @Nullable NodeReport report) {
        if (report == null || !report.ready()) {
            return List.of();
        }
        var name = name(node);
        var writes = new ArrayList<Write>();
        NodeSigns.condition(node, clock.instant())
                .ifPresent(condition ->
                        writes.add(new Write(name, "network condition", () -> api.setCondition(node, condition))));
        if (NodeSigns.tainted(node)) {
            writes.add(new Write(name, "taint", () -> api.untaint(node)));
        }
        return writes;
    }

    private static boolean attempt(Write write) {
        try {
            write.action().run();
            LOG.infof("node %s: %s", write.node(), write.what());
            return true;
        } catch (KubernetesClientException e) {
            LOG.warnf("node %s: cannot %s: %s", write.node(), write.what(), e.getMessage());
            return false;
        }
    }

    private static String name(Node node) {
        return node.getMetadata().getName();
    }

    /** How long a node has been known is counted here: by the time in its object, a wall clock that is set would make it wait for days, or not at all. */
    private NodeView view(Node node, @Nullable CiliumNode object) {
        var uid = Objects.requireNonNullElse(node.getMetadata().getUid(), "");
        long sinceNs = knownSinceNs.computeIfAbsent(uid, u -> owner.nowNs());
        return new NodeView(
                name(node), uid, Duration.ofNanos(owner.nowNs() - sinceNs), podCidrs(node), addresses(node), object);
    }

    private static List<Cidr> podCidrs(Node node) {
        var spec = node.getSpec();
        if (spec == null) {
            return List.of();
        }
        var all = NodeView.parse(spec.getPodCIDRs());
        return all.isEmpty() && spec.getPodCIDR() != null ? NodeView.parse(List.of(spec.getPodCIDR())) : all;
    }

    private static List<CiliumNodeSpec.Address> addresses(Node node) {
        if (node.getStatus() == null) {
            return List.of();
        }
        return Objects.requireNonNullElse(node.getStatus().getAddresses(), List.<NodeAddress>of()).stream()
                .filter(address -> address.getType().endsWith("IP"))
                .map(address -> new CiliumNodeSpec.Address(address.getType(), address.getAddress()))
                .toList();
    }

    /** Goes with its node. */
    private static CiliumNode object(NodeView view, CiliumNodeSpec spec) {
        var object = new CiliumNode();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(view.name())
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(view.name())
                .withUid(view.uid())
                .endOwnerReference()
                .build());
        object.setSpec(spec);
        object.setStatus(null);
        return object;
    }

    private static CiliumNode with(CiliumNode present, CiliumNodeSpec spec, @Nullable CiliumNodeStatus status) {
        var object = new CiliumNode();
        object.setMetadata(present.getMetadata());
        object.setSpec(spec);
        object.setStatus(status);
        return object;
    }
}
