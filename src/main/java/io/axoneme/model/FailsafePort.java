// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * A port that policies for nodes never close, so that a wrong one leaves the node reachable for who is to mend it, and in its cluster.
 *
 * @param direction as seen from the node
 * @param port the packet's destination, or a type of ICMP
 */
public record FailsafePort(Direction direction, Port port) {

    /**
     * Inbound SSH, etcd, the API server, the kubelet, DHCP clients, VXLAN and what IPv6 needs on the link (router and neighbour discovery); outbound etcd,
     * the API server, the kubelet, DNS, DHCP servers, VXLAN and the same of IPv6.
     */
    public static final List<FailsafePort> DEFAULT = Stream.concat(
                    of(
                            Direction.INGRESS,
                            "22/TCP",
                            "2379/TCP",
                            "2380/TCP",
                            "6443/TCP",
                            "10250/TCP",
                            "68/UDP",
                            "546/UDP",
                            "8472/UDP",
                            "134/ICMPv6",
                            "135/ICMPv6",
                            "136/ICMPv6"),
                    of(
                            Direction.EGRESS,
                            "2379/TCP",
                            "2380/TCP",
                            "6443/TCP",
                            "10250/TCP",
                            "53/TCP",
                            "53/UDP",
                            "67/UDP",
                            "547/UDP",
                            "8472/UDP",
                            "133/ICMPv6",
                            "135/ICMPv6",
                            "136/ICMPv6"))
            .toList();

    private static Stream<FailsafePort> of(Direction direction, String... ports) {
        return Stream.of(ports).map(p -> new FailsafePort(direction, Port.parse(p)));
    }

    /**
     * Reads {@code ingress 22/TCP}.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static FailsafePort parse(String text) {
        for (var direction : Direction.values()) {
            if (text.startsWith(direction.text() + " ")) {
                return new FailsafePort(
                        direction, Port.parse(text.substring(direction.text().length() + 1)));
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not DIRECTION NUMBER/PROTOCOL");
    }
}
