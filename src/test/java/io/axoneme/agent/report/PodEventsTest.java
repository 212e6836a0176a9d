// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.NamedPorts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class PodEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.5Z");

    @SuppressWarnings("NullAway.Init") // set by the extension
    private KubernetesClient client;

    private void added(String uid, List<String> hostPorts) {
        var pod = new PodRecord(
                uid, "demo", "web", Map.of(), "", NamedPorts.none(), "w1", false, false, List.of(), hostPorts);
        new PodEvents(client, "w1", Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run).endpointAdded(pod);
    }

    @Test
    void aPodThatAsksForPortsOfTheNodeIsToldOnce() {
        added("u1", List.of("8080/TCP", "53/UDP"));
        added("u1", List.of("8080/TCP", "53/UDP"));
        var events = client.v1().events().inNamespace("demo").list().getItems();
        assertEquals(1, events.size());
        var event = events.getFirst();
        assertEquals("HostPortNotServed", event.getReason());
        assertEquals("Warning", event.getType());
        assertEquals("u1", event.getInvolvedObject().getUid());
        assertEquals(
                "hostPort 8080/TCP, 53/UDP is not served: the pod is reached at its own address and port, or through a"
                        + " Service",
                event.getMessage());
        added("u2", List.of("8080/TCP"));
        assertEquals(
                2, client.v1().events().inNamespace("demo").list().getItems().size());
    }

    @Test
    void aPodThatAsksForNoneIsNoEvent() {
        added("u1", List.of());
        assertEquals(List.of(), client.v1().events().inAnyNamespace().list().getItems());
    }
}
