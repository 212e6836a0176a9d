// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.kube.ApiServerUnderTest;
import io.axoneme.kube.Kubectl;
import io.axoneme.kube.ServerNamespace;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.translate.PolicySample;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies on their way through a real API server: what it refuses itself, and that it changes nothing of what it lets through. */
@EnabledIfEnvironmentVariable(named = ApiServerUnderTest.KUBECONFIG, matches = ".+")
class PolicyDocumentsIT {

    @RegisterExtension
    static final ServerNamespace SPACE = new ServerNamespace("documents-it");

    private static final String NAMESPACE = SPACE.name();
    private static final String POLICIES = SPACE.policies();
    private static final KubernetesClient CLIENT = SPACE.client();
    private static final SchemaTypes SCHEMA = SchemaTypes.of("ciliumnetworkpolicies");
    private static final PolicyTranslator TRANSLATOR = new PolicyTranslator(TranslatorConfig.judging("default"));

    private static final Set<String> SELECTOR_FAULTS =
            Set.of("needs endpointSelector", "a spec takes endpointSelector or nodeSelector, not both");

    /** Client-side apply keeps a copy in an annotation; all of them together may have no more. Source: Kubernetes API, ValidateAnnotations. */
    private static final int ANNOTATION_BYTES = 256 * 1024;

    static List<PolicySample> policies() {
        return Stream.of("accepted", "unsupported", "rejected", "fuzz")
                .flatMap(name -> PolicySample.read(name).stream())
                .filter(sample -> sample.kind().equals("CiliumNetworkPolicy"))
                .filter(sample -> "cilium.io/v2".equals(sample.tree().get("apiVersion")))
                .toList();
    }

    /**
     * Fields of the wrong type and specs without exactly one selector are refused here, each by the path that the translator
     * gives it; all else is stored as written.
     */
    @ParameterizedTest
    @MethodSource("policies")
    void refusedByTheSchemaOrStoredAsWritten(PolicySample sample) {
        var tree = named("posted", sample.tree());
        var wrong = new TreeSet<String>();
        for (var field : List.of("spec", "specs")) {
            if (tree.containsKey(field)) {
                wrong.addAll(SCHEMA.refused(field, tree.get(field)));
            }
        }
        var path = POLICIES + "?fieldValidation=Ignore";
        if (!wrong.isEmpty()) {
            assertEquals(wrong, refusal(path, tree));
            return;
        }
        var selectors = selectorFaults(tree);
        if (!selectors.isEmpty()) {
            assertEquals(selectors, refusal(path, tree));
            return;
        }
        CLIENT.raw(path, "POST", DocumentText.json(tree));
        var stored = stored("posted");
        CLIENT.raw(POLICIES + "/posted", "DELETE", null);
        assertEquals(json(tree).get("spec"), stored.getSpec());
        assertEquals(inAnyOrder(translate(tree)), inAnyOrder(present(stored))); // the server sorts the keys of maps
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{endpointSelector: {}, ingress: [], egress: []}",
                "{endpointSelector: {}, ingress: [{}]}",
                "{endpointSelector: {}, ingress: [{fromEndpoints: []}]}",
                "{endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]}",
                "{endpointSelector: {}, ingress: null, egress: [{}]}",
                "{endpointSelector: {matchLabels: null}, ingress: [{fromEndpoints: null, toPorts: null}]}",
                "{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: []}",
                "{endpointSelector: {}, ingresss: [{fromEndpoint: 1}], ingress: [{toPorts: [{portz: []}]}]}"
            })
    void everyWayMeansTheSame(String spec) {
        var tree = policy("way", DocumentText.ofYaml(spec));
        var wanted = translate(tree);
        CLIENT.raw(POLICIES + "?fieldValidation=Ignore", "POST", DocumentText.json(tree));
        assertEquals(text(wanted), text(present(stored("way"))), "raw");
        CLIENT.raw(POLICIES + "/way", "DELETE", null);
        for (var option : List.of("--server-side=false", "--server-side=true")) {
            for (int times = 1; times <= 2; times++) {
                var applied = Kubectl.run(DocumentText.yaml(tree), "apply", option, "-f", "-");
                assertTrue(applied.ok(), applied.text());
                assertEquals(text(wanted), text(present(stored("way"))), "apply " + option + ", time " + times);
            }
            CLIENT.raw(POLICIES + "/way", "DELETE", null);
        }
    }

    @Test
    void unknownFieldsAreKeptAndRefusedWithTheNearestKnownOne() {
        var tree = policy("unknown", DocumentText.ofYaml("{endpointSelector: {}, ingress: [{fromEndpoint: [{}]}]}"));
        assertTrue(Kubectl.run(DocumentText.yaml(tree), "apply", "-f", "-").ok());
        assertEquals(
                "spec.ingress[0].fromEndpoint: unknown field \"fromEndpoint\"; the nearest known one is \"fromEndpoints\"",
                present(stored("unknown")).faults().getFirst().toString());
    }

    /** The way for large policies. */
    @Test
    void whatClientSideApplyCannotTakeServerSideApplyTakes() {
        var addresses = IntStream.range(0, 20_000)
                .mapToObj(i -> "10." + i / 65_536 + "." + (i / 256) % 256 + "." + i % 256 + "/32")
                .toList();
        var tree =
                policy("large", Map.of("endpointSelector", Map.of(), "egress", List.of(Map.of("toCIDR", addresses))));
        assertTrue(DocumentText.json(tree).length() > ANNOTATION_BYTES);
        var refused = Kubectl.run(DocumentText.json(tree), "apply", "-f", "-");
        assertFalse(refused.ok(), refused.text());
        assertTrue(refused.text().contains("Too long"), refused.text());
        var applied = Kubectl.run(DocumentText.json(tree), "apply", "--server-side", "-f", "-");
        assertTrue(applied.ok(), applied.text());
        assertInstanceOf(Translation.Valid.class, present(stored("large")));
    }

    private static Map<String, Object> policy(String name, Object spec) {
        return named(name, Map.of("apiVersion", "cilium.io/v2", "kind", "CiliumNetworkPolicy", "spec", spec));
    }

    private static Map<String, Object> named(String name, Map<String, Object> tree) {
        var named = new LinkedHashMap<>(tree);
        var metadata = new LinkedHashMap<String, Object>();
        if (tree.get("metadata") instanceof Map<?, ?> written) {
            written.forEach((key, value) -> metadata.put(String.valueOf(key), value));
        }
        metadata.put("name", name);
        metadata.put("namespace", NAMESPACE);
        named.put("metadata", metadata);
        return named;
    }

    private static Translation<Policy> translate(Map<String, Object> tree) {
        return TRANSLATOR.translate(PolicyKind.CILIUM_NETWORK_POLICY, tree);
    }

    private static Translation<Policy> present(CiliumNetworkPolicy policy) {
        return new PolicyDocuments(TRANSLATOR).present(policy);
    }

    /** Paths of what the schema's rules say, which are looked at once the types are right. */
    private static Set<String> selectorFaults(Map<String, Object> tree) {
        return translate(tree).faults().stream()
                .filter(problem -> SELECTOR_FAULTS.contains(problem.message()))
                .map(Problem::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> refusal(String path, Map<String, Object> tree) {
        var refusal =
                assertThrows(KubernetesClientException.class, () -> CLIENT.raw(path, "POST", DocumentText.json(tree)));
        return refusal.getStatus().getDetails().getCauses().stream()
                .map(StatusCause::getField)
                .filter(field -> !field.equals("<nil>")) // the remark that rules wait for the types to be right
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Problem> inAnyOrder(Translation<Policy> translation) {
        return Set.copyOf(translation.faults());
    }

    /** Problems, or the rules: not the uid and generation that a stored object has besides. */
    private static String text(Translation<Policy> translation) {
        return switch (translation) {
            case Translation.Valid<Policy>(var policy) -> policy.specs().toString();
            case Translation.Invalid<Policy>(var problems, var subjects) ->
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        };
    }

    private static CiliumNetworkPolicy stored(String name) {
        return CLIENT.getKubernetesSerialization()
                .unmarshal(CLIENT.raw(POLICIES + "/" + name), CiliumNetworkPolicy.class);
    }

    private static JsonNode json(Map<String, Object> tree) {
        return CLIENT.getKubernetesSerialization().unmarshal(DocumentText.json(tree), JsonNode.class);
    }
}
