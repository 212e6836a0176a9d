// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a hostile pod may try beyond false addresses, ARP and neighbour discovery (test_link.c): fragments that say one thing and mean
 * another, and the node's tunnels. Each is dropped with its reason, whatever the policy allows.
 */
#include <string.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10
#define VXLAN 8472
#define VXLAN_IANA 4789
#define REMOTE_NODE4 "10.0.2.1"
#define REMOTE_NODE6 "fd00:2::1"
#define API_SERVER_NODE4 "10.0.3.1"
#define API_SERVER_NODE6 "fd00:3::1"

AXT_TEST(attacks, vxlan_to_nodes)
{
	static const uint16_t ports[] = { VXLAN, VXLAN_IANA };

	axt_world(W);
	axt_ipcache(REMOTE_NODE4, AXO_ID_REMOTE_NODE, 0);
	axt_ipcache(REMOTE_NODE6, AXO_ID_REMOTE_NODE, 0);
	axt_ipcache(API_SERVER_NODE4, AXO_ID_KUBE_APISERVER, 0);
	axt_ipcache(API_SERVER_NODE6, AXO_ID_KUBE_APISERVER, 0);
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A4, 5000, NODE4, ports[i])), DROP_ENCAP_PROHIBITED);
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A6, 5000, NODE6, ports[i])), DROP_ENCAP_PROHIBITED);
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A4, 5000, API_SERVER_NODE4, ports[i])),
			       DROP_ENCAP_PROHIBITED);
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A6, 5000, API_SERVER_NODE6, ports[i])),
			       DROP_ENCAP_PROHIBITED);
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A4, 5000, REMOTE_NODE4, ports[i])), DROP_ENCAP_PROHIBITED);
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A6, 5000, REMOTE_NODE6, ports[i])), DROP_ENCAP_PROHIBITED);
	}
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).dst_identity, AXO_ID_REMOTE_NODE);
	/* Those ports of others, and others of nodes, are policy's business. */
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, 5000, B4, VXLAN)), &pod_b);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_udp(A4, 5000, WORLD4, VXLAN)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_udp(A4, VXLAN, NODE4, 53)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 5000, NODE4, VXLAN, SYN)));
}

AXT_TEST(attacks, vxlan_to_nodes_in_fragments)
{
	struct axt_frame whole = axt_udp(A4, 5000, NODE4, VXLAN);

	axt_world(W);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 0, 16)), DROP_ENCAP_PROHIBITED);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 16, 16)), DROP_ENCAP_PROHIBITED);
}

/* B may be called at UDP 53 alone. */
static void one_port_world(void)
{
	axt_world(W);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, IPPROTO_UDP, 53, ROW(1, SEGMENT(ALLOW, BIT_A)));
	axt_enforce(&pod_b, P);
}

/* A second first fragment, over the ports of the one that was let in: it and all after it are what it says. */
static void lie_over_the_ports(const char *from, const char *to)
{
	struct axt_frame allowed = axt_udp(from, 5000, to, 53), denied = axt_udp(from, 5000, to, 54);

	one_port_world();
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_fragment(&allowed, 77, 0, 16)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&denied, 77, 0, 8)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&allowed, 77, 16, 16)), DROP_POLICY);
	one_port_world();
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&denied, 77, 0, 16)), DROP_POLICY);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_fragment(&allowed, 77, 0, 8)), &pod_b);
}

AXT_TEST(attacks, fragments_over_the_ports_are_judged_by_their_own)
{
	lie_over_the_ports(A4, B4);
	lie_over_the_ports(A6, B6);
}

static void lie_over_the_flags(const char *from, const char *to)
{
	struct axt_frame whole = axt_tcp(from, 5000, to, 80, SYN);

	axt_world(W);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 0, 24)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 8, 16)), DROP_INVALID);
}

AXT_TEST(attacks, fragments_over_the_tcp_flags)
{
	lie_over_the_flags(A4, B4);
	lie_over_the_flags(A6, B6);
}

/* The first 8 bytes of the IP payload, of which only 4 are there. */
static struct axt_frame half_a_header(const struct axt_frame *whole)
{
	struct axt_frame fragment = axt_fragment(whole, 78, 0, 8);

	return axt_cut(fragment, fragment.transport + 4);
}

static void too_small(const char *from, const char *to)
{
	struct axt_frame tcp = axt_tcp(from, 5000, to, 80, SYN), udp = axt_udp(from, 5000, to, 53),
			 echo = axt_echo(from, to, 7);

	axt_world(W);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&tcp, 77, 0, 8)), DROP_CT_INVALID);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&tcp, 77, 16, 8)), DROP_FRAGMENT);
	EXPECT_DROPPED(axt_from_pod(&pod_a, half_a_header(&udp)), DROP_CT_INVALID);
	EXPECT_DROPPED(axt_from_pod(&pod_a, half_a_header(&echo)), DROP_CT_INVALID);
}

AXT_TEST(attacks, fragments_too_small_for_their_header)
{
	too_small(A4, B4);
	too_small(A6, B6);
}

/* Without ports to look at, the address still is. */
static void in_anothers_name(const char *false_source, const char *to)
{
	struct axt_frame whole = axt_udp(false_source, 5000, to, 53);

	axt_world(W);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 0, 16)), DROP_SRC_IP);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_fragment(&whole, 77, 16, 16)), DROP_SRC_IP);
}

AXT_TEST(attacks, fragments_in_anothers_name)
{
	in_anothers_name(B4, REMOTE4);
	in_anothers_name(B6, REMOTE6);
}
