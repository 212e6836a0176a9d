// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.flow.Causes;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowContext;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowPeer;
import io.axoneme.flow.FlowPolicy;
import io.axoneme.flow.FlowVerdict;
import io.axoneme.flow.L7;
import io.axoneme.flow.Layer4;
import io.axoneme.flow.Packet;
import io.axoneme.flow.PolicyMatch;
import io.axoneme.flow.Reply;
import io.axoneme.flow.ServiceName;
import io.axoneme.flow.TcpFlags;
import io.axoneme.flow.TracePoint;
import io.axoneme.flow.TraceReason;
import io.axoneme.flow.WorkloadName;
import io.axoneme.hubble.proto.flow.DropReason;
import io.axoneme.hubble.proto.flow.FlowType;
import io.axoneme.hubble.proto.flow.TraceObservationPoint;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** To the public API's messages and back. */
class FlowCodecTest {

    private static final FlowPeer POD = new FlowPeer(
            3,
            1000,
            "east",
            "shop",
            "cart",
            List.of("k8s:app=cart"),
            List.of(new WorkloadName("Deployment", "cart")),
            List.of("cart.shop.svc"),
            new ServiceName("shop", "cart"));

    private static final FlowPolicy POLICY =
            new FlowPolicy("CiliumNetworkPolicy", "shop", "lock", List.of("k8s:a=b"), 7, "");

    private static Flow flow(FlowEvent event, Layer4 layer4, @Nullable L7 l7, Reply reply) {
        return new Flow(
                Instant.parse("2026-11-22T10:00:00.000000001Z"),
                "u1",
                "node1",
                List.of("zone=a"),
                FlowVerdict.REDIRECTED,
                event,
                new Packet(
                        new Packet.Ethernet("02:00:00:00:00:01", "02:00:00:00:00:02"),
                        new Packet.Ip("fd00::1", "fd00::9", "fd00::2", 6, true),
                        layer4),
                POD,
                FlowPeer.UNKNOWN,
                FlowDirection.INGRESS,
                reply,
                new Causes(List.of(POLICY), List.of(), List.of(), List.of(POLICY), List.of("log")),
                l7,
                new FlowContext("SPIRE", 4, "eth0", 15001, "cafe", 5),
                "text");
    }

    static Stream<Flow> flows() {
        var tcp = new Layer4.Tcp(1, 2, new TcpFlags(0x1ff));
        var http = new L7.Http(200, "GET", "http://x/", "HTTP/1.1", List.of(new L7.Header("a", "b")));
        var dns = new L7.Dns("x.", List.of("10.0.0.1"), 30, List.of("y."), "proxy", 3, List.of("A"), List.of("A"));
        var l7 = new FlowEvent(FlowEvent.L7, 0, 0, PolicyMatch.NONE, TraceReason.UNKNOWN, "");
        return Stream.of(
                flow(FlowEvent.drop(181), tcp, null, Reply.NO),
                flow(FlowEvent.denied(PolicyMatch.L3_L4, 133), new Layer4.Udp(1, 2), null, Reply.YES),
                flow(
                        FlowEvent.trace(TracePoint.TO_ENDPOINT, TraceReason.NEW),
                        new Layer4.Sctp(1, 2),
                        null,
                        Reply.UNKNOWN),
                flow(FlowEvent.trace(TracePoint.TO_OVERLAY, TraceReason.REPLY), new Layer4.Icmp4(3, 1), null, Reply.NO),
                flow(FlowEvent.verdict(PolicyMatch.PROTO_ONLY), new Layer4.Icmp6(128, 0), null, Reply.NO),
                flow(FlowEvent.drop(142), new Layer4.Vrrp(1, 2, 3), null, Reply.NO),
                flow(FlowEvent.drop(142), new Layer4.Igmp(0x16, "224.0.0.1"), null, Reply.NO),
                flow(l7, tcp, new L7(L7.Type.RESPONSE, 9, http), Reply.YES),
                flow(l7, tcp, new L7(L7.Type.REQUEST, 0, dns), Reply.NO),
                flow(l7, tcp, new L7(L7.Type.SAMPLE, 0, new L7.Kafka(1, 2, "produce", 3, "t")), Reply.NO),
                flow(l7, tcp, new L7(L7.Type.REQUEST, 0, new L7.Other()), Reply.NO));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void comesBackAsItWas(Flow flow) {
        assertEquals(flow, FlowDecoder.flow(FlowEncoder.flow(flow)));
    }

    @Test
    void saysThingsTwiceWhereOlderClientsLookElsewhere() {
        var drop = FlowEncoder.flow(flows().findFirst().orElseThrow());
        assertEquals(181, drop.getDropReason());
        assertEquals(DropReason.POLICY_DENY, drop.getDropReasonDesc());
        assertEquals(FlowType.L3_L4, drop.getType());
        var reply = FlowEncoder.flow(flows().toList().get(1));
        assertTrue(reply.getReply() && reply.getIsReply().getValue());
    }

    @Test
    void toEndpointHasItsOwnPublicNumber() {
        var trace = FlowEncoder.flow(flows().toList().get(2));
        assertEquals(TraceObservationPoint.TO_ENDPOINT, trace.getTraceObservationPoint());
        assertEquals(0, trace.getEventType().getSubType());
    }
}
