// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The plugin's program on a node, run as the container runtime runs it, with network namespaces of the test's own. */
@ExtendWith(Cluster.class)
class CniPluginIT {

    private static final String NS = "cni";

    /** The pod that all sandboxes claim to be of: an identity needs one. */
    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata: {name: owner, namespace: cni}
        spec: {nodeName: %s, terminationGracePeriodSeconds: 0, containers: [{name: web, image: nginx}]}
        """;

    /** cni COMMAND CONTAINER [NETNS]; sandboxes FROM TO COMMAND: for each of them at once, failures counted. */
    private static final String VERBS = """
        cni() {
          printf '%s' '{"cniVersion":"1.0.0","name":"axoneme","type":"axoneme-cni","socket":"/run/axoneme/cni.sock"}' |
            CNI_COMMAND=$1 CNI_CONTAINERID=$2 CNI_NETNS=${3-/run/netns/$2} CNI_IFNAME=eth0 CNI_PATH=/opt/cni/bin \
            CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=cni;K8S_POD_NAME=owner' /opt/cni/bin/axoneme-cni
        }
        sandboxes() {
          local i pids=() failed=0
          for ((i = $1; i <= $2; i++)); do $3 t$i >/tmp/t$i.out & pids+=($!); done
          for i in "${pids[@]}"; do wait $i || failed=$((failed+1)); done
          echo failed=$failed
        }
        add() { ip netns add $1 && cni ADD $1; }
        del() { cni DEL $1 && ip netns delete $1; }
        """;

    private static String node = "";
    private static String before = "";

    @BeforeAll
    static void owner() {
        Nodes.required();
        node = Cluster.nodes().getFirst();
        kubectl("create", "namespace", NS).orFail();
        apply(POD.formatted(node)).orFail();
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/owner", "--timeout=60s")
                .orFail();
        // Sandboxes of pods that are gone may be a moment behind them.
        long pods = Nodes.podsWithAddress(node);
        before = pods + "\n" + pods + "\n";
        Awaitility.await("as many endpoints and devices as pods")
                .atMost(Duration.ofSeconds(30))
                .until(() -> held().equals(before));
    }

    @AfterEach
    void nothingIsLeft() {
        run("for n in /run/netns/t[0-9]*; do [ ! -e $n ] || { cni DEL ${n##*/}; ip netns delete ${n##*/}; }; done;"
                + " rm -f /tmp/t[0-9]*.out");
        assertEquals(before, held());
    }

    @AfterAll
    static void gone() {
        if (Cluster.isBox()) {
            kubectl("delete", "namespace", NS, "--wait=true").orFail();
        }
    }

    @Test
    void aSandboxFromItsAdditionToItsRemovals() {
        run("cni VERSION t1").orFail();
        run("cni STATUS t1").orFail();
        var added = run("add t1").orFail().out();
        assertTrue(added.contains("\"cniVersion\":\"1.0.0\"") && added.contains("/32\""), added);
        run("ip netns exec t1 curl -s -o /dev/null --max-time 3 http://198.51.100.10")
                .orFail();
        run("cni CHECK t1").orFail();
        assertEquals(added, run("cni ADD t1").orFail().out(), "the same request again has the same answer");

        run("ip netns exec t1 ip link delete eth0").orFail();
        var gone = run("cni CHECK t1");
        assertFalse(gone.ok());
        assertTrue(gone.out().contains("is gone"), gone.out());

        run("cni DEL t1 ''").orFail();
        run("cni DEL t1 ''").orFail();
        run("cni DEL t1").orFail();
        var unknown = run("cni CHECK t1");
        assertTrue(unknown.out().contains("\"code\":3"), unknown.out());
        run("cni DEL never-heard-of ''").orFail();
    }

    @Test
    void whatMakesNoSenseIsRefusedAndSaysWhy() {
        var outside = run("cni ADD t1 /run/netns/../../tmp");
        assertFalse(outside.ok());
        assertTrue(outside.out().contains("\"code\":"), outside.out());
        var absent = run("cni ADD t1 /run/netns/none");
        assertFalse(absent.ok());
        var command = run("cni NONSENSE t1");
        assertTrue(command.out().contains("NONSENSE"), command.out());
        var container = run("cni ADD '../x' /run/netns/none");
        assertTrue(container.out().contains("CNI_CONTAINERID"), container.out());
    }

    @Test
    void fiftyAtOnce() {
        assertEquals("failed=0\n", run("sandboxes 1 50 add").orFail().out());
        var addresses = run("cat /tmp/t*.out | grep -o '\"address\":\"[0-9.]*' | sort -u | wc -l");
        assertEquals("50\n", addresses.out(), "each has an address of its own");
        assertEquals("failed=0\n", run("sandboxes 1 50 del").orFail().out());
    }

    @Test
    void aRangeThatIsUsedUpIsSaidToTheRuntimeAndInTheStatus() {
        for (int first = 101; first <= 341; first += 60) {
            run("sandboxes %d %d add".formatted(first, first + 59)).orFail();
        }
        var full = run("add t500");
        assertFalse(full.ok());
        assertTrue(full.out().contains("is leased"), full.out());
        var status = Cluster.axoneme(node, "status").out();
        assertTrue(status.contains("EXHAUSTED"), status);
        for (int first = 101; first <= 341; first += 60) {
            run("sandboxes %d %d del".formatted(first, first + 59)).orFail();
        }
        run("cni DEL t500; ip netns delete t500");
        Awaitility.await("addresses are free again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> run("add t1").ok());
    }

    /** Leases and devices of the node. */
    private static String held() {
        return run("ls /var/lib/axoneme/endpoints/endpoints | wc -l; ip -br link | grep -c ^axo")
                .out();
    }

    private static Shell.Result run(String script) {
        return Nodes.run(node, "bash", "-c", VERBS + script);
    }
}
