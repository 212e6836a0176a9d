// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import io.axoneme.flow.L7;
import io.axoneme.flow.Layer4;
import io.axoneme.flow.TcpFlags;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Criteria about protocols. A flow matches when one of the values does. */
public final class PacketCriteria {

    private PacketCriteria() {}

    /** Protocols by name: {@code tcp}, {@code icmp} (both versions), {@code http}, … . */
    public static Predicate<Flow> protocol(List<String> values) {
        var protocols = Values.parse("protocol", values, PacketCriteria::protocol);
        return flow -> protocols.stream().anyMatch(protocol -> protocol.test(flow));
    }

    private static Predicate<Flow> protocol(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "icmp" ->
                flow -> flow.packet().layer4() instanceof Layer4.Icmp4
                        || flow.packet().layer4() instanceof Layer4.Icmp6;
            case "icmpv4" -> layer4(Layer4.Icmp4.class);
            case "icmpv6" -> layer4(Layer4.Icmp6.class);
            case "tcp" -> layer4(Layer4.Tcp.class);
            case "udp" -> layer4(Layer4.Udp.class);
            case "sctp" -> layer4(Layer4.Sctp.class);
            case "vrrp" -> layer4(Layer4.Vrrp.class);
            case "igmp" -> layer4(Layer4.Igmp.class);
            case "dns" -> layer7(L7.Dns.class);
            case "http" -> layer7(L7.Http.class);
            case "kafka" -> layer7(L7.Kafka.class);
            default -> throw new FilterException("unknown protocol: \"" + name + "\"");
        };
    }

    private static Predicate<Flow> layer4(Class<? extends Layer4> header) {
        return flow -> header.isInstance(flow.packet().layer4());
    }

    private static Predicate<Flow> layer7(Class<? extends L7.Message> message) {
        return flow -> {
            var l7 = flow.l7();
            return l7 != null && message.isInstance(l7.message());
        };
    }

    /** All flags of one value must be set in the packet. */
    public static Predicate<Flow> tcpFlags(List<TcpFlags> values) {
        var wanted = List.copyOf(values);
        return flow -> flow.packet().layer4() instanceof Layer4.Tcp tcp
                && wanted.stream().anyMatch(flags -> tcp.flags().hasAll(flags));
    }

    /** 4, 6, or 0 for packets other than IP. */
    public static Predicate<Flow> ipVersion(List<Integer> values) {
        var versions = Set.copyOf(values);
        return flow -> {
            var ip = flow.packet().ip();
            return versions.contains(ip == null ? 0 : ip.version());
        };
    }
}
