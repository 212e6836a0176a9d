// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.operator.OperatorConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plain base: who may do what, and that settings reach the processes that read them. */
class KustomizeTest {

    private static final Set<String> WRITING = Set.of("create", "update", "patch", "delete", "deletecollection", "*");

    private List<JsonNode> base = List.of();

    @BeforeEach
    void read() throws IOException {
        base = Manifests.of(Path.of("kustomize/default"));
    }

    @Test
    void everySettingIsReadBySomeoneAndNothingElseIsAskedFor() {
        var keys = new TreeSet<String>();
        Manifests.one(base, "ConfigMap", "axoneme-config")
                .path("data")
                .fieldNames()
                .forEachRemaining(keys::add);
        var asked = containers()
                .flatMap(container -> Manifests.elements(container.path("env")))
                .map(variable -> variable.path("valueFrom")
                        .path("configMapKeyRef")
                        .path("key")
                        .asText())
                .filter(key -> !key.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(keys, asked);
    }

    @Test
    void theOperatorsVariablesAreTheOnesThatItReads() {
        var read = Stream.of(OperatorConfig.class.getMethods())
                .map(Method::getName)
                .map(name ->
                        "AXONEME_OPERATOR_" + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        var given = Manifests.elements(
                        container("Deployment", "axoneme-operator", "operator").path("env"))
                .map(variable -> variable.path("name").asText())
                .filter(name -> name.startsWith("AXONEME_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(read, given);
    }

    @Test
    void nobodyIsPrivilegedAndEachHasTheCapabilitiesOfItsTask() {
        containers().forEach(container -> {
            var name = container.path("name").asText();
            var context = container.path("securityContext");
            assertFalse(context.path("privileged").asBoolean(), name);
            assertTrue(context.path("readOnlyRootFilesystem").asBoolean(), name);
            assertEquals(
                    List.of("ALL"), Manifests.texts(context.path("capabilities").path("drop")), name);
        });
        assertEquals(List.of(), capabilities("DaemonSet", "axoneme", "agent"));
        assertEquals(List.of(), capabilities("Deployment", "axoneme-operator", "operator"));
        assertEquals(
                List.of("BPF", "PERFMON", "NET_ADMIN", "SYS_ADMIN"), capabilities("DaemonSet", "axoneme", "loader"));
        assertEquals(List.of("CHOWN", "FOWNER", "DAC_OVERRIDE"), capabilities("DaemonSet", "axoneme", "prepare-node"));
        assertEquals(
                10464,
                container("DaemonSet", "axoneme", "agent")
                        .path("securityContext")
                        .path("runAsUser")
                        .asInt());
    }

    @Test
    void onlyTheAgentHoldsItsToken() {
        var spec = podSpec("DaemonSet", "axoneme");
        assertFalse(spec.path("automountServiceAccountToken").asBoolean(true));
        var holders = containers(spec)
                .filter(container -> Manifests.elements(container.path("volumeMounts"))
                        .anyMatch(mount -> mount.path("name").asText().equals("api-token")))
                .map(container -> container.path("name").asText())
                .toList();
        assertEquals(List.of("agent"), holders);
    }

    @Test
    void theAgentMayNotTouchPoliciesAndTheOperatorOnlyTheirStatus() {
        assertEquals(List.of(), writable("axoneme", "networkpolicies"));
        assertEquals(List.of("ciliumidentities"), writable("axoneme", "ciliumidentities"));
        assertEquals(
                List.of("ciliumclusterwidenetworkpolicies/status", "ciliumnetworkpolicies/status"),
                writable("axoneme-operator", "policies").stream().sorted().toList());
        for (var role : List.of("axoneme", "axoneme-operator")) {
            assertTrue(
                    Manifests.elements(Manifests.one(base, "ClusterRole", role).path("rules"))
                            .noneMatch(rule -> rule.toString().contains("\"*\"")
                                    || rule.toString().contains("secrets")
                                    || rule.toString().contains("finalizers")),
                    role);
        }
    }

    @Test
    void podsOnTheNodesNetworkRunBeforeAnyOtherAndAnywhere() {
        for (var spec : List.of(podSpec("DaemonSet", "axoneme"), podSpec("Deployment", "axoneme-operator"))) {
            assertTrue(spec.path("hostNetwork").asBoolean());
            assertEquals("[{\"operator\":\"Exists\"}]", spec.path("tolerations").toString());
            assertTrue(spec.path("priorityClassName").asText().startsWith("system-"));
        }
    }

    private List<String> writable(String role, String like) {
        return Manifests.elements(Manifests.one(base, "ClusterRole", role).path("rules"))
                .filter(rule -> Manifests.texts(rule.path("verbs")).stream().anyMatch(WRITING::contains))
                .flatMap(rule -> Manifests.texts(rule.path("resources")).stream())
                .filter(resource -> resource.contains(like))
                .toList();
    }

    private List<String> capabilities(String kind, String name, String container) {
        return Manifests.texts(container(kind, name, container)
                .path("securityContext")
                .path("capabilities")
                .path("add"));
    }

    private JsonNode container(String kind, String name, String container) {
        return containers(podSpec(kind, name))
                .filter(found -> found.path("name").asText().equals(container))
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> containers() {
        return Stream.of(podSpec("DaemonSet", "axoneme"), podSpec("Deployment", "axoneme-operator"))
                .flatMap(KustomizeTest::containers);
    }

    private static Stream<JsonNode> containers(JsonNode spec) {
        return Stream.concat(
                Manifests.elements(spec.path("initContainers")), Manifests.elements(spec.path("containers")));
    }

    private JsonNode podSpec(String kind, String name) {
        return Manifests.one(base, kind, name).path("spec").path("template").path("spec");
    }
}
