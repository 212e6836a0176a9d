// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.NamedPorts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodsTest {

    private static final PodRecord POD = new PodRecord(
            "u1",
            "demo",
            "web",
            Map.of("app", "web"),
            "default",
            NamedPorts.none(),
            "n1",
            false,
            false,
            List.of(IpAddress.parse("10.0.0.1")),
            List.of());

    private final NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
    private final Pods pods = new Pods("n1", "default", LabelFilter.DEFAULT, () -> graph, new Directory());

    @BeforeEach
    void aPod() {
        pods.namespaceChanged(null, new NamespaceRecord("demo", Map.of(), false));
        pods.podChanged(null, POD);
    }

    /** Whoever needs a released identity clears its mark: a pod that starts waits for that, and in the end does it itself. */
    @Test
    void aReleasedIdentityIsNoneForAPodThatStarts() {
        assertEquals(Optional.empty(), pods.identity("demo", "web"));
        var released = identity(Instant.EPOCH);
        pods.identityChanged(null, released);
        assertEquals(Optional.empty(), pods.identity("demo", "web"));
        pods.identityChanged(released, identity(null));
        assertEquals(Optional.of(300), pods.identity("demo", "web"));
    }

    @Test
    void aPodThatRunsKeepsItWhateverTheMark() {
        pods.identityChanged(null, identity(null));
        pods.identityChanged(identity(null), identity(Instant.EPOCH));
        graph.flush();
        var entry = graph.allPrefixes().values().iterator().next();
        assertEquals(300, entry.identity());
    }

    private IdentityRecord identity(@Nullable Instant releasedAt) {
        var labels = Objects.requireNonNull(pods.labels("demo", "web").orElse(null));
        return new IdentityRecord(300, labels, "i1", "1", Instant.EPOCH, releasedAt);
    }
}
