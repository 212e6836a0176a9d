// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import static java.util.Map.entry;

import java.util.Map;

/** Printed texts of drop reasons, by the public API's numbers. Reasons of this datapath read as in its own table. */
public final class DropReasons {

    public static final int INVALID_SOURCE_MAC = 130;
    public static final int INVALID_SOURCE_IP = 132;
    public static final int POLICY_DENIED = 133;
    /** Policy does not let everyone pass, and nobody knows the peer. */
    public static final int UNKNOWN_SENDER = 172;
    /** Policy sends it to a proxy, and there is none. */
    public static final int NO_PROXY = 180;
    /** By a deny rule. */
    public static final int POLICY_DENY = 181;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            entry(0, "Success"),
            entry(2, "Invalid packet"),
            entry(130, "Invalid source mac"),
            entry(131, "Invalid destination mac"),
            entry(132, "Invalid source ip"),
            entry(133, "Policy denied"),
            entry(134, "Invalid packet"),
            entry(135, "CT: Truncated or invalid header"),
            entry(136, "Fragmentation needed"),
            entry(137, "CT: Unknown L4 protocol"),
            entry(138, "CT: Can't create or update entry"),
            entry(139, "Unsupported L3 protocol"),
            entry(140, "Missed tail call"),
            entry(141, "Error writing to packet"),
            entry(142, "Unknown L4 protocol"),
            entry(143, "Unknown ICMPv4 code"),
            entry(144, "Unknown ICMPv4 type"),
            entry(145, "Unknown ICMPv6 code"),
            entry(146, "Unknown ICMPv6 type"),
            entry(147, "Error retrieving tunnel key"),
            entry(148, "Error retrieving tunnel options"),
            entry(149, "Invalid Geneve option"),
            entry(150, "Unknown L3 target address"),
            entry(151, "Stale or unroutable IP"),
            entry(152, "No matching local container found"),
            entry(153, "Error while correcting L3 checksum"),
            entry(154, "Error while correcting L4 checksum"),
            entry(155, "CT: Map insertion failed"),
            entry(156, "Invalid IPv6 extension header"),
            entry(157, "IP fragmentation not supported"),
            entry(158, "Service backend not found"),
            entry(160, "No tunnel/encapsulation endpoint (datapath BUG!)"),
            entry(161, "NAT 46/64 not enabled"),
            entry(162, "Reached EDT rate-limiting drop horizon"),
            entry(163, "Unknown connection tracking state"),
            entry(164, "Local host is unreachable"),
            entry(165, "No policy configured"),
            entry(166, "Unsupported L2 protocol"),
            entry(167, "No mapping for NAT masquerade"),
            entry(168, "Unsupported protocol for NAT masquerade"),
            entry(169, "FIB lookup failed"),
            entry(170, "Encapsulation traffic is prohibited"),
            entry(171, "Invalid identity"),
            entry(172, "Unknown sender"),
            entry(173, "NAT not needed"),
            entry(174, "Is a ClusterIP"),
            entry(175, "First logical datagram fragment not found"),
            entry(176, "Forbidden ICMPv6 message"),
            entry(177, "Denied by LB src range check"),
            entry(178, "Socket lookup failed"),
            entry(179, "Socket assign failed"),
            entry(180, "Proxy redirection not supported for protocol"),
            entry(181, "Policy denied by denylist"),
            entry(182, "VLAN traffic disallowed by VLAN filter"),
            entry(183, "Incorrect VNI from VTEP"),
            entry(184, "Failed to update or lookup TC buffer"),
            entry(185, "No SID was found for the IP address"),
            entry(186, "SRv6 state was removed during tail call"),
            entry(187, "L3 translation from IPv4 to IPv6 failed (NAT46)"),
            entry(188, "L3 translation from IPv6 to IPv4 failed (NAT64)"),
            entry(189, "Authentication required"),
            entry(190, "No conntrack map found"),
            entry(191, "No nat map found"),
            entry(192, "Invalid ClusterID"),
            entry(193, "Unsupported packet protocol for DSR encapsulation"),
            entry(194, "No egress gateway found"),
            entry(195, "Traffic is unencrypted"),
            entry(196, "TTL exceeded"),
            entry(197, "No node ID found"),
            entry(198, "Rate limited"),
            entry(199, "IGMP handled"),
            entry(200, "IGMP subscribed"),
            entry(201, "Multicast handled"),
            entry(202, "Host datapath not ready"),
            entry(203, "Endpoint policy program missing"),
            entry(204, "No Egress IP configured"),
            entry(205, "Punt to proxy"),
            entry(206, "No device"),
            entry(207, "First logical datagram fragment not found from world"));

    private DropReasons() {}

    /** The printed text of a reason; the number itself when there is none. */
    public static String text(int number) {
        var text = TEXTS.get(number);
        return text == null ? Integer.toString(number) : text;
    }

    /** Whether policy dropped the packet, by a rule or by default. */
    public static boolean isPolicy(int number) {
        return number == POLICY_DENIED || number == POLICY_DENY;
    }
}
