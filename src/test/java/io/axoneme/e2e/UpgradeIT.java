// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents, loaders and operators are replaced by a rollout, and neither a connection that is idle nor one in use notices. */
@ExtendWith(Cluster.class)
class UpgradeIT {

    private static final String NS = "upgrade";

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
    }
}
