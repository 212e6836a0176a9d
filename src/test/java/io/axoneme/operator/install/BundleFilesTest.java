// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BundleFilesTest {

    private Map<String, String> files = Map.of();

    @BeforeEach
    void make() throws IOException {
        files = BundleFiles.files("0.1.0");
    }

    @Test
    void installsTheDeploymentAndTheRightsThatKustomizeInstalls() throws IOException {
        var base = Manifests.of(Path.of("kustomize/default"));
        var strategy = csv().path("spec").path("install").path("spec");
        assertEquals(
                Manifests.one(base, "Deployment", "axoneme-operator").path("spec"),
                strategy.path("deployments").path(0).path("spec"));
        assertEquals(
                Manifests.one(base, "ClusterRole", "axoneme-operator").path("rules"),
                strategy.path("clusterPermissions").path(0).path("rules"));
        assertEquals(
                Manifests.one(base, "Role", "axoneme-operator").path("rules"),
                strategy.path("permissions").path(0).path("rules"));
    }

    @Test
    void everyDefinitionThatItOwnsIsInIt() throws IOException {
        var owned = Manifests.elements(
                        csv().path("spec").path("customresourcedefinitions").path("owned"))
                .map(definition -> "manifests/" + definition.path("name").asText() + ".crd.yaml")
                .collect(Collectors.toCollection(TreeSet::new));
        var held = files.keySet().stream()
                .filter(name -> name.endsWith(".crd.yaml"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(7, owned.size());
        assertEquals(held, owned);
    }

    @Test
    void nameVersionAndAnnotationsAgree() throws IOException {
        assertEquals("axoneme.v0.1.0", csv().path("metadata").path("name").asText());
        assertEquals("0.1.0", csv().path("spec").path("version").asText());
        var dockerfile = Objects.requireNonNull(files.get("bundle.Dockerfile"));
        var annotations = new YAMLMapper()
                .readTree(files.get("metadata/annotations.yaml"))
                .path("annotations");
        assertEquals(6, annotations.size());
        annotations
                .properties()
                .forEach(annotation -> assertTrue(dockerfile.contains("LABEL " + annotation.getKey() + "="
                        + annotation.getValue().asText() + "\n")));
    }

    private JsonNode csv() throws IOException {
        return new YAMLMapper().readTree(files.get("manifests/axoneme.clusterserviceversion.yaml"));
    }
}
