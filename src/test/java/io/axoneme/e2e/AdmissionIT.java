// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever has the token of one node's agent cannot touch another node's objects. */
@ExtendWith(Cluster.class)
class AdmissionIT {

    private static final String NS = "admission";
    private static String token = "";
    private static List<String> nodes = List.of();

    @BeforeAll
    static void aPodOnEachNodeAndAnAgentsToken() {
        nodes = Cluster.nodes();
        Assumptions.assumeTrue(nodes.size() > 1, "needs a user's cluster to have two nodes");
        kubectl("create", "namespace", NS).orFail();
        nodes.forEach(node -> Shell.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: on-%1$s, namespace: admission}
                spec: {nodeName: %1$s, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}
                """.formatted(node)).orFail());
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s")
                .orFail();
        var agent = Cluster.agents().get(nodes.getFirst());
        token = kubectl(
                        "-n",
                        "kube-system",
                        "create",
                        "token",
                        "axoneme",
                        "--bound-object-kind=Pod",
                        "--bound-object-name=" + agent)
                .orFail()
                .out()
                .strip();
    }

    @AfterAll
    static void gone() {
        if (nodes.size() > 1) {
            kubectl("delete", "namespace", NS, "--wait=true").orFail();
        }
    }

    @Test
    void anEndpointOfAnotherNodeIsRefused() {
        var refused = asAgent("-n", NS, "delete", "ciliumendpoint", endpointOn(nodes.getLast()));
        assertRefused(refused, "may not touch an endpoint of another node");
        assertRefused(
                asAgent("-n", NS, "label", "--overwrite", "ciliumendpoint", endpointOn(nodes.getLast()), "stolen=yes"),
                "may only write endpoints with the label");
    }

    @Test
    void anEndpointOfItsOwnNodeIsNot() {
        asAgent("-n", NS, "label", "--overwrite", "ciliumendpoint", endpointOn(nodes.getFirst()), "touched=yes")
                .orFail();
    }

    @Test
    void itsOwnEndpointCannotBeGivenToAnotherNode() {
        var own = endpointOn(nodes.getFirst());
        assertRefused(
                asAgent("-n", NS, "label", "--overwrite", "ciliumendpoint", own, "axoneme.io/node=" + nodes.getLast()),
                "may only write endpoints with the label");
    }

    @Test
    void theStatusOfAnotherNodeIsRefused() {
        assertRefused(
                asAgent("annotate", "axonemenodestatus", nodes.getLast(), "a=b"),
                "may not write the status of another");
        asAgent("annotate", "--overwrite", "axonemenodestatus", nodes.getFirst(), "a=b")
                .orFail();
    }

    private static String endpointOn(String node) {
        return "on-" + node;
    }

    private static Shell.Result asAgent(String... args) {
        var command = new ArrayList<>(List.of("--token", token));
        command.addAll(List.of(args));
        return kubectl(command.toArray(String[]::new));
    }

    private static void assertRefused(Shell.Result result, String reason) {
        assertFalse(result.ok(), result.toString());
        assertTrue(result.err().contains(reason), result.toString());
    }
}
