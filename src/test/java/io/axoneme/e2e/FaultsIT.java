// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is killed, allowed exchanges go on without one failure, denied ones stay denied, and once it is back new policies hold
 * as before.
 */
@ExtendWith(Cluster.class)
class FaultsIT {

    private static final String NS = "faults";

    /** Each kind has its own way to the agents. */
    private static final String SHUT_BY_US = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: shut, namespace: faults}
        spec:
          endpointSelector: {matchLabels: {app: client}}
          egressDeny: [{toEndpoints: [{matchLabels: {app: spare}}]}]
        """;

    private static final String SHUT_BY_KUBERNETES = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: shut, namespace: faults}
        spec: {podSelector: {matchLabels: {app: spare}}, policyTypes: [Ingress]}
        """;

    private static Traffic traffic = new Traffic(NS, "client");

    @BeforeAll
    static void underTraffic() {
        Nodes.namespace(NS);
        traffic = TrafficPods.start(NS);
    }

    @AfterAll
    static void gone() {
        Nodes.removeNamespace(NS);
    }

    @Test
    void operator() {
        survives("kill of the operator", () -> {
            Nodes.kill(Nodes.OPERATOR);
            kubectl("-n", "kube-system", "rollout", "status", "deploy/axoneme-operator", "--timeout=90s")
                    .orFail();
        });
    }

    /** So long that clients have begun to pause between their attempts; and that leases have run out, and watches are no longer of use. */
    @ParameterizedTest
    @ValueSource(ints = {8, 90})
    void apiServer(int seconds) {
        survives("kill of the API server", () -> {
            Nodes.box("kill-control", "kube-apiserver").orFail();
            Awaitility.await("an outage")
                    .pollDelay(Duration.ofSeconds(seconds))
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> true);
            Nodes.box("start-control", "kube-apiserver").orFail();
            awaitApi();
        });
    }

    @Test
    void etcd() {
        survives("kill of etcd", () -> {
            Nodes.box("kill-control", "etcd").orFail();
            Awaitility.await("an outage").pollDelay(Duration.ofSeconds(4)).until(() -> true);
            Nodes.box("start-control", "etcd").orFail();
            awaitApi();
        });
    }

    @Test
    void kubelets() {
        survives("kill of the kubelets", () -> {
            Nodes.kill("^kubelet ");
            awaitExec("the kubelet is back");
        });
    }

    @Test
    void containerRuntimes() {
        survives("kill of containerd", () -> {
            Nodes.kill("^containerd --config");
            awaitExec("containerd is back");
        });
    }

    @Test
    void agentsAndLoadersTogether() {
        survives("kill of agents and loaders", () -> {
            Nodes.kill(Nodes.AGENT + "|" + Nodes.LOADER);
            // Not by the pods' readiness, which the kubelet corrects only a while after the kill.
            Awaitility.await("agents answer again")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Cluster.nodes().stream()
                            .allMatch(node ->
                                    Cluster.axoneme(node, "endpoint", "list").ok()));
        });
    }

    /** The fault with its return, then policies that must hold, and their removal. */
    private static void survives(String what, Runnable fault) {
        var before = traffic.counts();
        fault.run();
        changes(SHUT_BY_US, "cnp/shut");
        changes(SHUT_BY_KUBERNETES, "networkpolicy/shut");
        traffic.awaitMore(before).assertSince(before, what);
    }

    private static void changes(String policy, String name) {
        TrafficPods.reachesSpare(NS, true);
        apply(policy).orFail();
        TrafficPods.reachesSpare(NS, false);
        kubectl("-n", NS, "delete", name).orFail();
        TrafficPods.reachesSpare(NS, true);
    }

    /** The test itself asks through kubelet and container runtime. */
    private static void awaitExec(String what) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> exec(NS, "client", "true").ok());
    }

    private static void awaitApi() {
        Awaitility.await("the API server is back")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> kubectl("get", "--raw", "/readyz").ok());
    }
}
