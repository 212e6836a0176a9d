// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a pod may say on its link: its own addresses, well-formed packets, ARP and neighbour discovery. */
#include <string.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define GATEWAY4 "169.254.1.1"
#define GATEWAY6 "fe80::1"
#define LINK_LOCAL_A "fe80::a"
#define SOLICITED_GATEWAY "ff02::1:ff00:1"

static const __u8 foreign_mac[6] = { 0x02, 0xde, 0xad, 0, 0, 1 };

AXT_TEST(link, foreign_mac_is_dropped)
{
	axt_world(W);
	EXPECT_DROPPED(
		axt_from_pod_raw(&pod_a, axt_with_macs(axt_tcp(A4, 1, B4, 80, SYN), foreign_mac, pod_a.node_mac)),
		DROP_SRC_MAC);
	EXPECT(!memcmp(axt_last(AXO_EVENT_DROP).src_mac, foreign_mac, 6), "the event tells another MAC address");
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, ID_A);
}

AXT_TEST(link, foreign_address_is_dropped)
{
	static const char *const v4[] = { B4, NODE4, WORLD4, "0.0.0.0", "127.0.0.1" };
	static const char *const v6[] = { B6, NODE6, WORLD6, "::", "::1", LINK_LOCAL_A, "::ffff:10.0.1.10" };

	axt_world(W);
	for (size_t i = 0; i < sizeof(v4) / sizeof(v4[0]); i++)
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(v4[i], 1, REMOTE4, 80, SYN)), DROP_SRC_IP);
	for (size_t i = 0; i < sizeof(v6) / sizeof(v6[0]); i++)
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(v6[i], 1, REMOTE6, 80, SYN)), DROP_SRC_IP);
	/* What an event says of the address outweighs what else is wrong. */
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_protocol(B4, REMOTE4, 47)), DROP_SRC_IP);
}

static void a_without_ipv6(void)
{
	struct axo_endpoint only_v4;

	axt_map_get("endpoint_dev", &pod_a.ifindex, &only_v4);
	only_v4.flags = AXO_ENDPOINT_IPV4;
	memset(only_v4.ipv6, 0, sizeof(only_v4.ipv6));
	axt_map_set("endpoint_dev", &pod_a.ifindex, &only_v4);
}

AXT_TEST(link, address_of_a_family_that_the_pod_lacks_is_dropped)
{
	axt_world(W);
	a_without_ipv6();
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 1, REMOTE4, 80, SYN)));
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A6, 1, REMOTE6, 80, SYN)), DROP_SRC_IP);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp("::", 1, REMOTE6, 80, SYN)), DROP_SRC_IP);
}

AXT_TEST(link, malformed_packets_are_dropped)
{
	struct axt_frame frame;

	axt_world(W);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_protocol(A4, B4, 47)), DROP_CT_UNKNOWN_L4);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_protocol(A6, B6, 58 + 100)), DROP_CT_UNKNOWN_L4);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_protocol(A4, B4, IPPROTO_ICMPV6)), DROP_CT_UNKNOWN_L4);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_protocol(A6, B6, IPPROTO_ICMP)), DROP_CT_UNKNOWN_L4);
	/* Cut within the transport header. (Within the IP header, this kernel refuses to run the packet at all.) */
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_cut(axt_tcp(A4, 1, B4, 80, SYN), 14 + 20 + 13)), DROP_CT_INVALID);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_cut(axt_udp(A4, 1, B4, 80), 14 + 20 + 7)), DROP_CT_INVALID);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_cut(axt_echo(A6, B6, 7), 14 + 40 + 7)), DROP_CT_INVALID);
	frame = axt_tcp(A4, 1, B4, 80, SYN);
	frame.bytes[14] = 0x44; /* header of 16 bytes */
	EXPECT_DROPPED(axt_from_pod(&pod_a, frame), DROP_INVALID);
	frame.bytes[14] = 0x65; /* version 6 */
	EXPECT_DROPPED(axt_from_pod(&pod_a, frame), DROP_INVALID);
	frame = axt_tcp(A4, 1, B4, 80, SYN);
	frame.bytes[12] = 0x88;
	frame.bytes[13] = 0xcc; /* LLDP */
	EXPECT_DROPPED(axt_from_pod(&pod_a, frame), DROP_UNSUPPORTED_L3);
}

AXT_TEST(link, extension_headers)
{
	struct axt_frame frame = axt_tcp(A6, 1, B6, 80, SYN), deep = frame;

	axt_world(W);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_extension(&frame, IPPROTO_HOPOPTS, 0)), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dport, __builtin_bswap16(80));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_extension(&frame, IPPROTO_DSTOPTS, 0)), &pod_b);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_extension(&frame, IPPROTO_ROUTING, 0)), &pod_b);
	/* Segments left: would end elsewhere than at the address that was judged. */
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_extension(&frame, IPPROTO_ROUTING, 1)), DROP_IPV6_EXT);
	/* An atomic fragment is a whole packet. */
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_extension(&frame, IPPROTO_FRAGMENT, 0)), &pod_b);
	for (int i = 0; i < 8; i++)
		deep = axt_extension(&deep, IPPROTO_DSTOPTS, 0);
	EXPECT_DROPPED(axt_from_pod(&pod_a, deep), DROP_CT_UNKNOWN_L4);
	frame = axt_extension(&frame, IPPROTO_HOPOPTS, 0);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_cut(frame, 14 + 40 + 4)), DROP_IPV6_EXT);
}

AXT_TEST(link, arp_for_the_gateway_is_answered)
{
	struct axt_result result;
	const __u8 *arp = result.frame.bytes + 14;

	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	result = axt_from_pod_raw(&pod_a, axt_arp(1, pod_a.mac, A4, GATEWAY4));
	EXPECT_DELIVERED(result, &pod_a);
	EXPECT_EQ(arp[7], 2);
	EXPECT(!memcmp(arp + 8, pod_a.node_mac, 6), "another MAC address than the node's");
	EXPECT(!memcmp(arp + 14, (__u8[]){ 169, 254, 1, 1 }, 4), "for another address than the one asked for");
	EXPECT(!memcmp(arp + 18, pod_a.mac, 6) && !memcmp(arp + 24, (__u8[]){ 10, 0, 1, 10 }, 4), "not to the asker");
}

AXT_TEST(link, arp_must_be_the_pods_own)
{
	axt_world(W);
	EXPECT_DROPPED(axt_from_pod_raw(&pod_a, axt_arp(1, pod_a.mac, B4, GATEWAY4)), DROP_SRC_IP);
	EXPECT_DROPPED(axt_from_pod_raw(&pod_a, axt_arp(2, pod_a.mac, B4, GATEWAY4)), DROP_SRC_IP);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_arp(1, foreign_mac, A4, GATEWAY4)), DROP_SRC_MAC);
	EXPECT_DROPPED(axt_from_pod_raw(&pod_a, axt_cut(axt_arp(1, pod_a.mac, A4, GATEWAY4), 14 + 27)), DROP_INVALID);
	/* An announcement, an answer and a probe of its own go on. */
	EXPECT_PASSED(axt_from_pod_raw(&pod_a, axt_arp(1, pod_a.mac, A4, A4)));
	EXPECT_PASSED(axt_from_pod_raw(&pod_a, axt_arp(2, pod_a.mac, A4, NODE4)));
	EXPECT_PASSED(axt_from_pod_raw(&pod_a, axt_arp(1, pod_a.mac, "0.0.0.0", A4)));
	EXPECT_PASSED(axt_from_node(&pod_a, axt_arp(1, pod_a.node_mac, NODE4, A4)));
}

AXT_TEST(link, solicitation_for_the_gateway_is_answered)
{
	struct axt_result result;
	const __u8 *ip = result.frame.bytes + 14, *nd = ip + 40;
	__u8 gateway[16], own[16];

	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	axt_address(gateway, GATEWAY6);
	axt_address(own, LINK_LOCAL_A);
	result = axt_from_pod(&pod_a, axt_nd(135, LINK_LOCAL_A, SOLICITED_GATEWAY, GATEWAY6, pod_a.mac));
	EXPECT_DELIVERED(result, &pod_a);
	EXPECT(!memcmp(ip + 8, gateway, 16) && !memcmp(ip + 24, own, 16), "other addresses than gateway to asker");
	EXPECT_EQ(ip[7], 255);
	EXPECT_EQ(nd[0], 136);
	EXPECT_EQ(nd[4], 0xe0);
	EXPECT(!memcmp(nd + 8, gateway, 16), "advertises another target");
	EXPECT(nd[24] == 2 && nd[25] == 1 && !memcmp(nd + 26, pod_a.node_mac, 6),
	       "another MAC address than the node's");
	result.frame.transport = 14 + 40;
	EXPECT(axt_icmpv6_checksum_ok(&result.frame), "wrong checksum");
	/* From its global address, too. */
	result = axt_from_pod(&pod_a, axt_nd(135, A6, SOLICITED_GATEWAY, GATEWAY6, pod_a.mac));
	EXPECT_DELIVERED(result, &pod_a);
	result.frame.transport = 14 + 40;
	EXPECT(axt_icmpv6_checksum_ok(&result.frame), "wrong checksum");
}

AXT_TEST(link, neighbour_discovery_that_is_left_to_the_stack)
{
	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	/* Duplicate detection, an answer to the node, router solicitation, multicast reports. */
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_nd(135, "::", "ff02::1:ff00:10", A6, pod_a.mac)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_nd(136, A6, GATEWAY6, A6, pod_a.mac)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_nd(136, A6, NODE6, A6, pod_a.mac)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_nd(133, LINK_LOCAL_A, "ff02::2", "::", pod_a.mac)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_icmp("::", "ff02::16", 143, 0, 0)));
	/* To the pod. */
	EXPECT_PASSED(axt_from_node(&pod_a, axt_nd(135, GATEWAY6, "ff02::1:ff00:10", A6, pod_a.node_mac)));
	EXPECT_PASSED(axt_from_node(&pod_a, axt_nd(136, GATEWAY6, LINK_LOCAL_A, GATEWAY6, pod_a.node_mac)));
}

/* The node's stack says these at every device; a pod without IPv6 gets them, too, and nobody need hear of it. */
AXT_TEST(link, solicitations_and_reports_of_the_node)
{
	static const __u8 reports[] = { 130, 131, 132, 143 };
	const struct axo_event *events;

	axt_world(W);
	a_without_ipv6();
	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_PASSED(axt_from_node(&pod_a, axt_nd(133, GATEWAY6, "ff02::2", "::", pod_a.node_mac)));
	EXPECT_EQ(axt_verdicts(&events), 0);
	for (size_t i = 0; i < sizeof(reports); i++) {
		struct axt_frame report = axt_icmp(GATEWAY6, "ff02::16", reports[i], 0, 0);

		EXPECT_PASSED(axt_from_node(&pod_a, axt_extension(&report, IPPROTO_HOPOPTS, 0)));
		EXPECT_EQ(axt_verdicts(&events), 0);
	}
	/* Its own reports go to the stack; the questions are not its to ask. */
	for (size_t i = 1; i < sizeof(reports); i++)
		EXPECT_PASSED(axt_from_pod(&pod_a, axt_icmp(LINK_LOCAL_A, "ff02::16", reports[i], 0, 0)));
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_icmp(LINK_LOCAL_A, "ff02::1", reports[0], 0, 0)), DROP_SRC_IP);
	/* Only of the link: what was forwarded, or means a pod itself, is judged like any other packet. */
	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_icmp(REMOTE6, A6, 143, 0, 0)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_nd(133, REMOTE6, A6, "::", pod_a.mac)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_node(&pod_a, axt_with_ttl(axt_nd(133, GATEWAY6, "ff02::2", "::", pod_a.mac), 64)),
		       DROP_INVALID);
}

AXT_TEST(link, false_neighbour_discovery_is_dropped)
{
	axt_world(W);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(134, LINK_LOCAL_A, "ff02::1", "::", pod_a.mac)),
		       DROP_ICMP6_FORBIDDEN);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(137, LINK_LOCAL_A, "ff02::1", "::", pod_a.mac)),
		       DROP_ICMP6_FORBIDDEN);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(136, A6, GATEWAY6, B6, pod_a.mac)), DROP_SRC_IP);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(135, B6, SOLICITED_GATEWAY, GATEWAY6, pod_a.mac)), DROP_SRC_IP);
}

/* Only what stays on the link is free of policy: the same messages are no way around it to elsewhere. */
AXT_TEST(link, neighbour_discovery_to_others_is_judged)
{
	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(135, A6, REMOTE6, REMOTE6, pod_a.mac)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_nd(136, A6, B6, A6, pod_a.mac)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_with_ttl(axt_nd(135, A6, GATEWAY6, GATEWAY6, pod_a.mac), 64)),
		       DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_icmp(A6, REMOTE6, 143, 0, 0)), DROP_POLICY);
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_wire(&pod_b, axt_with_ttl(axt_nd(135, REMOTE6, B6, B6, pod_a.mac), 254)), DROP_POLICY);
}
