// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bad policy is told with its field, and what it said when it was good stays in force. */
@ExtendWith(Cluster.class)
class BadPolicyIT {

    private static final String NS = "bad-policy";

    private static final String POLICY = """
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: lock, namespace: bad-policy}
            spec:
              endpointSelector: {matchLabels: {app: api}}
              ingress:
              - fromEndpoints: [{matchLabels: {app: nobody}}]
                toPorts: [{ports: [{port: "%s", protocol: TCP}]}]
            """;

    @BeforeAll
    static void tiers() {
        Cluster.threeTiers(NS);
    }

    @AfterAll
    static void gone() {
        kubectl("delete", "namespace", NS, "--wait=true").orFail();
    }

    @Test
    void theFieldIsNamedAndTheLastGoodVersionStays() {
        apply(POLICY.formatted("3000")).orFail();
        Cluster.awaitEnforced(NS, "lock");
        assertFalse(reached());

        apply(POLICY.formatted("99999")).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Valid=False", "--timeout=20s", "cnp/lock")
                .orFail();
        var status = kubectl("-n", NS, "get", "cnp", "lock", "-o", "jsonpath={.status}")
                .orFail()
                .out();
        assertTrue(status.contains("spec.ingress[0].toPorts[0].ports[0].port"), status);
        assertTrue(status.contains("enforcedSpec"), status);
        var row = kubectl("-n", NS, "get", "cnp", "lock").orFail().out();
        assertTrue(row.contains("False"), row);
        assertFalse(reached(), "the last good version must stay in force");

        kubectl("-n", NS, "delete", "cnp", "lock").orFail();
        Awaitility.await("the way is free again").until(BadPolicyIT::reached);
    }

    @Test
    void whatIsNotBuiltYetIsRefusedAndNotIgnored() {
        apply("""
              apiVersion: cilium.io/v2
              kind: CiliumNetworkPolicy
              metadata: {name: by-name, namespace: bad-policy}
              spec:
                endpointSelector: {matchLabels: {app: frontend}}
                egress:
                - toFQDNs: [{matchName: example.com}]
              """).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Valid=False", "--timeout=20s", "cnp/by-name")
                .orFail();
        var status = kubectl("-n", NS, "get", "cnp", "by-name", "-o", "jsonpath={.status}")
                .orFail()
                .out();
        assertTrue(status.contains("spec.egress[0].toFQDNs"), status);
        assertTrue(reached(), "it is not enforced in part");
        kubectl("-n", NS, "delete", "cnp", "by-name").orFail();
    }

    private static boolean reached() {
        return exec(NS, "frontend", "curl", "-s", "--max-time", "2", "api:3000").ok();
    }
}
