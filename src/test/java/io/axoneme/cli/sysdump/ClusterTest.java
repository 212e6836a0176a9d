// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.stream.Query;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** What gets into the archive of a cluster with one agent, one operator and one foreign pod. */
class ClusterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-11-26T10:00:00Z");

    private final Door door = new Door();

    /** A cluster in memory. */
    private static final class Door implements ClusterDoor {
        final Set<String> broken = new HashSet<>();
        final List<Query> asked = new ArrayList<>();

        private static Map<String, Object> pod(String name, String app, String component, int restarts) {
            try {
                return JSON.readValue(
                        """
                        {'metadata': {'name': '%s', 'labels': {'app.kubernetes.io/name': '%s',
                          'app.kubernetes.io/component': '%s'}},
                         'spec': {'nodeName': 'w1', 'containers': [{'env': [{'name': 'P', 'value': 'hunter2'}]}]},
                         'status': {'containerStatuses': [{'name': '%s', 'restartCount': %d}]}}
                        """.formatted(name, app, component, component, restarts).replace('\'', '"'),
                        new TypeReference<>() {});
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void check(String what) throws Part.NotGathered {
            if (broken.contains(what)) {
                throw new Part.NotGathered(what + " is broken");
            }
        }

        @Override
        public String version() throws Part.NotGathered {
            check("version");
            return "{}";
        }

        @Override
        public List<Map<String, Object>> list(Query query) throws Part.NotGathered {
            asked.add(query);
            check(query.path());
            return query.path().endsWith("/pods")
                    ? List.of(
                            pod("axoneme-a", "axoneme", "agent", 1),
                            pod("axoneme-operator-1", "axoneme", "operator", 0),
                            pod("coredns", "coredns", "dns", 3))
                    : List.of();
        }

        @Override
        public String exec(String pod, String container, List<String> command) throws Part.NotGathered {
            check(String.join(" ", command));
            return pod + "/" + container + ": " + String.join(" ", command);
        }

        @Override
        public String log(String pod, String container, boolean previous) throws Part.NotGathered {
            check("log");
            return pod + "/" + container + (previous ? " before" : " now");
        }
    }

    private Map<String, String> gather() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var archive = new Archive(out, "dump", TIME)) {
            new Cluster(door).into(archive);
        }
        Map<String, String> files = new TreeMap<>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertTrue(entry.getName().startsWith("dump/"), entry.getName());
                assertEquals(TIME, entry.getLastModifiedTime().toInstant());
                files.put(entry.getName().substring("dump/".length()), new String(tar.readAllBytes(), UTF_8));
            }
        }
        return files;
    }

    @Test
    void everyPartIsThere() throws IOException {
        var files = gather();
        assertEquals("", files.get("errors.txt"));
        assertEquals("axoneme-a w1\naxoneme-operator-1 w1\n", files.get("our-pods.txt"));
        assertEquals("axoneme-a/agent: axoneme status -o json", files.get("pods/axoneme-a/status.json"));
        assertEquals("axoneme-a/agent: axoneme observe --last 2000 -o json", files.get("pods/axoneme-a/observe.json"));
        assertEquals("axoneme-a/agent before", files.get("pods/axoneme-a/agent.previous.log"));
        assertEquals("axoneme-operator-1/operator now", files.get("pods/axoneme-operator-1/operator.log"));
        assertTrue(files.keySet()
                .containsAll(Set.of(
                        "version.json",
                        "cluster/nodes.json",
                        "cluster/pods.json",
                        "cluster/axoneme-config.json",
                        "cluster/axonemenodestatuses.json",
                        "pods/axoneme-a/endpoint-list.json",
                        "pods/axoneme-a/identity-list.json",
                        "pods/axoneme-a/bpf-ct-list.txt")));
        assertFalse(files.containsKey("pods/axoneme-operator-1/operator.previous.log"), "it never ended");
        assertTrue(files.keySet().stream().noneMatch(f -> f.startsWith("pods/coredns")), files::toString);
    }

    @Test
    void nothingSecretIsAskedForOrKept() throws IOException {
        var files = gather();
        assertTrue(files.getOrDefault("cluster/pods.json", "").contains("(left out)"));
        files.forEach((path, text) -> assertFalse(text.contains("hunter2"), path));
        assertTrue(door.asked.stream().noneMatch(q -> q.path().contains("secrets")));
        assertTrue(door.asked.contains(
                new Query("/api/v1/namespaces/kube-system/configmaps", "metadata.name=axoneme-config")));
    }

    @Test
    void whatFailsIsSaidAndStopsNothing() throws IOException {
        door.broken.addAll(Set.of("version", "axoneme bpf ct list", "/apis/cilium.io/v2/ciliumnodes"));
        var files = gather();
        assertEquals("""
                version.json: version is broken
                cluster/ciliumnodes.json: /apis/cilium.io/v2/ciliumnodes is broken
                pods/axoneme-a/bpf-ct-list.txt: axoneme bpf ct list is broken
                """, files.get("errors.txt"));
        assertFalse(files.containsKey("version.json"));
        assertTrue(files.containsKey("pods/axoneme-a/observe.json"));
    }
}
