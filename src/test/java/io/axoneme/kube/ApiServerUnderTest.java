// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

/** The real API server that tests are given by a kubeconfig; without one they are skipped. Its cluster needs no nodes. */
public final class ApiServerUnderTest {

    /** Environment variable with the path of a kubeconfig whose user may do anything. */
    public static final String KUBECONFIG = "AXONEME_KUBECONFIG";

    private ApiServerUnderTest() {}

    /** A client of its own. */
    public static KubernetesClient client() {
        var file = new File(Objects.requireNonNullElse(System.getenv(KUBECONFIG), "no kubeconfig"));
        return new KubernetesClientBuilder()
                .withConfig(file.exists() ? Config.fromKubeconfig(file) : Config.empty())
                .build();
    }

    /** A name for a namespace that no other run takes. */
    public static String uniqueName(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Installs the definitions and makes a namespace. */
    public static void install(KubernetesClient client, String namespace) throws IOException {
        install(client);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** Installs the committed definitions, or brings those that are there up to date. */
    public static void install(KubernetesClient client) throws IOException {
        try (var files = Files.list(Path.of("crds"))) {
            for (var file :
                    files.filter(path -> !path.endsWith("kustomization.yaml")).toList()) {
                try (var in = Files.newInputStream(file)) {
                    for (HasMetadata definition : client.load(in).items()) {
                        client.resource(definition).forceConflicts().serverSideApply();
                    }
                }
            }
        }
    }
}
