// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.cluster.ClusterOptions;
import io.axoneme.cli.cluster.UnreachableCluster;
import io.axoneme.cli.explain.SourceObject;
import io.axoneme.kube.stream.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from a cluster what verdicts depend on. */
final class ClusterObjects {

    /**
     * A collection that verdicts depend on.
     *
     * @param optional whether a cluster may lack the kind, as when its definition is not installed
     */
    private record Kind(String apiVersion, String kind, String path, boolean optional) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("v1", "Namespace", "/api/v1/namespaces", false),
            new Kind("v1", "Pod", "/api/v1/pods", false),
            new Kind("v1", "Node", "/api/v1/nodes", false),
            new Kind("v1", "Service", "/api/v1/services", false),
            new Kind("discovery.k8s.io/v1", "EndpointSlice", "/apis/discovery.k8s.io/v1/endpointslices", false),
            new Kind("networking.k8s.io/v1", "NetworkPolicy", "/apis/networking.k8s.io/v1/networkpolicies", false),
            new Kind("cilium.io/v2", "CiliumNetworkPolicy", "/apis/cilium.io/v2/ciliumnetworkpolicies", true),
            new Kind(
                    "cilium.io/v2",
                    "CiliumClusterwideNetworkPolicy",
                    "/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies",
                    true),
            new Kind("cilium.io/v2", "CiliumCIDRGroup", "/apis/cilium.io/v2/ciliumcidrgroups", true));

    private static final Query SETTINGS =
            new Query("/api/v1/namespaces/kube-system/configmaps", "metadata.name=" + ClusterSettings.NAME);

    private final ClusterOptions options;

    ClusterObjects(ClusterOptions options) {
        this.options = options;
    }

    /** What was read: every object, and the settings that nodes judge by. */
    record State(List<SourceObject> objects, ClusterSettings settings) {}

    State read() throws UnreadableInput {
        var objects = new ArrayList<SourceObject>();
        try (var cluster = options.open()) {
            for (var kind : KINDS) {
                cluster.list(Query.all(kind.path()), kind.optional()).stream()
                        .filter(ClusterObjects::counts)
                        .map(tree -> complete(tree, kind))
                        .forEach(tree -> objects.add(SourceObject.live(tree)));
            }
            return new State(objects, settings(cluster.list(SETTINGS, true)));
        } catch (UnreachableCluster e) {
            throw new UnreadableInput(String.valueOf(e.getMessage()), e);
        }
    }

    /** A cluster without the ConfigMap is judged by what is usual. */
    private static ClusterSettings settings(List<Map<String, Object>> found) throws UnreadableInput {
        var data = found.isEmpty() ? null : found.getFirst().get("data");
        return ClusterSettings.of(data instanceof Map<?, ?> map ? map : Map.of());
    }

    /** A pod that has ended has no address any more. */
    private static boolean counts(Map<String, Object> tree) {
        var phase = tree.get("status") instanceof Map<?, ?> status ? status.get("phase") : null;
        return !"Succeeded".equals(phase) && !"Failed".equals(phase);
    }

    /** Items of a list carry no kind. Of a policy that is invalid, the version that its status keeps is what nodes enforce. */
    private static Map<String, Object> complete(Map<String, Object> tree, Kind kind) {
        var complete = new LinkedHashMap<>(tree);
        complete.put("apiVersion", kind.apiVersion());
        complete.put("kind", kind.kind());
        if (tree.get("status") instanceof Map<?, ?> status && status.get("enforcedSpec") instanceof Map<?, ?> kept) {
            for (var field : List.of("spec", "specs")) {
                complete.remove(field);
                if (kept.get(field) != null) {
                    complete.put(field, kept.get(field));
                }
            }
        }
        return complete;
    }
}
