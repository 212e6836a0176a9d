// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import static io.axoneme.agent.pod.NodeDouble.sandbox;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.IpAddress;
import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.EndpointRecord;
import io.axoneme.net.PodInterface;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePodNetworkTest {
    private final NodeDouble node = new NodeDouble();

    @TempDir
    Path state;

    private NodePodNetwork network;

    @BeforeEach
    void start() throws IOException {
        network = node.network(state);
        node.takeSteps();
    }

    private PodInterface add(String container) throws CniException {
        return network.add(sandbox(container));
    }

    @Test
    void programsAreOnTheDeviceBeforeItIsAdmittedAndAdmittedBeforeAddReturns() throws CniException {
        PodInterface pod = add("a");
        assertEquals(List.of("identity", "veth", "attach", "admit"), node.takeSteps());
        assertEquals(List.of(IpAddress.parse("10.1.0.2")), pod.addresses());
        assertEquals(1450, pod.mtu());
        EndpointRecord record = network.byAddress(IpAddress.parse("10.1.0.2")).orElseThrow();
        assertEquals(300, record.identity());
        assertEquals(11, record.made().ifindex());
        assertEquals(Optional.of(record), network.byEndpoint(record.endpointId()));
        assertTrue(pod.nodeDevice().length() <= 15, pod.nodeDevice());
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "veth", "attach", "admit"})
    void failedAddLeavesNothing(String step) throws CniException {
        node.failing = step;
        assertThrows(CniException.class, () -> add("a"));
        assertEquals(List.of(), network.records());
        assertTrue(node.devices.isEmpty());
        node.failing = "";
        node.takeSteps();
        add("a");
        assertEquals(List.of("identity", "veth", "attach", "admit"), node.takeSteps());
    }

    @Test
    void addedTwiceIsTheSame() throws CniException {
        assertEquals(add("a"), add("a"));
        assertEquals(1, network.records().size());
    }

    @Test
    void removalIsIdempotentAndNeedsNoRecord() throws CniException {
        add("a");
        node.takeSteps();
        network.delete(sandbox("a"));
        assertEquals(List.of("dismiss", "delete"), node.takeSteps());
        assertEquals(List.of(), network.records());
        network.delete(sandbox("a"));
        assertEquals(List.of("delete"), node.takeSteps());
    }

    @Test
    void removalWithoutTheLoaderIsToBeTriedAgain() throws CniException {
        add("a");
        node.loaderAway = true;
        CniException away = assertThrows(CniException.class, () -> network.delete(sandbox("a")));
        assertEquals(CniFailure.Code.TRY_AGAIN, away.failure().code());
        assertEquals(1, network.records().size(), "its address stays leased until its device is gone");
        node.loaderAway = false;
        network.delete(sandbox("a"));
        assertEquals(0, network.records().size());
    }

    @Test
    void nothingIsAddedBeforeTheAgentIsReady() {
        node.notReady = "first sync is under way";
        CniException early = assertThrows(CniException.class, () -> add("a"));
        assertEquals(CniFailure.Code.TRY_AGAIN, early.failure().code());
        CniException status = assertThrows(CniException.class, network::status);
        assertEquals(CniFailure.Code.NOT_AVAILABLE, status.failure().code());
        assertEquals("first sync is under way", status.failure().details());
        node.notReady = "";
        node.podCidr = null;
        assertEquals(
                "the node has no pod CIDR",
                assertThrows(CniException.class, network::status).failure().details());
        assertEquals(List.of(), node.takeSteps());
    }

    @Test
    void checkSaysWhatIsWrong() throws CniException {
        PodInterface pod = add("a");
        network.check(sandbox("a"));
        node.attached.clear();
        assertCheckFails(CniFailure.Code.NOT_AS_ADDED, "device " + pod.nodeDevice() + " has no programs");
        node.devices.put(pod.nodeDevice(), 99);
        assertCheckFails(CniFailure.Code.NOT_AS_ADDED, "device " + pod.nodeDevice() + " is another one");
        node.devices.clear();
        assertCheckFails(CniFailure.Code.NOT_AS_ADDED, "device " + pod.nodeDevice() + " is gone");
        network.delete(sandbox("a"));
        assertCheckFails(CniFailure.Code.UNKNOWN_CONTAINER, "a/eth0 was never added");
    }

    private void assertCheckFails(CniFailure.Code code, String details) {
        CniException failed = assertThrows(CniException.class, () -> network.check(sandbox("a")));
        assertEquals(code, failed.failure().code());
        assertEquals(details, failed.failure().details());
    }

    @Test
    void restartFindsWhatStillHasItsDevice() throws Exception {
        add("a");
        PodInterface gone = add("b");
        node.devices.remove(gone.nodeDevice());
        start();
        assertEquals(
                List.of("pod-a"),
                network.restore().stream().map(EndpointRecord::pod).toList());
        assertEquals(1, network.records().size());
        network.delete(sandbox("a"));
        assertTrue(node.takeSteps().contains("dismiss"), "what was restored is dismissed like what was added");
    }

    @Test
    void restartWithoutTheLoaderDropsNothing() throws Exception {
        add("a");
        start();
        node.loaderAway = true;
        assertEquals(1, network.restore().size());
    }

    @Test
    void sweepTakesWhatTwiceHasNoPod() throws CniException {
        add("a");
        add("b");
        network.sweep(record -> record.pod().equals("pod-a"));
        assertEquals(2, network.records().size(), "once may be a race");
        network.sweep(record -> record.pod().equals("pod-a"));
        assertEquals(
                List.of("pod-a"),
                network.records().stream().map(EndpointRecord::pod).toList());
        assertEquals(1, node.devices.size());
    }

    @Test
    void sweepForgetsASuspicionThatDidNotHold() throws CniException {
        add("a");
        network.sweep(record -> false);
        network.sweep(record -> true);
        network.sweep(record -> false);
        assertEquals(1, network.records().size());
    }

    @Test
    void sweepTakesStrayDevicesAndEndpointsWithoutDevice() throws CniException {
        PodInterface gone = add("a");
        node.devices.remove(gone.nodeDevice());
        node.devices.put("axostray", 55);
        network.sweep(record -> true);
        assertEquals(List.of(), network.records());
        assertEquals(Set.of("axostray"), node.devices.keySet());
        network.sweep(record -> true);
        assertEquals(Set.of(), node.devices.keySet());
    }

    @Test
    void runtimesListOfWhatIsValidIsKept() throws CniException {
        add("a");
        add("b");
        network.collect(Set.of(sandbox("b").key()));
        assertEquals(
                List.of("pod-b"),
                network.records().stream().map(EndpointRecord::pod).toList());
    }
}
