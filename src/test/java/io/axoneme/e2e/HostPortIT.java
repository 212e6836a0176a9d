// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Cluster.awaitFlow;
import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ports of a node that lead to a pod of it: who gets there, as whom, and that policy is asked. */
@ExtendWith(Cluster.class)
class HostPortIT {

    private static final String NS = "host-port";
    private static final String PORT = "30080";
    private static final String UDP_PORT = "30053";
    private static final String LOCAL_PORT = "30081";
    private static final String WORLD = "198.51.100.10";

    /** What curl says when nobody listens. */
    private static final int REFUSED = 7;

    /** Serves datagrams of one caller at a time, until that one has been silent for a second. */
    private static final String SERVER = """
        apiVersion: v1
        kind: Pod
        metadata: {name: server, namespace: host-port, labels: {app: server}}
        spec:
          nodeName: NODE
          terminationGracePeriodSeconds: 0
          containers:
          - name: web
            image: nginx
            ports:
            - {containerPort: 80, hostPort: 30080}
            - {containerPort: 3000, hostPort: 30081, hostIP: 127.0.0.1}
            readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}
          - name: datagrams
            image: nicolaka/netshoot
            command: [bash, -c, "while :; do echo pong | nc -u -l -w 1 5353; done"]
            ports: [{containerPort: 5353, hostPort: 30053, protocol: UDP}]
        ---
        """;

    private static final String PODS_ONLY = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: pods-only, namespace: host-port}
        spec:
          endpointSelector: {matchLabels: {app: server}}
          ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "80"}]}]}]
        """;

    private static final String TO_THE_SERVER = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: to-the-server, namespace: host-port}
        spec:
          endpointSelector: {matchLabels: {app: neighbour}}
          egress: [{toEndpoints: [{matchLabels: {app: server}}], toPorts: [{ports: [{port: "80"}]}]}]
        """;

    private static String node = "";
    private static String otherNode = "";

    @BeforeAll
    static void threePods() {
        Nodes.namespace(NS);
        otherNode = Cluster.nodes().getFirst();
        node = Cluster.nodes().getLast();
        apply(TrafficPods.web(NS, "far", otherNode) + TrafficPods.web(NS, "neighbour", node) + server())
                .orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s")
                .orFail();
    }

    @AfterAll
    static void gone() {
        Nodes.removeNamespace(NS);
    }

    @AfterEach
    void withoutPolicies() {
        kubectl("-n", NS, "delete", "cnp", "--all").orFail();
    }

    private static String server() {
        return SERVER.replace("NODE", node);
    }

    private static String address(String ofNode) {
        var form = "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}";
        return kubectl("get", "node", ofNode, "-o", form).orFail().out();
    }

    private static String[] curl(String address, String port) {
        return new String[] {"curl", "-s", "-o", "/dev/null", "--max-time", "3", "http://" + address + ":" + port};
    }

    private static Shell.Result fromPod(String pod) {
        return exec(NS, pod, curl(address(node), PORT));
    }

    private static Shell.Result fromWorld() {
        return Nodes.world(curl(address(node), PORT));
    }

    @Test
    void theWorldGetsThereAsItself() {
        fromWorld().orFail();
        awaitFlow(WORLD + ":\\d+ .*-> " + NS + "/server:80 .*INGRESS ALLOWED", "--to-pod", NS + "/server");
        assertEquals(REFUSED, Nodes.world(curl(address(otherNode), PORT)).status(), "another node's port");
    }

    @Test
    void podsGetThereAsThemselves() {
        fromPod("far").orFail();
        awaitFlow(NS + "/far:\\d+ .*-> " + NS + "/server:80 .*INGRESS ALLOWED", "--to-pod", NS + "/server");
        fromPod("neighbour").orFail();
        awaitFlow(NS + "/neighbour:\\d+ .*-> " + NS + "/server:80 .*INGRESS ALLOWED", "--to-pod", NS + "/server");
        fromPod("server").orFail();
    }

    @Test
    void nodesGetThereAlsoByTheirLoopback() {
        Nodes.run(otherNode, curl(address(node), PORT)).orFail();
        Nodes.run(node, curl(address(node), PORT)).orFail();
        Nodes.run(node, curl("127.0.0.1", PORT)).orFail();
        Nodes.run(node, curl("127.0.0.1", LOCAL_PORT)).orFail();
    }

    @Test
    void aPortOfTheLoopbackIsForTheNodeAlone() {
        assertEquals(REFUSED, Nodes.world(curl(address(node), LOCAL_PORT)).status());
        assertEquals(REFUSED, exec(NS, "far", curl(address(node), LOCAL_PORT)).status());
        for (var port : new String[] {PORT, LOCAL_PORT}) {
            assertEquals(REFUSED, exec(NS, "neighbour", curl("127.0.0.1", port)).status(), "a pod's own loopback");
        }
    }

    @Test
    void datagramsAreAnsweredFromThePortThatWasAsked() {
        var script = "exec 3<>/dev/udp/" + address(node) + "/" + UDP_PORT
                + "; for i in 1 2 3 4 5 6 7 8 9; do echo ping >&3; [ \"$(timeout 1 head -c 4 <&3)\" != pong ] || exit 0;"
                + " sleep 0.5; done; exit 1";
        Nodes.world("bash", "-c", script).orFail();
        exec(NS, "far", "bash", "-c", script).orFail();
        exec(NS, "neighbour", "bash", "-c", script).orFail();
        Nodes.run(node, "bash", "-c", script).orFail();
    }

    @Test
    void aPolicyThatWantsPodsStopsTheWorldAndIsNamed() {
        apply(PODS_ONLY).orFail();
        awaitEnforced(NS, "pods-only");
        assertTrue(!fromWorld().ok(), "the world");
        fromPod("far").orFail();
        fromPod("neighbour").orFail();
        var drop = awaitFlow(WORLD + ":\\d+ .*-> " + NS + "/server:80 .*DROPPED", "--verdict", "DROPPED");
        assertTrue(drop.contains("denied by " + NS + "/pods-only (ingress)"), drop);
    }

    /** Not the node: it asked for the node's address, but that is the pod. */
    @Test
    void aNeighboursPolicyIsAskedAboutThePod() {
        apply(TO_THE_SERVER).orFail();
        awaitEnforced(NS, "to-the-server");
        fromPod("neighbour").orFail();
        assertTrue(!exec(NS, "neighbour", curl(address(node), "10250")).ok(), "the node itself");
    }

    @Test
    void agentsAndLoadersThatAreKilledAreNotMissed() {
        var far = Attempts.start(NS, "far", String.join(" ", curl(address(node), PORT)));
        var neighbour = Attempts.start(NS, "neighbour", String.join(" ", curl(address(node), PORT)));
        Nodes.kill(Nodes.AGENT + "|" + Nodes.LOADER);
        for (var attempts : new Attempts[] {Attempts.of(far), Attempts.of(neighbour)}) {
            assertTrue(attempts.ok() > 50, "too few requests to mean anything: " + attempts);
            assertEquals(0, attempts.failed(), attempts.toString());
        }
        Cluster.awaitReady();
        fromWorld().orFail();
    }

    /** From one port: what the node knows of such a flow is from before the pod. */
    private static Shell.Result datagramsOfOneFlow() {
        var ask =
                "[ \"$(echo ping | nc -u -p 4444 -w 1 %s %s)\" != pong ] || exit 0".formatted(address(node), UDP_PORT);
        return exec(NS, "far", "bash", "-c", "for i in 1 2 3 4 5; do " + ask + "; done; exit 1");
    }

    @Test
    void withThePodItsPortsGoAndComeBack() {
        datagramsOfOneFlow().orFail();
        kubectl("-n", NS, "delete", "pod", "server", "--wait=true").orFail();
        assertTrue(!datagramsOfOneFlow().ok());
        Awaitility.await("nobody listens").atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertEquals(REFUSED, fromWorld().status());
            assertEquals(REFUSED, fromPod("neighbour").status());
        });
        apply(server()).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/server", "--timeout=60s")
                .orFail();
        fromWorld().orFail();
        fromPod("neighbour").orFail();
        datagramsOfOneFlow().orFail();
    }
}
