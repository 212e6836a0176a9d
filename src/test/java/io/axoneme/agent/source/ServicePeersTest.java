// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A policy with toServices on a node: it is resolved anew when the service or its slices change. */
class ServicePeersTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String OUTSIDE =
            "{'metadata':{'namespace':'demo','name':'db'},'spec':{'clusterIP':'10.96.0.1','ports':[{'port':5432}]}}";
    private static final String SLICE = "{'metadata':{'namespace':'demo','name':'db-1',"
            + "'labels':{'kubernetes.io/service-name':'db'}},'addressType':'IPv4','endpoints':[%s]}";

    private final NodeGraph graph = new NodeGraph(
            new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.everything(), false), Seed.empty());
    private final ServicePeers services = new ServicePeers(() -> graph, "default");

    @BeforeEach
    void aPolicyToTheService() {
        graph.putIdentity(pod(256, "client"));
        graph.putIdentity(pod(257, "server"));
        graph.putEndpoint(1, 256);
        var policy = json("{'apiVersion':'cilium.io/v2','kind':'CiliumNetworkPolicy',"
                + "'metadata':{'name':'p','namespace':'demo'},'spec':{'endpointSelector':{'matchLabels':{'app':'client'}},"
                + "'egress':[{'toServices':[{'k8sService':{'serviceName':'db','namespace':'demo'}}]}]}}");
        var translated = new PolicyTranslator(TranslatorConfig.enforcing("default"))
                .translate(PolicyKind.CILIUM_NETWORK_POLICY, TreeReader.tree(policy));
        graph.putPolicy(assertValid(translated));
        graph.flush();
    }

    private static Policy assertValid(Translation<Policy> translation) {
        assertEquals(List.of(), translation.faults());
        return ((Translation.Valid<Policy>) translation).value();
    }

    private static Identity pod(int number, String app) {
        return new Identity(
                number,
                Labels.parse(
                        "k8s:app=" + app,
                        "k8s:io.kubernetes.pod.namespace=demo",
                        "k8s:io.cilium.k8s.policy.cluster=default"));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode slice(String... addresses) {
        var endpoints = List.of(addresses).stream()
                .map(a -> "{'addresses':['" + a + "']}")
                .toList();
        return json(SLICE.formatted(String.join(",", endpoints)));
    }

    /** The outside prefixes and the identities that the endpoint may send to. */
    private Set<String> reachable() {
        graph.flush();
        var policy = graph.policyOf(1);
        assertNotNull(policy);
        var bits = new TreeSet<Integer>();
        policy.egress()
                .rows()
                .forEach(r -> r.segments().forEach(s -> bits.addAll(s.causes().keySet())));
        var reachable = new TreeSet<String>();
        for (var vector : graph.allVectors()) {
            if (vector.bits().stream().anyMatch(bits::contains)) {
                reachable.add(Integer.toString(vector.identity()));
                graph.allPrefixes().forEach((prefix, entry) -> {
                    if (entry.identity() == vector.identity()) {
                        reachable.add(prefix.toString());
                        reachable.remove(Integer.toString(vector.identity()));
                    }
                });
            }
        }
        return reachable;
    }

    @Test
    void nobodyWithoutTheService() {
        assertEquals(Set.of(), reachable());
    }

    @Test
    void theAddressesOfItsSlicesAsTheyComeAndGo() {
        services.changed("demo/db", json(OUTSIDE), List.of());
        assertEquals(Set.of(), reachable());
        services.changed("demo/db", json(OUTSIDE), List.of(slice("192.0.2.1", "192.0.2.2")));
        assertEquals(Set.of("192.0.2.1/32", "192.0.2.2/32"), reachable());
        services.changed("demo/db", json(OUTSIDE), List.of(slice("192.0.2.2")));
        assertEquals(Set.of("192.0.2.2/32"), reachable());
        services.changed("demo/db", null, List.of(slice("192.0.2.2")));
        assertEquals(Set.of(), reachable());
    }

    @Test
    void thePodsOnceItSelectsSome() {
        services.changed("demo/db", json(OUTSIDE), List.of(slice("192.0.2.1")));
        var selecting = json(OUTSIDE.replace("'spec':{", "'spec':{'selector':{'app':'server'},"));
        services.changed("demo/db", selecting, List.of(slice("192.0.2.1")));
        assertEquals(Set.of("257"), reachable());
    }

    @Test
    void aSliceOfPodsChangesNoPolicy() {
        var selecting = json(OUTSIDE.replace("'spec':{", "'spec':{'selector':{'app':'server'},"));
        services.changed("demo/db", selecting, List.of(slice("10.0.0.1")));
        graph.flush();
        services.changed("demo/db", selecting, List.of(slice("10.0.0.1", "10.0.0.2")));
        assertTrue(graph.flush().isEmpty());
    }

    @Test
    void aServiceThatNobodyAsksForChangesNothing() {
        services.changed("demo/other", json(OUTSIDE.replace("'db'", "'other'")), List.of(slice("192.0.2.9")));
        assertTrue(graph.flush().isEmpty());
    }
}
