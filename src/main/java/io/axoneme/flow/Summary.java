// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one line that says what a packet is, and for policy drops which policy is the cause. */
final class Summary {

    /** Causes that are named before the rest is counted. */
    static final int NAMED_CAUSES = 3;

    private Summary() {}

    /** What the packet is, as in {@code TCP Flags: SYN, ACK}; empty when there is nothing to say. */
    static String of(@Nullable Layer4 layer4) {
        return switch (layer4) {
            case null -> "";
            case Layer4.Tcp tcp -> "TCP Flags: " + tcp.flags().text();
            case Layer4.Udp _ -> "UDP";
            case Layer4.Sctp _ -> "SCTP";
            case Layer4.Icmp4 icmp -> "ICMPv4 " + IcmpText.of(icmp);
            case Layer4.Icmp6 icmp -> "ICMPv6 " + IcmpText.of(icmp);
            case Layer4.Vrrp _ -> "VRRP";
            case Layer4.Igmp _ -> "IGMP";
        };
    }

    /** The same, with the policies that denied the packet. */
    static String denied(@Nullable Layer4 layer4, FlowDirection direction, List<FlowPolicy> policies) {
        return with(layer4, "denied by ", direction, policies);
    }

    /** The same, with the policies that would deny the packet if the audited ones among them were enforced. */
    static String audited(@Nullable Layer4 layer4, FlowDirection direction, List<FlowPolicy> policies) {
        return with(layer4, "would be denied by ", direction, policies);
    }

    private static String with(
            @Nullable Layer4 layer4, String verb, FlowDirection direction, List<FlowPolicy> policies) {
        var packet = of(layer4);
        if (policies.isEmpty()) {
            return packet;
        }
        // Two rules of one policy are one name here.
        var names = policies.stream().map(FlowPolicy::qualifiedName).distinct().toList();
        var cause = verb + cause(direction, names);
        return packet.isEmpty() ? cause : packet + "; " + cause;
    }

    private static String cause(FlowDirection direction, List<String> policies) {
        var way = direction == FlowDirection.INGRESS ? " (ingress)" : " (egress)";
        var text = new StringBuilder();
        int named = Math.min(policies.size(), NAMED_CAUSES);
        for (int i = 0; i < named; i++) {
            text.append(i == 0 ? "" : ", ").append(policies.get(i)).append(way);
        }
        int rest = policies.size() - named;
        return rest == 0
                ? text.toString()
                : text.append(" +").append(rest).append(" more").toString();
    }
}
