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

/** Both ways off a cluster leave its nodes without a trace in the kernel, and an installation after them works. */
@ExtendWith(Cluster.class)
class UninstallIT {

    private static final String NS = "uninstall";

    /** Everything of ours that a node's kernel and runtime can hold, one a line. The folders of state stay. */
    private static final String TRACES = """
        find /sys/fs/bpf -mindepth 1 ! -name '*.debug' 2>/dev/null
        nft list tables | grep axoneme
        ip rule | grep -v -E '^(0|32766|32767):'
        ip route show table all | grep -E 'proto (97|98|0x61|0x62)' | grep -v 'dev axo'
        for d in $(ls /sys/class/net); do tc filter show dev $d ingress; tc filter show dev $d egress; done 2>/dev/null
        bpftool net 2>/dev/null | grep axo_
        bpftool cgroup tree /sys/fs/cgroup/unified 2>/dev/null | grep axo_
        ls /etc/cni/net.d
        true
        """;

    @BeforeAll
    static void aRunningPod() {
        Nodes.namespace(NS);
        start("before");
    }

    @AfterAll
    static void gone() {
        if (Cluster.isBox()) {
            delete(); // also after a failure half way
            Cluster.install();
            kubectl("delete", "namespace", NS, "--wait=true").orFail();
        }
    }

    @Test
    void byCommandOnEachNodeThenByKubectl() {
        for (var node : Cluster.nodes()) {
            var said = Cluster.axoneme(node, "uninstall").orFail().out();
            if (said.contains("Left: ")) {
                assertTrue(said.contains("of running pod "), said);
            }
            assertEquals("", traces(node), "on " + node + " after uninstall");
        }
        delete();
        Cluster.nodes().forEach(node -> assertEquals("", traces(node), "on " + node + " after kubectl delete"));

        Cluster.install();
        start("after");
        exec(NS, "after", "curl", "-sk", "--max-time", "4", "https://kubernetes.default/version")
                .orFail();

        delete();
        for (var node : Cluster.nodes()) {
            Awaitility.await("nothing on " + node + " after kubectl delete alone")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertEquals("", traces(node)));
        }
    }

    private static void delete() {
        kubectl("delete", "-k", Cluster.overlay(), "--wait=true", "--ignore-not-found")
                .orFail();
        Awaitility.await("the agents are gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Cluster.agents().isEmpty());
    }

    private static String traces(String node) {
        return Nodes.run(node, "bash", "-c", TRACES).orFail().out();
    }

    private static void start(String pod) {
        apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: uninstall}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: web, image: nginx, ports: [{containerPort: 80, hostPort: 30082}]}]
            """.formatted(pod)).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s")
                .orFail();
    }
}
