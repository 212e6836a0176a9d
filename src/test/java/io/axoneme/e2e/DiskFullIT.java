// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The disk of a node's state folder is full: exchanges and changes of policy go on, a pod that cannot be written down is refused, and status says why. */
@ExtendWith(Cluster.class)
class DiskFullIT {

    private static final String NS = "disk-full";
    private static final String STATE = "/var/lib/axoneme";

    private static final String SHUT = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: shut, namespace: disk-full}
        spec:
          endpointSelector: {matchLabels: {app: client}}
          egressDeny: [{toEndpoints: [{matchLabels: {app: spare}}%s]}]
        """;

    /** Picks nobody, and takes as much room in the journal as one of its kind can. */
    private static final String NOBODY = ", {matchLabels: {app: nobody-%056d}}";

    private static final Pattern SELECTOR = Pattern.compile("(?m)^selector\t\\d+\t.*\\bapi\\b");

    private static String node = "";
    private static Traffic traffic = new Traffic(NS, "client");

    @BeforeAll
    static void underTraffic() {
        Nodes.namespace(NS);
        traffic = TrafficPods.start(NS);
        node = Cluster.nodes().getFirst();
        moveState("mount -t tmpfs -o size=8m,mode=700,uid=10464,gid=10464 state " + STATE);
    }

    @AfterAll
    static void gone() {
        if (!node.isEmpty()) {
            moveState("umount -l " + STATE + "; rm -rf " + STATE + "/*");
        }
        Nodes.removeNamespace(NS);
    }

    @Test
    void everythingButNewPodsGoesOnAndAllHealsByItself() {
        var before = traffic.counts();
        var present = onNode("cd " + STATE + "; find . ! -name filler ! -name causes | sort; ls /sys/class/net");
        fill();

        var status = Cluster.axoneme(node, "status");
        assertEquals(1, status.status(), status::toString);
        assertTrue(
                status.out()
                        .lines()
                        .limit(3)
                        .anyMatch(l -> l.contains("The state folder cannot be written: " + STATE + ": No space left")),
                status::toString);
        losesItsJournal();
        fill();
        apply(TrafficPods.web(NS, "late", node)).orFail();
        Awaitility.await("an event that names the folder")
                .atMost(Duration.ofSeconds(60))
                .until(() -> events("late").contains(STATE) && events("late").contains("No space left on device"));
        assertEquals(
                present, onNode("cd " + STATE + "; find . ! -name filler ! -name causes | sort; ls /sys/class/net"));

        onNode("rm " + STATE + "/filler");
        kubectl("-n", NS, "wait", "--for=condition=Ready", "pod/late", "--timeout=90s")
                .orFail();
        Awaitility.await("status says nothing of it")
                .atMost(Duration.ofSeconds(20))
                .until(() -> !Cluster.axoneme(node, "status").out().contains("state folder"));
        // Nothing that was changed meanwhile names this one, so that no later entry has it.
        assertTrue(SELECTOR.matcher(onNode("cat " + STATE + "/causes")).find(), "what was in it is in it again");
        shuts(0);
        opens();
        traffic.awaitMore(before).assertSince(before, "a full disk");
    }

    private static void fill() {
        Nodes.run(node, "sh", "-c", "dd if=/dev/zero bs=4k >>" + STATE + "/filler 2>/dev/null");
    }

    /** Changes of policy until one does not get into the journal: what is of no use there any more makes room for some. */
    private static void losesItsJournal() {
        long bytes;
        int selectors = 30;
        do {
            selectors *= 2;
            assertTrue(selectors <= 240, "the journal always finds room");
            fill();
            shuts(selectors);
            bytes = journalBytes();
            opens();
        } while (bytes > 0);
    }

    private static void shuts(int selectors) {
        TrafficPods.reachesSpare(NS, true);
        apply(SHUT.formatted(IntStream.range(0, selectors)
                        .mapToObj(NOBODY::formatted)
                        .collect(Collectors.joining())))
                .orFail();
        TrafficPods.reachesSpare(NS, false);
    }

    private static void opens() {
        kubectl("-n", NS, "delete", "cnp/shut").orFail();
        TrafficPods.reachesSpare(NS, true);
    }

    private static long journalBytes() {
        return Long.parseLong(onNode("wc -c <" + STATE + "/causes").strip());
    }

    private static String events(String pod) {
        return kubectl(
                        "-n",
                        NS,
                        "get",
                        "events",
                        "--field-selector",
                        "involvedObject.name=" + pod,
                        "-o",
                        "jsonpath={.items[*].message}")
                .orFail()
                .out();
    }

    /** The agent sees another file system once its pod is a new one. */
    private static void moveState(String change) {
        onNode("rm -rf /run/state-copy; cp -a " + STATE + " /run/state-copy; " + change + "; cp -a /run/state-copy/. "
                + STATE + "/; rm -rf /run/state-copy " + STATE + "/filler");
        var pod = Objects.requireNonNull(Cluster.agents().get(node));
        kubectl("-n", "kube-system", "delete", "pod", pod).orFail();
        Cluster.awaitReady();
    }

    private static String onNode(String script) {
        return Nodes.run(node, "sh", "-c", script).orFail().out();
    }
}
