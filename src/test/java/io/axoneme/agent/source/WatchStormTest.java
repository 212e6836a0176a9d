// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodReader;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.FakeApiServer;
import io.axoneme.kube.stream.Reflector;
import io.axoneme.model.Cidr;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.NamedPorts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches are cut, expire and lose their past while pods come and go: whatever events are missed, nothing is left over. */
class WatchStormTest {

    private static final int PAIRS = 1_000;

    /** How many pods there are at most at a time. */
    private static final int ALIVE = 20;

    private static final String POD = """
        {"metadata":{"namespace":"demo","name":"%1$s","uid":"%1$s","labels":{"app":"web"},"resourceVersion":"@"},\
        "spec":{"nodeName":"n1"},"status":{"phase":"Running","podIP":"%2$s","podIPs":[{"ip":"%2$s"}]}}""";

    private final Random random = new Random(11);
    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
    private final Pods pods = new Pods("n1", "default", LabelFilter.DEFAULT, () -> graph, new Directory());
    private FakeApiServer server;
    private ApiServer client;
    private Reflector<PodRecord> reflector;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        client = server.client();
        pods.namespaceChanged(null, new NamespaceRecord("demo", Map.of(), false));
        var sample = pod();
        pods.podChanged(null, sample);
        var labels = pods.labels("demo", "sample").orElseThrow();
        pods.podChanged(sample, null);
        pods.identityChanged(null, new IdentityRecord(300, labels, "i1", "1", Instant.EPOCH, null));
        var mirror =
                new Keyed<>(engine, PodRecord::toString, (key, before, now) -> pods.podChanged(before, now), () -> {});
        reflector = new Reflector<>("pods", client, PodReader.QUERY, new PodReader(LabelFilter.DEFAULT), mirror);
    }

    @AfterEach
    void stop() {
        reflector.close();
        client.close();
        server.close();
        engine.shutdownNow();
    }

    @Test
    void nothingIsLeftOver() {
        reflector.start();
        var alive = new ArrayDeque<String>();
        for (int i = 0; i < PAIRS; i++) {
            var name = "pod-" + i;
            // Addresses come back while their last owner's deletion may not have been heard.
            server.putObject(name, POD.formatted(name, "10.0.0." + (1 + i % ALIVE)));
            alive.add(name);
            if (alive.size() == ALIVE) {
                server.delete(alive.remove());
            }
            disturb();
            if (i % 100 == 50) {
                awaitPods(alive.size()); // so that some of it is watched and not only listed
            }
        }
        while (!alive.isEmpty()) {
            server.delete(alive.remove());
            disturb();
        }
        server.putObject("last", POD.formatted("last", "10.0.1.1"));

        Awaitility.await("the last pod is known")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertEquals(Set.of(host("10.0.1.1")), prefixes()));
        assertEquals(1, engineSays(() -> pods.ofNode().size()));
        server.delete("last");
        awaitPods(0);
    }

    private void awaitPods(int count) {
        Awaitility.await("addresses of pods")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertEquals(count, prefixes().size()));
    }

    private void disturb() {
        int luck = random.nextInt(40);
        if (luck == 0) {
            server.expire();
        } else if (luck == 1) {
            server.compact();
        }
        if (luck < 5) {
            server.cut();
        }
    }

    private Set<Cidr> prefixes() {
        return engineSays(() -> {
            graph.flush();
            return Set.copyOf(graph.allPrefixes().keySet());
        });
    }

    private <T> T engineSays(Callable<T> question) {
        try {
            return engine.submit(question).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static PodRecord pod() {
        return new PodRecord(
                "u",
                "demo",
                "sample",
                Map.of("app", "web"),
                "",
                NamedPorts.none(),
                "n1",
                false,
                false,
                List.of(),
                List.of());
    }

    private static Cidr host(String address) {
        return Cidr.host(IpAddress.parse(address));
    }
}
