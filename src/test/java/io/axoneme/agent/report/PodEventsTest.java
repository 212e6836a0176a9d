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

    private void refused(String uid, String sentences) {
        var pod = new PodRecord(
                uid, "demo", "web", Map.of(), "", NamedPorts.none(), "w1", false, false, List.of(), List.of());
        new PodEvents(client, "w1", Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run).hostPortsRefused(pod, sentences);
    }

    @Test
    void aPodThatDoesNotGetPortsOfTheNodeIsToldOnce() {
        refused("u1", "hostPort 80/SCTP of pod demo/web is not served: only TCP and UDP are");
        refused("u1", "hostPort 80/SCTP of pod demo/web is not served: only TCP and UDP are");
        var events = client.v1().events().inNamespace("demo").list().getItems();
        assertEquals(1, events.size());
        var event = events.getFirst();
        assertEquals("HostPortNotServed", event.getReason());
        assertEquals("Warning", event.getType());
        assertEquals("u1", event.getInvolvedObject().getUid());
        assertEquals("hostPort 80/SCTP of pod demo/web is not served: only TCP and UDP are", event.getMessage());
        refused("u2", "something");
        assertEquals(
                2, client.v1().events().inNamespace("demo").list().getItems().size());
    }
}
