// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ICMP: echo has connections, errors belong to those of what they quote. */
#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10
#define UNREACHABLE 3
#define TIME_EXCEEDED 11
#define UNREACHABLE6 1
#define TOO_BIG6 2
#define ROUTER4 "198.51.100.7" /* on the way to the world */

/* A may call anyone at TCP 80 and UDP 53, and send echo requests; it may be called by nobody but at UDP 53. */
static void outgoing_world(void)
{
	axt_world(W);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS);
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_row(P, AXO_EGRESS, IPPROTO_UDP, 53, ROW(2, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_row(P, AXO_EGRESS, IPPROTO_ICMP, 8, ROW(3, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_row(P, AXO_EGRESS, IPPROTO_ICMPV6, 128, ROW(4, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_row(P, AXO_INGRESS, IPPROTO_UDP, 53, ROW(5, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_enforce(&pod_a, P);
}

AXT_TEST(icmp, echo_is_a_connection)
{
	outgoing_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo(A4, WORLD4, 7)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).icmp_type, 8);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).sport, 0);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dport, 0);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(WORLD4, A4, 7)));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).ct_state, AXO_CT_STATE_REPLY);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo(A6, WORLD6, 7)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(WORLD6, A6, 7)));
	/* Another identifier, or a question instead of an answer, is none of it. */
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_echo_reply(WORLD4, A4, 8)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_echo(WORLD4, A4, 7)), DROP_POLICY);
}

/* Judged again, an answer is still an answer to the question that was asked. */
AXT_TEST(icmp, answer_under_a_new_policy_is_judged_as_the_question)
{
	outgoing_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo(A4, WORLD4, 7)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo(A6, WORLD6, 7)));
	axt_policy(P + 1, AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS);
	axt_row(P + 1, AXO_EGRESS, IPPROTO_ICMP, 8, ROW(3, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_row(P + 1, AXO_EGRESS, IPPROTO_ICMPV6, 128, ROW(4, SEGMENT(ALLOW, BIT_EVERYONE)));
	axt_enforce(&pod_a, P + 1);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(WORLD4, A4, 7)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(WORLD6, A6, 7)));
}

/* Both may ask with the same identifier at once. */
AXT_TEST(icmp, questions_of_both_sides_are_two_connections)
{
	axt_world(W);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo(A4, REMOTE4, 7)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo(REMOTE4, A4, 7)));
	EXPECT_EQ(axt_ct_entries("ct_new"), 2);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_echo_reply(A4, REMOTE4, 7)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(REMOTE4, A4, 7)));
	EXPECT_EQ(axt_ct_entries("ct_new"), 0);
	EXPECT_EQ(axt_ct_entries("ct_est"), 2);
}

/* An answer that was never asked for opens nothing. */
AXT_TEST(icmp, unasked_answer_makes_no_entry)
{
	axt_world(W);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_echo_reply(REMOTE4, A4, 7)));
	EXPECT_EQ(axt_ct_entries("ct_new"), 0);
}

AXT_TEST(icmp, error_about_a_connection_passes)
{
	struct axt_frame sent = axt_tcp(A4, 40000, WORLD4, 80, SYN), sent6 = axt_tcp(A6, 40000, WORLD6, 80, SYN);

	outgoing_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, sent));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, UNREACHABLE, &sent)));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).ct_state, AXO_CT_STATE_RELATED);
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).direction, AXO_EGRESS);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, TIME_EXCEEDED, &sent)));
	/* The node's own stack may be the one to say so. */
	EXPECT_PASSED(axt_from_node(&pod_a, axt_icmp_error("192.0.2.1", A4, UNREACHABLE, &sent)));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).src_identity, AXO_ID_HOST);

	EXPECT_PASSED(axt_from_pod(&pod_a, sent6));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error("2001:db8::1", A6, UNREACHABLE6, &sent6)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error("2001:db8::1", A6, TOO_BIG6, &sent6)));
	/* About an echo request, too. */
	sent = axt_echo(A4, WORLD4, 7);
	EXPECT_PASSED(axt_from_pod(&pod_a, sent));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, TIME_EXCEEDED, &sent)));
	/* None of them is a sign of life, nor a reply. */
	EXPECT_EQ(axt_ct_entries("ct_est"), 0);
}

AXT_TEST(icmp, error_about_nothing_is_judged_as_itself)
{
	struct axt_frame never = axt_tcp(A4, 40000, WORLD4, 80, SYN), others = axt_tcp(B4, 40000, WORLD4, 80, SYN);
	struct axt_frame error;

	outgoing_world();
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, UNREACHABLE, &never)), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).icmp_type, UNREACHABLE);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).ct_state, AXO_CT_STATE_NEW);
	/* About somebody else's connection. */
	EXPECT_PASSED(axt_from_pod(&pod_b, others));
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, UNREACHABLE, &others)), DROP_POLICY);
	/* Too short to say about what. */
	EXPECT_PASSED(axt_from_pod(&pod_a, never));
	error = axt_icmp_error(ROUTER4, A4, UNREACHABLE, &never);
	EXPECT_PASSED(axt_from_wire(&pod_a, error));
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_cut(error, error.length - 6)), DROP_POLICY);
	/* A redirect is no error. */
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, 5, &never)), DROP_POLICY);
	axt_row(P, AXO_INGRESS, IPPROTO_ICMP, UNREACHABLE, ROW(9, SEGMENT(ALLOW, BIT_WORLD)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, UNREACHABLE, &others)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).row, 9);
}

/* A pod says that nobody listens there: an error from inside, about what it was sent. */
AXT_TEST(icmp, error_by_a_pod)
{
	struct axt_frame asked = axt_udp(REMOTE4, 5000, A4, 53), from_b = axt_udp(B4, 5000, A4, 53);

	outgoing_world();
	EXPECT_PASSED(axt_from_wire(&pod_a, asked));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_icmp_error(A4, REMOTE4, UNREACHABLE, &asked)));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).ct_state, AXO_CT_STATE_RELATED);
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).direction, AXO_INGRESS);
	asked = axt_udp(REMOTE4, 5001, A4, 53);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_icmp_error(A4, REMOTE4, UNREACHABLE, &asked)), DROP_POLICY);
	/* To a pod of this node: related at both ends. */
	axt_enforce(&pod_b, P);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, from_b), &pod_a);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_icmp_error(A4, B4, UNREACHABLE, &from_b)), &pod_b);
}

AXT_TEST(icmp, error_about_a_connection_that_is_denied_now_is_dropped)
{
	struct axt_frame sent = axt_tcp(A4, 40000, WORLD4, 80, SYN);

	outgoing_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, sent));
	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_icmp_error(ROUTER4, A4, UNREACHABLE, &sent)), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).ct_state, AXO_CT_STATE_RELATED);
}
