// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents, loaders and operators are replaced by a rollout, and neither a connection that is idle nor one in use notices. */
@ExtendWith(Cluster.class)
class UpgradeIT {

    private static final String NS = "upgrade";

    /** Sends back what comes, to one caller at a time. Policy takes it for an api. */
    private static final String ECHO = """
        apiVersion: v1
        kind: Pod
        metadata: {name: echo, namespace: upgrade, labels: {app: api}}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: echo
            image: nginx
            command: [bash, -c, "mkfifo /tmp/f; while true; do nc -l 3000 <>/tmp/f >&0; done"]
        """;

    private static final String IDLE = """
        setsid bash -c 'exec {c}<>/dev/tcp/%s/3000; echo first >&$c; read -r -t 5 a <&$c; echo $a >/tmp/idle
          until [ -e /tmp/go ]; do sleep 0.2; done; echo second >&$c; read -r -t 5 b <&$c; echo $a $b >/tmp/idle' </dev/null >/dev/null 2>&1 &
        """;

    @BeforeAll
    static void namespace() {
        Nodes.namespace(NS);
    }

    @AfterAll
    static void gone() {
        Nodes.removeNamespace(NS);
    }

    @Test
    void aRolloutIsNotNoticed() {
        var traffic = TrafficPods.start(NS);
        apply(ECHO).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/echo", "--timeout=60s")
                .orFail();
        exec(NS, "client", "bash", "-c", IDLE.formatted(TrafficPods.address(NS, "echo")))
                .orFail();
        Awaitility.await("the idle connection").until(() -> idle().equals("first"));
        var before = traffic.counts();

        kubectl("-n", "kube-system", "rollout", "restart", "ds/axoneme", "deploy/axoneme-operator")
                .orFail();
        Cluster.awaitReady();

        traffic.awaitMore(before).assertSince(before, "a rollout");
        exec(NS, "client", "touch", "/tmp/go").orFail();
        Awaitility.await("the idle connection goes on").untilAsserted(() -> assertEquals("first second", idle()));
    }

    private static String idle() {
        return exec(NS, "client", "cat", "/tmp/idle").out().strip();
    }
}
