// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods reach pods on every node, their node, the API server, services, names and the world; the kubelet reaches them. */
@ExtendWith(Cluster.class)
class NetworkIT {

    private static final String NS = "network";

    private static final Map<String, String> ADDRESSES = new HashMap<>();

    @BeforeAll
    static void onePodANode() {
        kubectl("create", "namespace", NS).orFail();
        Cluster.nodes().forEach(node -> apply(podOn(node)).orFail());
        kubectl("-n", NS, "expose", "pod", pods().getFirst(), "--name", "web", "--port", "8081", "--target-port", "80")
                .orFail();
        // The kubelet's probe is what makes them ready.
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s")
                .orFail();
        pods().forEach(pod -> ADDRESSES.put(
                pod,
                kubectl("-n", NS, "get", "pod", pod, "-o", "jsonpath={.status.podIP}")
                        .orFail()
                        .out()));
    }

    @AfterAll
    static void gone() {
        kubectl("delete", "namespace", NS, "--wait=true").orFail();
    }

    private static String podOn(String node) {
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: on-%1$s, namespace: network, labels: {app: web}}
            spec:
              nodeName: %1$s
              containers:
              - name: web
                image: nginx
                ports: [{containerPort: 80, name: http}]
                readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
            ---
            """.formatted(node);
    }

    private static List<String> pods() {
        return Cluster.nodes().stream().map(node -> "on-" + node).toList();
    }

    @Test
    void everyPodReachesEveryPod() {
        for (var from : pods()) {
            for (var to : pods()) {
                get(from, "http://" + ADDRESSES.get(to)).orFail();
            }
        }
    }

    @Test
    void podsReachServicesByName() {
        for (var from : pods()) {
            get(from, "http://web.network.svc.cluster.local:8081").orFail();
            get(from, "http://web:8081").orFail();
        }
    }

    @Test
    void podsReachTheApiServerByItsServiceAndTheirNode() {
        var nodeAddress = "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}";
        var node = kubectl("get", "nodes", "-o", nodeAddress).orFail().out();
        for (var from : pods()) {
            var answer = exec(NS, from, "curl", "-sk", "--max-time", "4", "https://kubernetes.default/version")
                    .orFail();
            assertTrue(answer.out().contains("gitVersion") || answer.out().contains("Unauthorized"), answer.toString());
            exec(NS, from, "nc", "-z", "-w", "3", node, "10250").orFail();
        }
    }

    @Test
    void theWorldSeesTheNodesAddressAndNotThePods() {
        Assumptions.assumeTrue(Cluster.isBox(), "needs a user's cluster to have a world that says who asked");
        for (var node : Cluster.nodes()) {
            var answer = get("on-" + node, "http://198.51.100.10").orFail().out();
            var client = Pattern.compile("client=([0-9.]+)").matcher(answer);
            assertTrue(client.find(), answer);
            assertEquals(internalAddress(node), client.group(1));
        }
    }

    @Test
    void aPolicyWithANamedPortAndTheWorldAsPeer() {
        Assumptions.assumeTrue(Cluster.isBox(), "needs a user's cluster to have a world of known addresses");
        apply("""
              apiVersion: cilium.io/v2
              kind: CiliumNetworkPolicy
              metadata: {name: out, namespace: network}
              spec:
                endpointSelector: {matchLabels: {app: web}}
                egress:
                - toCIDRSet: [{cidr: 198.51.100.0/24, except: [198.51.100.20/32]}]
                - toEndpoints: [{matchLabels: {app: web}}]
                  toPorts: [{ports: [{port: http}]}]
              """).orFail();
        try {
            Cluster.awaitEnforced(NS, "out");
            var from = pods().getFirst();
            get(from, "http://198.51.100.10").orFail();
            assertFalse(get(from, "http://198.51.100.20").ok(), "it is excepted");
            get(from, "http://" + ADDRESSES.get(pods().getLast())).orFail();
            assertFalse(
                    get(from, "http://" + ADDRESSES.get(pods().getLast()) + ":3000")
                            .ok(),
                    "another port");
            var drop = Cluster.awaitFlow(
                    "-> 198.51.100.20:80 .*DROPPED", "--from-pod", NS + "/" + from, "--verdict", "DROPPED");
            assertTrue(drop.contains("denied by network/out (egress)"), drop);
        } finally {
            kubectl("-n", NS, "delete", "cnp", "out").orFail();
        }
    }

    @Test
    void aKubernetesNetworkPolicyIsEnforcedAndNamed() {
        apply("""
              apiVersion: networking.k8s.io/v1
              kind: NetworkPolicy
              metadata: {name: closed, namespace: network}
              spec:
                podSelector: {matchLabels: {app: web}}
                policyTypes: [Ingress]
              """).orFail();
        try {
            var to = ADDRESSES.get(pods().getLast());
            Awaitility.await("the policy is in force")
                    .until(() -> !get(pods().getFirst(), "http://" + to).ok());
            Cluster.awaitFlow(
                    "-> " + NS + "/" + pods().getLast() + ":80 .*DROPPED .*denied by network/closed \\(ingress\\)",
                    "--to-pod",
                    NS + "/" + pods().getLast(),
                    "--verdict",
                    "DROPPED");
            kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=10s")
                    .orFail();
        } finally {
            kubectl("-n", NS, "delete", "networkpolicy", "closed").orFail();
        }
    }

    private static String internalAddress(String node) {
        var form = "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}";
        return kubectl("get", "node", node, "-o", form).orFail().out();
    }

    private static Shell.Result get(String from, String url) {
        return exec(NS, from, "curl", "-sf", "--max-time", "3", url);
    }
}
