// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.TcpFlags;
import io.axoneme.flow.filter.FilterException;
import io.axoneme.hubble.FlowEncoder;
import io.axoneme.hubble.proto.flow.DropReason;
import io.axoneme.hubble.proto.flow.FlowFilter;
import io.axoneme.hubble.proto.flow.HTTPHeader;
import io.axoneme.hubble.proto.flow.IPVersion;
import io.axoneme.hubble.proto.flow.NetworkInterface;
import io.axoneme.hubble.proto.flow.TCPFlags;
import io.axoneme.hubble.proto.flow.TrafficDirection;
import io.axoneme.hubble.proto.flow.Verdict;
import io.axoneme.hubble.proto.flow.Workload;
import io.axoneme.model.ReservedIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Every flag that adds to a filter. */
final class FilterFlags {

    static final List<FilterFlag> ALL = all();

    private FilterFlags() {}

    private static List<FilterFlag> all() {
        var flags = new ArrayList<FilterFlag>();
        flags.addAll(peers());
        flags.addAll(namespaces());
        flags.addAll(events());
        flags.addAll(places());
        flags.addAll(packets());
        flags.addAll(messages());
        return List.copyOf(flags);
    }

    private static List<FilterFlag> peers() {
        var flags = new ArrayList<FilterFlag>();
        flags.addAll(
                sides("ip", "address or CIDR", FlowFilter.Builder::addSourceIp, FlowFilter.Builder::addDestinationIp));
        flags.addAll(sides(
                "pod",
                "pod's name prefix, [namespace/]prefix; without a namespace in 'default'",
                FlowFilter.Builder::addSourcePod,
                FlowFilter.Builder::addDestinationPod));
        flags.addAll(sides(
                "service",
                "service's name prefix, [namespace/]prefix; without a namespace in 'default'",
                FlowFilter.Builder::addSourceService,
                FlowFilter.Builder::addDestinationService));
        flags.addAll(sides(
                "fqdn",
                "DNS name, * is a wildcard",
                FlowFilter.Builder::addSourceFqdn,
                FlowFilter.Builder::addDestinationFqdn));
        flags.addAll(sides("port", "port", FlowFilter.Builder::addSourcePort, FlowFilter.Builder::addDestinationPort));
        sides("label", "label selector", FlowFilter.Builder::addSourceLabel, FlowFilter.Builder::addDestinationLabel)
                .forEach(flag -> flags.add(flag.name().equals("label") ? flag.withShortName("l") : flag));
        flags.addAll(sides(
                "workload",
                "workload, [kind/]name",
                parsed(FilterFlags::workload, FlowFilter.Builder::addSourceWorkload),
                parsed(FilterFlags::workload, FlowFilter.Builder::addDestinationWorkload)));
        flags.addAll(sides(
                "identity",
                "identity, by number or reserved name",
                parsed(FilterFlags::identity, FlowFilter.Builder::addSourceIdentity),
                parsed(FilterFlags::identity, FlowFilter.Builder::addDestinationIdentity)));
        flags.add(FilterFlag.value(
                "snat-ip",
                "Only flows whose source was translated to this address or CIDR.",
                both(FlowFilter.Builder::addSourceIpXlated)));
        flags.add(FilterFlag.value(
                "from-cluster", "Only flows from this cluster.", both(FlowFilter.Builder::addSourceClusterName)));
        flags.add(FilterFlag.value(
                "to-cluster", "Only flows to this cluster.", both(FlowFilter.Builder::addDestinationClusterName)));
        return flags;
    }

    /** A flag for either side, one for the source, one for the destination. */
    private static List<FilterFlag> sides(
            String name,
            String what,
            BiConsumer<FlowFilter.Builder, String> source,
            BiConsumer<FlowFilter.Builder, String> destination) {
        return List.of(
                FilterFlag.value("from-" + name, "Only flows from this " + what + ".", both(source)),
                FilterFlag.value(
                        name,
                        "Only flows from or to this " + what + ".",
                        (draft, value) -> draft.either(
                                filter -> source.accept(filter, value), filter -> destination.accept(filter, value))),
                FilterFlag.value("to-" + name, "Only flows to this " + what + ".", both(destination)));
    }

    private static BiConsumer<FilterDraft, String> both(BiConsumer<FlowFilter.Builder, String> change) {
        return (draft, value) -> draft.both(filter -> change.accept(filter, value));
    }

    private static <T> BiConsumer<FlowFilter.Builder, String> parsed(
            Function<String, T> parser, BiConsumer<FlowFilter.Builder, T> change) {
        return (filter, value) -> change.accept(filter, parser.apply(value));
    }

    private static List<FilterFlag> namespaces() {
        return List.of(
                FilterFlag.value("from-namespace", "Only flows from this namespace.", FilterDraft::addSourceNamespace),
                FilterFlag.value("namespace", "Only flows from or to this namespace.", FilterDraft::addNamespace)
                        .withShortName("n"),
                FilterFlag.value("to-namespace", "Only flows to this namespace.", FilterDraft::addDestinationNamespace),
                FilterFlag.alone(
                        "from-all-namespaces", "Flows from any namespace.", (draft, _) -> draft.addSourceNamespace("")),
                FilterFlag.alone(
                                "all-namespaces",
                                "Flows from or to any namespace.",
                                (draft, _) -> draft.addNamespace(""))
                        .withShortName("A"),
                FilterFlag.alone(
                        "to-all-namespaces",
                        "Flows to any namespace.",
                        (draft, _) -> draft.addDestinationNamespace("")));
    }

    private static List<FilterFlag> events() {
        return List.of(
                FilterFlag.value(
                        "verdict",
                        "Only flows with this verdict: FORWARDED, DROPPED, AUDIT, REDIRECTED, ERROR, TRACED or TRANSLATED.",
                        both(parsed(FilterFlags::verdict, FlowFilter.Builder::addVerdict))),
                FilterFlag.value(
                        "drop-reason-desc",
                        "Only flows dropped for this reason, as in POLICY_DENIED.",
                        both(parsed(FilterFlags::dropReason, FlowFilter.Builder::addDropReasonDesc))),
                FilterFlag.value("type", EventTypes.DESCRIPTION, (draft, value) -> {
                            var kinds = EventTypes.parse(value);
                            draft.both(filter -> filter.addAllEventType(kinds));
                        })
                        .withShortName("t"),
                FilterFlag.value(
                        "traffic-direction",
                        "Only flows in this direction: ingress or egress.",
                        both(parsed(FilterFlags::direction, FlowFilter.Builder::addTrafficDirection))),
                FilterFlag.value("uuid", "Only the flow with this unique id.", both(FlowFilter.Builder::addUuid)),
                FilterFlag.value("trace-id", "Only flows of this trace.", both(FlowFilter.Builder::addTraceId)),
                FilterFlag.value(
                        "ip-trace-id",
                        "Only flows with this trace id in their IP options.",
                        both(parsed(FilterFlags::unsigned, FlowFilter.Builder::addIpTraceId))));
    }

    private static List<FilterFlag> places() {
        return List.of(
                FilterFlag.value(
                        "node-name",
                        "Only flows seen by this node, [cluster/]node; * is a wildcard.",
                        both(FlowFilter.Builder::addNodeName)),
                FilterFlag.value(
                        "node-label",
                        "Only flows seen by nodes with this label selector.",
                        both(FlowFilter.Builder::addNodeLabels)),
                FilterFlag.value(
                        "cluster",
                        "Only flows seen in this cluster; * is a wildcard.",
                        (draft, value) -> draft.both(filter -> filter.addNodeName(value + "/"))),
                FilterFlag.value(
                        "interface",
                        "Only flows seen on this network interface.",
                        both((filter, name) -> filter.addInterface(
                                NetworkInterface.newBuilder().setName(name)))));
    }

    private static List<FilterFlag> packets() {
        return List.of(
                FilterFlag.value(
                        "protocol",
                        "Only flows of this protocol: tcp, udp, sctp, icmp, icmpv4, icmpv6, vrrp, igmp, dns, http or kafka.",
                        both(FlowFilter.Builder::addProtocol)),
                FilterFlag.value(
                        "tcp-flags",
                        "Only flows with these TCP flags, as in syn,ack.",
                        both(parsed(FilterFlags::tcpFlags, FlowFilter.Builder::addTcpFlags))),
                FilterFlag.alone(
                                "ipv4",
                                "Only IPv4 flows.",
                                (draft, _) -> draft.both(filter -> filter.addIpVersion(IPVersion.IPv4)))
                        .withShortName("4"),
                FilterFlag.alone(
                                "ipv6",
                                "Only IPv6 flows.",
                                (draft, _) -> draft.both(filter -> filter.addIpVersion(IPVersion.IPv6)))
                        .withShortName("6"),
                FilterFlag.value(
                        "ip-version",
                        "Only flows of this IP version: v4, v6, or none for other packets.",
                        both(parsed(FilterFlags::ipVersion, FlowFilter.Builder::addIpVersion))),
                FilterFlag.alone(
                        "encrypted",
                        "Only encrypted flows.",
                        (draft, _) -> draft.both(filter -> filter.addEncrypted(true))),
                FilterFlag.alone(
                        "unencrypted",
                        "Only flows that are not encrypted.",
                        (draft, _) -> draft.both(filter -> filter.addEncrypted(false))));
    }

    private static List<FilterFlag> messages() {
        return List.of(
                FilterFlag.value(
                        "http-status",
                        "Only responses with this HTTP status: 404, 40+ or 4+.",
                        both(FlowFilter.Builder::addHttpStatusCode)),
                FilterFlag.value(
                        "http-method", "Only requests with this HTTP method.", both(FlowFilter.Builder::addHttpMethod)),
                FilterFlag.value(
                        "http-path",
                        "Only HTTP flows whose path matches this regular expression.",
                        both(FlowFilter.Builder::addHttpPath)),
                FilterFlag.value(
                        "http-url",
                        "Only HTTP flows whose URL matches this regular expression.",
                        both(FlowFilter.Builder::addHttpUrl)),
                FilterFlag.value(
                        "http-header",
                        "Only HTTP flows with this header, name:value.",
                        both(parsed(FilterFlags::header, FlowFilter.Builder::addHttpHeader))),
                FilterFlag.value("cel-expression", "Not supported.", (_, _) -> {
                    throw new FilterException("--cel-expression is not supported");
                }));
    }

    private static Workload workload(String text) {
        int slash = text.indexOf('/');
        return Workload.newBuilder()
                .setKind(slash < 0 ? "" : text.substring(0, slash))
                .setName(text.substring(slash + 1))
                .build();
    }

    private static Integer identity(String text) {
        for (var reserved : ReservedIdentity.values()) {
            if (reserved.text().equals(text)) {
                return reserved.number();
            }
        }
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            var names = Arrays.stream(ReservedIdentity.values())
                    .map(ReservedIdentity::text)
                    .toList();
            throw new FilterException("invalid security identity, expected one of " + names + " or a numeric value", e);
        }
    }

    private static Long unsigned(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new FilterException("expected a number, got \"" + text + "\"", e);
        }
    }

    private static Verdict verdict(String text) {
        var value = Verdict.getDescriptor().findValueByName(text);
        if (value == null) {
            throw new FilterException("invalid --verdict value: " + text);
        }
        return Verdict.valueOf(value);
    }

    private static DropReason dropReason(String text) {
        var value = DropReason.getDescriptor().findValueByName(text);
        if (value == null) {
            throw new FilterException("invalid --drop-reason-desc value: " + text);
        }
        return DropReason.valueOf(value);
    }

    private static TrafficDirection direction(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "ingress" -> TrafficDirection.INGRESS;
            case "egress" -> TrafficDirection.EGRESS;
            default ->
                throw new FilterException(
                        text.toLowerCase(Locale.ROOT) + ": invalid traffic direction, expected ingress or egress");
        };
    }

    private static IPVersion ipVersion(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "4", "v4", "ipv4", "ip4" -> IPVersion.IPv4;
            case "6", "v6", "ipv6", "ip6" -> IPVersion.IPv6;
            case "none" -> IPVersion.IP_NOT_USED;
            default -> throw new FilterException("expected v4, v6 or none, got \"" + text + "\"");
        };
    }

    private static TCPFlags tcpFlags(String text) {
        int bits = 0;
        for (var name : text.split(",", -1)) {
            int bit = TcpFlags.bit(name.toUpperCase(Locale.ROOT));
            if (bit == 0) {
                throw new FilterException("unknown tcp flag: " + name);
            }
            bits |= bit;
        }
        return FlowEncoder.flags(new TcpFlags(bits));
    }

    private static HTTPHeader header(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new FilterException("invalid http-header value \"" + text + "\", expected name:value");
        }
        return HTTPHeader.newBuilder()
                .setKey(text.substring(0, colon))
                .setValue(text.substring(colon + 1))
                .build();
    }
}
