// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.kube.ApiServerUnderTest;
import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.CiliumIdentity;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.CiliumNode;
import io.axoneme.kube.crd.NodeStatus;
import io.axoneme.kube.crd.PolicyStatus;
import io.axoneme.kube.identity.IdentityObjects;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.operator.policy.CnpReconciler;
import io.axoneme.operator.policy.PolicyParts;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The operator's parts on a real API server: pods that never run and nodes without a kubelet are enough. */
@EnabledIfEnvironmentVariable(named = ApiServerUnderTest.KUBECONFIG, matches = ".+")
class OperatorIT {

    private static final String SUFFIX = UUID.randomUUID().toString().substring(0, 8);
    private static final String NAMESPACE = "operator-it-" + SUFFIX;
    private static final String NODE = "operator-it-" + SUFFIX;

    private static final KubernetesClient CLIENT = ApiServerUnderTest.client();
    private static final PolicyParts POLICIES = new OperatorBeans().policyParts(CLIENT, new Config());
    private static final OperatorParts PARTS = new OperatorParts(CLIENT, new Config(), POLICIES);
    private static final Operator OPERATOR =
            new Operator(overrider -> overrider.withKubernetesClient(CLIENT).withCloseClientOnStop(false));

    private record Config() implements OperatorConfig {
        @Override
        public String namespace() {
            return "kube-system";
        }

        @Override
        public Optional<String> podName() {
            return Optional.empty();
        }

        @Override
        public String clusterName() {
            return "default";
        }

        @Override
        public Optional<String> clusterPool() {
            return Optional.of("10.250.0.0/16");
        }

        @Override
        public int clusterPoolMaskSize() {
            return 24;
        }

        @Override
        public Optional<String> labels() {
            return Optional.empty();
        }

        @Override
        public InvalidPolicy invalidPolicy() {
            return InvalidPolicy.IGNORE;
        }

        @Override
        public String identityRange() {
            return "256-16777215";
        }

        @Override
        public Duration identityRest() {
            return Duration.ofHours(1);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        ApiServerUnderTest.install(CLIENT);
        CLIENT.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .addToLabels("team", "one")
                        .endMetadata()
                        .build())
                .create();
        await("pods need it")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> CLIENT.serviceAccounts()
                                .inNamespace(NAMESPACE)
                                .withName("default")
                                .get(),
                        Objects::nonNull);
        OPERATOR.register(new CnpReconciler(POLICIES));
        OPERATOR.start();
        PARTS.lead();
        await().atMost(Duration.ofSeconds(30)).until(PARTS::synced);
    }

    @AfterAll
    static void stop() {
        PARTS.stop();
        OPERATOR.stop();
        CLIENT.nodes().withName(NODE).delete();
        CLIENT.resources(AxonemeNodeStatus.class).withName(NODE).delete();
        CLIENT.namespaces().withName(NAMESPACE).delete();
        CLIENT.close();
    }

    @Test
    void aPodHasAnIdentityBeforeItRunsAndARelabelMakesAnotherOne() {
        pod("web", Map.of("app", "web", "pod-template-hash", "1"));
        var first = identity("web", "one");
        assertEquals("app=web", first.getMetadata().getAnnotations().get(IdentityObjects.OWN_LABELS));
        assertFalse(Objects.requireNonNull(first.getSecurityLabels()).containsKey("k8s:pod-template-hash"));

        pod("web-2", Map.of("app", "web", "pod-template-hash", "2"));
        CLIENT.namespaces().withName(NAMESPACE).edit(namespace -> {
            namespace.getMetadata().getLabels().put("team", "two");
            return namespace;
        });
        var second = identity("web", "two");
        assertFalse(first.getMetadata().getName().equals(second.getMetadata().getName()));
        assertEquals(2, identities("web").size(), "two pods of equal labels share one");
        assertNotNull(CLIENT.resources(CiliumIdentity.class)
                .withName(first.getMetadata().getName())
                .get());
    }

    @Test
    void aNodeGetsARangeAndItsNetworkSignsFollowItsAgent() {
        var node = CLIENT.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDR("10.251.7.0/24")
                        .withPodCIDRs("10.251.7.0/24")
                        .addNewTaint()
                        .withKey("node.cilium.io/agent-not-ready")
                        .withEffect("NoSchedule")
                        .endTaint()
                        .endSpec()
                        .build())
                .create();
        var object = await().atMost(Duration.ofSeconds(20))
                .until(() -> CLIENT.resources(CiliumNode.class).withName(NODE).get(), Objects::nonNull);
        assertEquals(
                List.of("10.251.7.0/24"),
                Objects.requireNonNull(object.getSpec().ipam()).podCIDRs());
        assertEquals(
                node.getMetadata().getUid(),
                object.getMetadata().getOwnerReferences().getFirst().getUid());

        report(node, Map.of());
        await().atMost(Duration.ofSeconds(20)).until(() -> networkUnavailable().equals(Optional.of("False")));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> CLIENT.nodes().withName(NODE).get().getSpec().getTaints().stream()
                        .noneMatch(taint -> taint.getKey().equals("node.cilium.io/agent-not-ready")));
    }

    /** The operator writes a policy's status at any moment: what meets it is done again, as kubectl does. */
    private static void edit(String name, Consumer<CiliumNetworkPolicy> change) {
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsMatching(
                        e -> e instanceof KubernetesClientException refused && refused.getCode() == 409)
                .until(() -> {
                    CLIENT.resources(CiliumNetworkPolicy.class)
                            .inNamespace(NAMESPACE)
                            .withName(name)
                            .edit(object -> {
                                change.accept(object);
                                return object;
                            });
                    return true;
                });
    }

    @Test
    void aPolicysStatusSaysWhatIsWrongAndWhatStaysInForce() {
        var policy = new CiliumNetworkPolicy();
        policy.setMetadata(
                new ObjectMetaBuilder().withName("p").withNamespace(NAMESPACE).build());
        policy.setSpec(tree("{\"endpointSelector\":{},\"ingress\":[]}"));
        CLIENT.resource(policy).create();
        becomes("p", status -> Objects.equals(status.observedGeneration(), 1L));
        edit("p", object -> {
            object.setSpec(tree("{\"endpointSelector\":{},\"ingress\":[{\"fromEntities\":[\"wrld\"]}]}"));
        });
        var invalid = becomes("p", status -> Objects.equals(status.observedGeneration(), 2L));
        var kept = Objects.requireNonNull(invalid.enforcedSpec());
        assertEquals(1, kept.generation());
        assertEquals(tree("{\"endpointSelector\":{},\"ingress\":[]}"), kept.spec());
        assertTrue(invalid.toString().contains("spec.ingress[0].fromEntities[0]"), invalid.toString());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> CLIENT.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                        .anyMatch(event -> event.getReason().equals("Invalid")
                                && event.getInvolvedObject().getName().equals("p")));
    }

    /** Every fault, one Event a generation, the whole of the last valid version, and nothing of it left once there is a valid one. */
    @Test
    void aPolicyOfSeveralSpecsIsKeptWholeAndAnotherValidVersionClears() {
        var policy = new CiliumNetworkPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName("several")
                .withNamespace(NAMESPACE)
                .build());
        policy.setSpecs(tree("[{\"endpointSelector\":{},\"ingress\":[]},{\"endpointSelector\":{},\"egress\":[{}]}]"));
        CLIENT.resource(policy).create();
        becomes("several", status -> Objects.equals(status.observedGeneration(), 1L));

        edit("several", object -> {
            object.setSpecs(tree("[{\"endpointSelector\":{},\"ingres\":[],\"ingress\":[{\"fromEntities\":[\"wrld\"]}]},"
                    + "{\"endpointSelector\":{},\"egress\":[{\"toCIDR\":[\"10.0.0.1\"]}]}]"));
        });
        var invalid = becomes("several", status -> Objects.equals(status.observedGeneration(), 2L));
        var valid = condition(invalid, "Valid");
        assertEquals("False", valid.getStatus());
        assertEquals(2, valid.getObservedGeneration());
        for (var path :
                List.of("specs[0].ingres", "specs[0].ingress[0].fromEntities[0]", "specs[1].egress[0].toCIDR[0]")) {
            assertTrue(valid.getMessage().contains(path + ": "), valid.getMessage());
        }
        var kept = Objects.requireNonNull(invalid.enforcedSpec());
        assertEquals(1, kept.generation());
        assertNull(kept.spec());
        assertEquals(
                tree("[{\"endpointSelector\":{},\"ingress\":[]},{\"endpointSelector\":{},\"egress\":[{}]}]"),
                kept.specs());

        edit("several", object -> {
            object.getMetadata().setLabels(Map.of("touched", "true"));
        });
        edit("several", object -> {
            object.setSpecs(tree("[{\"endpointSelector\":{},\"ingress\":[{\"fromEntities\":[\"hots\"]}]}]"));
        });
        var third = becomes("several", status -> Objects.equals(status.observedGeneration(), 3L));
        assertEquals(1, Objects.requireNonNull(third.enforcedSpec()).generation());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> invalidEvents("several").size() == 2);

        edit("several", object -> {
            object.setSpecs(null);
            object.setSpec(tree("{\"endpointSelector\":{},\"ingress\":[{}]}"));
        });
        var again = becomes("several", status -> Objects.equals(status.observedGeneration(), 4L));
        assertEquals("True", condition(again, "Valid").getStatus());
        assertNull(again.enforcedSpec());
        assertEquals(2, invalidEvents("several").size(), "one a generation that is invalid");
    }

    private static Condition condition(PolicyStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<Event> invalidEvents(String policy) {
        return CLIENT.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> event.getReason().equals("Invalid"))
                .filter(event -> event.getInvolvedObject().getName().equals(policy))
                .toList();
    }

    private static void pod(String name, Map<String, String> labels) {
        CLIENT.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withServiceAccountName("default")
                        .withSchedulerName("nobody")
                        .addNewContainer()
                        .withName("c")
                        .withImage("none")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private static CiliumIdentity identity(String app, String team) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> identities(app).stream()
                                .filter(identity -> team.equals(Objects.requireNonNull(identity.getSecurityLabels())
                                        .get("k8s:io.cilium.k8s.namespace.labels.team")))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<CiliumIdentity> identities(String app) {
        return CLIENT.resources(CiliumIdentity.class)
                .withLabel("io.kubernetes.pod.namespace", NAMESPACE)
                .withLabel("app", app)
                .list()
                .getItems();
    }

    private static void report(Node node, Map<String, String> enforced) {
        var report = new AxonemeNodeStatus();
        report.setMetadata(
                new ObjectMetaBuilder().withName(node.getMetadata().getName()).build());
        report.setStatus(new NodeStatus(true, "test", enforced, List.of(), 0, 0));
        CLIENT.resource(report).create();
    }

    private static Optional<String> networkUnavailable() {
        return CLIENT.nodes().withName(NODE).get().getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("NetworkUnavailable"))
                .map(condition -> condition.getStatus())
                .findFirst();
    }

    private static PolicyStatus becomes(String name, Predicate<PolicyStatus> expected) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> CLIENT.resources(CiliumNetworkPolicy.class)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get()
                                .getStatus(),
                        status -> status != null && expected.test(status));
    }

    private static JsonNode tree(String json) {
        return CLIENT.getKubernetesSerialization().unmarshal(json, JsonNode.class);
    }
}
