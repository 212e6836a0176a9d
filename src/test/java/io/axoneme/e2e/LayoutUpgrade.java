// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A rollout to a build whose derived map {@code policy_head} and observed maps {@code ct_*} have another layout, and back. Run by
 * {@code make upgrade}, which builds the image {@code axoneme:next} from src/test/upgrade; {@code make test} has no time for it.
 */
@ExtendWith(Cluster.class)
class LayoutUpgrade {

    private static final String NS = "layout";

    private static final String HEAD_SIZE =
            "bpftool -j map show pinned /sys/fs/bpf/axoneme/maps/policy_head | jq .bytes_value";

    /** The byte {@code axo_ct_value.version} of each established connection. */
    private static final String VERSIONS = """
        bpftool -j map dump pinned /sys/fs/bpf/axoneme/maps/ct_est | jq -r '.[].value[70]'
        """;

    private record Build(String image, String headSize) {}

    private static final Build PRESENT = new Build("axoneme:dev", "8");
    private static final Build NEXT = new Build("axoneme:next", "16");

    @BeforeAll
    static void namespace() {
        Nodes.namespace(NS);
    }

    @AfterAll
    static void gone() {
        Nodes.removeNamespace(NS);
    }

    @Test
    void toTheNextBuildAndBack() {
        var traffic = TrafficPods.start(NS);
        var idle = IdleConnection.open(NS, "client");
        assertHeadSize(PRESENT);

        var before = traffic.counts();
        rollout(NEXT);
        traffic.awaitMore(before).assertSince(before, "the upgrade");
        idle.carries("upgraded");
        Awaitility.await("connections of the present build are taken over")
                .untilAsserted(() -> assertTrue(versions().contains("0x02"), versions()::toString));

        before = traffic.counts();
        rollout(PRESENT);
        traffic.awaitMore(before).assertSince(before, "the rollback");
        idle.carries("rolledback");
        assertNotEquals(Set.of(), versions());
    }

    private static void rollout(Build build) {
        var image = "*=" + build.image();
        kubectl("-n", "kube-system", "set", "image", "ds/axoneme", image).orFail();
        kubectl("-n", "kube-system", "set", "image", "deploy/axoneme-operator", image)
                .orFail();
        Cluster.awaitReady();
        assertHeadSize(build);
    }

    private static void assertHeadSize(Build build) {
        for (var node : Cluster.nodes()) {
            assertEquals(
                    build.headSize(),
                    Nodes.run(node, "bash", "-c", HEAD_SIZE).orFail().out().strip(),
                    "bytes of a policy_head on " + node + " by " + build.image());
        }
    }

    private static Set<String> versions() {
        var versions = new TreeSet<String>();
        for (var node : Cluster.nodes()) {
            versions.addAll(Cluster.lines(
                    Nodes.run(node, "bash", "-c", VERSIONS).orFail().out()));
        }
        return versions;
    }
}
