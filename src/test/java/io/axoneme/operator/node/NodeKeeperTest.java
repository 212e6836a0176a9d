// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.CiliumNode;
import io.axoneme.kube.crd.CiliumNodeSpec.Address;
import io.axoneme.kube.crd.NodeStatus;
import io.axoneme.model.Cidr;
import io.axoneme.operator.FakeOwner;
import io.axoneme.operator.policy.NodeReport;
import io.axoneme.operator.policy.NodeReports;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeeperTest {

    private final FakeNodeApi api = new FakeNodeApi();
    private final FakeOwner owner = new FakeOwner();
    private final NodeReports reports = new NodeReports();
    private final NodeKeeper keeper =
            new NodeKeeper(api, new PodCidrPool(List.of(Cidr.parse("10.0.0.0/22")), 24), reports, owner, owner.clock());

    @Test
    void takesOverWhatKubernetesGives() {
        add(node("n1", "10.244.3.0/24"));
        look();
        assertEquals(List.of("10.244.3.0/24"), ranges("n1"));
        var object = object("n1");
        assertEquals(
                List.of(new Address("InternalIP", "192.0.2.1")),
                object.getSpec().addresses());
        assertEquals(
                "uid-n1", object.getMetadata().getOwnerReferences().getFirst().getUid());
    }

    @Test
    void aSecondLookWritesNothing() {
        add(node("n1", "10.244.3.0/24"));
        look();
        int writes = api.writes.size();
        look();
        assertEquals(writes, api.writes.size());
    }

    @Test
    void cutsARangeForANodeThatGotNoneWithinItsWait() {
        add(node("n1", null));
        add(node("n2", null));
        look();
        assertEquals(List.of(), ranges("n1"));
        owner.pass(NodePlan.WAIT.plus(NodeKeeper.RETRY));
        assertEquals(List.of("10.0.0.0/24"), ranges("n1"));
        assertEquals(List.of("10.0.1.0/24"), ranges("n2"));
    }

    /** By a clock that was set forward the wait would be over at once, by one that was set back it would last a day. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void theWaitIsAsLongWhoeverSetsTheClock(long days) {
        add(node("n1", null));
        owner.jump(Duration.ofDays(days));
        look();
        assertEquals(List.of(), ranges("n1"));
        owner.jump(Duration.ofDays(days));
        look();
        assertEquals(List.of(), ranges("n1"), "set again, now that the wait has begun");
        owner.pass(NodePlan.WAIT.plus(NodeKeeper.RETRY));
        assertEquals(List.of("10.0.0.0/24"), ranges("n1"));
    }

    @Test
    void waitsLongerWhereKubernetesGivesRangesAndTakesTheOneThatComes() {
        add(node("n1", "10.0.0.0/24"));
        add(node("n2", null));
        look();
        owner.pass(Duration.ofSeconds(20));
        assertEquals(List.of(), ranges("n2"));
        add(node("n2", "10.0.3.0/24"));
        look();
        assertEquals(List.of("10.0.3.0/24"), ranges("n2"));
    }

    @Test
    void aRangeOnceGivenIsKeptAndNeverGivenTwice() {
        add(node("n2", null));
        owner.pass(Duration.ofMinutes(2));
        look();
        add(node("n1", null));
        look();
        owner.pass(Duration.ofMinutes(2));
        assertEquals(List.of("10.0.0.0/24"), ranges("n2"));
        assertEquals(List.of("10.0.1.0/24"), ranges("n1"));
    }

    @Test
    void aNodeForWhichNothingIsLeftIsTold() {
        for (int i = 1; i <= 5; i++) {
            add(node("n" + i, null));
        }
        look();
        owner.pass(Duration.ofMinutes(2));
        look();
        var status = object("n5").getStatus().toString();
        assertTrue(status.contains("no /24 is left"), status);
    }

    @Test
    void theNetworkSignsAreSetWhenTheAgentIsReadyAndNotBefore() {
        add(new NodeBuilder(node("n1", "10.244.3.0/24"))
                .editSpec()
                .addNewTaint()
                .withKey(NodeSigns.AGENT_NOT_READY)
                .withEffect("NoSchedule")
                .endTaint()
                .addNewTaint()
                .withKey("other")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build());
        report("n1", false);
        look();
        assertEquals(List.of("create n1"), api.writes);
        report("n1", true);
        look();
        assertEquals(List.of("create n1", "condition False n1", "untaint n1"), api.writes);
        assertEquals(
                1,
                Objects.requireNonNull(api.nodes.get("n1"))
                        .getSpec()
                        .getTaints()
                        .size());
        look();
        assertEquals(List.of("create n1", "condition False n1", "untaint n1"), api.writes);
    }

    @Test
    void reportsGoToThoseWhoWaitAndNodesWithoutAgentDoNotCount() {
        add(node("n1", "10.244.3.0/24"));
        add(new NodeBuilder(node("win", "10.244.4.0/24"))
                .editMetadata()
                .addToLabels("kubernetes.io/os", "windows")
                .endMetadata()
                .build());
        report("n1", true);
        look();
        assertEquals(Set.of("n1"), reports.snapshot().names());
        assertEquals(
                List.of(true),
                reports.snapshot().reports().values().stream()
                        .map(NodeReport::ready)
                        .toList());
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgain() {
        add(node("n1", "10.244.3.0/24"));
        api.down = true;
        look();
        api.down = false;
        owner.pass(NodeKeeper.RETRY);
        assertEquals(List.of("create n1"), api.writes);
    }

    private void add(Node node) {
        api.nodes.put(node.getMetadata().getName(), node);
    }

    private void report(String node, boolean ready) {
        var report = new AxonemeNodeStatus();
        report.setMetadata(new ObjectMetaBuilder().withName(node).build());
        report.setStatus(new NodeStatus(ready, "1", Map.of(), List.of(), 0, 0));
        api.reports.put(node, report);
    }

    private void look() {
        keeper.changed();
        owner.pass(NodeKeeper.GATHER);
    }

    private List<String> ranges(String node) {
        var ipam = Objects.requireNonNull(object(node).getSpec().ipam());
        return Objects.requireNonNull(ipam.podCIDRs());
    }

    private CiliumNode object(String node) {
        return Objects.requireNonNull(api.ciliumNodes.get(node), node);
    }

    /** A node that has just been made. */
    private Node node(String name, @Nullable String podCidr) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-" + name)
                .withCreationTimestamp(owner.clock().instant().toString())
                .endMetadata()
                .withNewSpec()
                .withPodCIDR(podCidr)
                .endSpec()
                .withNewStatus()
                .addNewAddress("192.0.2.1", "InternalIP")
                .addNewAddress(name, "Hostname")
                .endStatus()
                .build();
    }
}
