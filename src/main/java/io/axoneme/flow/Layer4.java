// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** The transport header of a packet. Ports are 0..65535; ICMP types and codes 0..255. */
public sealed interface Layer4 {

    /** A header with ports. */
    sealed interface Ports extends Layer4 {
        int sourcePort();

        int destinationPort();
    }

    record Tcp(int sourcePort, int destinationPort, TcpFlags flags) implements Ports {}

    record Udp(int sourcePort, int destinationPort) implements Ports {}

    record Sctp(int sourcePort, int destinationPort) implements Ports {}

    record Icmp4(int type, int code) implements Layer4 {}

    record Icmp6(int type, int code) implements Layer4 {}

    record Vrrp(int type, int routerId, int priority) implements Layer4 {}

    record Igmp(int type, String groupAddress) implements Layer4 {}
}
