// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Labels;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityObjectsTest {

    private static final Labels LABELS = Labels.parse(
            "k8s:app=web",
            "k8s:io.kubernetes.pod.namespace=demo",
            "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=demo",
            "k8s:io.cilium.k8s.policy.serviceaccount=default",
            "k8s:io.cilium.k8s.policy.cluster=default",
            "gen:io.cilium.k8s.named-ports=http.TCP.80");

    @Test
    void anObjectReadBackHasTheSameNumberAndLabels() {
        var object = IdentityObjects.object(48291, new IdentityKey(LABELS));
        object.getMetadata().setUid("u");
        object.getMetadata().setResourceVersion("7");
        object.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        var record = IdentityObjects.record(object).orElseThrow();
        assertEquals(48291, record.number());
        assertEquals(LABELS, record.labels());
        assertEquals("u", record.uid());
        assertFalse(record.released());
    }

    @Test
    void theObjectIsThePublicOne() {
        var json = Serialization.asJson(IdentityObjects.object(48291, new IdentityKey(LABELS)));
        var tree = Serialization.unmarshal(json, Map.class);
        assertEquals("cilium.io/v2", tree.get("apiVersion"));
        assertEquals("CiliumIdentity", tree.get("kind"));
        assertEquals("web", ((Map<?, ?>) tree.get("security-labels")).get("k8s:app"));
        assertFalse(tree.containsKey("spec") || tree.containsKey("status"), json);
    }

    @Test
    void kubectlFindsItByPodLabelsAndShowsThem() {
        var metadata = IdentityObjects.object(48291, new IdentityKey(LABELS)).getMetadata();
        assertEquals("web", metadata.getLabels().get("app"));
        assertEquals("demo", metadata.getLabels().get("io.kubernetes.pod.namespace"));
        assertEquals("app=web", metadata.getAnnotations().get(IdentityObjects.OWN_LABELS));
    }

    @Test
    void labelsThatTheServerWouldRefuseStayOutOfTheSearchLabels() {
        var tooLong = "io.cilium.k8s.namespace.labels." + "x".repeat(40);
        var labels = Labels.parse("k8s:" + tooLong + "=1", "k8s:app=web");
        var object = IdentityObjects.object(300, new IdentityKey(labels));
        assertFalse(object.getMetadata().getLabels().containsKey(tooLong));
        assertEquals("1", IdentityObjects.securityLabels(labels).get("k8s:" + tooLong));
    }

    @Test
    void whatIsNoIdentityIsLeftOut() {
        var labels = Map.of("k8s:app", "web");
        assertTrue(record("255", labels).isEmpty());
        assertTrue(record("16777216", labels).isEmpty());
        assertTrue(record("web", labels).isEmpty());
        assertTrue(record("300", Map.of("app", "web")).isEmpty());
        assertTrue(record("300", Map.of()).isEmpty());
        assertTrue(record("300", labels).isPresent());
    }

    @Test
    void aMarkThatIsNoTimeNeverShortensTheWait() {
        var record = IdentityObjects.record("300", "u", "1", "2026-01-01T00:00:00Z", "yesterday", Map.of("k8s:app", ""))
                .orElseThrow();
        assertEquals(Instant.MAX, record.releasedAt());
    }

    private static java.util.Optional<IdentityRecord> record(String name, Map<String, String> labels) {
        return IdentityObjects.record(name, "u", "1", "2026-01-01T00:00:00Z", null, labels);
    }
}
