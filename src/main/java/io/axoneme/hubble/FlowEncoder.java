// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Timestamp;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowPeer;
import io.axoneme.flow.FlowPolicy;
import io.axoneme.flow.L7;
import io.axoneme.flow.Layer4;
import io.axoneme.flow.LostEvents;
import io.axoneme.flow.Packet;
import io.axoneme.flow.Reply;
import io.axoneme.flow.ServiceName;
import io.axoneme.flow.TcpFlags;
import io.axoneme.flow.TracePoint;
import io.axoneme.hubble.proto.flow.AuthType;
import io.axoneme.hubble.proto.flow.CiliumEventType;
import io.axoneme.hubble.proto.flow.DNS;
import io.axoneme.hubble.proto.flow.DropReason;
import io.axoneme.hubble.proto.flow.Endpoint;
import io.axoneme.hubble.proto.flow.Ethernet;
import io.axoneme.hubble.proto.flow.FlowType;
import io.axoneme.hubble.proto.flow.HTTP;
import io.axoneme.hubble.proto.flow.HTTPHeader;
import io.axoneme.hubble.proto.flow.ICMPv4;
import io.axoneme.hubble.proto.flow.ICMPv6;
import io.axoneme.hubble.proto.flow.IGMP;
import io.axoneme.hubble.proto.flow.IP;
import io.axoneme.hubble.proto.flow.IPTraceID;
import io.axoneme.hubble.proto.flow.Kafka;
import io.axoneme.hubble.proto.flow.Layer7;
import io.axoneme.hubble.proto.flow.LostEvent;
import io.axoneme.hubble.proto.flow.NetworkInterface;
import io.axoneme.hubble.proto.flow.Policy;
import io.axoneme.hubble.proto.flow.SCTP;
import io.axoneme.hubble.proto.flow.Service;
import io.axoneme.hubble.proto.flow.TCP;
import io.axoneme.hubble.proto.flow.TCPFlags;
import io.axoneme.hubble.proto.flow.TraceContext;
import io.axoneme.hubble.proto.flow.TraceParent;
import io.axoneme.hubble.proto.flow.UDP;
import io.axoneme.hubble.proto.flow.VRRP;
import io.axoneme.hubble.proto.flow.Workload;
import java.time.Instant;
import java.util.List;

/** Our flows as messages of the public API. {@link FlowDecoder} is the way back. */
public final class FlowEncoder {

    /** Number of TO_ENDPOINT in the public enum, where 0 says that there is no point. */
    static final int TO_ENDPOINT = 101;

    private FlowEncoder() {}

    public static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    public static LostEvent lostEvent(LostEvents lost) {
        return LostEvent.newBuilder()
                .setSourceValue(lost.source().number())
                .setNumEventsLost(lost.count())
                .build();
    }

    public static io.axoneme.hubble.proto.flow.Flow flow(Flow flow) {
        var message = io.axoneme.hubble.proto.flow.Flow.newBuilder()
                .setTime(timestamp(flow.time()))
                .setUuid(flow.uuid())
                .setVerdictValue(flow.verdict().number())
                .setType(type(flow))
                .setNodeName(flow.nodeName())
                .addAllNodeLabels(flow.nodeLabels())
                .setTrafficDirectionValue(flow.direction().number())
                .setSummary(flow.summary());
        packet(message, flow.packet());
        peers(message, flow);
        event(message, flow.event());
        reply(message, flow.reply());
        context(message, flow);
        causes(message, flow);
        var l7 = flow.l7();
        if (l7 != null) {
            message.setL7(layer7(l7));
        }
        return message.build();
    }

    private static FlowType type(Flow flow) {
        if (flow.l7() != null || flow.event().type() == FlowEvent.L7) {
            return FlowType.L7;
        }
        return flow.event().type() == FlowEvent.TRACE_SOCK ? FlowType.SOCK : FlowType.L3_L4;
    }

    private static void packet(io.axoneme.hubble.proto.flow.Flow.Builder message, Packet packet) {
        var ethernet = packet.ethernet();
        if (ethernet != null) {
            message.setEthernet(
                    Ethernet.newBuilder().setSource(ethernet.source()).setDestination(ethernet.destination()));
        }
        var ip = packet.ip();
        if (ip != null) {
            message.setIP(IP.newBuilder()
                    .setSource(ip.source())
                    .setSourceXlated(ip.sourceTranslated())
                    .setDestination(ip.destination())
                    .setIpVersionValue(ip.version() == 4 ? 1 : ip.version() == 6 ? 2 : 0)
                    .setEncrypted(ip.encrypted()));
        }
        var layer4 = packet.layer4();
        if (layer4 != null) {
            message.setL4(layer4(layer4));
        }
    }

    private static io.axoneme.hubble.proto.flow.Layer4 layer4(Layer4 header) {
        var message = io.axoneme.hubble.proto.flow.Layer4.newBuilder();
        switch (header) {
            case Layer4.Tcp(int source, int destination, TcpFlags flags) ->
                message.setTCP(TCP.newBuilder()
                        .setSourcePort(source)
                        .setDestinationPort(destination)
                        .setFlags(flags(flags)));
            case Layer4.Udp(int source, int destination) ->
                message.setUDP(UDP.newBuilder().setSourcePort(source).setDestinationPort(destination));
            case Layer4.Sctp(int source, int destination) ->
                message.setSCTP(SCTP.newBuilder().setSourcePort(source).setDestinationPort(destination));
            case Layer4.Icmp4(int type, int code) ->
                message.setICMPv4(ICMPv4.newBuilder().setType(type).setCode(code));
            case Layer4.Icmp6(int type, int code) ->
                message.setICMPv6(ICMPv6.newBuilder().setType(type).setCode(code));
            case Layer4.Vrrp(int type, int router, int priority) ->
                message.setVRRP(VRRP.newBuilder().setType(type).setVrid(router).setPriority(priority));
            case Layer4.Igmp(int type, String group) ->
                message.setIGMP(IGMP.newBuilder().setType(type).setGroupAddress(group));
        }
        return message.build();
    }

    /** The flags that are set. */
    public static TCPFlags flags(TcpFlags flags) {
        return TCPFlags.newBuilder()
                .setFIN(flags.has(TcpFlags.FIN))
                .setSYN(flags.has(TcpFlags.SYN))
                .setRST(flags.has(TcpFlags.RST))
                .setPSH(flags.has(TcpFlags.PSH))
                .setACK(flags.has(TcpFlags.ACK))
                .setURG(flags.has(TcpFlags.URG))
                .setECE(flags.has(TcpFlags.ECE))
                .setCWR(flags.has(TcpFlags.CWR))
                .setNS(flags.has(TcpFlags.NS))
                .build();
    }

    private static void peers(io.axoneme.hubble.proto.flow.Flow.Builder message, Flow flow) {
        message.setSource(endpoint(flow.source()))
                .setDestination(endpoint(flow.destination()))
                .addAllSourceNames(flow.source().names())
                .addAllDestinationNames(flow.destination().names());
        var sourceService = flow.source().service();
        if (sourceService != null) {
            message.setSourceService(service(sourceService));
        }
        var destinationService = flow.destination().service();
        if (destinationService != null) {
            message.setDestinationService(service(destinationService));
        }
    }

    private static Endpoint endpoint(FlowPeer peer) {
        var message = Endpoint.newBuilder()
                .setID(peer.endpointId())
                .setIdentity(peer.identity())
                .setClusterName(peer.cluster())
                .setNamespace(peer.namespace())
                .addAllLabels(peer.labels())
                .setPodName(peer.pod());
        peer.workloads()
                .forEach(workload -> message.addWorkloads(
                        Workload.newBuilder().setName(workload.name()).setKind(workload.kind())));
        return message.build();
    }

    private static Service service(ServiceName service) {
        return Service.newBuilder()
                .setName(service.name())
                .setNamespace(service.namespace())
                .build();
    }

    private static void event(io.axoneme.hubble.proto.flow.Flow.Builder message, FlowEvent event) {
        message.setEventType(CiliumEventType.newBuilder().setType(event.type()).setSubType(event.subType()))
                .setDropReason(event.dropReason())
                .setDropReasonDesc(dropReason(event.dropReason()))
                .setPolicyMatchType(event.policyMatch().number())
                .setTraceReasonValue(event.traceReason().number());
        if (event.type() == FlowEvent.TRACE) {
            message.setTraceObservationPointValue(tracePoint(event.subType()));
        }
    }

    /** Numbers without a name in the public enum stay in the older field only. */
    private static DropReason dropReason(int number) {
        var reason = DropReason.forNumber(number);
        return reason == null ? DropReason.DROP_REASON_UNKNOWN : reason;
    }

    private static int tracePoint(int number) {
        return number == TracePoint.TO_ENDPOINT.number() ? TO_ENDPOINT : number;
    }

    private static void reply(io.axoneme.hubble.proto.flow.Flow.Builder message, Reply reply) {
        if (reply != Reply.UNKNOWN) {
            message.setReply(reply == Reply.YES).setIsReply(BoolValue.of(reply == Reply.YES));
        }
    }

    private static void context(io.axoneme.hubble.proto.flow.Flow.Builder message, Flow flow) {
        var context = flow.context();
        message.setProxyPort(context.proxyPort());
        if (!context.authentication().isEmpty()) {
            message.setAuthType(AuthType.valueOf(context.authentication()));
        }
        if (context.interfaceIndex() != 0 || !context.interfaceName().isEmpty()) {
            message.setInterface(NetworkInterface.newBuilder()
                    .setIndex(context.interfaceIndex())
                    .setName(context.interfaceName()));
        }
        if (!context.traceId().isEmpty()) {
            message.setTraceContext(
                    TraceContext.newBuilder().setParent(TraceParent.newBuilder().setTraceId(context.traceId())));
        }
        if (context.ipTraceId() != 0) {
            message.setIpTraceId(IPTraceID.newBuilder().setTraceId(context.ipTraceId()));
        }
    }

    private static void causes(io.axoneme.hubble.proto.flow.Flow.Builder message, Flow flow) {
        var causes = flow.causes();
        message.addAllEgressAllowedBy(policies(causes.allowedBy(FlowDirection.EGRESS)))
                .addAllIngressAllowedBy(policies(causes.allowedBy(FlowDirection.INGRESS)))
                .addAllEgressDeniedBy(policies(causes.deniedBy(FlowDirection.EGRESS)))
                .addAllIngressDeniedBy(policies(causes.deniedBy(FlowDirection.INGRESS)))
                .addAllPolicyLog(causes.log());
    }

    private static List<Policy> policies(List<FlowPolicy> policies) {
        return policies.stream()
                .map(policy -> Policy.newBuilder()
                        .setName(policy.name())
                        .setNamespace(policy.namespace())
                        .addAllLabels(policy.labels())
                        .setRevision(policy.revision())
                        .setKind(policy.kind())
                        .build())
                .toList();
    }

    private static Layer7 layer7(L7 l7) {
        var message = Layer7.newBuilder().setTypeValue(l7.type().number()).setLatencyNs(l7.latencyNs());
        switch (l7.message()) {
            case L7.Dns dns -> message.setDns(dns(dns));
            case L7.Http http -> message.setHttp(http(http));
            case L7.Kafka kafka -> message.setKafka(kafka(kafka));
            case L7.Other _ -> message.clearRecord();
        }
        return message.build();
    }

    private static DNS dns(L7.Dns dns) {
        return DNS.newBuilder()
                .setQuery(dns.query())
                .addAllIps(dns.ips())
                .setTtl(dns.ttlSeconds())
                .addAllCnames(dns.cnames())
                .setObservationSource(dns.observationSource())
                .setRcode(dns.rcode())
                .addAllQtypes(dns.qtypes())
                .addAllRrtypes(dns.rrtypes())
                .build();
    }

    private static HTTP http(L7.Http http) {
        var message = HTTP.newBuilder()
                .setCode(http.code())
                .setMethod(http.method())
                .setUrl(http.url())
                .setProtocol(http.protocol());
        http.headers()
                .forEach(header -> message.addHeaders(
                        HTTPHeader.newBuilder().setKey(header.name()).setValue(header.value())));
        return message.build();
    }

    private static Kafka kafka(L7.Kafka kafka) {
        return Kafka.newBuilder()
                .setErrorCode(kafka.errorCode())
                .setApiVersion(kafka.apiVersion())
                .setApiKey(kafka.apiKey())
                .setCorrelationId(kafka.correlationId())
                .setTopic(kafka.topic())
                .build();
    }
}
