// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents, loaders and operators are replaced by a rollout, and neither a connection that is idle nor one in use notices. */
@ExtendWith(Cluster.class)
class UpgradeIT {

    private static final String NS = "upgrade";

    /** Of the programs that are attached, those that are not of the object loaded last: a line each. */
    private static final String OLD_PROGRAMS = """
        cd /sys/fs/bpf/axoneme
        for p in progs/*; do bpftool -j prog show pinned $p | jq .id; done | sort -u >/tmp/programs
        for l in links/*; do bpftool -j link show pinned $l | jq .prog_id; done | sort -u | comm -23 - /tmp/programs
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
        var idle = IdleConnection.open(NS, "client");
        var before = traffic.counts();

        kubectl("-n", "kube-system", "rollout", "restart", "ds/axoneme", "deploy/axoneme-operator")
                .orFail();
        Cluster.awaitReady();

        traffic.awaitMore(before).assertSince(before, "a rollout");
        idle.carries("restarted");
        for (var node : Cluster.nodes()) {
            assertEquals(
                    "", Nodes.run(node, "bash", "-c", OLD_PROGRAMS).orFail().out(), "old programs on " + node);
        }
    }
}
