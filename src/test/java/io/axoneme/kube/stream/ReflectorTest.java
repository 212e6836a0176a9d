// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.pod.NamespaceReader;
import io.axoneme.kube.pod.NamespaceRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReflectorTest {

    /** What a listener knows at the end of each call: it must equal what the server holds. */
    private static final class Seen implements ItemListener<NamespaceRecord> {

        private final Map<String, Map<String, String>> labels = new TreeMap<>();
        private boolean fail;

        @Override
        public synchronized void replaced(List<NamespaceRecord> all) {
            labels.clear();
            all.forEach(this::changed);
        }

        @Override
        public synchronized void changed(NamespaceRecord record) {
            if (fail) {
                fail = false;
                throw new IllegalStateException("a listener that fails once");
            }
            labels.put(record.name(), record.labels());
        }

        @Override
        public synchronized void deleted(NamespaceRecord record) {
            labels.remove(record.name());
        }

        synchronized Map<String, Map<String, String>> labels() {
            return new TreeMap<>(labels);
        }

        synchronized void failOnce() {
            fail = true;
        }
    }

    private FakeApiServer server;
    private ApiServer client;
    private final Seen seen = new Seen();
    private Reflector<NamespaceRecord> reflector;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        client = server.client();
        reflector = new Reflector<>("test", client, NamespaceReader.QUERY, new NamespaceReader(), seen);
        server.put("a", "{\"team\":\"one\"}");
        server.put("b", "{}");
        server.put("c", "{\"x\":\"y\",\"team\":\"two\"}");
    }

    @AfterEach
    void stop() {
        reflector.close();
        client.close();
        server.close();
    }

    @Test
    void aListOfSeveralPagesIsToldAsOne() throws Exception {
        reflector.start();
        reflector.synced().get(10, TimeUnit.SECONDS);
        assertEquals(
                Map.of("a", Map.of("team", "one"), "b", Map.of(), "c", Map.of("x", "y", "team", "two")), seen.labels());
    }

    @Test
    void changesAndDeletionsFollow() throws Exception {
        listed();
        server.put("d", "{\"new\":\"\"}");
        server.put("a", "{}");
        server.delete("b");
        becomes(Map.of("a", Map.of(), "c", Map.of("x", "y", "team", "two"), "d", Map.of("new", "")));
        assertEquals(1, server.lists());
    }

    @Test
    void aCutConnectionGoesOnWhereItStoodWithoutAList() throws Exception {
        listed();
        server.put("d", "{}");
        becomesKeys("a", "b", "c", "d");
        server.cut();
        server.delete("a");
        server.put("e", "{}");
        becomesKeys("b", "c", "d", "e");
        assertEquals(1, server.lists());
    }

    @Test
    void whenTheServerHasForgottenTheVersionEverythingIsListedAgain() throws Exception {
        listed();
        server.cut();
        server.delete("a");
        server.compact();
        becomesKeys("b", "c");
        assertEquals(2, server.lists());
    }

    @Test
    void anErrorEventBringsAListToo() throws Exception {
        listed();
        server.expire();
        server.put("d", "{}");
        becomesKeys("a", "b", "c", "d");
        assertTrue(server.lists() >= 2);
    }

    @Test
    void whatAListenerCouldNotTakeIsToldAgain() throws Exception {
        listed();
        seen.failOnce();
        server.put("d", "{}");
        becomesKeys("a", "b", "c", "d");
    }

    @Test
    void aServerThatIsAwayIsTroubleUntilItIsHeardAgain() throws Exception {
        listed();
        assertEquals("", reflector.trouble());
        server.cut();
        server.put("d", "{}");
        becomesKeys("a", "b", "c", "d");
        assertEquals("", reflector.trouble(), "it was heard again");
        server.close();
        await("trouble").until(() -> !reflector.trouble().isEmpty());
    }

    private void listed() throws Exception {
        reflector.start();
        reflector.synced().get(10, TimeUnit.SECONDS);
    }

    private void becomes(Map<String, Map<String, String>> expected) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertEquals(expected, seen.labels()));
    }

    private void becomesKeys(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertEquals(
                        List.of(expected), List.copyOf(seen.labels().keySet())));
    }
}
