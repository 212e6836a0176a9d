// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import com.google.protobuf.Timestamp;
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
import io.axoneme.flow.TraceReason;
import io.axoneme.flow.WorkloadName;
import io.axoneme.hubble.proto.flow.AuthType;
import io.axoneme.hubble.proto.flow.Endpoint;
import io.axoneme.hubble.proto.flow.Layer7;
import io.axoneme.hubble.proto.flow.Policy;
import io.axoneme.hubble.proto.flow.Service;
import io.axoneme.hubble.proto.flow.SocketTranslationPoint;
import io.axoneme.hubble.proto.flow.TCPFlags;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of the public API as our flows, as far as filters and printers look at them. */
public final class FlowDecoder {

    private FlowDecoder() {}

    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    public static Flow flow(io.axoneme.hubble.proto.flow.Flow message) {
        return new Flow(
                instant(message.getTime()),
                message.getUuid(),
                message.getNodeName(),
                message.getNodeLabelsList(),
                FlowVerdict.of(message.getVerdictValue()),
                event(message),
                packet(message),
                peer(
                        message.getSource(),
                        message.getSourceNamesList(),
                        message.hasSourceService() ? message.getSourceService() : null),
                peer(
                        message.getDestination(),
                        message.getDestinationNamesList(),
                        message.hasDestinationService() ? message.getDestinationService() : null),
                FlowDirection.of(message.getTrafficDirectionValue()),
                reply(message),
                causes(message),
                message.hasL7() ? layer7(message.getL7()) : null,
                context(message),
                message.getSummary());
    }

    private static FlowEvent event(io.axoneme.hubble.proto.flow.Flow message) {
        var type = message.getEventType();
        return new FlowEvent(
                type.getType(),
                type.getSubType(),
                message.getDropReasonDescValue(),
                PolicyMatch.of(message.getPolicyMatchType()),
                TraceReason.of(message.getTraceReasonValue()),
                point(type.getType(), message));
    }

    private static String point(int type, io.axoneme.hubble.proto.flow.Flow message) {
        return switch (type) {
            case FlowEvent.CAPTURE -> message.getDebugCapturePoint().name();
            case FlowEvent.TRACE_SOCK -> socketPoint(message.getSockXlatePoint());
            default -> "";
        };
    }

    private static String socketPoint(SocketTranslationPoint point) {
        return switch (point) {
            case SOCK_XLATE_POINT_PRE_DIRECTION_FWD -> "pre-xlate-fwd";
            case SOCK_XLATE_POINT_POST_DIRECTION_FWD -> "post-xlate-fwd";
            case SOCK_XLATE_POINT_PRE_DIRECTION_REV -> "pre-xlate-rev";
            case SOCK_XLATE_POINT_POST_DIRECTION_REV -> "post-xlate-rev";
            case SOCK_XLATE_POINT_UNKNOWN, UNRECOGNIZED -> "SOCK_XLATE_POINT_UNKNOWN";
        };
    }

    private static Packet packet(io.axoneme.hubble.proto.flow.Flow message) {
        var ethernet = message.getEthernet();
        return new Packet(
                message.hasEthernet() ? new Packet.Ethernet(ethernet.getSource(), ethernet.getDestination()) : null,
                message.hasIP() ? ip(message.getIP()) : null,
                layer4(message.getL4()));
    }

    private static Packet.Ip ip(io.axoneme.hubble.proto.flow.IP ip) {
        int version = switch (ip.getIpVersion()) {
            case IPv4 -> 4;
            case IPv6 -> 6;
            case IP_NOT_USED, UNRECOGNIZED -> 0;
        };
        return new Packet.Ip(ip.getSource(), ip.getSourceXlated(), ip.getDestination(), version, ip.getEncrypted());
    }

    private static @Nullable Layer4 layer4(io.axoneme.hubble.proto.flow.Layer4 message) {
        return switch (message.getProtocolCase()) {
            case TCP -> {
                var tcp = message.getTCP();
                yield new Layer4.Tcp(tcp.getSourcePort(), tcp.getDestinationPort(), flags(tcp.getFlags()));
            }
            case UDP ->
                new Layer4.Udp(
                        message.getUDP().getSourcePort(), message.getUDP().getDestinationPort());
            case SCTP ->
                new Layer4.Sctp(
                        message.getSCTP().getSourcePort(), message.getSCTP().getDestinationPort());
            case ICMPV4 ->
                new Layer4.Icmp4(
                        message.getICMPv4().getType(), message.getICMPv4().getCode());
            case ICMPV6 ->
                new Layer4.Icmp6(
                        message.getICMPv6().getType(), message.getICMPv6().getCode());
            case VRRP -> {
                var vrrp = message.getVRRP();
                yield new Layer4.Vrrp(vrrp.getType(), vrrp.getVrid(), vrrp.getPriority());
            }
            case IGMP ->
                new Layer4.Igmp(message.getIGMP().getType(), message.getIGMP().getGroupAddress());
            case PROTOCOL_NOT_SET -> null;
        };
    }

    static TcpFlags flags(TCPFlags flags) {
        return new TcpFlags(bit(flags.getFIN(), TcpFlags.FIN)
                | bit(flags.getSYN(), TcpFlags.SYN)
                | bit(flags.getRST(), TcpFlags.RST)
                | bit(flags.getPSH(), TcpFlags.PSH)
                | bit(flags.getACK(), TcpFlags.ACK)
                | bit(flags.getURG(), TcpFlags.URG)
                | bit(flags.getECE(), TcpFlags.ECE)
                | bit(flags.getCWR(), TcpFlags.CWR)
                | bit(flags.getNS(), TcpFlags.NS));
    }

    private static int bit(boolean set, int bit) {
        return set ? bit : 0;
    }

    private static FlowPeer peer(Endpoint endpoint, List<String> names, @Nullable Service service) {
        return new FlowPeer(
                endpoint.getID(),
                endpoint.getIdentity(),
                endpoint.getClusterName(),
                endpoint.getNamespace(),
                endpoint.getPodName(),
                endpoint.getLabelsList(),
                endpoint.getWorkloadsList().stream()
                        .map(workload -> new WorkloadName(workload.getKind(), workload.getName()))
                        .toList(),
                names,
                service == null ? null : new ServiceName(service.getNamespace(), service.getName()));
    }

    private static Reply reply(io.axoneme.hubble.proto.flow.Flow message) {
        if (!message.hasIsReply()) {
            return Reply.UNKNOWN;
        }
        return message.getIsReply().getValue() ? Reply.YES : Reply.NO;
    }

    private static Causes causes(io.axoneme.hubble.proto.flow.Flow message) {
        return new Causes(
                policies(message.getEgressAllowedByList()),
                policies(message.getIngressAllowedByList()),
                policies(message.getEgressDeniedByList()),
                policies(message.getIngressDeniedByList()),
                message.getPolicyLogList());
    }

    private static List<FlowPolicy> policies(List<Policy> policies) {
        return policies.stream()
                .map(policy -> new FlowPolicy(
                        policy.getKind(),
                        policy.getNamespace(),
                        policy.getName(),
                        policy.getLabelsList(),
                        policy.getRevision(),
                        ""))
                .toList();
    }

    private static FlowContext context(io.axoneme.hubble.proto.flow.Flow message) {
        var auth = message.getAuthType();
        return new FlowContext(
                auth == AuthType.DISABLED ? "" : auth.name(),
                message.getInterface().getIndex(),
                message.getInterface().getName(),
                message.getProxyPort(),
                message.getTraceContext().getParent().getTraceId(),
                message.getIpTraceId().getTraceId());
    }

    private static L7 layer7(Layer7 message) {
        var record = switch (message.getRecordCase()) {
            case DNS -> dns(message.getDns());
            case HTTP -> http(message.getHttp());
            case KAFKA -> kafka(message.getKafka());
            case RECORD_NOT_SET -> new L7.Other();
        };
        return new L7(L7.Type.of(message.getTypeValue()), message.getLatencyNs(), record);
    }

    private static L7.Dns dns(io.axoneme.hubble.proto.flow.DNS dns) {
        return new L7.Dns(
                dns.getQuery(),
                dns.getIpsList(),
                dns.getTtl(),
                dns.getCnamesList(),
                dns.getObservationSource(),
                dns.getRcode(),
                dns.getQtypesList(),
                dns.getRrtypesList());
    }

    private static L7.Http http(io.axoneme.hubble.proto.flow.HTTP http) {
        return new L7.Http(
                http.getCode(),
                http.getMethod(),
                http.getUrl(),
                http.getProtocol(),
                http.getHeadersList().stream()
                        .map(header -> new L7.Header(header.getKey(), header.getValue()))
                        .toList());
    }

    private static L7.Kafka kafka(io.axoneme.hubble.proto.flow.Kafka kafka) {
        return new L7.Kafka(
                kafka.getErrorCode(),
                kafka.getApiVersion(),
                kafka.getApiKey(),
                kafka.getCorrelationId(),
                kafka.getTopic());
    }
}
