// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodLabelsTest {

    private static Labels labels(Map<String, String> own, String account, NamedPorts ports, LabelFilter filter) {
        return new PodLabels("demo", own, Map.of("env", "prod"), account, "east", ports).identityLabels(filter);
    }

    @Test
    void addsNamespaceItsLabelsAccountAndCluster() {
        assertEquals(
                Labels.parse(
                        "k8s:app=web",
                        "k8s:io.kubernetes.pod.namespace=demo",
                        "k8s:io.cilium.k8s.namespace.labels.env=prod",
                        "k8s:io.cilium.k8s.policy.serviceaccount=runner",
                        "k8s:io.cilium.k8s.policy.cluster=east"),
                labels(Map.of("app", "web"), "runner", NamedPorts.none(), LabelFilter.DEFAULT));
    }

    @Test
    void addedLabelsWinOverThePodsOwn() {
        var own = Map.of(
                LabelKeys.CLUSTER,
                "forged",
                LabelKeys.SERVICE_ACCOUNT,
                "forged",
                LabelKeys.NAMESPACE,
                "forged",
                LabelKeys.NAMESPACE_LABELS + "env",
                "forged");
        assertEquals(
                Labels.parse(
                        "k8s:io.kubernetes.pod.namespace=demo",
                        "k8s:io.cilium.k8s.namespace.labels.env=prod",
                        "k8s:io.cilium.k8s.policy.cluster=east"),
                labels(own, "", NamedPorts.none(), LabelFilter.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.kubernetes.foo",
                "kubernetes.io/x",
                "statefulset.kubernetes.io/pod-name",
                "apps.kubernetes.io/pod-index",
                "batch.kubernetes.io/job-completion-index",
                "batch.kubernetes.io/controller-uid",
                "beta.kubernetes.io/arch",
                "k8s.io/x",
                "pod-template-generation",
                "pod-template-hash",
                "controller-revision-hash",
                "annotation.x",
                "controller-uid",
                "etcd_node"
            })
    void leavesOutWhatDiffersBetweenReplicas(String key) {
        assertFalse(LabelFilter.DEFAULT.relevant(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app", "app.kubernetes.io/name", "my-annotation", "io-kubernetes", "batch.kubernetes.io/job-name"
            })
    void keepsTheRest(String key) {
        assertTrue(LabelFilter.DEFAULT.relevant(key));
    }

    @Test
    void oneInclusivePatternTurnsTheListAround() {
        var filter = new LabelFilter(List.of("app", "tier$"), List.of("app\\.secret"));
        assertTrue(filter.relevant("app"));
        assertTrue(filter.relevant("application"));
        assertTrue(filter.relevant("tier"));
        assertFalse(filter.relevant("tiers"));
        assertFalse(filter.relevant("zone"));
        assertFalse(filter.relevant("app.secret"));
    }

    @Test
    void namedPortsAreAGeneratedLabel() {
        var ports =
                new NamedPorts(List.of(entry("metrics", "9153/TCP"), entry("dns", "53/UDP"), entry("dns", "53/UDP")));
        var labels = labels(Map.of(), "", ports, LabelFilter.DEFAULT);
        assertEquals("dns.UDP.53_metrics.TCP.9153", labels.value("gen", LabelKeys.NAMED_PORTS));
        assertEquals(ports, NamedPorts.of(labels));
    }

    @Test
    void longListsOfNamedPortsGoOnInFurtherLabels() {
        var entries = IntStream.range(0, 9)
                .mapToObj(i -> entry("a-long-name-" + i, (1000 + i) + "/TCP"))
                .toList();
        var labels = Labels.of(new NamedPorts(entries).labels());
        assertEquals(5, labels.size());
        labels.forEach(l -> assertTrue(l.value().length() <= 63, l.toString()));
        assertEquals(new NamedPorts(entries), NamedPorts.of(labels));
    }

    private static NamedPorts.Entry entry(String name, String port) {
        return new NamedPorts.Entry(name, Port.parse(port));
    }
}
