// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.kube.identity.IdentityReader;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceReader;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodReader;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.ItemListener;
import io.axoneme.kube.stream.ItemReader;
import io.axoneme.kube.stream.Query;
import io.axoneme.kube.stream.Reflector;
import io.axoneme.kube.translate.CidrGroupTranslator;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.ReservedIdentity;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agent watches besides policies of our own kinds, which come through their reconcilers. Each kind is listed before anything is enforced.
 */
public final class Sources implements AutoCloseable {

    /** What must have been handed in whole before the first flush: with half of it, what is enforced would be an opening. */
    public enum Kind {
        PODS,
        NAMESPACES,
        IDENTITIES,
        NODES,
        ASSIGNMENTS,
        SERVICES,
        SLICES,
        GROUPS,
        NETWORK_POLICIES,
        CILIUM_POLICIES;

        /** In words. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final Logger LOG = Logger.getLogger(Sources.class);

    private final NodeEngine engine;
    private final ApiServer server;
    private final PolicyTranslator translator;
    private final Runnable complete;
    private final Set<Kind> missing = EnumSet.allOf(Kind.class);
    private final List<Reflector<?>> reflectors =
            new CopyOnWriteArrayList<>(); // started by one thread while others ask how it is
    private final Directory directory = new Directory();
    private final Pods pods;
    private final Nodes nodes;
    private final Frontends frontends;
    private final Services services;
    private final Policies policies;
    private final LabelFilter labels;
    private final InvalidPolicy invalidPolicy;

    /**
     * The sources of one node's agent.
     *
     * @param nodesChanged called on the engine's thread after each change of nodes
     * @param complete called on the engine's thread once everything has been handed in
     */
    public Sources(
            NodeEngine engine,
            ApiServer server,
            String node,
            String cluster,
            LabelFilter labels,
            LabelSelector dnsServers,
            InvalidPolicy invalidPolicy,
            Runnable nodesChanged,
            Runnable complete) {
        this.engine = engine;
        this.server = server;
        this.labels = labels;
        this.complete = complete;
        translator = new PolicyTranslator(TranslatorConfig.enforcing(cluster));
        pods = new Pods(node, cluster, labels, engine::graph, directory);
        nodes = new Nodes(node, engine::graph, nodesChanged);
        frontends = new Frontends(engine::sync, engine::firstService);
        services =
                new Services(engine, directory, dnsServers, nodes, new ServicePeers(engine::graph, cluster), frontends);
        this.invalidPolicy = invalidPolicy;
        policies = new Policies(engine::graph);
    }

    public Directory directory() {
        return directory;
    }

    public Pods pods() {
        return pods;
    }

    public Nodes nodes() {
        return nodes;
    }

    public Frontends frontends() {
        return frontends;
    }

    public Policies policies() {
        return policies;
    }

    InvalidPolicy invalidPolicy() {
        return invalidPolicy;
    }

    public PolicyTranslator translator() {
        return translator;
    }

    /** Starts to list and watch. */
    public void start() {
        engine.change(graph -> {
            for (var reserved : ReservedIdentity.values()) {
                graph.putIdentity(reserved.identity());
                directory.putIdentity(reserved.number(), reserved.labels());
            }
        });
        watch(
                Kind.NAMESPACES,
                NamespaceReader.QUERY,
                new NamespaceReader(),
                NamespaceRecord::name,
                (key, before, now) -> {
                    pods.namespaceChanged(before, now);
                    policies.namespaceChanged(key, now != null && now.audit());
                });
        watch(
                Kind.IDENTITIES,
                IdentityReader.QUERY,
                new IdentityReader(),
                Sources::key,
                (key, before, now) -> pods.identityChanged(
                        before == null ? null : before.orElse(null), now == null ? null : now.orElse(null)));
        watch(
                Kind.PODS,
                PodReader.QUERY,
                new PodReader(labels),
                PodRecord::toString,
                (key, before, now) -> pods.podChanged(before, now));
        watchTrees(Kind.NODES, "/api/v1/nodes", (key, before, now) -> nodes.nodeChanged(key, now));
        watchTrees(
                Kind.ASSIGNMENTS,
                "/apis/cilium.io/v2/ciliumnodes",
                (key, before, now) -> nodes.assignmentChanged(key, now));
        watchTrees(Kind.SERVICES, "/api/v1/services", (key, before, now) -> services.serviceChanged(key, now));
        watchTrees(
                Kind.SLICES,
                "/apis/discovery.k8s.io/v1/endpointslices",
                (key, before, now) -> services.sliceChanged(before, now));
        watchTrees(Kind.GROUPS, "/apis/cilium.io/v2/ciliumcidrgroups", (key, before, now) -> group(key, now));
        watchTrees(
                Kind.NETWORK_POLICIES,
                "/apis/networking.k8s.io/v1/networkpolicies",
                (key, before, now) -> networkPolicy(before, now));
    }

    /** A kind has been handed in whole. On the engine's thread. */
    public void listed(Kind kind) {
        if (!missing.remove(kind)) {
            return;
        }
        boolean ofNodes = kind == Kind.NODES || kind == Kind.ASSIGNMENTS;
        if (ofNodes && !missing.contains(Kind.NODES) && !missing.contains(Kind.ASSIGNMENTS)) {
            nodes.listed();
        }
        if (missing.isEmpty()) {
            complete.run();
        }
    }

    /** Kinds that were not listed yet: why nothing is enforced. */
    public Set<Kind> missing() {
        return Set.copyOf(missing);
    }

    /** Why the API server cannot be heard now; empty as long as it can. */
    public String trouble() {
        return reflectors.stream()
                .map(Reflector::trouble)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The longest time in which nothing was heard of a kind, in seconds. */
    public long silenceSeconds() {
        return reflectors.stream().mapToLong(r -> r.silence().toSeconds()).max().orElse(0);
    }

    private static String key(Optional<IdentityRecord> identity) {
        return identity.map(i -> Integer.toString(i.number())).orElse("");
    }

    private void watchTrees(Kind kind, String path, Keyed.Change<JsonNode> change) {
        watch(kind, Query.all(path), new TreeReader(), TreeReader::key, change);
    }

    private <T> void watch(
            Kind kind, Query query, ItemReader<T> reader, Function<T, String> key, Keyed.Change<T> change) {
        Executor thread = task -> engine.change(graph -> task.run());
        ItemListener<T> mirror = new Keyed<>(thread, key, change, () -> listed(kind));
        var name = kind.name().toLowerCase(Locale.ROOT);
        var reflector = new Reflector<>(name, server, query, reader, mirror);
        reflectors.add(reflector);
        reflector.start();
    }

    private void group(String name, @Nullable JsonNode now) {
        if (now == null) {
            engine.graph().removeCidrGroup(name);
            return;
        }
        switch (CidrGroupTranslator.translate(TreeReader.tree(now))) {
            case Translation.Valid<CidrGroup>(var group) -> engine.graph().putCidrGroup(group);
            case Translation.Invalid<CidrGroup>(var problems, var subjects) ->
                LOG.warnf("CiliumCIDRGroup %s: not valid, its last valid version stays: %s", name, problems);
        }
    }

    private void networkPolicy(@Nullable JsonNode before, @Nullable JsonNode now) {
        var object = now != null ? now : before;
        if (object == null) {
            return;
        }
        var metadata = object.path("metadata");
        var namespace = metadata.path("namespace").asText();
        var name = metadata.path("name").asText();
        policies.reached(
                PolicyKind.NETWORK_POLICY, metadata.path("resourceVersion").asText());
        if (now == null) {
            policies.remove(PolicyKind.NETWORK_POLICY, namespace, name);
            return;
        }
        var tree = TreeReader.tree(now);
        var present = translator.translate(PolicyKind.NETWORK_POLICY, tree);
        policies.put(new Policies.Version(
                PolicyKind.NETWORK_POLICY,
                namespace,
                name,
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asText(),
                present,
                Optional.empty(),
                invalidPolicy.standIn(PolicyKind.NETWORK_POLICY, tree, present)));
    }

    @Override
    public void close() {
        reflectors.forEach(Reflector::close);
    }
}
