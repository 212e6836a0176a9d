// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster's API server, as kubectl would find it. */
public final class ClusterAccess implements AutoCloseable {

    private final Config config;
    private final ApiServer server;

    private ClusterAccess(Config config, ApiServer server) {
        this.config = config;
        this.server = server;
    }

    /** Null stands for what kubectl would take. */
    public static ClusterAccess open(@Nullable Path kubeconfig, @Nullable String context) throws UnreachableCluster {
        var config = config(kubeconfig, context);
        try {
            return new ClusterAccess(config, ApiServer.of(config));
        } catch (IllegalStateException e) {
            throw new UnreachableCluster(e.getMessage() + because(e), e);
        }
    }

    /** For clients of other kinds. */
    public Config config() {
        return config;
    }

    /**
     * Every object of a collection, as it is.
     *
     * @param optional whether a cluster may lack the kind, as when its definition is not installed
     */
    public List<Map<String, Object>> list(Query query, boolean optional) throws UnreachableCluster {
        try {
            return ObjectList.read(server, query, optional);
        } catch (IOException e) {
            throw new UnreachableCluster(
                    "cannot read " + query.path() + " of " + config.getMasterUrl() + ": " + message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableCluster("interrupted while reading " + query.path(), e);
        }
    }

    private static Config config(@Nullable Path kubeconfig, @Nullable String context) throws UnreachableCluster {
        try {
            var config = kubeconfig == null ? usual(context) : Config.fromKubeconfig(context, readable(kubeconfig));
            var current = config.getCurrentContext();
            if (context != null && (current == null || !context.equals(current.getName()))) {
                throw new UnreachableCluster("the kubeconfig has no context " + context);
            }
            return config;
        } catch (RuntimeException e) {
            throw new UnreachableCluster("cannot read the kubeconfig: " + message(e), e);
        }
    }

    private static File readable(Path path) throws UnreachableCluster {
        if (!Files.isReadable(path)) {
            throw new UnreachableCluster("cannot read the kubeconfig " + path);
        }
        return path.toFile();
    }

    /** KUBECONFIG, else ~/.kube/config, else the token that a pod is given. */
    private static Config usual(@Nullable String context) throws UnreachableCluster {
        boolean anyFile = Config.getKubeconfigFilenames().stream().anyMatch(f -> Files.isReadable(Path.of(f)));
        if (!anyFile && !Files.isReadable(ApiServer.MOUNTED_TOKEN)) {
            throw new UnreachableCluster("no kubeconfig at " + String.join(", ", Config.getKubeconfigFilenames())
                    + "; name one by --kubeconfig");
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

    @Override
    public void close() {
        server.close();
    }
}
