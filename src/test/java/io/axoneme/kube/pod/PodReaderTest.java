// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.axoneme.kube.stream.Item;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Labels;
import io.axoneme.model.Port;
import io.axoneme.model.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodReaderTest {

    private static final String WEB = """
            {"kind": "Pod", "metadata": {"name": "web-1", "namespace": "demo", "uid": "u1", "resourceVersion": "42",
               "labels": {"app": "web", "pod-template-hash": "5d4"}, "ownerReferences": [{"name": "rs"}]},
             "spec": {"nodeName": "node1", "serviceAccountName": "sa", "volumes": [{"name": "v", "projected": {"sources": []}}],
               "initContainers": [
                 {"name": "once", "ports": [{"name": "init", "containerPort": 1}]},
                 {"name": "side", "restartPolicy": "Always", "ports": [{"name": "metrics", "containerPort": 9090}]}],
               "containers": [{"name": "c", "env": [{"name": "A", "value": "b"}], "ports": [
                 {"name": "http", "containerPort": 80, "protocol": "TCP"},
                 {"name": "dns", "containerPort": 53, "protocol": "UDP"},
                 {"containerPort": 81}]}]},
             "status": {"phase": "Running", "podIP": "10.244.0.7",
               "podIPs": [{"ip": "10.244.0.7"}, {"ip": "fd00::7"}], "conditions": [{"type": "Ready"}]}}
            """;

    private final PodReader reader = new PodReader(LabelFilter.DEFAULT);

    @Test
    void keepsWhatIdentityAndAddressesDependOn() throws IOException {
        var item = read(WEB);
        var pod = item.record();
        assertEquals("42", item.resourceVersion());
        assertEquals("demo/web-1", pod.toString());
        assertEquals(Map.of("app", "web"), pod.labels());
        assertEquals("sa", pod.serviceAccount());
        assertEquals("node1", pod.node());
        assertEquals(List.of(IpAddress.parse("10.244.0.7"), IpAddress.parse("fd00::7")), pod.addresses());
        assertTrue(pod.needsIdentity());
    }

    @Test
    void itsIdentityHasThePortsOfWhatRunsAndTheNamespacesLabels() throws IOException {
        var labels = read(WEB)
                .record()
                .identityLabels(Map.of("team", "one"), "default")
                .identityLabels(LabelFilter.DEFAULT);
        assertEquals(
                Labels.parse(
                        "k8s:app=web",
                        "k8s:io.kubernetes.pod.namespace=demo",
                        "k8s:io.cilium.k8s.namespace.labels.team=one",
                        "k8s:io.cilium.k8s.policy.serviceaccount=sa",
                        "k8s:io.cilium.k8s.policy.cluster=default",
                        "gen:io.cilium.k8s.named-ports=dns.UDP.53_http.TCP.80_metrics.TCP.9090"),
                labels);
    }

    @Test
    void portsOfTheNodeAreKeptUnlessThePodIsOnItsNetwork() throws IOException {
        var spec = "\"containers\": [{\"ports\": [{\"containerPort\": 80, \"hostPort\": 8080},"
                + " {\"containerPort\": 53, \"hostPort\": 5353, \"protocol\": \"UDP\", \"hostIP\": \"192.0.2.1\"},"
                + " {\"containerPort\": 81}, {\"containerPort\": 82, \"hostPort\": 65536}]}]";
        assertEquals(
                List.of(
                        new HostPort("", new Port(Protocol.TCP, 8080), 80),
                        new HostPort("192.0.2.1", new Port(Protocol.UDP, 5353), 53)),
                read("{\"spec\": {" + spec + "}}").record().hostPorts());
        assertEquals(
                List.of(),
                read("{\"spec\": {" + spec + ", \"hostNetwork\": true}}")
                        .record()
                        .hostPorts());
    }

    @Test
    void podsOfTheNodesNetworkAndFinishedOnesNeedNone() throws IOException {
        assertFalse(read("{\"spec\": {\"hostNetwork\": true}}").record().needsIdentity());
        assertFalse(read("{\"status\": {\"phase\": \"Succeeded\"}}").record().needsIdentity());
        assertTrue(read("{\"status\": {\"phase\": \"Pending\"}}").record().needsIdentity());
    }

    @Test
    void anObjectOfAnotherShapeReadsAsOneThatLacksThings() throws IOException {
        var pod =
                read("{\"metadata\": [1, {\"name\": \"x\"}], \"spec\": {\"nodeName\": {\"a\": [1]}, \"containers\": 7},"
                                + " \"status\": null}")
                        .record();
        assertEquals("", pod.node());
        assertEquals(List.of(), pod.addresses());
    }

    @Test
    void equalLabelsAreOneObject() throws IOException {
        assertSame(read(WEB).record().labels(), read(WEB).record().labels());
    }

    private Item<PodRecord> read(String text) throws IOException {
        try (var json = new JsonFactory().createParser(text)) {
            json.nextToken();
            var item = reader.read(json);
            assertEquals(JsonToken.END_OBJECT, json.currentToken());
            assertEquals(null, json.nextToken());
            return item;
        }
    }
}
