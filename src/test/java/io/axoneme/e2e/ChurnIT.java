// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Cluster.awaitEnforced;
import static io.axoneme.e2e.Shell.apply;
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
    private static final int POLICIES = 25;
    private static final int PODS = 4;

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
    void nothingNoticesAndNothingIsLeft() {
        var traffic = TrafficPods.start(NS);
        // Once before counting: identities rest for an hour, by design, and come back with their numbers.
        apply(pods(0)).orFail();
        apply(policies(1)).orFail();
        removeAll();
        var held = settled();
        var before = traffic.counts();

        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        int rounds = 0;
        while (System.nanoTime() < end) {
            apply(policies(++rounds)).orFail();
            apply(pods(rounds)).orFail();
            apply(policies(++rounds)).orFail();
            kubectl("-n", NS, "delete", "pod", "-l", "churn", "--wait=false").orFail();
        }
        awaitEnforced(NS, "churn-0", "churn-" + (POLICIES - 1));
        removeAll();

        System.out.printf("churn: %d policy changes, %d pods in %d s%n", rounds * POLICIES, rounds / 2 * PODS, SECONDS);
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

    /** Policies on everything in the namespace that allow what the traffic needs, each time by other rows. */
    private static String policies(int round) {
        var all = new StringBuilder();
        for (int i = 0; i < POLICIES; i++) {
            all.append("""
                apiVersion: cilium.io/v2
                kind: CiliumNetworkPolicy
                metadata: {name: churn-%1$d, namespace: churn, labels: {churn: ""}}
                spec:
                  endpointSelector: {}
                  ingress:
                  - fromEndpoints: [{matchLabels: {app: churn-%1$d}}]
                    toPorts: [{ports: [{port: "%2$d", protocol: TCP}]}]
                ---
                """.formatted(i, 1000 + (round * POLICIES + i) % 20_000));
        }
        return all.toString();
    }

    private static String pods(int round) {
        var all = new StringBuilder();
        for (int i = 0; i < PODS; i++) {
            all.append("""
                apiVersion: v1
                kind: Pod
                metadata: {name: churn-%1$d-%2$d, namespace: churn, labels: {churn: "", app: churn-%2$d}}
                spec: {terminationGracePeriodSeconds: 0, containers: [{name: web, image: nginx}]}
                ---
                """.formatted(round, i));
        }
        return all.toString();
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
