// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs a cluster asks first: is all well, what is not served, how many, and what to send along with a report. */
@ExtendWith(Cluster.class)
class OperationsIT {

    private static final String NS = "operations";

    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata: {name: asks, namespace: operations}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: web
            image: nginx
            ports: [{containerPort: 80, hostPort: 30080, protocol: SCTP}]
        """;

    /** Beside our own pods, whose objects a report needs. */
    private static final String SECRETIVE = """
        apiVersion: v1
        kind: Pod
        metadata: {name: secretive, namespace: kube-system}
        spec:
          terminationGracePeriodSeconds: 0
          containers: [{name: web, image: nginx, env: [{name: PASSWORD, value: swordfish}]}]
        """;

    @BeforeAll
    static void aPod() {
        Nodes.namespace(NS);
        apply(POD).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/asks", "--timeout=60s")
                .orFail();
    }

    @AfterAll
    static void gone() {
        kubectl("-n", "kube-system", "delete", "pod", "secretive", "--ignore-not-found")
                .orFail();
        Nodes.removeNamespace(NS);
    }

    @Test
    void aHostPortThatIsNotServedIsTold() {
        var node = kubectl("-n", NS, "get", "pod", "asks", "-o", "jsonpath={.spec.nodeName}")
                .orFail()
                .out();
        Awaitility.await("the pod's event")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertEquals(
                        "HostPortNotServed",
                        kubectl(
                                        "-n",
                                        NS,
                                        "get",
                                        "events",
                                        "--field-selector",
                                        "involvedObject.name=asks,type=Warning",
                                        "-o",
                                        "jsonpath={.items[*].reason}")
                                .orFail()
                                .out()));
        Awaitility.await("status names the pod")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Cluster.axoneme(node, "status").out().contains("operations/asks (30080/SCTP: "));
    }

    @Test
    void statusWaitsUntilAllIsInForce() {
        for (var node : Cluster.nodes()) {
            Cluster.axoneme(node, "status", "--wait", "--timeout", "30s").orFail();
            assertTrue(Cluster.axoneme(node, "status", "-o", "json").out().startsWith("{"));
        }
    }

    /** They are read every half minute. */
    @Test
    void metricsAreServedOnTheNodeAlone() {
        for (var node : Cluster.nodes()) {
            Awaitility.await("metrics of " + node)
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> Nodes.run(node, "curl", "-s", "http://127.0.0.1:9962/metrics")
                                    .out(),
                            metrics -> metrics.contains("\naxoneme_kernel_in_sync 1")
                                    && metrics.contains("\naxoneme_map_capacity{"));
        }
    }

    /** Checks of libraries would make a node unready for reasons of theirs. */
    @Test
    void readinessIsTheAgentsOwnWord() throws IOException {
        for (var node : Cluster.nodes()) {
            var answer = Nodes.run(node, "curl", "-s", "http://127.0.0.1:9962/health/ready")
                    .orFail()
                    .out();
            var checks = new ObjectMapper().readTree(answer).findValuesAsText("name");
            assertEquals(List.of("agent"), checks, answer);
        }
    }

    @Test
    void aSysdumpHasWhatAReportNeedsAndNoSecret(@TempDir Path folder) throws IOException {
        apply(SECRETIVE).orFail();
        var file = folder.resolve("dump.tar.gz");
        Shell.run("target/axoneme", "sysdump", "--kubeconfig", Cluster.kubeconfig(), "-o", file.toString())
                .orFail();
        Shell.run("tar", "-xzf", file.toString(), "-C", folder.toString(), "--strip-components=1")
                .orFail();
        Files.delete(file);
        try (var all = Files.walk(folder)) {
            var texts = all.filter(Files::isRegularFile).toList();
            var names = texts.stream().map(p -> folder.relativize(p).toString()).collect(Collectors.toSet());
            assertTrue(names.contains("cluster/axonemenodestatuses.json"), names::toString);
            for (var agent : Cluster.agents().values()) {
                assertTrue(names.contains("pods/" + agent + "/status.json"), names::toString);
            }
            assertTrue(Files.readString(folder.resolve("cluster/pods.json")).contains("\"PASSWORD\""));
            for (var text : texts) {
                assertFalse(Files.readString(text).contains("swordfish"), text::toString);
            }
        }
    }
}
