// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the node says of its network, pods that are none of ours, and what the kubelet does with pods. */
@ExtendWith(Cluster.class)
class NodeIT {

    private static final String NS = "node";

    @BeforeAll
    static void aPod() {
        kubectl("create", "namespace", NS).orFail();
        apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: node}
            spec: {terminationGracePeriodSeconds: 0, containers: [{name: web, image: nginx}]}
            """).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/web", "--timeout=60s")
                .orFail();
    }

    @AfterAll
    static void gone() {
        kubectl("delete", "namespace", NS, "--wait=true").orFail();
    }

    @Test
    void theConditionThatKeepsPodsAwayIsCleared() {
        var form = "jsonpath={.status.conditions[?(@.type==\"NetworkUnavailable\")].status}";
        for (var node : Cluster.nodes()) {
            assertEquals(
                    "False", kubectl("get", "node", node, "-o", form).orFail().out(), node);
        }
    }

    @Test
    void theKubeletReachesIntoPods() throws Exception {
        assertEquals("hello\n", exec(NS, "web", "echo", "hello").orFail().out());
        exec(NS, "web", "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:80").orFail();
        Awaitility.await("logs")
                .until(() -> kubectl("-n", NS, "logs", "web").orFail().out().contains("GET /"));
        var forward = Shell.background("port-forward", "-n", NS, "pod/web", ":80");
        try {
            var port = Awaitility.await("port-forward listens")
                    .until(
                            () -> forward.soFar().replaceFirst("(?s).*127\\.0\\.0\\.1:(\\d+) ->.*", "$1"),
                            text -> text.matches("\\d+"));
            assertTrue(Shell.run("curl", "-s", "--max-time", "5", "http://127.0.0.1:" + port)
                    .orFail()
                    .out()
                    .contains("nginx"));
        } finally {
            forward.process().destroy();
        }
    }

    /** A pod that was there before the agent looks like this one: an address of its own, and no endpoint of ours. */
    @Test
    void aPodThatIsNoEndpointIsListedAsUnmanaged() {
        Nodes.required();
        var node = kubectl("-n", NS, "get", "pod", "web", "-o", "jsonpath={.spec.nodeName}")
                .orFail()
                .out();
        assertTrue(!unmanaged(node).contains("node/web"), unmanaged(node));
        var container = Nodes.run(node, "sh", "-c", "grep -l '\"web\"' /var/lib/axoneme/endpoints/endpoints/*.json")
                .orFail()
                .out()
                .strip();
        Nodes.run(node, "mv", container, "/tmp/record").orFail();
        Nodes.kill(Nodes.AGENT);
        try {
            Awaitility.await("status lists it")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> unmanaged(node).contains("node/web"));
        } finally {
            Nodes.run(node, "mv", "/tmp/record", container).orFail();
            Nodes.kill(Nodes.AGENT);
            Cluster.awaitReady();
        }
    }

    private static String unmanaged(String node) {
        return Cluster.axoneme(node, "status")
                .out()
                .lines()
                .filter(l -> l.startsWith("Unmanaged pods"))
                .findFirst()
                .orElse("");
    }
}
