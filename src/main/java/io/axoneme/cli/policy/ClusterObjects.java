// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.explain.SourceObject;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.ObjectList;
import io.axoneme.kube.stream.Query;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            new Kind(
                    "discovery.k8s.io/v1",
                    "EndpointSlice",
                    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                    false),
            new Kind("networking.k8s.io/v1", "NetworkPolicy", "/apis/networking.k8s.io/v1/networkpolicies", false),
            new Kind("cilium.io/v2", "CiliumNetworkPolicy", "/apis/cilium.io/v2/ciliumnetworkpolicies", true),
            new Kind(
                    "cilium.io/v2",
                    "CiliumClusterwideNetworkPolicy",
                    "/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies",
                    true),
            new Kind("cilium.io/v2", "CiliumCIDRGroup", "/apis/cilium.io/v2/ciliumcidrgroups", true));

    private final @Nullable Path kubeconfig;
    private final @Nullable String context;

    /** Null stands for what kubectl would take. */
    ClusterObjects(@Nullable Path kubeconfig, @Nullable String context) {
        this.kubeconfig = kubeconfig;
        this.context = context;
    }

    /** Every object. */
    List<SourceObject> read() throws UnreadableInput {
        var config = config();
        var objects = new ArrayList<SourceObject>();
        try (var server = ApiServer.of(config)) {
            for (var kind : KINDS) {
                read(server, config, kind).forEach(tree -> objects.add(SourceObject.live(tree)));
            }
        } catch (IllegalStateException e) {
            throw new UnreadableInput(e.getMessage() + because(e), e);
        }
        return objects;
    }

    private static List<Map<String, Object>> read(ApiServer server, Config config, Kind kind) throws UnreadableInput {
        try {
            return ObjectList.read(server, Query.all(kind.path()), kind.optional()).stream()
                    .filter(ClusterObjects::counts)
                    .map(tree -> complete(tree, kind))
                    .toList();
        } catch (IOException e) {
            throw new UnreadableInput(
                    "cannot read " + kind.path() + " of " + config.getMasterUrl() + ": " + message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableInput("interrupted while reading " + kind.path(), e);
        }
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

    private Config config() throws UnreadableInput {
        try {
            var config = kubeconfig == null ? usual() : Config.fromKubeconfig(context, kubeconfig(kubeconfig));
            var current = config.getCurrentContext();
            if (context != null && (current == null || !context.equals(current.getName()))) {
                throw new UnreadableInput("the kubeconfig has no context " + context);
            }
            return config;
        } catch (RuntimeException e) {
            throw new UnreadableInput("cannot read the kubeconfig: " + message(e), e);
        }
    }

    private static File kubeconfig(Path path) throws UnreadableInput {
        if (!Files.isReadable(path)) {
            throw new UnreadableInput("cannot read the kubeconfig " + path);
        }
        return path.toFile();
    }

    /** KUBECONFIG, else ~/.kube/config, else the token that a pod is given. */
    private Config usual() throws UnreadableInput {
        boolean anyFile = Config.getKubeconfigFilenames().stream().anyMatch(f -> Files.isReadable(Path.of(f)));
        if (!anyFile && !Files.isReadable(ApiServer.MOUNTED_TOKEN)) {
            throw new UnreadableInput("no kubeconfig at " + String.join(", ", Config.getKubeconfigFilenames())
                    + "; name one by --kubeconfig, or files with objects by -f");
        }
        return new ConfigBuilder(Config.autoConfigure(context)).build();
    }

    private static String because(Exception e) {
        return e.getCause() == null ? "" : ": " + message(e.getCause());
    }

    private static String message(Throwable e) {
        if (e instanceof ConnectException) {
            return "cannot connect";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
