// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.axoneme.cli.cluster.ClusterOptions;
import io.axoneme.cli.explain.SourceObject;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster's objects through a kubeconfig, from a server that answers what the test put there, and 404 for all else. */
class ClusterObjectsTest {

    private static final List<String> PRESENT = List.of(
            "/api/v1/namespaces",
            "/api/v1/pods",
            "/api/v1/nodes",
            "/api/v1/services",
            "/apis/discovery.k8s.io/v1/endpointslices",
            "/apis/networking.k8s.io/v1/networkpolicies");

    private static final String POLICIES = "/apis/cilium.io/v2/ciliumnetworkpolicies";

    @TempDir
    Path folder;

    private final Map<String, String> items = new HashMap<>();
    private @Nullable String forbidden;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        PRESENT.forEach(path -> items.put(path, ""));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var found = items.get(path);
        boolean authorized =
                List.of("Bearer secret").equals(exchange.getRequestHeaders().get("Authorization"));
        int status = !authorized ? 401 : path.equals(forbidden) ? 403 : found == null ? 404 : 200;
        var body = status == 200
                ? "{\"metadata\": {}, \"items\": [" + found + "]}"
                : "{\"kind\": \"Status\", \"message\": \"not for you\"}";
        exchange.sendResponseHeaders(status, 0);
        try (var out = exchange.getResponseBody()) {
            out.write(body.getBytes(UTF_8));
        }
    }

    private List<SourceObject> read(@Nullable String context) throws IOException, UnreadableInput {
        return state(context).objects();
    }

    private ClusterObjects.State state(@Nullable String context) throws IOException, UnreadableInput {
        var file = folder.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: secret}}]
                contexts: [{name: here, context: {cluster: c, user: u}}]
                """.formatted(server.getAddress().getPort()));
        return new ClusterObjects(new ClusterOptions(file, context)).read();
    }

    private String refusal(@Nullable String context) {
        return String.valueOf(
                assertThrows(UnreadableInput.class, () -> read(context)).getMessage());
    }

    @Test
    void objectsCarryTheirKindAndPodsThatEndedAreNone() throws IOException, UnreadableInput {
        items.put("/api/v1/pods", """
                {"metadata": {"name": "a", "namespace": "demo"}, "status": {"phase": "Running"}},
                {"metadata": {"name": "b", "namespace": "demo"}, "status": {"phase": "Succeeded"}},
                {"metadata": {"name": "c", "namespace": "demo"}, "status": {"phase": "Failed"}}
                """);
        var objects = read(null);
        assertEquals(1, objects.size());
        assertEquals("Pod", objects.getFirst().tree().get("kind"));
        assertEquals("v1", objects.getFirst().tree().get("apiVersion"));
        assertEquals("", objects.getFirst().file());
    }

    @Test
    void ofAnInvalidPolicyTheVersionThatIsEnforced() throws IOException, UnreadableInput {
        items.put(POLICIES, """
                {"metadata": {"name": "p", "namespace": "demo"}, "spec": {"wrong": 1},
                 "status": {"enforcedSpec": {"generation": 1, "spec": {"endpointSelector": {}, "ingress": [{}]}}}}
                """);
        var tree = read("here").getFirst().tree();
        assertEquals(Map.of("endpointSelector", Map.of(), "ingress", List.of(Map.of())), tree.get("spec"));
    }

    @Test
    void errorsNameWhatCouldNotBeRead() {
        forbidden = "/api/v1/nodes";
        var nodes = refusal(null);
        assertTrue(nodes.contains("/api/v1/nodes") && nodes.endsWith("not for you"), nodes);
        forbidden = POLICIES;
        assertTrue(refusal(null).contains(POLICIES), refusal(null));
        forbidden = null;
        items.remove("/api/v1/pods");
        assertTrue(refusal(null).contains("/api/v1/pods"), refusal(null));
        assertEquals("the kubeconfig has no context there", refusal("there"));
        server.stop(0);
        assertTrue(refusal(null).endsWith("cannot connect"), refusal(null));
        var absent = new ClusterObjects(new ClusterOptions(folder.resolve("absent"), null));
        assertTrue(
                String.valueOf(assertThrows(UnreadableInput.class, absent::read).getMessage())
                        .startsWith("cannot read the kubeconfig"));
    }

    @Test
    void settingsAreTheClustersOrTheUsualOnes() throws IOException, UnreadableInput {
        assertEquals("default", state(null).settings().options().cluster());
        assertEquals(EnforcementMode.DEFAULT, state(null).settings().options().mode());

        items.put("/api/v1/namespaces/kube-system/configmaps", """
                {"metadata": {"name": "axoneme-config"}, "data": {"cluster-name": "west", "enable-policy": "always",
                 "invalid-policy": "deny", "dns-pod-selector": "app=dns", "labels": "!secret",
                 "policy-cidr-match-mode": "pods"}}
                """);
        var settings = state(null).settings();
        assertEquals("west", settings.options().cluster());
        assertEquals(EnforcementMode.ALWAYS, settings.options().mode());
        assertEquals(InvalidPolicy.DENY, settings.invalidPolicy());
        assertEquals(CidrMatchMode.PODS, settings.options().cidrMatch());
        assertEquals("k8s:app=dns", settings.options().dnsPods().toString());
        assertFalse(settings.labels().relevant("secret"));
    }

    @Test
    void aSettingThatIsNoneIsNamed() {
        items.put("/api/v1/namespaces/kube-system/configmaps", """
                {"metadata": {"name": "axoneme-config"}, "data": {"enable-policy": "sometimes"}}
                """);
        assertEquals("ConfigMap axoneme-config: enable-policy is \"sometimes\"", refusal(null));
        items.put("/api/v1/namespaces/kube-system/configmaps", """
                {"metadata": {"name": "axoneme-config"}, "data": {"policy-cidr-match-mode": "pod"}}
                """);
        assertEquals(
                "ConfigMap axoneme-config: policy-cidr-match-mode: \"pod\" is not known; there is pods", refusal(null));
    }
}
