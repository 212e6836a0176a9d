// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.axoneme.cli.cluster.ClusterAccess;
import io.axoneme.cli.cluster.UnreachableCluster;
import io.axoneme.kube.stream.Query;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The cluster's API server. */
final class ApiDoor implements ClusterDoor, AutoCloseable {

    private static final int LOG_LINES = 20_000;
    private static final long EXEC_SECONDS = 60;

    private final ClusterAccess access;
    private final KubernetesClient client;

    ApiDoor(ClusterAccess access) {
        this.access = access;
        client = new KubernetesClientBuilder().withConfig(access.config()).build();
    }

    @Override
    public String version() throws Part.NotGathered {
        try {
            return Serialization.asJson(client.getKubernetesVersion());
        } catch (KubernetesClientException e) {
            throw notGathered(e);
        }
    }

    @Override
    public List<Map<String, Object>> list(Query query) throws Part.NotGathered {
        try {
            return access.list(query, false);
        } catch (UnreachableCluster e) {
            throw notGathered(e);
        }
    }

    @Override
    public String exec(String pod, String container, List<String> command) throws Part.NotGathered {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var exec = client.pods()
                .inNamespace(Cluster.NAMESPACE)
                .withName(pod)
                .inContainer(container)
                .writingOutput(out)
                .writingError(err)
                .exec(command.toArray(String[]::new))) {
            exec.exitCode().get(EXEC_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notGathered(e);
        } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
            throw notGathered(e);
        }
        if (out.size() == 0 && err.size() > 0) {
            throw new Part.NotGathered(err.toString(UTF_8).strip());
        }
        return out.toString(UTF_8);
    }

    @Override
    public String log(String pod, String container, boolean previous) throws Part.NotGathered {
        try {
            var of = client.pods().inNamespace(Cluster.NAMESPACE).withName(pod).inContainer(container);
            return (previous ? of.terminated() : of).tailingLines(LOG_LINES).getLog();
        } catch (KubernetesClientException e) {
            throw notGathered(e);
        }
    }

    private static Part.NotGathered notGathered(Exception e) {
        return new Part.NotGathered(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    @Override
    public void close() {
        client.close();
        access.close();
    }
}
