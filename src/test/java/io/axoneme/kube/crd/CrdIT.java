// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.kube.ApiServerUnderTest;
import io.axoneme.kube.ServerNamespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The definitions on a real API server: what it makes of them, what it stores, what it refuses. */
@EnabledIfEnvironmentVariable(named = ApiServerUnderTest.KUBECONFIG, matches = ".+")
class CrdIT {

    @RegisterExtension
    static final ServerNamespace SPACE = new ServerNamespace("crd-it");

    private static final String NAMESPACE = SPACE.name();
    private static final String POLICIES = SPACE.policies();
    private static final KubernetesClient CLIENT = SPACE.client();

    @Test
    void everyDefinitionIsEstablishedAndStructural() {
        for (var definition : CrdFiles.definitions()) {
            var name = definition.getMetadata().getName();
            await().atMost(Duration.ofSeconds(20)).until(() -> "True".equals(condition(name, "Established")));
            assertEquals("absent", condition(name, "NonStructuralSchema"), name);
            assertEquals("True", condition(name, "NamesAccepted"), name);
        }
    }

    /** Each reaches the store as written, whichever way it is sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"endpointSelector\":{},\"ingress\":[],\"egress\":[]}",
                "{\"endpointSelector\":{},\"ingress\":[{}]}",
                "{\"endpointSelector\":{},\"ingress\":[{\"fromEndpoints\":[]}]}",
                "{\"endpointSelector\":{\"matchLabels\":null},\"ingress\":null,\"egress\":[{}]}",
                "{\"endpointSelector\":{},\"ingresss\":[{\"fromEndpoint\":1}],\"ingress\":[{\"toPorts\":[{\"portz\":[]}]}]}",
                "{\"endpointSelector\":{},\"ingress\":[{\"icmps\":[{\"fields\":[{\"type\":8},{\"type\":\"EchoRequest\"}]}]}]}"
            })
    void rulesAreStoredAsWritten(String spec) {
        var sent = document("stored", spec);
        CLIENT.raw(POLICIES, "POST", sent);
        assertEquals(tree(spec), stored("stored").get("spec"), "create");
        CLIENT.raw(POLICIES + "/stored", "DELETE", null);

        CLIENT.resource(Objects.requireNonNull(CLIENT.getKubernetesSerialization()
                        .<CiliumNetworkPolicy>unmarshal(sent, CiliumNetworkPolicy.class)))
                .inNamespace(NAMESPACE)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("test")
                        .withForce(true)
                        .build());
        assertEquals(tree(spec), stored("stored").get("spec"), "server-side apply");
        CLIENT.raw(POLICIES + "/stored", "DELETE", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"ingress\":{}} | spec.ingress",
                "{\"endpointSelector\":[]} | spec.endpointSelector",
                "{\"ingress\":[\"x\"]} | spec.ingress[0]",
                "{\"ingress\":[{\"toPorts\":[{\"ports\":[{\"port\":80}]}]}]} | spec.ingress[0].toPorts[0].ports[0].port",
                "{\"egress\":[{\"toCIDR\":\"10.0.0.0/8\"}]} | spec.egress[0].toCIDR",
                "\"text\" | spec"
            })
    void aWrongTypeIsRefusedByItsPath(String spec, String path) {
        var refusal = assertThrows(
                KubernetesClientException.class, () -> CLIENT.raw(POLICIES, "POST", document("refused", spec)));
        assertEquals(422, refusal.getCode());
        assertTrue(String.valueOf(refusal.getMessage()).contains(path), refusal.toString());
    }

    @Test
    void anIdentityNeedsItsLabels() {
        var refusal = assertThrows(
                KubernetesClientException.class,
                () -> CLIENT.raw(
                        "/apis/cilium.io/v2/ciliumidentities",
                        "POST",
                        "{\"apiVersion\":\"cilium.io/v2\",\"kind\":\"CiliumIdentity\",\"metadata\":{\"name\":\"300\"}}"));
        assertTrue(String.valueOf(refusal.getMessage()).contains("security-labels"), refusal.toString());
    }

    @Test
    void theLabelsOfAnIdentityNeverChange() {
        var identity = new CiliumIdentity();
        identity.setMetadata(new ObjectMetaBuilder().withName("16777000").build());
        identity.setSecurityLabels(Map.of("k8s:app", "a"));
        CLIENT.resource(identity).create();
        var stored = CLIENT.resources(CiliumIdentity.class).withName("16777000");
        try {
            stored.edit(object -> {
                object.getMetadata().setLabels(Map.of("app", "b"));
                return object;
            });
            var refusal = assertThrows(
                    KubernetesClientException.class,
                    () -> stored.edit(object -> {
                        object.setSecurityLabels(Map.of("k8s:app", "b"));
                        return object;
                    }));
            assertTrue(String.valueOf(refusal.getMessage()).contains("never change"), refusal.toString());
        } finally {
            stored.delete();
        }
    }

    @Test
    void writingTheStatusLeavesTheSpecAndItsGeneration() {
        CLIENT.raw(POLICIES, "POST", document("status", "{\"endpointSelector\":{},\"ingress\":[]}"));
        var policy = CLIENT.resources(CiliumNetworkPolicy.class)
                .inNamespace(NAMESPACE)
                .withName("status")
                .get();
        policy.setSpec(tree("{\"endpointSelector\":{},\"ingress\":[{}]}"));
        policy.setStatus(new PolicyStatus(1L, "7", List.of(), "1/1", 3L, EnforcedSpec.of(1, policy.desired())));
        CLIENT.resource(policy).updateStatus();
        var stored = stored("status");
        assertEquals(tree("[]"), stored.path("spec").path("ingress"));
        assertEquals(1, stored.path("metadata").path("generation").asInt());
        assertEquals(
                tree("[{}]"),
                stored.path("status").path("enforcedSpec").path("spec").path("ingress"));
    }

    private static String document(String name, String spec) {
        return "{\"apiVersion\":\"cilium.io/v2\",\"kind\":\"CiliumNetworkPolicy\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + NAMESPACE + "\"},\"spec\":" + spec + "}";
    }

    private static JsonNode stored(String name) {
        return tree(CLIENT.raw(POLICIES + "/" + name));
    }

    private static JsonNode tree(String json) {
        return CLIENT.getKubernetesSerialization().unmarshal(json, JsonNode.class);
    }

    private static String condition(String definition, String type) {
        CustomResourceDefinition found = CLIENT.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition)
                .get();
        return found.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(CustomResourceDefinitionCondition::getStatus)
                .findFirst()
                .orElse("absent");
    }
}
