// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;

/**
 * Pods for {@link Traffic}: a client, an api on another node that it may reach, a database that it may not, and a spare pod on its own
 * node that no policy selects.
 */
final class TrafficPods {

    private static final String WEB = """
        apiVersion: v1
        kind: Pod
        metadata: {name: %2$s, namespace: %1$s, labels: {app: %2$s}}
        spec:
          nodeName: %3$s
          terminationGracePeriodSeconds: 0
          containers: [{name: web, image: nginx, readinessProbe: {tcpSocket: {port: 3000}, periodSeconds: 1}}]
        ---
        """;

    private static final String POLICIES = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: closed, namespace: NS}
        spec: {endpointSelector: {matchExpressions: [{key: app, operator: NotIn, values: [spare]}]}, ingress: [], egress: []}
        ---
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: out, namespace: NS}
        spec:
          endpointSelector: {matchLabels: {app: client}}
          egress:
          - toEndpoints: [{matchLabels: {app: api}}, {matchLabels: {app: spare}}]
            toPorts: [{ports: [{port: "3000", protocol: TCP}]}]
          - toEntities: [dns]
            toPorts: [{ports: [{port: "53", protocol: UDP}]}]
        ---
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: in, namespace: NS}
        spec:
          endpointSelector: {matchLabels: {app: api}}
          ingress:
          - fromEndpoints: [{matchLabels: {app: client}}]
            toPorts: [{ports: [{port: "3000", protocol: TCP}]}]
        """;

    private TrafficPods() {}

    /** Makes them in a namespace that is there, with their policies, and starts the exchanges. */
    static Traffic start(String namespace) {
        var nodes = Cluster.nodes();
        apply(web(namespace, "client", nodes.getFirst())
                        + web(namespace, "api", nodes.getLast())
                        + web(namespace, "database", nodes.getLast())
                        + web(namespace, "spare", nodes.getFirst())
                        + POLICIES.replace("namespace: NS", "namespace: " + namespace))
                .orFail();
        kubectl("-n", namespace, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s")
                .orFail();
        Cluster.awaitEnforced(namespace, "closed", "out", "in");
        var dns = "jsonpath={.items[0].status.podIP}";
        return Traffic.start(
                namespace,
                "client",
                address(namespace, "api"),
                address(namespace, "database"),
                kubectl("-n", "kube-system", "get", "pods", "-l", "k8s-app=kube-dns", "-o", dns)
                        .orFail()
                        .out(),
                "198.51.100.10");
    }

    /** The document of a pod that serves on ports 80 and 3000, labelled {@code app} with its name; more may follow it. */
    static String web(String namespace, String name, String node) {
        return WEB.formatted(namespace, name, node);
    }

    static String address(String namespace, String pod) {
        return kubectl("-n", namespace, "get", "pod", pod, "-o", "jsonpath={.status.podIP}")
                .orFail()
                .out();
    }

    /** Fails unless the client reaches the spare pod, or no longer does, within the two seconds that a change may take and what it takes to ask. */
    static void reachesSpare(String namespace, boolean reached) {
        var until = reached ? "until" : "while";
        var script = "end=$((SECONDS+3)); %s nc -z -w 1 %s 3000; do [ $SECONDS -lt $end ] || exit 1; done"
                .formatted(until, address(namespace, "spare"));
        exec(namespace, "client", "bash", "-c", script).orFail();
    }
}
