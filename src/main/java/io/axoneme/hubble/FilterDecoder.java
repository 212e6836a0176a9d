// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowVerdict;
import io.axoneme.flow.L7;
import io.axoneme.flow.WorkloadName;
import io.axoneme.flow.filter.EventCriteria;
import io.axoneme.flow.filter.FilterException;
import io.axoneme.flow.filter.FlowFilter;
import io.axoneme.flow.filter.FlowFilters;
import io.axoneme.flow.filter.L7Criteria;
import io.axoneme.flow.filter.PacketCriteria;
import io.axoneme.flow.filter.PeerCriteria;
import io.axoneme.flow.filter.Side;
import io.axoneme.hubble.proto.flow.EventTypeFilter;
import io.axoneme.hubble.proto.flow.IPVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Filters of the public API as ours. */
public final class FilterDecoder {

    private final List<Predicate<Flow>> criteria = new ArrayList<>();

    private FilterDecoder() {}

    /**
     * The lists of a request.
     *
     * @throws FilterException naming the field that is not understood
     */
    public static FlowFilters filters(
            List<io.axoneme.hubble.proto.flow.FlowFilter> allow, List<io.axoneme.hubble.proto.flow.FlowFilter> deny) {
        return new FlowFilters(
                allow.stream().map(FilterDecoder::filter).toList(),
                deny.stream().map(FilterDecoder::filter).toList());
    }

    /**
     * One filter.
     *
     * @throws FilterException naming the field that is not understood
     */
    public static FlowFilter filter(io.axoneme.hubble.proto.flow.FlowFilter message) {
        refuseExperimental(message);
        var decoder = new FilterDecoder();
        decoder.source(message);
        decoder.destination(message);
        decoder.event(message);
        decoder.place(message);
        decoder.packet(message);
        decoder.layer7(message);
        return new FlowFilter(decoder.criteria);
    }

    private static void refuseExperimental(io.axoneme.hubble.proto.flow.FlowFilter message) {
        if (message.getExperimental().getCelExpressionCount() > 0) {
            throw new FilterException("experimental.cel_expression is not supported");
        }
    }

    /** A field without values is no criterion. */
    private <T> void add(List<T> values, Function<List<T>, Predicate<Flow>> criterion) {
        if (!values.isEmpty()) {
            criteria.add(criterion.apply(values));
        }
    }

    private void source(io.axoneme.hubble.proto.flow.FlowFilter message) {
        add(message.getSourceIpList(), values -> PeerCriteria.ip(Side.SOURCE, values));
        add(message.getSourceIpXlatedList(), PeerCriteria::translatedSourceIp);
        add(message.getSourcePodList(), values -> PeerCriteria.pod(Side.SOURCE, values));
        add(message.getSourceFqdnList(), values -> PeerCriteria.fqdn(Side.SOURCE, values));
        add(message.getSourceLabelList(), values -> PeerCriteria.label(Side.SOURCE, values));
        add(message.getSourceServiceList(), values -> PeerCriteria.service(Side.SOURCE, values));
        add(workloads(message.getSourceWorkloadList()), values -> PeerCriteria.workload(Side.SOURCE, values));
        add(message.getSourceClusterNameList(), values -> PeerCriteria.cluster(Side.SOURCE, values));
        add(message.getSourcePortList(), values -> PeerCriteria.port(Side.SOURCE, values));
        add(message.getSourceIdentityList(), values -> PeerCriteria.identity(Side.SOURCE, values));
    }

    private void destination(io.axoneme.hubble.proto.flow.FlowFilter message) {
        add(message.getDestinationIpList(), values -> PeerCriteria.ip(Side.DESTINATION, values));
        add(message.getDestinationPodList(), values -> PeerCriteria.pod(Side.DESTINATION, values));
        add(message.getDestinationFqdnList(), values -> PeerCriteria.fqdn(Side.DESTINATION, values));
        add(message.getDestinationLabelList(), values -> PeerCriteria.label(Side.DESTINATION, values));
        add(message.getDestinationServiceList(), values -> PeerCriteria.service(Side.DESTINATION, values));
        add(workloads(message.getDestinationWorkloadList()), values -> PeerCriteria.workload(Side.DESTINATION, values));
        add(message.getDestinationClusterNameList(), values -> PeerCriteria.cluster(Side.DESTINATION, values));
        add(message.getDestinationPortList(), values -> PeerCriteria.port(Side.DESTINATION, values));
        add(message.getDestinationIdentityList(), values -> PeerCriteria.identity(Side.DESTINATION, values));
    }

    private static List<WorkloadName> workloads(List<io.axoneme.hubble.proto.flow.Workload> workloads) {
        return workloads.stream()
                .map(workload -> new WorkloadName(workload.getKind(), workload.getName()))
                .toList();
    }

    private void event(io.axoneme.hubble.proto.flow.FlowFilter message) {
        add(message.getVerdictValueList().stream().map(FlowVerdict::of).toList(), EventCriteria::verdict);
        add(
                message.getEventTypeList().stream()
                        .map(kind ->
                                new EventCriteria.EventKind(kind.getType(), kind.getMatchSubType(), kind.getSubType()))
                        .toList(),
                EventCriteria::eventType);
        add(message.getDropReasonDescValueList(), EventCriteria::dropReason);
        add(
                message.getTrafficDirectionValueList().stream()
                        .map(FlowDirection::of)
                        .toList(),
                EventCriteria::direction);
        add(message.getReplyList(), EventCriteria::reply);
        add(message.getUuidList(), EventCriteria::uuid);
        add(message.getTraceIdList(), EventCriteria::traceId);
        add(message.getIpTraceIdList(), EventCriteria::ipTraceId);
    }

    private void place(io.axoneme.hubble.proto.flow.FlowFilter message) {
        add(
                message.getInterfaceList().stream()
                        .map(wanted -> new EventCriteria.Interface(wanted.getIndex(), wanted.getName()))
                        .toList(),
                EventCriteria::networkInterface);
        add(message.getNodeNameList(), EventCriteria::nodeName);
        add(message.getNodeLabelsList(), EventCriteria::nodeLabel);
        add(message.getEncryptedList(), EventCriteria::encrypted);
    }

    private void packet(io.axoneme.hubble.proto.flow.FlowFilter message) {
        add(message.getProtocolList(), PacketCriteria::protocol);
        add(message.getTcpFlagsList().stream().map(FlowDecoder::flags).toList(), PacketCriteria::tcpFlags);
        add(message.getIpVersionList().stream().map(FilterDecoder::version).toList(), PacketCriteria::ipVersion);
    }

    private static int version(IPVersion version) {
        return switch (version) {
            case IPv4 -> 4;
            case IPv6 -> 6;
            case IP_NOT_USED, UNRECOGNIZED -> 0;
        };
    }

    private void layer7(io.axoneme.hubble.proto.flow.FlowFilter message) {
        boolean anyL7 = message.getEventTypeCount() == 0
                || message.getEventTypeList().stream()
                        .mapToInt(EventTypeFilter::getType)
                        .anyMatch(type -> type == FlowEvent.L7);
        http("http status code", anyL7, message.getHttpStatusCodeList(), L7Criteria::httpStatus);
        http("http method", anyL7, message.getHttpMethodList(), L7Criteria::httpMethod);
        http("http path", anyL7, message.getHttpPathList(), L7Criteria::httpPath);
        http("http url", anyL7, message.getHttpUrlList(), L7Criteria::httpUrl);
        http(
                "http header",
                anyL7,
                message.getHttpHeaderList().stream()
                        .map(header -> new L7.Header(header.getKey(), header.getValue()))
                        .toList(),
                L7Criteria::httpHeader);
        add(message.getDnsQueryList(), L7Criteria::dnsQuery);
    }

    /** A filter that asks for HTTP and for other events only would never match: that is a mistake, not an empty answer. */
    private <T> void http(String field, boolean anyL7, List<T> values, Function<List<T>, Predicate<Flow>> criterion) {
        if (!values.isEmpty() && !anyL7) {
            throw new FilterException(
                    "filtering by " + field + " requires the event type filter to only match 'l7' events");
        }
        add(values, criterion);
    }
}
