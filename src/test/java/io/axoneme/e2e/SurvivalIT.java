// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Cluster.awaitFlow;
import static io.axoneme.e2e.Cluster.manifest;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Killing our processes loosens no policy and cuts no connection, and afterwards drops still have their right names. */
@ExtendWith(Cluster.class)
class SurvivalIT {

    private static final String NS = "survival";

    @BeforeAll
    static void lockedDown() {
        Assumptions.assumeTrue(
                Cluster.isBox(), "needs a user's cluster to lend its nodes: processes are killed on them");
        Cluster.threeTiers(NS);
        kubectl(
                        "-n",
                        NS,
                        "apply",
                        "-f",
                        manifest("4-default-deny"),
                        "-f",
                        manifest("5-allow-dns"),
                        "-f",
                        manifest("6-frontend-to-api"))
                .orFail();
        awaitEnforced(NS, "default-deny", "allow-dns", "frontend-to-api", "frontend-egress");
        exec(NS, "frontend", "curl", "-s", "--max-time", "5", "api:3000").orFail();
    }

    @AfterAll
    static void gone() {
        if (Cluster.isBox()) {
            kubectl("delete", "namespace", NS, "--wait=true").orFail();
        }
    }

    @Test
    void anAgentThatIsKilledIsNotMissed() {
        survives("axoneme agent|io.axoneme.app.Main.*agent|axoneme-runner.jar agent");
    }

    @Test
    void aLoaderThatIsKilledIsNotMissed() {
        survives("axoneme-loader");
    }

    private static void survives(String process) {
        // Requests on new connections and on one that stays, and tries that must fail, for 20 seconds.
        var allowed =
                Attempts.start(NS, "frontend", "curl -s -o /dev/null --max-time 2 http://" + address("api") + ":3000");
        var denied = Attempts.start(NS, "frontend", "nc -z -w 1 " + address("database") + " 5432");
        for (var node : Cluster.nodes()) {
            Shell.run(Cluster.BOX, "node-exec", "--name", Cluster.boxName(), node, "pkill", "-KILL", "-f", process)
                    .orFail();
        }
        var passed = Attempts.of(allowed);
        var leaked = Attempts.of(denied);
        assertTrue(passed.ok() > 50, "too few requests to mean anything: " + passed);
        assertEquals(0, passed.failed(), "requests on an allowed path failed");
        assertTrue(leaked.failed() > 3, "too few tries to mean anything: " + leaked);
        assertEquals(0, leaked.ok(), "connections went through on a denied path");

        Cluster.awaitReady();
        assertFalse(exec(NS, "frontend", "nc", "-z", "-w", "2", address("database"), "5432")
                .ok());
        var drop = awaitFlow(
                NS + "/frontend:\\d+ .*-> " + NS + "/database:5432 .*DROPPED",
                "--from-pod",
                NS + "/frontend",
                "--verdict",
                "DROPPED");
        assertTrue(drop.contains("denied by " + NS + "/frontend-egress"), drop);
    }

    private static String address(String pod) {
        return kubectl("-n", NS, "get", "pod", pod, "-o", "jsonpath={.status.podIP}")
                .orFail()
                .out();
    }
}
