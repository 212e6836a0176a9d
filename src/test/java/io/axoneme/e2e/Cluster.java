// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The cluster under test, with the product installed once for all test classes. */
final class Cluster implements BeforeAllCallback {

    static final String BOX = "src/test/cluster/box";
    private static boolean installed;
    private static @Nullable Path k3s;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!installed) {
            if (System.getenv("KUBECONFIG") == null && k3s == null) {
                k3s = K3s.start();
            }
            install();
            installed = true;
        }
    }

    /** Whether the cluster is one in a box, on whose nodes commands can be run. */
    static boolean isBox() {
        return System.getenv("BOX_NAME") != null;
    }

    /** What kubectl is to take for its configuration. */
    static String kubeconfig() {
        return k3s == null ? orElse(System.getenv("KUBECONFIG"), "") : k3s.toString();
    }

    static String boxName() {
        return orElse(System.getenv("BOX_NAME"), "box");
    }

    /** Applies the product and waits until nodes are ready and DNS answers. */
    static void install() {
        kubectl("apply", "-k", overlay()).orFail();
        awaitReady();
    }

    static String overlay() {
        return orElse(
                System.getenv("AXONEME_E2E_OVERLAY"), k3s == null ? "kustomize/overlays/box" : "kustomize/default");
    }

    static void awaitReady() {
        kubectl("-n", "kube-system", "rollout", "status", "ds/axoneme", "--timeout=180s")
                .orFail();
        kubectl("-n", "kube-system", "rollout", "status", "deploy/axoneme-operator", "--timeout=120s")
                .orFail();
        kubectl("wait", "--for=condition=Ready", "nodes", "--all", "--timeout=90s")
                .orFail();
        kubectl("-n", "kube-system", "rollout", "status", "deploy/coredns", "--timeout=120s")
                .orFail();
    }

    static List<String> nodes() {
        return lines(kubectl("get", "nodes", "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .orFail()
                .out());
    }

    /** Node → its agent's pod. */
    static Map<String, String> agents() {
        var agents = new TreeMap<String, String>();
        var form = "jsonpath={range .items[*]}{.spec.nodeName}{\" \"}{.metadata.name}{\"\\n\"}{end}";
        for (var line :
                lines(kubectl("-n", "kube-system", "get", "pods", "-l", "app.kubernetes.io/component=agent", "-o", form)
                        .orFail()
                        .out())) {
            var fields = line.split(" ", 2);
            agents.put(fields[0], fields[1]);
        }
        return agents;
    }

    /** The command line inside a node's agent. */
    static Shell.Result axoneme(String node, String... args) {
        var command = new ArrayList<>(List.of("axoneme"));
        command.addAll(List.of(args));
        var pod = agents().get(node);
        if (pod == null) {
            throw new AssertionError("no agent on " + node);
        }
        return Shell.exec("kube-system", pod, command.toArray(String[]::new));
    }

    /** What {@code axoneme observe} says on all nodes. */
    static List<String> flows(String... filters) {
        var command = new ArrayList<>(List.of("observe", "--last", "2000"));
        command.addAll(List.of(filters));
        return nodes().stream()
                .map(node ->
                        axoneme(node, command.toArray(String[]::new)).orFail().out())
                .flatMap(out -> lines(out).stream())
                .toList();
    }

    /** Waits until a flow that fits turns up. */
    static String awaitFlow(String pattern, String... filters) {
        return Awaitility.await("flow " + pattern)
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> flows(filters).stream()
                                .filter(f -> f.matches(".*" + pattern + ".*"))
                                .reduce((first, last) -> last),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until every node enforces the policies of a namespace. */
    static void awaitEnforced(String namespace, String... policies) {
        for (var policy : policies) {
            kubectl("-n", namespace, "wait", "--for=condition=Enforced", "--timeout=30s", "cnp/" + policy)
                    .orFail();
        }
    }

    /** A namespace with the three tiers of the documented exercise. */
    static void threeTiers(String namespace) {
        kubectl("create", "namespace", namespace).orFail();
        for (var file : List.of("1-database", "2-api", "3-frontend")) {
            kubectl("-n", namespace, "apply", "-f", manifest(file)).orFail();
        }
        kubectl(
                        "-n",
                        namespace,
                        "wait",
                        "--for=condition=Ready",
                        "pod/database",
                        "pod/api",
                        "pod/frontend",
                        "--timeout=120s")
                .orFail();
        // The documented pod has no probe: it is ready before its server listens.
        Awaitility.await("the database listens")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Shell.exec(namespace, "database", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5432")
                        .ok());
    }

    static String manifest(String name) {
        return "src/test/cluster/manifests/" + name + ".yaml";
    }

    static List<String> lines(String text) {
        return text.lines().filter(l -> !l.isBlank()).toList();
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null ? other : value;
    }
}
