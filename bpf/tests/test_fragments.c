// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Fragments: the first one speaks for the others. */
#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10

/* A may be called at UDP 53 and sent echo requests. */
static void fragments_world(void)
{
	axt_world(W);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, IPPROTO_UDP, 53, ROW(1, SEGMENT(ALLOW, BIT_REMOTE, BIT_B)));
	axt_row(P, AXO_INGRESS, IPPROTO_ICMP, 8, ROW(2, SEGMENT(ALLOW, BIT_REMOTE)));
	axt_enforce(&pod_a, P);
}

static void expect_fragments(const struct axt_frame *whole)
{
	const struct axo_event *events;

	/* Before the first has come, nobody knows what a later one belongs to. */
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(whole, 77, 16, 16)), DROP_FRAGMENT);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(whole, 77, 0, 16)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(whole, 77, 16, 16)));
	EXPECT_EQ(axt_verdicts(&events), 0);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(whole, 77, 32, 8)));
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(whole, 78, 16, 16)), DROP_FRAGMENT);
}

AXT_TEST(fragments, follow_the_first)
{
	struct axt_frame whole;

	fragments_world();
	whole = axt_udp(REMOTE4, 5000, A4, 53);
	expect_fragments(&whole);
	fragments_world();
	whole = axt_udp(REMOTE6, 5000, A6, 53);
	expect_fragments(&whole);
	fragments_world();
	whole = axt_echo(REMOTE4, A4, 7);
	expect_fragments(&whole);
}

AXT_TEST(fragments, of_what_is_denied_are_denied)
{
	struct axt_frame whole = axt_udp(REMOTE4, 5000, A4, 54);

	fragments_world();
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 0, 16)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 16, 16)), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).dport, __builtin_bswap16(54));
}

AXT_TEST(fragments, between_pods)
{
	struct axt_frame whole = axt_udp(B4, 5000, A4, 53);

	fragments_world();
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_fragment(&whole, 77, 0, 16)), &pod_a);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_fragment(&whole, 77, 16, 16)), &pod_a);
	/* What B said is not what another said under the same number. */
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 16, 16)), DROP_FRAGMENT);
}

AXT_TEST(fragments, first_must_hold_the_ports)
{
	struct axt_frame whole = axt_tcp(REMOTE4, 5000, A4, 80, SYN);

	axt_world(W);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 0, 8)), DROP_CT_INVALID);
	/* Nor may the second lie over the flags of the first. */
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 0, 24)));
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 8, 16)), DROP_INVALID);
}
