// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.FieldMask;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.Flows;
import io.axoneme.flow.LostEvents;
import io.axoneme.flow.NamespaceActivity;
import io.axoneme.hubble.proto.flow.FlowFilter;
import io.axoneme.hubble.proto.flow.LostEventSource;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import io.axoneme.hubble.proto.observer.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server and client over a real Unix socket. */
@Timeout(30)
class HubbleServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration UPTIME = Duration.ofHours(1);
    private static final InstantSource CLOCK = InstantSource.fixed(Flows.TIME.plusSeconds(10));

    @TempDir
    Path folder;

    private final WaitingReaders waiting = new WaitingReaders();
    private final FlowRing ring = new FlowRing(63, waiting);
    private final NamespaceActivity namespaces = new NamespaceActivity();
    private Path socket;
    private HubbleServer server;
    private ObserverClient client;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("hubble.sock");
        server = HubbleServer.start(socket, observer());
        client = connect();
    }

    private ObserverService observer() {
        return new ObserverService(
                new ObservedNode("node1", "1.2.3", ""), ring, waiting, namespaces, CLOCK, () -> UPTIME);
    }

    private ObserverClient connect() {
        return ObserverClient.connect(new ObserverAddress.Unix(socket), PATIENCE, PATIENCE);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            ring.write(Flows.numbered(ring.end()));
        }
    }

    private List<String> ask(GetFlowsRequest.Builder request) throws IOException {
        var seen = new ArrayList<String>();
        client.flows(request.build(), response -> seen.add(text(response)));
        return seen;
    }

    private static String text(GetFlowsResponse response) {
        return switch (response.getResponseTypesCase()) {
            case FLOW -> response.getFlow().getUuid();
            case LOST_EVENTS ->
                "lost " + response.getLostEvents().getNumEventsLost() + " "
                        + response.getLostEvents().getSource();
            case NODE_STATUS, RESPONSETYPES_NOT_SET -> response.toString();
        };
    }

    @Test
    void socketIsForUserAndGroup() throws IOException {
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void lastFirstAndAll() throws IOException {
        write(5);
        assertEquals(List.of("u3", "u4"), ask(GetFlowsRequest.newBuilder().setNumber(2)));
        assertEquals(
                List.of("u0", "u1"),
                ask(GetFlowsRequest.newBuilder().setNumber(2).setFirst(true)));
        assertEquals(
                List.of("u0", "u1", "u2", "u3", "u4"),
                ask(GetFlowsRequest.newBuilder().setNumber(-1)));
        assertEquals(5, ask(GetFlowsRequest.newBuilder()).size());
    }

    @Test
    void flowsAreTheOnesThatWereWritten() throws IOException {
        write(1);
        var responses = new ArrayList<GetFlowsResponse>();
        client.flows(GetFlowsRequest.getDefaultInstance(), responses::add);
        var response = responses.getFirst();
        assertEquals(Flows.numbered(0), FlowDecoder.flow(response.getFlow()));
        assertEquals("node1", response.getNodeName());
        assertEquals(Flows.TIME, FlowDecoder.instant(response.getTime()));
    }

    @Test
    void sinceAndUntil() throws IOException {
        write(6);
        var since = FlowEncoder.timestamp(Flows.TIME.plusSeconds(2));
        var until = FlowEncoder.timestamp(Flows.TIME.plusSeconds(3));
        assertEquals(
                List.of("u2", "u3"),
                ask(GetFlowsRequest.newBuilder().setSince(since).setUntil(until)));
        assertEquals(
                List.of("u2"),
                ask(GetFlowsRequest.newBuilder().setSince(since).setFirst(true).setNumber(1)));
        assertEquals(
                List.of("u3"), ask(GetFlowsRequest.newBuilder().setUntil(until).setNumber(1)));
    }

    @Test
    void lastCountsMatchesOnly() throws IOException {
        write(6);
        var three = FlowFilter.newBuilder().addUuid("u1").addUuid("u3").addUuid("u4");
        var request = GetFlowsRequest.newBuilder().addWhitelist(three).setNumber(2);
        assertEquals(List.of("u3", "u4"), ask(request));
        assertEquals(
                List.of("u1", "u3"),
                ask(request.addBlacklist(FlowFilter.newBuilder().addUuid("u4"))));
    }

    @Test
    void fieldMaskLeavesTheRestOut() throws IOException {
        write(1);
        var responses = new ArrayList<GetFlowsResponse>();
        var mask = FieldMask.newBuilder().addPaths("uuid").addPaths("source.pod_name");
        client.flows(GetFlowsRequest.newBuilder().setFieldMask(mask).build(), responses::add);
        assertEquals(
                "{\"uuid\":\"u0\",\"source\":{\"pod_name\":\"a\"}}",
                FlowJson.print(responses.getFirst().getFlow()));
    }

    @Test
    void tellsWhatWasLostBeforeIt() throws IOException {
        write(1);
        ring.write(new LostEvents(Flows.TIME, LostEvents.Source.KERNEL_RING, 4));
        assertEquals(
                List.of("u0", "lost 4 " + LostEventSource.PERF_EVENT_RING_BUFFER), ask(GetFlowsRequest.newBuilder()));
    }

    @Test
    void followsFromTheLastOnesOn() throws Exception {
        write(3);
        var seen = new LinkedBlockingQueue<String>();
        var follower = Thread.ofVirtual().start(() -> follow(1, seen));
        assertEquals("u2", seen.poll(10, TimeUnit.SECONDS));
        write(1);
        assertEquals("u3", seen.poll(10, TimeUnit.SECONDS));
        client.close();
        follower.join();
    }

    private void follow(long last, LinkedBlockingQueue<String> seen) {
        try {
            client.flows(
                    GetFlowsRequest.newBuilder().setFollow(true).setNumber(last).build(),
                    response -> seen.add(text(response)));
        } catch (IOException e) {
            seen.add("ended: " + e.getMessage());
        }
    }

    /** The client stops reading; the writer goes on at once, and the client later learns exactly how much it missed. */
    @Test
    void slowReaderNeverHoldsUpTheRingAndLosesCountedFlows() throws Exception {
        int total = 200_000;
        write(1);
        var first = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var responses = new LinkedBlockingQueue<GetFlowsResponse>();
        var reader = Thread.ofPlatform().start(() -> read(total, first, goOn, responses));
        assertTrue(first.await(10, TimeUnit.SECONDS));
        write(total - 1);
        goOn.countDown();
        reader.join();
        long flows = responses.stream().filter(GetFlowsResponse::hasFlow).count();
        long lost = responses.stream()
                .filter(GetFlowsResponse::hasLostEvents)
                .mapToLong(response -> response.getLostEvents().getNumEventsLost())
                .sum();
        assertEquals(total, flows + lost);
        assertTrue(lost > 0, "nothing was lost, so the reader was not slow");
    }

    private void read(
            int total, CountDownLatch first, CountDownLatch goOn, LinkedBlockingQueue<GetFlowsResponse> responses) {
        var last = "u" + (total - 1);
        try {
            client.flows(
                    GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build(), response -> {
                        responses.add(response);
                        first.countDown();
                        await(goOn);
                        return !response.getFlow().getUuid().equals(last);
                    });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesFiltersItDoesNotUnderstand() {
        refused(
                "invalid source IP filter: expected an IP address or a CIDR",
                FlowFilter.newBuilder().addSourceIp("x"));
        refused(
                "invalid protocol filter: unknown protocol: \"ftp\"",
                FlowFilter.newBuilder().addProtocol("ftp"));
        refused(
                "experimental.cel_expression is not supported",
                FlowFilter.newBuilder()
                        .setExperimental(FlowFilter.Experimental.newBuilder().addCelExpression("true")));
    }

    private void refused(String message, FlowFilter.Builder filter) {
        var request = GetFlowsRequest.newBuilder().addWhitelist(filter);
        var error = assertThrows(IOException.class, () -> ask(request));
        assertTrue(error.toString().contains(message), error.toString());
    }

    @Test
    void refusesRequestsThatContradictThemselves() {
        var both = GetFlowsRequest.newBuilder().setFirst(true).setFollow(true);
        assertThrows(IOException.class, () -> ask(both));
        var mask =
                GetFlowsRequest.newBuilder().setFieldMask(FieldMask.newBuilder().addPaths("nosuch"));
        assertTrue(assertThrows(IOException.class, () -> ask(mask)).toString().contains("nosuch"));
    }

    @Test
    void statusNodesNamespacesAndHealth() throws IOException {
        write(100);
        namespaces.note(Flows.numbered(0));
        var status = client.status();
        assertEquals(63, status.getNumFlows());
        assertEquals(63, status.getMaxFlows());
        assertEquals(100, status.getSeenFlows());
        assertEquals("1.2.3", status.getVersion());
        assertEquals("node1", client.nodes().getNodes(0).getName());
        assertEquals(
                List.of(Namespace.newBuilder().setNamespace("default").build()),
                client.namespaces().getNamespacesList());
        assertEquals("SERVING", client.health());
    }

    @Test
    void takesTheNameOfASocketLeftBehindButNotOfAFile() throws IOException {
        server.close();
        client.close();
        Files.deleteIfExists(socket);
        Files.writeString(socket, "precious");
        assertThrows(IOException.class, () -> HubbleServer.start(socket, observer()));
        assertEquals("precious", Files.readString(socket));
        Files.delete(socket);
        try (var abandoned = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            abandoned.bind(java.net.UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
        server = HubbleServer.start(socket, observer());
        client = connect();
        assertEquals("SERVING", client.health());
    }

    @Test
    void closingRemovesTheSocketAndClientsSayWhereTheyTried() {
        server.close();
        var error = assertThrows(IOException.class, () -> connect().status());
        assertTrue(error.toString().contains("failed to connect to 'unix://" + socket + "'"), error.toString());
        assertFalse(Files.exists(socket));
    }
}
