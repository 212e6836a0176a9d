// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Policies and pods come, change and go beside traffic that must not notice, and at the end nothing of them is left. It takes
 * {@code axoneme.churn.seconds} (20; {@code make soak} runs it for ten minutes).
 */
@ExtendWith(Cluster.class)
class ChurnIT {

    private static final String NS = "churn";
    private static final int SECONDS = Integer.getInteger("axoneme.churn.seconds", 20);
    /** Entries of each map, and what else a node holds for pods, one NAME COUNT a line. */
    private static final String HELD = """
        for map in policy policy_port policy_more policy_head identity_slot endpoint endpoint_dev ipcache ipcache_host; do
          echo "$map $(bpftool -j map dump pinned /sys/fs/bpf/axoneme/maps/$map | jq length)"
        done
        echo "pins $(ls /sys/fs/bpf/axoneme/links | wc -l)"
        echo "devices $(ip -br link | grep -c ^axo)"
        echo "netns $(ls /run/netns | wc -l)"
        echo "leases $(ls /var/lib/axoneme/endpoints/endpoints | wc -l)"
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
    void nothingNoticesAndNothingIsLeft() throws InterruptedException {
        var traffic = TrafficPods.start(NS);
        try (var churn = new Churn(NS)) {
            // Once before counting: identities rest for an hour, by design, and come back with their numbers.
            churn.changePolicies();
            churn.replacePods();
            removeAll();
            var held = settled();
            var before = traffic.counts();

            int policyChanges = churn.policyChanges();
            int pods = churn.pods();
            churn.run(Duration.ofSeconds(SECONDS));
            awaitEnforced(NS, "churn-0", "churn-" + (Churn.POLICIES - 1));
            removeAll();

            System.out.printf(
                    "churn: %d policy changes, %d pods in %d s%n",
                    churn.policyChanges() - policyChanges, churn.pods() - pods, SECONDS);
            check(traffic, before, held);
        }
    }

    private static void check(Traffic traffic, Traffic.Counts before, Map<String, String> held) {
        traffic.awaitMore(before).assertSince(before, "churn");
        Awaitility.await("nothing is left")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertEquals(Map.of(), more(held, held())));
    }

    /** What there is more of than before. Fewer is no fault: what an earlier test left behind may go meanwhile. */
    private static Map<String, String> more(Map<String, String> before, Map<String, String> now) {
        var more = new TreeMap<>(now);
        more.entrySet()
                .removeIf(
                        e -> Integer.parseInt(e.getValue()) <= Integer.parseInt(before.getOrDefault(e.getKey(), "0")));
        return more;
    }

    /** What is held once what went out of use was collected, a grace period later. */
    private static Map<String, String> settled() {
        var last = new AtomicReference<>(held());
        Awaitility.await("nothing changes any more")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ofSeconds(3))
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> {
                    var now = held();
                    return now.equals(last.getAndSet(now));
                });
        return last.get();
    }

    private static void removeAll() {
        kubectl("-n", NS, "delete", "pod", "-l", "churn", "--wait=true").orFail();
        kubectl("-n", NS, "delete", "cnp", "-l", "churn").orFail();
    }

    /** Node and what it holds → how many; CiliumEndpoints of the namespace beside them. */
    private static Map<String, String> held() {
        var held = new TreeMap<String, String>();
        for (var node : Cluster.nodes()) {
            Cluster.lines(Nodes.run(node, "bash", "-c", HELD).orFail().out()).forEach(line -> {
                var words = line.split(" ", 2);
                held.put(node + " " + words[0], words[1]);
            });
        }
        var endpoints = kubectl("-n", NS, "get", "ciliumendpoints", "-o", "name")
                .orFail()
                .out();
        held.put("CiliumEndpoints", Integer.toString(Cluster.lines(endpoints).size()));
        return held;
    }
}
