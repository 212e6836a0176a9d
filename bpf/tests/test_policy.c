// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Rows, segments, defaults, shadows: what the policy maps mean. B's ingress is what is judged, with A as the peer unless said. */
#include <arpa/inet.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10 /* B's policy */
#define ENFORCED AXO_POLICY_ENFORCE_INGRESS

static __u16 port = 40000; /* another connection each time */

static struct axt_result knock(__u16 dport)
{
	return axt_from_pod(&pod_a, axt_tcp(A4, port++, B4, dport, SYN));
}

static struct axt_result knock_from(const char *src)
{
	return axt_from_wire(&pod_b, axt_tcp(src, port++, B4, 80, SYN));
}

static void enforce_at_b(__u32 flags)
{
	axt_world(W);
	axt_policy(P, flags);
	axt_enforce(&pod_b, P);
}

static void expect_cause(const char *file, int line, enum axo_event_type type, __u32 row, __u8 segment, __u16 bit)
{
	struct axo_event event = axt_last(type);

	if (event.policy_id != P || event.row != row || event.segment != segment || event.bit != bit)
		axt_fail(file, line, "named {policy %u, row %u, segment %u, bit %u}, expected {%u, %u, %u, %u}",
			 event.policy_id, event.row, event.segment, event.bit, P, row, segment, bit);
}
#define EXPECT_CAUSE(type, row, segment, bit) expect_cause(__FILE__, __LINE__, type, row, segment, bit)

AXT_TEST(policy, without_one_everything_is_dropped)
{
	axt_world(W);
	axt_enforce(&pod_b, 0);
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
	/* Whatever stands there under no id. */
	axt_policy(0, 0);
	axt_row(0, AXO_INGRESS, 0, 0, ROW(1, SEGMENT(ALLOW, BIT_EVERYONE)));
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
	axt_enforce(&pod_b, 77); /* an id that nobody wrote */
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).policy_id, 77);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).action, AXO_ACTION_NONE);
}

AXT_TEST(policy, default_follows_the_direction)
{
	enforce_at_b(AXO_POLICY_ENFORCE_EGRESS);
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 0, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_tcp(B4, 1, REMOTE4, 80, SYN)), DROP_POLICY);

	axt_policy(P, ENFORCED);
	EXPECT_DROPPED(knock(80), DROP_POLICY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 0, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).action, AXO_ACTION_DENY);
	EXPECT_PASSED(axt_from_pod(&pod_b, axt_tcp(B4, 2, REMOTE4, 80, SYN)));
}

AXT_TEST(policy, first_segment_with_a_bit_of_the_peer_decides)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80,
		ROW(4, SEGMENT(DENY, BIT_REMOTE), SEGMENT(ALLOW, BIT_HOST, BIT_A), SEGMENT(DENY, BIT_EVERYONE)));
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, 1, BIT_A);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).subtype, AXO_ACTION_ALLOW);

	EXPECT_DROPPED(knock_from(REMOTE4), DROP_POLICY_DENY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, 0, BIT_REMOTE);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, 0, BIT_REMOTE);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).subtype, AXO_ACTION_DENY);

	EXPECT_DROPPED(knock_from(WORLD4), DROP_POLICY_DENY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, 2, BIT_EVERYONE);

	/* Another port has no row. */
	EXPECT_DROPPED(knock(81), DROP_POLICY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 0, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
}

AXT_TEST(policy, row_without_a_matching_segment_leaves_the_default)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(4, SEGMENT(ALLOW, BIT_REMOTE)));
	EXPECT_DROPPED(knock(80), DROP_POLICY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
	axt_policy(P, 0);
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
}

/* Each of the eight places of a segment, and no place beyond nbits. */
AXT_TEST(policy, every_place_of_a_segment_counts)
{
	for (int place = 0; place < AXO_SEGMENT_BITS; place++) {
		struct axo_row row = ROW(4, SEGMENT(ALLOW, 20, 21, 22, 23, 24, 25, 26, 27));

		enforce_at_b(ENFORCED);
		row.segments[0].bits[place] = BIT_A;
		row.segments[0].nbits = place + 1;
		axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
		EXPECT_DELIVERED(knock(80), &pod_b);
		EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, 0, BIT_A);
		row.segments[0].nbits = place;
		axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
		EXPECT_DROPPED(knock(80), DROP_POLICY);
	}
}

AXT_TEST(policy, every_segment_of_a_row_counts)
{
	for (int last = 0; last < AXO_ROW_SEGMENTS; last++) {
		struct axo_row row = { .id = 4, .nsegments = last + 1 };

		enforce_at_b(ENFORCED);
		for (int i = 0; i < last; i++)
			row.segments[i] = SEGMENT(DENY, BIT_REMOTE, BIT_HOST);
		row.segments[last] = SEGMENT(ALLOW, BIT_A);
		axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
		EXPECT_DELIVERED(knock(80), &pod_b);
		EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, last, BIT_A);
		row.nsegments = last;
		axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
		EXPECT_DROPPED(knock(80), DROP_POLICY);
	}
}

AXT_TEST(policy, longest_prefix_decides)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, 0, 0, ROW(1, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, -1, ROW(2, SEGMENT(ALLOW, BIT_A)));
	axt_row_prefix(P, AXO_INGRESS, IPPROTO_TCP, 0x1f00, 8, ROW(3, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 0x1f90, ROW(4, SEGMENT(DENY, BIT_A)));
	EXPECT_DROPPED(knock(0x1f90), DROP_POLICY_DENY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, 0, BIT_A);
	EXPECT_DELIVERED(knock(0x1f91), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 3, 0, BIT_A);
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 2, 0, BIT_A);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, port++, B4, 53)), &pod_b);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 1, 0, BIT_A);
}

AXT_TEST(policy, icmp_type_is_the_port)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_ICMP, 8, ROW(1, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_ICMPV6, 128, ROW(2, SEGMENT(ALLOW, BIT_A)));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_echo(A4, B4, 7)), &pod_b);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_echo(A6, B6, 7)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_icmp(A4, B4, 13, 0, 7)), DROP_POLICY);
}

AXT_TEST(policy, sctp_has_ports)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_SCTP, 2905, ROW(1, SEGMENT(ALLOW, BIT_A)));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_sctp(A4, 1, B4, 2905)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_sctp(A4, 1, B4, 2906)), DROP_POLICY);
}

/* Ports that are equal in all but the protocol: neither a row nor a connection of one speaks for another. */
AXT_TEST(policy, sctp_is_neither_tcp_nor_udp)
{
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_SCTP, 81, ROW(1, SEGMENT(ALLOW, BIT_A)));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_sctp(A4, 1, B4, 81)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 1, B4, 81, SYN)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_udp(A4, 1, B4, 81)), DROP_POLICY);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 82, ROW(2, SEGMENT(ALLOW, BIT_A)));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_tcp(A6, 1, B6, 82, SYN)), &pod_b);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_sctp(A6, 1, B6, 82)), DROP_POLICY);
	axt_row(P, AXO_INGRESS, IPPROTO_SCTP, 82, ROW(3, SEGMENT(DENY, BIT_A)));
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_sctp(A6, 1, B6, 82)), DROP_POLICY_DENY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 3, 0, BIT_A);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_tcp(A6, 2, B6, 82, SYN)), &pod_b);
}

/* The receiver's replies pass whatever its egress says; what it begins itself is judged. */
AXT_TEST(policy, sctp_is_answered)
{
	enforce_at_b(ENFORCED | AXO_POLICY_ENFORCE_EGRESS);
	axt_row(P, AXO_INGRESS, IPPROTO_SCTP, 81, ROW(1, SEGMENT(ALLOW, BIT_A)));
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_sctp(A4, 1, B4, 81)), &pod_b);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_sctp(B4, 81, A4, 1)), &pod_a);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_tcp(B4, 81, A4, 1, SYN)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_sctp(B4, 82, A4, 1)), DROP_POLICY);
}

AXT_TEST(policy, unknown_peer_is_let_in_with_everyone_only)
{
	enforce_at_b(ENFORCED);
	EXPECT_DROPPED(knock_from(STRANGER4), DROP_UNKNOWN_SENDER);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, AXO_ID_UNKNOWN);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_PODS, BIT_A, BIT_B, BIT_HOST, BIT_WORLD)));
	EXPECT_DROPPED(knock_from(STRANGER4), DROP_UNKNOWN_SENDER);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80,
		ROW(1, SEGMENT(ALLOW, BIT_A, BIT_B, BIT_HOST, BIT_WORLD, BIT_EVERYONE)));
	EXPECT_PASSED(knock_from(STRANGER4));
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 1, 0, BIT_EVERYONE);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(DENY, BIT_EVERYONE)));
	EXPECT_DROPPED(knock_from(STRANGER4), DROP_POLICY_DENY);
}

/* An identity that has a number and no vector yet is as unknown as none. */
AXT_TEST(policy, identity_without_a_vector_is_unknown)
{
	__u32 identity = ID_REMOTE;

	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_REMOTE)));
	EXPECT_PASSED(knock_from(REMOTE4));
	axt_map_delete("identity_slot", &identity);
	EXPECT_DROPPED(knock_from(REMOTE4), DROP_UNKNOWN_SENDER);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, ID_REMOTE);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT_OF_VECTOR(ALLOW, 3)));
	axt_vector(3, (int[]){ BIT_REMOTE, -1 });
	EXPECT_DROPPED(knock_from(REMOTE4), DROP_UNKNOWN_SENDER);
	axt_vector(3, (int[]){ BIT_EVERYONE, BIT_REMOTE, -1 });
	EXPECT_PASSED(knock_from(REMOTE4));
}

AXT_TEST(policy, identity_too_wide_for_a_ticket_is_refused)
{
	axt_world(W);
	axt_ipcache(REMOTE4, 1 << 28, 0);
	EXPECT_DROPPED(knock_from(REMOTE4), DROP_INVALID_IDENTITY);
}

AXT_TEST(policy, redirect_is_not_served_and_says_so)
{
	struct axo_row row = ROW(6, SEGMENT(REDIRECT, BIT_A));

	enforce_at_b(ENFORCED);
	row.segments[0].rules = 9;
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
	EXPECT_DROPPED(knock(80), DROP_NO_PROXY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 6, 0, BIT_A);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).action, AXO_ACTION_REDIRECT);
}

AXT_TEST(policy, rows_go_on)
{
	enforce_at_b(ENFORCED);
	for (int length = 1; length < AXO_MAX_ROW_CHAIN; length += 7) {
		struct axo_row row = { .id = 4, .nsegments = AXO_ROW_SEGMENTS };

		for (int i = 0; i < AXO_ROW_SEGMENTS; i++)
			row.segments[i] = SEGMENT(DENY, BIT_REMOTE);
		for (int i = 1; i < length; i++) {
			row.next = 100 + i + 1;
			axt_row_more(100 + i, row);
		}
		axt_row_more(100 + length, ROW(4, SEGMENT(DENY, BIT_HOST), SEGMENT(ALLOW, BIT_A)));
		row.next = 101;
		axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
		EXPECT_DELIVERED(knock(80), &pod_b);
		EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, length * AXO_ROW_SEGMENTS + 1, BIT_A);
		/* Where it breaks off, nobody knows what it said. */
		axt_map_delete("policy_more", &(__u32){ 100 + length });
		EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
	}
}

AXT_TEST(policy, row_that_goes_on_for_ever_drops)
{
	struct axo_row row = ROW(4, SEGMENT(ALLOW, BIT_REMOTE));

	enforce_at_b(0);
	row.next = 100;
	axt_row_more(100, row);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
}

AXT_TEST(policy, shadow_turns_a_pass_into_an_audit)
{
	struct axo_row row = ROW(4, SEGMENT(ALLOW, BIT_PODS));

	enforce_at_b(ENFORCED);
	row.shadow = 50;
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
	axt_row_more(50, ROW(9, SEGMENT(DENY, BIT_A), SEGMENT(ALLOW, BIT_PODS)));

	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).subtype, AXO_ACTION_ALLOW);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).action, AXO_ACTION_DENY);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 9, 0, BIT_A);

	EXPECT_PASSED(knock_from(REMOTE4));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, 0);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 4, 0, BIT_PODS);

	/* No segment of the shadow: its default is the policy's. */
	axt_row_more(50, ROW(9, SEGMENT(ALLOW, BIT_REMOTE)));
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 9, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);

	/* What only the shadow would allow stays dropped. */
	axt_row_more(50, ROW(9, SEGMENT(ALLOW, BIT_EVERYONE)));
	EXPECT_DROPPED(knock_from(WORLD4), DROP_POLICY);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, AXO_SEGMENT_DEFAULT, AXO_NO_BIT);
}

/* While nothing serves redirects the packet is dropped for want of a proxy, and the drop names what would have denied it. */
AXT_TEST(policy, shadow_over_a_redirect_is_an_audit)
{
	struct axo_row row = ROW(4, SEGMENT(REDIRECT, BIT_A));

	row.shadow = 50;
	enforce_at_b(ENFORCED);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
	axt_row_more(50, ROW(5, SEGMENT(DENY, BIT_A)));
	EXPECT_DROPPED(knock(80), DROP_NO_PROXY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).flags, AXO_EVENT_AUDIT);
	EXPECT_CAUSE(AXO_EVENT_DROP, 5, 0, BIT_A);

	axt_row_more(50, ROW(5, SEGMENT(DENY, BIT_REMOTE), SEGMENT(ALLOW, BIT_A)));
	EXPECT_DROPPED(knock(80), DROP_NO_PROXY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).flags, 0);
	EXPECT_CAUSE(AXO_EVENT_DROP, 4, 0, BIT_A);
}

AXT_TEST(policy, audit_of_an_endpoint_lets_denials_pass)
{
	enforce_at_b(ENFORCED | AXO_POLICY_AUDIT);
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).action, AXO_ACTION_DENY);
	EXPECT_PASSED(knock_from(STRANGER4));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(DENY, BIT_REMOTE), SEGMENT(ALLOW, BIT_A)));
	EXPECT_PASSED(knock_from(REMOTE4));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	EXPECT_CAUSE(AXO_EVENT_VERDICT, 1, 0, BIT_REMOTE);
	EXPECT_DELIVERED(knock(80), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, 0);
	axt_enforce(&pod_b, 0);
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
}

AXT_TEST(policy, bit_beyond_the_width_is_not_taken_for_another)
{
	enforce_at_b(0);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, W + BIT_A)));
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT_OF_VECTOR(ALLOW, AXO_MAX_VECTORS)));
	EXPECT_DROPPED(knock(80), DROP_NO_POLICY);
}
