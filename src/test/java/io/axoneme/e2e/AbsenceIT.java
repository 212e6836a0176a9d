// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What changed while an agent, or a whole node, was away holds when it is back; also on a node that joins later. */
@ExtendWith(Cluster.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AbsenceIT {

    private static final String NS = "absence";
    private static final String JOINED = "node3";

    /** Name, what it selects, and the one port on which the client may come. */
    private static final String ONLY_PORT = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: %1$s, namespace: absence}
        spec:
          endpointSelector: {matchLabels: {app: %1$s}}
          ingress:
          - fromEndpoints: [{matchLabels: {app: client}}]
            toPorts: [{ports: [{port: "%2$s", protocol: TCP}]}]
        ---
        """;

    @BeforeAll
    static void policies() {
        Nodes.namespace(NS);
        var nodes = Cluster.nodes();
        apply(TrafficPods.web(NS, "client", nodes.getFirst())
                        + TrafficPods.web(NS, "deleted", nodes.getLast())
                        + TrafficPods.web(NS, "changed", nodes.getLast())
                        + TrafficPods.web(NS, "spoilt", nodes.getLast())
                        + ONLY_PORT.formatted("deleted", 80)
                        + ONLY_PORT.formatted("changed", 80)
                        + ONLY_PORT.formatted("spoilt", 80))
                .orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s")
                .orFail();
        awaitEnforced(NS, "deleted", "changed", "spoilt");
        List.of("deleted", "changed", "spoilt").forEach(pod -> assertEquals("80", openPorts(pod), pod));
    }

    @AfterAll
    static void gone() {
        if (Cluster.isBox()) {
            Nodes.box("kill-node", JOINED);
            kubectl("delete", "node", JOINED, "--ignore-not-found").orFail();
            kubectl("delete", "namespace", NS, "--wait=true").orFail();
        }
    }

    @Test
    @Order(1)
    void whatChangesWithoutAgentsHoldsWhenTheyAreBack() {
        runAgentsOn("{\"axoneme.io/nowhere\": \"\"}");
        Awaitility.await("no agent runs")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Cluster.agents().isEmpty());
        kubectl("-n", NS, "delete", "cnp", "deleted").orFail();
        apply(ONLY_PORT.formatted("changed", 3000) + ONLY_PORT.formatted("spoilt", 99999))
                .orFail();
        kubectl("-n", NS, "wait", "--for=condition=Valid=False", "--timeout=20s", "cnp/spoilt")
                .orFail();
        assertEquals("80", openPorts("changed"), "without an agent what was enforced stays");

        runAgentsOn("{\"axoneme.io/nowhere\": null}");
        Awaitility.await("agents are back").until(() -> !Cluster.agents().isEmpty());
        Cluster.awaitReady();
        assertEquals("80 3000", openPorts("deleted"));
        assertEquals("3000", openPorts("changed"));
        assertEquals("80", openPorts("spoilt"), "the last valid version");
    }

    @Test
    @Order(2)
    void aNodeThatJoinsLaterKnowsTheLastValidVersionToo() {
        Nodes.box("start-node", JOINED).orFail();
        kubectl("wait", "--for=create", "node/" + JOINED, "--timeout=60s").orFail();
        kubectl("-n", NS, "delete", "pod", "spoilt", "--wait=true").orFail();
        apply(TrafficPods.web(NS, "spoilt", JOINED)).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/spoilt", "--timeout=120s")
                .orFail();
        assertEquals("80", openPorts("spoilt"));
        Cluster.awaitReady();
    }

    @Test
    @Order(3)
    void aNodeThatWasPoweredOffComesBackWithItsPodsUnderPolicy() {
        var node = kubectl("-n", NS, "get", "pod", "changed", "-o", "jsonpath={.spec.nodeName}")
                .orFail()
                .out();
        Nodes.box("kill-node", node).orFail();
        Nodes.box("start-node", node).orFail();
        Awaitility.await("pods of " + node + " answer again")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> openPorts("changed").equals("3000"));
        Cluster.awaitReady();
        Awaitility.await("leases of " + node + " are those of its pods")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertEquals(
                        Nodes.podsWithAddress(node),
                        Nodes.run(node, "ls", "/var/lib/axoneme/endpoints/endpoints")
                                .out()
                                .lines()
                                .count()));
        assertTrue(
                Nodes.run(node, "sh", "-c", "ip -br link | grep -c ^axo")
                        .out()
                        .strip()
                        .equals(Long.toString(Nodes.podsWithAddress(node))),
                "one device a pod");
    }

    private static void runAgentsOn(String nodeSelector) {
        var patch = "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":" + nodeSelector + "}}}}";
        kubectl("-n", "kube-system", "patch", "ds", "axoneme", "-p", patch).orFail();
    }

    /** Which of the two ports the client reaches. */
    private static String openPorts(String pod) {
        var address = kubectl("-n", NS, "get", "pod", pod, "-o", "jsonpath={.status.podIP}")
                .orFail()
                .out();
        var script = "for port in 80 3000; do if nc -z -w 1 %s $port; then echo $port; fi; done".formatted(address);
        return String.join(
                " ", Cluster.lines(exec(NS, "client", "bash", "-c", script).out()));
    }
}
