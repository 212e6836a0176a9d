// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of ICMP messages, as in {@code DestinationUnreachable(Port)}. Types and codes: IANA's ICMP parameters. */
final class IcmpText {

    /** A message's name; its codes by number, none when the code carries no meaning. */
    private record Message(String name, List<String> codes) {
        Message(String name) {
            this(name, List.of());
        }
    }

    private static final List<String> UNREACHABLE_4 = List.of(
            "Net",
            "Host",
            "Protocol",
            "Port",
            "FragmentationNeeded",
            "SourceRoutingFailed",
            "NetUnknown",
            "HostUnknown",
            "SourceIsolated",
            "NetAdminProhibited",
            "HostAdminProhibited",
            "NetTOS",
            "HostTOS",
            "CommAdminProhibited",
            "HostPrecedence",
            "PrecedenceCutoff");

    private static final Map<Integer, Message> VERSION_4 = Map.ofEntries(
            Map.entry(0, new Message("EchoReply")),
            Map.entry(3, new Message("DestinationUnreachable", UNREACHABLE_4)),
            Map.entry(4, new Message("SourceQuench")),
            Map.entry(5, new Message("Redirect", List.of("Net", "Host", "TOS+Net", "TOS+Host"))),
            Map.entry(8, new Message("EchoRequest")),
            Map.entry(9, new Message("RouterAdvertisement")),
            Map.entry(10, new Message("RouterSolicitation")),
            Map.entry(11, new Message("TimeExceeded", List.of("TTLExceeded", "FragmentReassemblyTimeExceeded"))),
            Map.entry(
                    12,
                    new Message("ParameterProblem", List.of("PointerIndicatesError", "MissingOption", "BadLength"))),
            Map.entry(13, new Message("TimestampRequest")),
            Map.entry(14, new Message("TimestampReply")));

    private static final Map<Integer, Message> VERSION_6 = Map.ofEntries(
            Map.entry(
                    1,
                    new Message(
                            "DestinationUnreachable",
                            List.of(
                                    "NoRouteToDst",
                                    "AdminProhibited",
                                    "BeyondScopeOfSrc",
                                    "AddressUnreachable",
                                    "PortUnreachable",
                                    "SrcAddressFailedPolicy",
                                    "RejectRouteToDst"))),
            Map.entry(2, new Message("PacketTooBig")),
            Map.entry(3, new Message("TimeExceeded", List.of("HopLimitExceeded", "FragmentReassemblyTimeExceeded"))),
            Map.entry(
                    4,
                    new Message(
                            "ParameterProblem",
                            List.of("ErroneousHeader", "UnrecognizedNextHeader", "UnrecognizedIPv6Option"))),
            Map.entry(128, new Message("EchoRequest")),
            Map.entry(129, new Message("EchoReply")),
            Map.entry(133, new Message("RouterSolicitation")),
            Map.entry(134, new Message("RouterAdvertisement")),
            Map.entry(135, new Message("NeighborSolicitation")),
            Map.entry(136, new Message("NeighborAdvertisement")),
            Map.entry(137, new Message("Redirect")));

    private IcmpText() {}

    static String of(Layer4.Icmp4 icmp) {
        return text(VERSION_4.get(icmp.type()), icmp.type(), icmp.code());
    }

    static String of(Layer4.Icmp6 icmp) {
        return text(VERSION_6.get(icmp.type()), icmp.type(), icmp.code());
    }

    private static String text(@Nullable Message message, int type, int code) {
        if (message == null) {
            return type + "(" + code + ")";
        }
        if (code < message.codes.size()) {
            return message.name + "(" + message.codes.get(code) + ")";
        }
        return message.codes.isEmpty() && code == 0 ? message.name : message.name + "(Code: " + code + ")";
    }
}
