// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More drops than a pod may tell of in a second: that some are missing is said wherever somebody looks. */
@ExtendWith(Cluster.class)
class EventsLostIT {

    private static final String NS = "events-lost";

    private static final String CLOSED = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: closed, namespace: events-lost}
        spec: {endpointSelector: {}, egress: []}
        """;

    private static final Pattern METRIC = Pattern.compile(
            "(?m)^axoneme_events_lost_total\\{place=\"datapath\",reason=\"Policy denied\",type=\"drop\",?} [1-9]");

    private static String node = "";

    @BeforeAll
    static void aPodThatMaySayNothing() {
        Nodes.namespace(NS);
        node = Cluster.nodes().getFirst();
        apply(TrafficPods.web(NS, "floods", node) + CLOSED).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/floods", "--timeout=60s")
                .orFail();
        Cluster.awaitEnforced(NS, "closed");
    }

    /** Status would tell of it for ten minutes. */
    @AfterAll
    static void forgotten() {
        Nodes.removeNamespace(NS);
        if (!node.isEmpty()) {
            kubectl(
                            "-n",
                            "kube-system",
                            "delete",
                            "pod",
                            Objects.requireNonNull(Cluster.agents().get(node)))
                    .orFail();
            Cluster.awaitReady();
        }
    }

    @Test
    void whatAFloodLosesIsToldByStatusObserveAndMetrics() {
        // What was lost before anybody looked is of no known time.
        assertFalse(status().contains("Events were lost"), EventsLostIT::status);
        exec(NS, "floods", "ping", "-q", "-c", "60000", "-l", "60000", "-W", "1", "198.51.100.10");

        Awaitility.await("status says whose")
                .atMost(Duration.ofSeconds(10))
                .until(() -> status().matches("(?s).*Events were lost .*" + NS + "/floods \\(\\d+ of type drop\\).*"));
        Awaitility.await("those who observe are told with the next event")
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    exec(NS, "floods", "ping", "-c", "1", "-W", "1", "198.51.100.10");
                    return Cluster.axoneme(node, "observe", "--last", "100")
                            .err()
                            .matches("(?s).*EVENTS LOST: \\d+ \\(PERF_EVENT_RING_BUFFER\\).*");
                });
        Awaitility.await("metrics, which are read every half minute")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> Nodes.run(node, "curl", "-s", "http://127.0.0.1:9962/metrics")
                                .out(),
                        metrics -> METRIC.matcher(metrics).find());
    }

    private static String status() {
        return Cluster.axoneme(node, "status").out();
    }
}
