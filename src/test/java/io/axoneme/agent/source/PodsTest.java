// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodsTest {

    private static final String V4 = "10.0.0.1";
    private static final String V6 = "fd00::1";

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
            List.of(IpAddress.parse(V4)),
            List.of());

    private NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
    private final Pods pods = new Pods("n1", "default", LabelFilter.DEFAULT, () -> graph, new Directory());

    @BeforeEach
    void aPod() {
        pods.namespaceChanged(null, new NamespaceRecord("demo", Map.of(), false));
        pods.podChanged(null, POD);
    }

    @Test
    void changesOfPodsOfThisNodeAreTold() {
        var changes = new ArrayList<Optional<PodRecord>>();
        pods.listenToOwn(() -> changes.add(pods.pod("demo", "web")));
        pods.podChanged(
                null,
                new PodRecord(
                        "u2",
                        "demo",
                        "far",
                        POD.labels(),
                        POD.serviceAccount(),
                        POD.ports(),
                        "n2",
                        false,
                        false,
                        List.of(),
                        List.of()));
        assertEquals(List.of(), changes);
        var other = withAddresses("web", V6);
        pods.podChanged(POD, other);
        pods.podChanged(other, null);
        assertEquals(List.of(Optional.of(other), Optional.empty()), changes);
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

    @Test
    void whereCidrsPickPodsAllAddressesOfAPodCountTogether() {
        var pods = withAliases();
        pods.podChanged(POD, withAddresses("web", V4, V6));
        assertNotEquals(300, identityAtV4(), "its other address lies in the CIDR");
        pods.podChanged(withAddresses("web", V4, V6), POD);
        assertEquals(300, identityAtV4());
    }

    @Test
    void anAddressThatAnotherPodHasGotStaysTogetherWithThatOnes() {
        var pods = withAliases();
        pods.podChanged(POD, withAddresses("web", V4, V6));
        pods.podChanged(null, withAddresses("next", V4, V6));
        pods.podChanged(withAddresses("web", V4, V6), null);
        assertNotEquals(300, identityAtV4());
        pods.podChanged(withAddresses("next", V4, V6), null);
        assertEquals(0, identityAtV4());
        graph.putPrefix(Cidr.host(IpAddress.parse(V4)), new PrefixEntry(300, false));
        assertEquals(300, identityAtV4(), "nothing is left of those that had it before");
    }

    /** A policy for databases allows what lies in fd00::/64, and the one pod is known by its identity. */
    private Pods withAliases() {
        var mode = CidrMatchMode.PODS;
        graph = new NodeGraph(
                new GraphConfig(
                        "default",
                        EnforcementMode.DEFAULT,
                        LabelSelector.of(),
                        false,
                        L7OverL4.RESTRICT,
                        List.of(),
                        mode),
                Seed.empty());
        var rule = new Rule(
                Direction.INGRESS,
                Rule.Action.ALLOW,
                List.of(new PeerSelector.InCidr(Cidr.parse("fd00::/64"), List.of())),
                List.of(PortRule.plain(new PortMatch.Everything())),
                "spec.ingress[0]");
        var spec = new PolicySpec(LabelSelector.everything(), true, true, List.of(rule), "spec");
        graph.putPolicy(new Policy(
                new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "p", "uid"), 1, List.of(spec), false));
        graph.putIdentity(new Identity(301, Labels.parse("k8s:app=db")));
        graph.putEndpoint(1, 301);
        aPod();
        pods.identityChanged(null, identity(null));
        return pods;
    }

    private int identityAtV4() {
        graph.flush();
        return graph.identityAt(IpAddress.parse(V4), 0);
    }

    private static PodRecord withAddresses(String name, String... addresses) {
        return new PodRecord(
                POD.uid(),
                POD.namespace(),
                name,
                POD.labels(),
                POD.serviceAccount(),
                POD.ports(),
                POD.node(),
                false,
                false,
                Arrays.stream(addresses).map(IpAddress::parse).toList(),
                List.of());
    }

    private IdentityRecord identity(@Nullable Instant releasedAt) {
        var labels = Objects.requireNonNull(pods.labels("demo", "web").orElse(null));
        return new IdentityRecord(300, labels, "i1", "1", Instant.EPOCH, releasedAt);
    }
}
