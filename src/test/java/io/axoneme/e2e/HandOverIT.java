// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The leading operator is killed while it makes identities: another one goes on, and none is made twice. */
@ExtendWith(Cluster.class)
class HandOverIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Another one each time: identities of an earlier run rest for an hour. */
    private static final String NS = "hand-over-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private static final int PODS = 40;
    /** Every other one runs; what waits for a node gets its identity from operators alone, while agents make some of the others. */
    private static final int RUNNING = PODS / 2;

    /** How long a lease lasts, and its last renewal may be young. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    @BeforeAll
    static void twoOperators() {
        Nodes.namespace(NS);
        scale(2);
    }

    @AfterAll
    static void oneOperator() {
        if (Cluster.isBox()) {
            scale(1);
        }
        Nodes.removeNamespace(NS);
    }

    @Test
    void aLeaderKilledInMidAllocationLeavesNoIdentityTwice() throws Exception {
        var before = leader();
        var pods = IntStream.range(0, PODS).mapToObj(HandOverIT::pod).collect(Collectors.joining("---\n"));
        var applied = new Thread(() -> apply(pods).orFail());
        applied.start();
        Awaitility.await("some identities are made, and not all")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> identities().size() >= 3);
        Nodes.run(nodeOf(before), "pkill", "-KILL", "-f", Nodes.OPERATOR).orFail();
        int made = identities().size();
        assertTrue(made < PODS, "all " + made + " identities were made before the kill");
        applied.join();

        Awaitility.await("every set of labels has its identity")
                .atMost(LEASE.multipliedBy(2))
                .until(() -> identities().size() >= PODS);
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "-l", "state=runs", "--timeout=120s")
                .orFail();
        Awaitility.await("another operator leads, or the same one again")
                .atMost(LEASE.multipliedBy(2))
                .until(() -> !leader().isEmpty());

        var labels = identities();
        assertEquals(PODS, labels.size(), labels::toString);
        assertEquals(
                PODS,
                Map.copyOf(labels).values().stream().distinct().count(),
                "a set of labels with two identities: " + labels);
        var used = new HashMap<String, String>();
        for (var endpoint : items("get", "ciliumendpoints", "-n", NS)) {
            var pod = endpoint.at("/metadata/name").asText();
            var identity = endpoint.at("/status/identity/id").asText();
            var other = used.put(identity, pod);
            assertTrue(other == null, "identity " + identity + " of " + pod + " and " + other);
            assertEquals(pod, labels.get(identity), "identity " + identity);
        }
        assertEquals(RUNNING, used.size());
    }

    /** Number → the pod whose label it has; objects of this test alone. */
    private static Map<String, String> identities() {
        var found = new HashMap<String, String>();
        for (var identity : items("get", "ciliumidentities")) {
            var labels = identity.path("security-labels");
            if (NS.equals(labels.path("k8s:io.kubernetes.pod.namespace").asText())) {
                found.put(
                        identity.at("/metadata/name").asText(),
                        labels.path("k8s:app").asText());
            }
        }
        return found;
    }

    private static Iterable<JsonNode> items(String... command) {
        try {
            var args = new ArrayList<>(List.of(command));
            args.addAll(List.of("-o", "json"));
            return JSON.readTree(kubectl(args.toArray(String[]::new)).orFail().out())
                    .path("items");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String pod(int i) {
        boolean runs = i % 2 == 0;
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: app-%1$d, namespace: %2$s, labels: {app: app-%1$d, state: %3$s}}
            spec:
              nodeSelector: {%4$s}
              terminationGracePeriodSeconds: 0
              containers: [{name: pause, image: registry.k8s.io/pause:3.10}]
            """.formatted(i, NS, runs ? "runs" : "waits", runs ? "" : "there: is-none");
    }

    private static String leader() {
        return kubectl("-n", "kube-system", "get", "lease", "axoneme-operator", "-o", "jsonpath={.spec.holderIdentity}")
                .orFail()
                .out();
    }

    /** Holders are named after their pods. */
    private static String nodeOf(String holder) {
        return kubectl("-n", "kube-system", "get", "pod", holder, "-o", "jsonpath={.spec.nodeName}")
                .orFail()
                .out();
    }

    private static void scale(int replicas) {
        kubectl("-n", "kube-system", "scale", "deploy/axoneme-operator", "--replicas=" + replicas)
                .orFail();
        kubectl("-n", "kube-system", "rollout", "status", "deploy/axoneme-operator", "--timeout=120s")
                .orFail();
    }
}
