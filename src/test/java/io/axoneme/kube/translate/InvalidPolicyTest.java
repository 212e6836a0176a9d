// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Direction;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidPolicyTest {

    private static final Labels WEB = Labels.parse("k8s:app=web", "k8s:io.kubernetes.pod.namespace=demo");
    private static final Labels DB = Labels.parse("k8s:app=db", "k8s:io.kubernetes.pod.namespace=demo");

    @Test
    void whomTheSelectorPicksIsInDefaultDenyBothWays() {
        var policy = standIn(
                        InvalidPolicy.DENY,
                        PolicyKind.CILIUM_NETWORK_POLICY,
                        "{endpointSelector: {matchLabels: {app: web}}, ingress: [{fromEntities: [nonsense]}]}")
                .orElseThrow();
        var spec = policy.specs().getFirst();
        assertTrue(spec.subject().matches(WEB));
        assertFalse(spec.subject().matches(DB));
        for (var direction : Direction.values()) {
            assertTrue(spec.defaultDeny(direction));
        }
        assertTrue(spec.rules().stream().allMatch(r -> r.peers().isEmpty()));
        assertEquals("demo/p", policy.ref().toString());
        assertEquals(3, policy.generation());
    }

    @Test
    void aNetworkPolicyStandsForItsPods() {
        var policy = standIn(
                        InvalidPolicy.DENY,
                        PolicyKind.NETWORK_POLICY,
                        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: nowhere}}]}]}")
                .orElseThrow();
        assertTrue(policy.specs().getFirst().subject().matches(WEB));
        assertFalse(policy.specs().getFirst().subject().matches(DB));
    }

    /** What is left of a faulty selector would pick more than was meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{endpointSelector: {matchLabels: {app: [web]}}, ingress: []}",
                "{endpointSelector: {matchExpressions: [{key: app, operator: In}]}, ingress: []}",
                "{endpointSelector: {matchLables: {app: web}}, ingress: []}",
                "{nodeSelector: {}, endpointSelector: {}, ingress: []}",
                "{ingress: []}",
            })
    void nothingStandsInWhereTheSelectorCannotBeRead(String spec) {
        assertEquals(Optional.empty(), standIn(InvalidPolicy.DENY, PolicyKind.CILIUM_NETWORK_POLICY, spec));
    }

    @Test
    void nothingStandsInUnlessAskedForOrForAValidPolicy() {
        var invalid = "{endpointSelector: {}, ingress: [{fromEntities: [nonsense]}]}";
        assertEquals(Optional.empty(), standIn(InvalidPolicy.IGNORE, PolicyKind.CILIUM_NETWORK_POLICY, invalid));
        assertEquals(
                Optional.empty(),
                standIn(InvalidPolicy.DENY, PolicyKind.CILIUM_NETWORK_POLICY, "{endpointSelector: {}, ingress: []}"));
    }

    private static Optional<Policy> standIn(InvalidPolicy how, PolicyKind kind, String spec) {
        Map<String, ?> tree = Map.of(
                "apiVersion",
                kind == PolicyKind.NETWORK_POLICY ? "networking.k8s.io/v1" : "cilium.io/v2",
                "kind",
                kind.text(),
                "metadata",
                Map.of("name", "p", "namespace", "demo", "generation", 3),
                "spec",
                Yaml.tree(spec));
        return how.standIn(kind, tree, new PolicyTranslator(TranslatorConfig.judging("default")).translate(kind, tree));
    }
}
