// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrdFilesTest {

    private static final Path FOLDER = Path.of("crds");
    private static final int LARGEST_BYTES = 200 * 1024;
    private static final Map<String, CustomResourceDefinition> DEFINITIONS = CrdFiles.definitions().stream()
            .collect(Collectors.toMap(crd -> crd.getSpec().getNames().getKind(), crd -> crd));

    @Test
    void theFolderHoldsWhatTheTypesSay() throws IOException {
        assertEquals(CrdFiles.files(), committed(), "run src/build/crds");
    }

    @Test
    void kustomizationListsEachOfThem() throws IOException {
        var list = Files.readAllLines(FOLDER.resolve("kustomization.yaml")).stream()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2))
                .sorted()
                .toList();
        assertEquals(List.copyOf(CrdFiles.files().keySet()), list);
    }

    /** kubectl apply keeps a copy in an annotation, which must stay below 256 KiB. */
    @Test
    void noneIsTooLarge() {
        CrdFiles.files().forEach((name, text) -> {
            int size = text.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(size <= LARGEST_BYTES, name + " has " + size + " bytes");
        });
    }

    @Test
    void groupsVersionsAndNamesAreThePublicOnes() {
        var names = new TreeMap<String, String>();
        DEFINITIONS.forEach((kind, crd) -> names.put(
                kind,
                crd.getMetadata().getName() + " "
                        + crd.getSpec().getVersions().getFirst().getName() + " "
                        + crd.getSpec().getScope() + " "
                        + crd.getSpec().getNames().getShortNames()));
        assertEquals(
                new TreeMap<>(Map.of(
                        "CiliumNetworkPolicy", "ciliumnetworkpolicies.cilium.io v2 Namespaced [cnp, ciliumnp]",
                        "CiliumClusterwideNetworkPolicy",
                                "ciliumclusterwidenetworkpolicies.cilium.io v2 Cluster [ccnp]",
                        "CiliumCIDRGroup", "ciliumcidrgroups.cilium.io v2 Cluster [ccg]",
                        "CiliumIdentity", "ciliumidentities.cilium.io v2 Cluster [ciliumid]",
                        "CiliumEndpoint", "ciliumendpoints.cilium.io v2 Namespaced [cep, ciliumep]",
                        "CiliumNode", "ciliumnodes.cilium.io v2 Cluster [cn, ciliumn]",
                        "AxonemeNodeStatus", "axonemenodestatuses.axoneme.io v1alpha1 Cluster [ans]")),
                names);
    }

    /** Source: Kubernetes documentation, "Specifying a structural schema". */
    @Test
    void everySchemaIsStructural() {
        DEFINITIONS.forEach((kind, crd) -> {
            var schema = schema(crd);
            assertEquals("object", schema.getType(), kind);
            schema.getProperties().forEach((name, property) -> structural(kind + "." + name, property));
        });
    }

    @Test
    void policiesKeepUnknownFieldsAtEveryLevelAndTakeNullAsAbsent() {
        for (var kind : List.of("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy")) {
            var properties = schema(DEFINITIONS.get(kind)).getProperties();
            open(kind + ".spec", Objects.requireNonNull(properties.get("spec")));
            open(kind + ".specs", Objects.requireNonNull(properties.get("specs")));
        }
    }

    /** Whoever hears of a fault first, API server or operator, hears the same words at the same place. */
    @ParameterizedTest
    @EnumSource(
            value = PolicyKind.class,
            names = {"CILIUM_NETWORK_POLICY", "CILIUM_CLUSTERWIDE_NETWORK_POLICY"})
    void rulesOfTheSchemaAreTheTranslators(PolicyKind kind) {
        var rules = Objects.requireNonNull(schema(Objects.requireNonNull(DEFINITIONS.get(kind.text())))
                        .getProperties()
                        .get("spec"))
                .getXKubernetesValidations();
        var none = Map.<String, Object>of("ingress", List.of());
        var both = Map.<String, Object>of("endpointSelector", Map.of(), "nodeSelector", Map.of(), "ingress", List.of());
        assertEquals(2, rules.size());
        assertTrue(faults(kind, none).contains("spec: " + rules.get(0).getMessage()));
        assertTrue(faults(kind, both)
                .contains("spec" + rules.get(1).getFieldPath() + ": "
                        + rules.get(1).getMessage()));
    }

    private static List<String> faults(PolicyKind kind, Map<String, Object> spec) {
        var document = Map.of(
                "apiVersion", "cilium.io/v2", "kind", kind.text(), "metadata", Map.of("name", "p"), "spec", spec);
        return new PolicyTranslator(TranslatorConfig.judging("default"))
                .translate(kind, document).faults().stream()
                        .map(Problem::toString)
                        .toList();
    }

    @Test
    void conditionsAreAListOfOneATypeAndStatusIsWrittenApart() {
        for (var kind : List.of("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy")) {
            var crd = Objects.requireNonNull(DEFINITIONS.get(kind));
            var version = crd.getSpec().getVersions().getFirst();
            assertNotNull(version.getSubresources().getStatus(), kind);
            var status = Objects.requireNonNull(schema(crd).getProperties().get("status"));
            var conditions = Objects.requireNonNull(status.getProperties().get("conditions"));
            assertEquals("map", conditions.getXKubernetesListType());
            assertEquals(List.of("type"), conditions.getXKubernetesListMapKeys());
        }
    }

    @Test
    void columnsSayWhatPeopleLookFor() {
        assertEquals(List.of("Valid", "Enforced", "Endpoints", "Age", "Message"), columns("CiliumNetworkPolicy"));
        assertEquals(List.of("Namespace", "Labels", "Released", "Age"), columns("CiliumIdentity"));
        assertEquals(
                List.of(
                        "Endpoint ID",
                        "Security Identity",
                        "Ingress Enforcement",
                        "Egress Enforcement",
                        "Endpoint State",
                        "IPv4",
                        "IPv6",
                        "Age"),
                columns("CiliumEndpoint"));
    }

    private static Map<String, String> committed() throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.list(FOLDER)) {
            for (var path : paths.toList()) {
                if (!path.endsWith("kustomization.yaml")) {
                    files.put(path.getFileName().toString(), Files.readString(path));
                }
            }
        }
        return files;
    }

    private static List<String> columns(String kind) {
        return Objects.requireNonNull(DEFINITIONS.get(kind))
                .getSpec()
                .getVersions()
                .getFirst()
                .getAdditionalPrinterColumns()
                .stream()
                .map(CustomResourceColumnDefinition::getName)
                .toList();
    }

    private static JSONSchemaProps schema(@Nullable CustomResourceDefinition crd) {
        return Objects.requireNonNull(crd)
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
    }

    private static void structural(String path, JSONSchemaProps schema) {
        boolean typed = schema.getType() != null
                || Boolean.TRUE.equals(schema.getXKubernetesIntOrString())
                || Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields());
        assertTrue(typed, path + " has no type");
        assertTrue(isEmpty(schema.getAnyOf()) && isEmpty(schema.getOneOf()) && isEmpty(schema.getAllOf()), path);
        assertFalse("array".equals(schema.getType()) && schema.getItems() == null, path + " has no items");
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> structural(path + "." + name, property));
        }
        if (schema.getItems() != null) {
            structural(path + "[]", schema.getItems().getSchema());
        }
    }

    private static boolean isEmpty(@Nullable List<?> list) {
        return list == null || list.isEmpty();
    }

    private static void open(String path, JSONSchemaProps schema) {
        assertEquals(true, schema.getNullable(), path);
        if ("object".equals(schema.getType()) && schema.getAdditionalProperties() == null) {
            assertEquals(true, schema.getXKubernetesPreserveUnknownFields(), path);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> open(path + "." + name, property));
        }
        if (schema.getItems() != null) {
            open(path + "[]", schema.getItems().getSchema());
        }
    }
}
