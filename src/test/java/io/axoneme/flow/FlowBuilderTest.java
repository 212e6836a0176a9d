// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.axoneme.flow.print.CompactPrinter;
import io.axoneme.flow.print.PrintOptions;
import io.axoneme.model.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Events of the datapath as flows, read as users read them. */
class FlowBuilderTest {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SYN = TcpFlags.SYN;

    private static final String CLIENT = "10.0.1.4";
    private static final String WEB = "10.0.1.1";
    private static final String OTHER = "10.0.1.3";
    private static final String WORLD = "203.0.113.9";

    private static final Map<IpAddress, Attribution.Named> PODS = Map.of(
            ip(CLIENT), named(4, "client-abc"),
            ip(WEB), named(1, "web-xyz"),
            ip(OTHER), named(3, "other-1"));

    private Attribution.Decision decision = Attribution.Decision.UNKNOWN;
    private Attribution.DecisionKey asked = new Attribution.DecisionKey(0, 0, 0, 0, FlowDirection.UNKNOWN, 0, 0, 0);
    private final AtomicInteger uuids = new AtomicInteger();

    private final FlowBuilder builder = new FlowBuilder(
            "node1",
            List.of("zone=a"),
            new Attribution(
                    id -> PODS.values().stream()
                            .filter(pod -> pod.endpointId() == id)
                            .findFirst(),
                    address -> Optional.ofNullable(PODS.get(address)),
                    identity -> List.of("k8s:id=" + identity),
                    key -> {
                        asked = key;
                        return decision;
                    },
                    (address, port, _) ->
                            port == 53 ? Optional.of(new ServiceName("kube-system", "kube-dns")) : Optional.empty(),
                    (_, address) -> address.equals(ip(WORLD)) ? List.of("api.example.com") : List.of()),
            ns -> Flows.TIME.plusNanos(ns),
            () -> "u" + uuids.incrementAndGet());

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static Attribution.Named named(int endpointId, String pod) {
        return new Attribution.Named(endpointId, "", "default", pod, List.of(new WorkloadName("ReplicaSet", pod)));
    }

    private static FlowPolicy policy(String namespace, String name) {
        return new FlowPolicy("CiliumNetworkPolicy", namespace, name, List.of(), 1, "spec.ingress[0]");
    }

    /** An event with the fields that matter here; the setters name what differs. */
    private static final class Event {
        private int type;
        private int subType;
        private FlowDirection direction = FlowDirection.INGRESS;
        private int endpoint = 1;
        private TraceReason state = TraceReason.NEW;
        private int flags;
        private int segment;
        private int action;
        private String source = CLIENT;
        private String destination = WEB;
        private int sourceIdentity = 1004;
        private int destinationIdentity = 1001;
        private int protocol = TCP;
        private int tcpFlags = SYN;
        private int sourcePort = 43210;
        private int destinationPort = 80;
        private int family = 4;

        static Event of(int type, int subType) {
            var event = new Event();
            event.type = type;
            event.subType = subType;
            event.action = type == FlowEvent.POLICY_VERDICT ? subType : 0;
            return event;
        }

        Event judged(int endpoint, FlowDirection direction) {
            this.endpoint = endpoint;
            this.direction = direction;
            return this;
        }

        Event from(String address, int identity, int port) {
            source = address;
            sourceIdentity = identity;
            sourcePort = port;
            return this;
        }

        Event to(String address, int identity, int port) {
            destination = address;
            destinationIdentity = identity;
            destinationPort = port;
            return this;
        }

        DatapathEvent build() {
            return new DatapathEvent(
                    1_000_000,
                    type,
                    subType,
                    direction,
                    family,
                    protocol,
                    tcpFlags,
                    8,
                    0,
                    endpoint,
                    state.number(),
                    flags,
                    60,
                    sourceIdentity,
                    destinationIdentity,
                    17,
                    3,
                    segment,
                    action,
                    DatapathEvent.NO_BIT,
                    9,
                    ip(source),
                    ip(destination),
                    sourcePort,
                    destinationPort,
                    0x0a0b0c0d0e0fL,
                    0x020000000001L);
        }
    }

    private String printed(Event event) {
        return builder.flows(event.build()).stream()
                .map(new CompactPrinter(PrintOptions.DEFAULT)::print)
                .collect(Collectors.joining());
    }

    private Flow only(Event event) {
        var flows = builder.flows(event.build());
        assertEquals(1, flows.size());
        return flows.getFirst();
    }

    @Test
    void allowedVerdict() {
        decision =
                new Attribution.Decision(PolicyMatch.L3_L4, List.of(policy("default", "allow-web")), List.of("hello"));
        var event = Event.of(FlowEvent.POLICY_VERDICT, DatapathEvent.ACTION_ALLOW);
        assertEquals(
                "Nov 22 10:00:00.124: default/client-abc:43210 (ID:1004) -> default/web-xyz:80 (ID:1001)"
                        + " policy-verdict:L3-L4 INGRESS ALLOWED (TCP Flags: SYN)\n",
                printed(event));
        var causes = only(event).causes();
        assertEquals(List.of(policy("default", "allow-web")), causes.ingressAllowedBy());
        assertEquals(List.of("hello"), causes.log());
        assertEquals(List.of(), causes.ingressDeniedBy());
    }

    @Test
    void replyIsTurnedRound() {
        var event = Event.of(FlowEvent.TRACE, TracePoint.TO_OVERLAY.number())
                .from(WEB, 1001, 80)
                .to(CLIENT, 1004, 43210);
        event.state = TraceReason.REPLY;
        event.tcpFlags = TcpFlags.SYN | TcpFlags.ACK;
        assertEquals(
                "Nov 22 10:00:00.124: default/client-abc:43210 (ID:1004) <- default/web-xyz:80 (ID:1001)"
                        + " to-overlay FORWARDED (TCP Flags: SYN, ACK)\n",
                printed(event));
    }

    @Test
    void policyDropIsAVerdictAndADropAndNamesItsCause() {
        decision =
                new Attribution.Decision(PolicyMatch.NONE, List.of(policy("production", "legacy-lockdown")), List.of());
        var event = Event.of(FlowEvent.DROP, DropReasons.POLICY_DENIED)
                .from(OTHER, 1003, 40000)
                .to(WEB, 1001, 22);
        event.segment = DatapathEvent.SEGMENT_DEFAULT;
        var sides = "Nov 22 10:00:00.124: default/other-1:40000 (ID:1003) -> default/web-xyz:22 (ID:1001) ";
        var summary = "(TCP Flags: SYN; denied by production/legacy-lockdown (ingress))\n";
        assertEquals(
                sides + "policy-verdict:none INGRESS DENIED " + summary + sides + "Policy denied DROPPED " + summary,
                printed(event));
        assertEquals(
                new Attribution.DecisionKey(
                        17,
                        3,
                        DatapathEvent.SEGMENT_DEFAULT,
                        DatapathEvent.NO_BIT,
                        FlowDirection.INGRESS,
                        0,
                        1003,
                        1_000_000),
                asked);
    }

    @Test
    void thePeerIsTheOtherEndOfTheConnection() {
        var event = Event.of(FlowEvent.DROP, DropReasons.POLICY_DENY).judged(4, FlowDirection.EGRESS);
        builder.flows(event.build());
        assertEquals(1001, asked.peer());
        event.state = TraceReason.REPLY;
        builder.flows(event.build());
        assertEquals(1004, asked.peer(), "a reply comes from the peer");
        event.state = TraceReason.RELATED;
        builder.flows(event.build());
        assertEquals(DatapathEvent.NO_PEER, asked.peer(), "whose packet was quoted, the event does not say");
    }

    @Test
    void bothFlowsOfADropCarryReasonAndCauseAndDifferInId() {
        decision = new Attribution.Decision(PolicyMatch.L3_ONLY, List.of(policy("a", "b")), List.of());
        var event = Event.of(FlowEvent.DROP, DropReasons.POLICY_DENY).judged(4, FlowDirection.EGRESS);
        var flows = builder.flows(event.build());
        assertEquals(2, flows.size());
        for (var flow : flows) {
            assertEquals(FlowVerdict.DROPPED, flow.verdict());
            assertEquals(DropReasons.POLICY_DENY, flow.event().dropReason());
            assertEquals(List.of(policy("a", "b")), flow.causes().egressDeniedBy());
            assertEquals("TCP Flags: SYN; denied by a/b (egress)", flow.summary());
        }
        assertEquals(PolicyMatch.L3_ONLY, flows.getFirst().event().policyMatch());
        assertNotEquals(flows.get(0).uuid(), flows.get(1).uuid());
    }

    @Test
    void namesThreePoliciesAndCountsTheRest() {
        var policies = Arrays.asList(
                policy("a", "one"),
                policy("a", "one"),
                policy("", "two"),
                policy("b", "three"),
                policy("b", "four"),
                policy("b", "five"));
        decision = new Attribution.Decision(PolicyMatch.NONE, policies, List.of());
        assertEquals(
                "TCP Flags: SYN; denied by a/one (ingress), two (ingress), b/three (ingress) +2 more",
                builder.flows(Event.of(FlowEvent.DROP, DropReasons.POLICY_DENIED)
                                .build())
                        .getFirst()
                        .summary());
    }

    @Test
    void withoutAKnownCauseNoneIsNamed() {
        var flow = builder.flows(
                        Event.of(FlowEvent.DROP, DropReasons.POLICY_DENIED).build())
                .getFirst();
        assertEquals("TCP Flags: SYN", flow.summary());
        assertEquals(Causes.NONE, flow.causes());
    }

    @Test
    void otherDropsSayTheirReasonOnlyAndNameTheSender() {
        decision = new Attribution.Decision(PolicyMatch.NONE, List.of(policy("a", "b")), List.of());
        var event = Event.of(FlowEvent.DROP, DropReasons.INVALID_SOURCE_IP)
                .judged(3, FlowDirection.EGRESS)
                .from(CLIENT, 1003, 40000)
                .to(OTHER, 1003, 80);
        assertEquals(
                "Nov 22 10:00:00.124: default/other-1:40000 (ID:1003) -> default/other-1:80 (ID:1003)"
                        + " Invalid source ip DROPPED (TCP Flags: SYN)\n",
                printed(event));
    }

    @Test
    void worldByItsNameAndServiceByItsNamespace() {
        decision = new Attribution.Decision(PolicyMatch.L4_ONLY, List.of(), List.of());
        var event = Event.of(FlowEvent.POLICY_VERDICT, DatapathEvent.ACTION_REDIRECT)
                .judged(4, FlowDirection.EGRESS)
                .to(WORLD, 2, 443);
        assertEquals(
                "Nov 22 10:00:00.124: default/client-abc:43210 (ID:1004) -> api.example.com:443 (world)"
                        + " policy-verdict:L4-Only EGRESS ALLOWED (TCP Flags: SYN)\n",
                printed(event));
        assertEquals(FlowVerdict.REDIRECTED, only(event).verdict());
        event.protocol = UDP;
        var dns = only(event.to(WORLD, 9, 53)).destination();
        assertEquals(new ServiceName("kube-system", "kube-dns"), dns.service());
        assertEquals(List.of("reserved:world-ipv4"), dns.labels());
    }

    @Test
    void auditedVerdictPassedAndNamesWhatWouldDenyIt() {
        decision = new Attribution.Decision(PolicyMatch.NONE, List.of(policy("demo", "trial")), List.of());
        var event = Event.of(FlowEvent.POLICY_VERDICT, DatapathEvent.ACTION_ALLOW);
        event.flags = DatapathEvent.FLAG_AUDIT;
        event.action = DatapathEvent.ACTION_DENY;
        var flow = only(event);
        assertEquals(FlowVerdict.AUDIT, flow.verdict());
        assertEquals("TCP Flags: SYN; would be denied by demo/trial (ingress)", flow.summary());
        assertEquals(List.of(policy("demo", "trial")), flow.causes().ingressDeniedBy());
        assertEquals(List.of(), flow.causes().ingressAllowedBy());
        assertEquals(
                "Nov 22 10:00:00.124: default/client-abc:43210 (ID:1004) -> default/web-xyz:80 (ID:1001)"
                        + " policy-verdict:none INGRESS AUDITED (TCP Flags: SYN; would be denied by demo/trial (ingress))\n",
                printed(event));
    }

    @Test
    void deniedVerdictAloneIsOneFlow() {
        decision = new Attribution.Decision(PolicyMatch.L3_L4, List.of(policy("a", "b")), List.of());
        var flow = only(Event.of(FlowEvent.POLICY_VERDICT, DatapathEvent.ACTION_DENY));
        assertEquals(FlowVerdict.DROPPED, flow.verdict());
        assertEquals("TCP Flags: SYN; denied by a/b (ingress)", flow.summary());
        assertEquals(DropReasons.POLICY_DENY, flow.event().dropReason());
    }

    @Test
    void untrackedTraceHasNoKnownDirection() {
        var event = Event.of(FlowEvent.TRACE, TracePoint.TO_STACK.number());
        event.state = TraceReason.UNKNOWN;
        assertEquals(Reply.UNKNOWN, only(event).reply());
        event.state = TraceReason.ESTABLISHED;
        assertEquals(Reply.NO, only(event).reply());
    }

    @Test
    void headersAndPlace() {
        var event = Event.of(FlowEvent.TRACE, TracePoint.FROM_ENDPOINT.number());
        event.protocol = 1;
        var flow = only(event);
        assertEquals(
                new Packet.Ethernet("0a:0b:0c:0d:0e:0f", "02:00:00:00:00:01"),
                flow.packet().ethernet());
        assertEquals(new Layer4.Icmp4(8, 0), flow.packet().layer4());
        assertEquals("ICMPv4 EchoRequest", flow.summary());
        assertEquals("node1", flow.nodeName());
        assertEquals(9, flow.context().interfaceIndex());
        assertEquals(List.of("k8s:id=1004"), flow.source().labels());
    }

    @Test
    void packetsOtherThanIpHaveLinkAddressesOnly() {
        var event = Event.of(FlowEvent.DROP, 139);
        event.family = 0;
        event.source = "::";
        event.destination = "::";
        assertEquals(
                "Nov 22 10:00:00.124: 0a:0b:0c:0d:0e:0f (ID:1004) -> 02:00:00:00:00:01 (ID:1001)"
                        + " Unsupported L3 protocol DROPPED ()\n",
                printed(event));
    }

    @Test
    void unknownEventsMakeNoFlows() {
        assertEquals(List.of(), builder.flows(Event.of(99, 0).build()));
        assertEquals(List.of(), builder.flows(Event.of(FlowEvent.TRACE, 99).build()));
    }
}
