// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Cluster.awaitFlow;
import static io.axoneme.e2e.Cluster.manifest;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The documented exercise: default deny, DNS, then frontend to api and api to database, and nothing else. Each step builds on the last. */
@ExtendWith(Cluster.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ZeroTrustIT {

    private static final String NS = "zero-trust";

    @BeforeAll
    static void tiers() {
        Cluster.threeTiers(NS);
    }

    @AfterAll
    static void gone() {
        kubectl("delete", "namespace", NS, "--wait=true").orFail();
    }

    @Test
    @Order(1)
    void withoutPoliciesEverythingReachesEverything() {
        frontendToApi().orFail();
        toDatabase("frontend").orFail();
        toDatabase("api").orFail();
        awaitFlow(NS + "/frontend:\\d+ .*-> " + NS + "/api:3000 .*INGRESS ALLOWED", "--to-pod", NS + "/api");
    }

    @Test
    @Order(2)
    void defaultDenyStopsAllAndIsNamed() {
        kubectl("-n", NS, "apply", "-f", manifest("4-default-deny")).orFail();
        awaitEnforced(NS, "default-deny");
        assertFalse(frontendToApi().ok());
        assertFalse(toDatabase("api").ok());
        awaitFlow(
                NS + "/frontend.*DROPPED .*denied by " + NS + "/default-deny \\(egress\\)",
                "--namespace",
                NS,
                "--verdict",
                "DROPPED");
    }

    @Test
    @Order(3)
    void whatIsNeededIsAllowedAndNothingElse() {
        kubectl(
                        "-n",
                        NS,
                        "apply",
                        "-f",
                        manifest("5-allow-dns"),
                        "-f",
                        manifest("6-frontend-to-api"),
                        "-f",
                        manifest("7-api-to-database"))
                .orFail();
        awaitEnforced(NS, "allow-dns", "frontend-to-api", "frontend-egress", "api-to-database", "api-egress");
        frontendToApi().orFail();
        toDatabase("api").orFail();
        assertFalse(toDatabase("frontend").ok(), "frontend must not reach the database");
        var drop = awaitFlow(
                NS + "/frontend:\\d+ .*-> " + NS + "/database:5432 .*DROPPED",
                "--from-pod",
                NS + "/frontend",
                "--verdict",
                "DROPPED");
        assertTrue(drop.contains("denied by " + NS + "/frontend-egress"), drop);
    }

    @Test
    @Order(4)
    void kubectlShowsWhoIsWhoAndWhatIsEnforced() {
        var policies = kubectl("-n", NS, "get", "cnp").orFail().out();
        assertTrue(policies.contains("VALID") && policies.contains("ENFORCED"), policies);
        var endpoints = kubectl("-n", NS, "get", "ciliumendpoints").orFail().out();
        assertTrue(
                endpoints
                                .lines()
                                .filter(l -> l.startsWith("api") || l.startsWith("frontend"))
                                .count()
                        == 2,
                endpoints);
        assertTrue(kubectl("get", "ciliumidentities").orFail().out().contains(NS));
    }

    private static Shell.Result frontendToApi() {
        return exec(NS, "frontend", "curl", "-s", "--max-time", "4", "api:3000");
    }

    private static Shell.Result toDatabase(String from) {
        return exec(NS, from, "nc", "-zv", "-w", "2", "database", "5432");
    }
}
