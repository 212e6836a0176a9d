// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.NodeStatus;
import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.crd.PolicyStatus;
import io.axoneme.kube.policy.PolicyDocuments;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.Labels;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler under the real SDK, against a server that keeps objects but knows no server-side apply. */
@EnableKubernetesMockClient(crud = true)
class PolicyReconcilerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = "{\"endpointSelector\": {}, \"ingress\": []}";
    private static final String ALSO_GOOD = "{\"endpointSelector\": {}, \"ingress\": [{}]}";
    private static final String BAD = "{\"endpointSelector\": {}, \"ingress\": [{\"fromEntities\": [\"wrld\"]}]}";

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesClient client;

    private final NodeReports reports = new NodeReports();
    private final List<PolicyStatus> written = new CopyOnWriteArrayList<>();
    private final CountingClock clock = new CountingClock();
    private final Standings standings = new Standings("default");
    private Operator operator;

    @BeforeEach
    void start() {
        var documents = new PolicyDocuments(new PolicyTranslator(TranslatorConfig.enforcing("default")));
        var events = new PolicyEvents(client, Clock.systemUTC());
        operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        operator.register(new CnpReconciler(
                new PolicyParts(documents, InvalidPolicy.DENY, reports, standings, events, this::write, clock)));
        operator.start();
    }

    /** Each status that is computed asks it once. */
    private static final class CountingClock extends Clock {
        final AtomicInteger looks = new AtomicInteger();

        @Override
        public Instant instant() {
            looks.incrementAndGet();
            return Instant.EPOCH;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private boolean write(PolicyResource policy, PolicyStatus status) {
        written.add(status);
        return new ApiStatusWriter(client).write(policy, status);
    }

    @AfterEach
    void stop() {
        operator.stop();
    }

    @Test
    void aValidPolicySaysSoAndCountsTheNodesThatEnforceIt() {
        reports.set(List.of("n1", "n2"), List.of());
        apply(1, GOOD);
        var waiting = becomes(status -> "0/2".equals(status.enforced()));
        assertEquals("True", condition(waiting, "Valid").getStatus());
        assertEquals("Pending", condition(waiting, "Enforced").getReason());
        assertEquals(1, waiting.observedGeneration());

        var version = Objects.requireNonNull(waiting.observedResourceVersion());
        reports.set(List.of("n1", "n2"), List.of(reached("n1", version)));
        becomes(status -> "1/2".equals(status.enforced()));
        reports.set(List.of("n1", "n2"), List.of(reached("n1", version), reached("n2", version)));
        var all = becomes(status -> "2/2".equals(status.enforced()));
        assertEquals("True", condition(all, "Enforced").getStatus());
        assertEquals(version, all.observedResourceVersion(), "its own writes of the status must not move the mark");
    }

    @Test
    void anInvalidChangeNamesTheFieldAndKeepsTheLastValidVersion() throws Exception {
        reports.set(List.of("n1"), List.of());
        apply(1, GOOD);
        becomes(generation(1));
        apply(2, BAD);
        var invalid = becomes(generation(2));
        assertEquals("False", condition(invalid, "Valid").getStatus());
        assertTrue(
                condition(invalid, "Valid").getMessage().contains("spec.ingress[0].fromEntities[0]"),
                condition(invalid, "Valid").getMessage());
        var kept = Objects.requireNonNull(invalid.enforcedSpec());
        assertEquals(1, kept.generation());
        assertEquals(JSON.readTree(GOOD), kept.spec(), "ingress: [] must survive");
        assertEquals("0/1 (generation 1)", invalid.enforced());
        var event = events().getFirst();
        assertEquals("Invalid", event.getReason());
        assertTrue(event.getMessage().contains("Generation 1 stays in force"), event.getMessage());

        apply(3, ALSO_GOOD);
        var valid = becomes(generation(3));
        assertNull(valid.enforcedSpec());
    }

    @Test
    void aPolicyThatWasNeverValidIsNotEnforced() {
        reports.set(List.of("n1"), List.of());
        apply(1, BAD);
        var status = becomes(generation(1));
        assertEquals("NOT ENFORCED", status.enforced());
        assertEquals("NotEnforced", condition(status, "Enforced").getReason());
        assertNull(status.enforcedSpec());
        var message = events().getFirst().getMessage();
        assertTrue(
                message.contains("NOT ENFORCED: no valid version is known; what it selects is in default deny"),
                message);
    }

    @Test
    void aPolicyThatIsSoonInForceEverywhereGetsOneStatus() {
        reports.set(List.of("n1", "n2"), List.of());
        apply(1, GOOD);
        await().until(() -> clock.looks.get() > 0);
        var version = policies().withName("p").get().getMetadata().getResourceVersion();
        reports.set(List.of("n1", "n2"), List.of(reached("n1", version)));
        reports.set(List.of("n1", "n2"), List.of(reached("n1", version), reached("n2", version)));
        var status = becomes(generation(1));
        assertEquals("2/2", status.enforced());
        assertEquals(Set.of(status), Set.copyOf(written), "nothing was said before");
    }

    @Test
    void aNodesFailureIsTold() {
        reports.set(List.of("n1"), List.of());
        apply(1, GOOD);
        var status = becomes(generation(1));
        var uid = policies().withName("p").get().getMetadata().getUid();
        var failure = new NodeStatus.Failure(
                "CiliumNetworkPolicy", "demo", "p", uid, 1L, "TooManySelectors", "8193 selectors");
        reports.set(
                List.of("n1"),
                List.of(new NodeReport(
                        "n1",
                        true,
                        Map.of("CiliumNetworkPolicy", ObjectVersion.parse(status.observedResourceVersion())),
                        List.of(failure))));
        var failing =
                becomes(found -> "Failing".equals(condition(found, "Enforced").getReason()));
        assertEquals(
                "n1: TooManySelectors: 8193 selectors",
                condition(failing, "Enforced").getMessage());
        assertEquals("0/1", failing.enforced());
    }

    @Test
    void aStatusEditedByHandIsPutRight() {
        reports.set(List.of("n1"), List.of());
        apply(1, GOOD);
        var right = becomes(status -> "0/1".equals(status.enforced()));
        policies().withName("p").editStatus(policy -> {
            policy.setStatus(
                    new PolicyStatus(1L, right.observedResourceVersion(), right.conditions(), "9/9", null, null));
            return policy;
        });
        becomes(status -> "0/1".equals(status.enforced()));
    }

    @Test
    void podsThatComeAndGoAreCountedAndNothingIsSaidTwice() {
        reports.set(List.of("n1"), List.of());
        apply(1, GOOD);
        var unknown = becomes(generation(1));
        assertNull(unknown.endpoints(), "the pods are not known yet");
        standings.population(new Population(Map.of(), Set.of()));
        var nobody = becomes(status -> status.endpoints() != null);
        assertEquals(0, nobody.endpoints());
        assertEquals("True", condition(nobody, "SelectsNothing").getStatus());
        standings.population(Population.of(
                Map.of(Labels.parse("k8s:app=web", "k8s:io.kubernetes.pod.namespace=demo"), 3), Set.of()));
        var three = becomes(status -> Objects.equals(status.endpoints(), 3L));
        assertEquals(Optional.empty(), PolicyStatuses.find(three, "SelectsNothing"));
        assertEquals(unknown.observedResourceVersion(), three.observedResourceVersion());
    }

    private void apply(long generation, String spec) {
        var policy = new CiliumNetworkPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName("p")
                .withNamespace("demo")
                .withGeneration(generation)
                .build());
        policy.setSpec(tree(spec));
        if (policies().withName("p").get() == null) {
            client.resource(policy).create();
        } else {
            policies().withName("p").edit(object -> {
                object.getMetadata().setGeneration(generation);
                object.setSpec(tree(spec));
                return object;
            });
        }
    }

    private NonNamespaceOperation<
                    CiliumNetworkPolicy, KubernetesResourceList<CiliumNetworkPolicy>, Resource<CiliumNetworkPolicy>>
            policies() {
        return client.resources(CiliumNetworkPolicy.class).inNamespace("demo");
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static Predicate<PolicyStatus> generation(long wanted) {
        return status -> Objects.equals(status.observedGeneration(), wanted);
    }

    private PolicyStatus becomes(Predicate<PolicyStatus> expected) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> policies().withName("p").get().getStatus(),
                        status -> status != null && expected.test(status));
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("demo").list().getItems();
    }

    private static Condition condition(PolicyStatus status, String type) {
        var found = PolicyStatuses.find(status, type).orElse(null);
        assertNotNull(found, type);
        return found;
    }

    private static NodeReport reached(String node, String version) {
        return new NodeReport(node, true, Map.of("CiliumNetworkPolicy", ObjectVersion.parse(version)), List.of());
    }
}
