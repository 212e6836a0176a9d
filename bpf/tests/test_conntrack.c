// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Connections: who opened them, how long they last, and what happens when the policy changes under them. */
#include <time.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10
#define Q 11
#define BOTH_ENFORCED (AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS)

static struct axt_result a_says(__u8 flags)
{
	return axt_from_pod(&pod_a, axt_tcp(A4, 40000, B4, 80, flags));
}

static struct axt_result b_says(__u8 flags)
{
	return axt_from_pod(&pod_b, axt_tcp(B4, 80, A4, 40000, flags));
}

static void handshake(void)
{
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_DELIVERED(b_says(SYN | ACK), &pod_a);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
}

/* A may call B's port 80 and B may be called there by A; nothing else goes. */
static void one_way_world(void)
{
	axt_world(W);
	axt_policy(P, BOTH_ENFORCED);
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_B, BIT_REMOTE, BIT_HOST)));
	axt_row(P, AXO_EGRESS, IPPROTO_UDP, 53, ROW(2, SEGMENT(ALLOW, BIT_B, BIT_REMOTE)));
	axt_row(P, AXO_EGRESS, IPPROTO_ICMP, 8, ROW(3, SEGMENT(ALLOW, BIT_B)));
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(4, SEGMENT(ALLOW, BIT_A, BIT_REMOTE, BIT_HOST)));
	axt_row(P, AXO_INGRESS, IPPROTO_UDP, 53, ROW(5, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_ICMP, 8, ROW(6, SEGMENT(ALLOW, BIT_A)));
	axt_enforce(&pod_a, P);
	axt_enforce(&pod_b, P);
}

AXT_TEST(conntrack, replies_of_an_allowed_connection_pass)
{
	one_way_world();
	handshake();
	EXPECT_DELIVERED(b_says(ACK | PSH), &pod_a);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, 5000, B4, 53)), &pod_b);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_udp(B4, 53, A4, 5000)), &pod_a);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_echo(A4, B4, 7)), &pod_b);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_echo_reply(B4, A4, 7)), &pod_a);
}

AXT_TEST(conntrack, what_was_not_asked_for_is_no_reply)
{
	one_way_world();
	EXPECT_DROPPED(b_says(SYN | ACK), DROP_POLICY);
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_udp(B4, 53, A4, 5000)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_echo_reply(B4, A4, 7)), DROP_POLICY);
	handshake();
	/* Another port of either side is another connection. */
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_tcp(B4, 80, A4, 40001, ACK)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_tcp(B4, 81, A4, 40000, ACK)), DROP_POLICY);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_udp(B4, 80, A4, 40000)), DROP_POLICY);
}

/* The entry of A is no ticket at B. */
AXT_TEST(conntrack, each_end_has_its_own_entry)
{
	struct axo_ct_value value;
	struct axo_ct_key key;

	one_way_world();
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_DROPPED(a_says(SYN), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_b.id);
	EXPECT(axt_ct_only("ct_new", &pod_a, &key, &value), "A has no entry");
	EXPECT_EQ(key.local_port, __builtin_bswap16(40000));
	EXPECT_EQ(key.peer_port, __builtin_bswap16(80));
	EXPECT_EQ(value.flags, 0);
	EXPECT_EQ(value.ticket, (__u64)P << 32 | (__u64)AXO_ACTION_ALLOW << 28 | ID_B);
	EXPECT_EQ(value.version, AXO_CT_VERSION);
	EXPECT(!axt_ct_only("ct_new", &pod_b, &key, &value), "B has an entry for what it was never sent");
	EXPECT_DROPPED(a_says(SYN), DROP_POLICY);

	axt_enforce(&pod_b, P);
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT(axt_ct_only("ct_new", &pod_b, &key, &value), "B has no entry");
	EXPECT_EQ(key.local_port, __builtin_bswap16(80));
	EXPECT_EQ(key.peer_port, __builtin_bswap16(40000));
	EXPECT_EQ(value.flags, AXO_CT_INGRESS);
	EXPECT_EQ(value.ticket, (__u64)P << 32 | (__u64)AXO_ACTION_ALLOW << 28 | ID_A);
}

AXT_TEST(conntrack, answered_connections_move_up)
{
	struct axo_ct_value value;
	struct axo_ct_key key;

	one_way_world();
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_DELIVERED(b_says(SYN | ACK), &pod_a);
	EXPECT_EQ(axt_ct_entries("ct_new"), 2);
	EXPECT_EQ(axt_ct_entries("ct_est"), 0);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
	EXPECT_EQ(axt_ct_entries("ct_new"), 0);
	EXPECT_EQ(axt_ct_entries("ct_est"), 2);
	EXPECT(axt_ct_only("ct_est", &pod_a, &key, &value), "A's entry is gone");
	EXPECT_EQ(value.flags, AXO_CT_REPLY_SEEN | AXO_CT_ESTABLISHED);
	EXPECT_EQ(value.packets[0], 2);
	EXPECT_EQ(value.packets[1], 1);
	EXPECT_EQ(value.bytes[0], 2 * (14 + 20 + 20 + 32));
	EXPECT_EQ(value.tcp_flags[0], SYN | ACK);

	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, 5000, B4, 53)), &pod_b);
	EXPECT_EQ(axt_ct_entries("ct_new"), 2);
	EXPECT_DELIVERED(axt_from_pod(&pod_b, axt_udp(B4, 53, A4, 5000)), &pod_a);
	EXPECT_EQ(axt_ct_entries("ct_new"), 0);
	EXPECT_EQ(axt_ct_entries("ct_est"), 4);
}

AXT_TEST(conntrack, refused_connections_stay_below)
{
	one_way_world();
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_DELIVERED(b_says(RST | ACK), &pod_a);
	EXPECT_EQ(axt_ct_entries("ct_est"), 0);
}

AXT_TEST(conntrack, connection_picked_up_in_the_middle_is_judged_in_its_direction)
{
	one_way_world();
	EXPECT_DELIVERED(a_says(ACK | PSH), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).ct_state, AXO_CT_STATE_NEW);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	EXPECT_EQ(axt_ct_entries("ct_est"), 2);
}

AXT_TEST(conntrack, syn_against_the_opener_is_a_new_connection)
{
	one_way_world();
	handshake();
	EXPECT_DROPPED(b_says(SYN), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_b.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).ct_state, AXO_CT_STATE_NEW);
	/* Which does the old one no harm. */
	EXPECT_DELIVERED(b_says(ACK | PSH), &pod_a);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);

	/* Allowed, it takes the place of the old one. */
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 40000, ROW(7, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 40000, ROW(8, SEGMENT(ALLOW, BIT_B)));
	EXPECT_DELIVERED(b_says(SYN), &pod_a);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).row, 8);
	EXPECT_EQ(axt_ct_entries("ct_est"), 0);
	EXPECT_EQ(axt_ct_entries("ct_new"), 2);
}

/* A new entry, or that of the connection before, as the first SYN leaves it. */
static void expect_opened(const char *map)
{
	struct axo_ct_value value;
	struct axo_ct_key key;

	EXPECT_EQ(axt_ct_entries("ct_new") + axt_ct_entries("ct_est"), 2);
	if (!axt_ct_only(map, &pod_b, &key, &value)) {
		axt_fail(__FILE__, __LINE__, "B has no entry, or several, in %s", map);
		return;
	}
	EXPECT_EQ(value.flags, AXO_CT_INGRESS);
	EXPECT_EQ(value.packets[0], 1);
	EXPECT_EQ(value.packets[1], 0);
	EXPECT_EQ(value.bytes[0], 14 + 20 + 20 + 32);
	EXPECT_EQ(value.bytes[1], 0);
	EXPECT_EQ(value.tcp_flags[0], SYN);
	EXPECT_EQ(value.tcp_flags[1], 0);
	EXPECT(value.reported_ns[0] && !value.reported_ns[1], "told of before it was opened");
}

AXT_TEST(conntrack, reopened_after_close_or_reset)
{
	const struct axo_event *events;

	one_way_world();
	handshake();
	EXPECT_DELIVERED(a_says(FIN | ACK), &pod_b);
	EXPECT_DELIVERED(b_says(FIN | ACK), &pod_a);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
	EXPECT_EQ(axt_verdicts(&events), 0);
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_EQ(axt_verdicts(&events), 2);
	expect_opened("ct_est");
	EXPECT_DELIVERED(b_says(RST | ACK), &pod_a);
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_EQ(axt_verdicts(&events), 2);
	expect_opened("ct_est");
	/* A SYN sent again is none. */
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_EQ(axt_verdicts(&events), 0);
}

AXT_TEST(conntrack, reopened_after_its_time)
{
	one_way_world();
	handshake();
	axt_ct_age(8001);
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).ct_state, AXO_CT_STATE_NEW);
	expect_opened("ct_est");
	EXPECT_DELIVERED(b_says(SYN | ACK), &pod_a);
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).ct_state, AXO_CT_STATE_REPLY);
	/* Also by who was called before. */
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 40000, ROW(7, SEGMENT(ALLOW, BIT_A)));
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 40000, ROW(8, SEGMENT(ALLOW, BIT_B)));
	axt_ct_age(61);
	EXPECT_DELIVERED(b_says(SYN), &pod_a);
	EXPECT_EQ(axt_ct_entries("ct_est"), 0);
	EXPECT_EQ(axt_ct_entries("ct_new"), 2);
	EXPECT_DELIVERED(a_says(SYN | ACK), &pod_b);
}

/* What the one before was allowed by is no ticket for the next. */
AXT_TEST(conntrack, reopened_under_another_policy)
{
	struct axo_ct_value value;
	struct axo_ct_key key;

	one_way_world();
	handshake();
	EXPECT_DELIVERED(a_says(RST), &pod_b);
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_DROPPED(a_says(SYN), DROP_POLICY);
	EXPECT_DROPPED(a_says(ACK), DROP_POLICY);
	axt_policy(Q, BOTH_ENFORCED);
	axt_row(Q, AXO_INGRESS, IPPROTO_TCP, 80, ROW(9, SEGMENT(ALLOW, BIT_A)));
	axt_enforce(&pod_b, Q);
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	expect_opened("ct_new");
	EXPECT(axt_ct_only("ct_new", &pod_b, &key, &value), "B has no entry");
	EXPECT_EQ(value.ticket, (__u64)Q << 32 | (__u64)AXO_ACTION_ALLOW << 28 | ID_A);
	EXPECT_EQ(axt_ct_entries("ct_est"), 1);
}

/* Is the entry of A still there after so many seconds of silence, but not after a little more? */
static void expect_lifetime(const char *map, __u64 seconds)
{
	struct axo_ct_value value;
	struct axo_ct_key key;
	struct timespec now;
	double left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!axt_ct_only(map, &pod_a, &key, &value)) {
		axt_fail(__FILE__, __LINE__, "A has no entry, or several, in %s", map);
		return;
	}
	left = value.expires_ns / 1e9 - (now.tv_sec + now.tv_nsec / 1e9);
	EXPECT(left > seconds - 5 && left <= seconds, "lives %.1f s more, expected %llu", left, seconds);
}

AXT_TEST(conntrack, lifetimes)
{
	one_way_world();
	EXPECT_DELIVERED(a_says(SYN), &pod_b);
	expect_lifetime("ct_new", 60);
	EXPECT_DELIVERED(b_says(SYN | ACK), &pod_a);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
	expect_lifetime("ct_est", 8000);
	/* Half closed, the other half may go on. */
	EXPECT_DELIVERED(a_says(FIN | ACK), &pod_b);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	expect_lifetime("ct_est", 8000);
	EXPECT_DELIVERED(b_says(FIN | ACK), &pod_a);
	expect_lifetime("ct_est", 10);

	one_way_world();
	handshake();
	EXPECT_DELIVERED(b_says(RST), &pod_a);
	expect_lifetime("ct_est", 10);

	one_way_world();
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, 5000, B4, 53)), &pod_b);
	expect_lifetime("ct_new", 60);
	one_way_world();
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_echo(A4, B4, 7)), &pod_b);
	expect_lifetime("ct_new", 60);
}

AXT_TEST(conntrack, entry_past_its_time_is_none)
{
	one_way_world();
	handshake();
	axt_ct_age(7990);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	axt_ct_age(8001);
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).ct_state, AXO_CT_STATE_NEW);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	axt_ct_age(61);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);

	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A4, 5000, B4, 53)), &pod_b);
	axt_ct_age(61);
	EXPECT_DROPPED(axt_from_pod(&pod_b, axt_udp(B4, 53, A4, 5000)), DROP_POLICY);
}

/* Q: as P, without anything for TCP. */
static void tighten(const struct axt_pod *pod)
{
	axt_policy(Q, BOTH_ENFORCED);
	axt_enforce(pod, Q);
}

AXT_TEST(conntrack, tightened_policy_stops_a_live_connection_at_the_opener)
{
	one_way_world();
	handshake();
	tighten(&pod_a);
	EXPECT_DROPPED(a_says(ACK), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).policy_id, Q);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).ct_state, AXO_CT_STATE_ESTABLISHED);

	/* The reply is let out by B and stopped at A, as part of what A may not have: an egress denial, though it goes inwards. */
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_a.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).ct_state, AXO_CT_STATE_REPLY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, ID_B);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).dst_identity, ID_A);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).dport, __builtin_bswap16(40000));
	EXPECT_EQ(axt_counter(Q, 0, AXO_SEGMENT_DEFAULT, AXO_EGRESS).packets, 2);
	EXPECT_EQ(axt_metric(DROP_POLICY, AXO_EGRESS).packets, 2);
	/* And each that follows, with its cause. */
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).policy_id, Q);
}

AXT_TEST(conntrack, tightened_policy_stops_a_live_connection_at_the_other_end)
{
	one_way_world();
	handshake();
	tighten(&pod_b);
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_b.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_INGRESS);
	EXPECT_DROPPED(a_says(ACK), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_b.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_INGRESS);
}

AXT_TEST(conntrack, relaxed_again_the_connection_goes_on)
{
	one_way_world();
	handshake();
	tighten(&pod_a);
	EXPECT_DROPPED(b_says(ACK), DROP_POLICY);
	axt_enforce(&pod_a, P);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
}

AXT_TEST(conntrack, same_verdict_under_a_new_policy_is_taken_over_silently)
{
	const struct axo_event *events;
	struct axo_ct_value value;
	struct axo_ct_key key;

	one_way_world();
	handshake();
	axt_policy(Q, BOTH_ENFORCED);
	axt_row(Q, AXO_EGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_B)));
	axt_enforce(&pod_a, Q);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	EXPECT_EQ(axt_verdicts(&events), 0);
	EXPECT_EQ(axt_counter(Q, 1, 0, AXO_EGRESS).packets, 1);
	EXPECT(axt_ct_only("ct_est", &pod_a, &key, &value), "A's entry is gone");
	EXPECT_EQ(value.ticket >> 32, Q);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	EXPECT_EQ(axt_counter(Q, 1, 0, AXO_EGRESS).packets, 1);
}

AXT_TEST(conntrack, peer_that_becomes_another_is_judged_again)
{
	const struct axt_frame out = axt_tcp(A4, 40000, REMOTE4, 80, SYN),
			       in = axt_tcp(REMOTE4, 80, A4, 40000, SYN | ACK);

	one_way_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, out));
	EXPECT_PASSED(axt_from_wire(&pod_a, in));
	axt_ipcache(REMOTE4, AXO_ID_WORLD_IPV4, 0);
	EXPECT_DROPPED(axt_from_wire(&pod_a, in), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	axt_ipcache(REMOTE4, ID_REMOTE, 0);
	EXPECT_PASSED(axt_from_wire(&pod_a, in));
}

/* The policy that audits a connection from now on says so on it. */
AXT_TEST(conntrack, audit_of_a_live_connection_is_told_once)
{
	const struct axo_event *events;

	one_way_world();
	handshake();
	axt_policy(Q, BOTH_ENFORCED | AXO_POLICY_AUDIT);
	axt_enforce(&pod_a, Q);
	EXPECT_DELIVERED(b_says(ACK), &pod_a);
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).flags, AXO_EVENT_AUDIT);
	EXPECT_DELIVERED(a_says(ACK), &pod_b);
	EXPECT_EQ(axt_verdicts(&events), 0);
}

/* The node's processes: known by where their packets come from, called by an address that may be anyone's in the ipcache. */
AXT_TEST(conntrack, connections_of_the_node)
{
	static const char *const addresses[] = { NODE4, "192.0.2.1" };

	for (int i = 0; i < 2; i++) {
		const struct axo_event *events;

		one_way_world();
		EXPECT_PASSED(axt_from_node(&pod_a, axt_tcp(addresses[i], 5555, A4, 80, SYN)));
		EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 80, addresses[i], 5555, SYN | ACK)));
		EXPECT_EQ(axt_last(AXO_EVENT_TRACE).dst_identity, AXO_ID_HOST);
		EXPECT_PASSED(axt_from_node(&pod_a, axt_tcp(addresses[i], 5555, A4, 80, ACK)));
		EXPECT_EQ(axt_verdicts(&events), 0);
		/* The same from the wire is not the node's. */
		EXPECT_DROPPED(axt_from_wire(&pod_a, axt_tcp(addresses[i], 5555, A4, 80, ACK)),
			       i ? DROP_POLICY : DROP_SRC_IP);
	}
	one_way_world();
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, NODE4, 80, SYN)));
	EXPECT_PASSED(axt_from_node(&pod_a, axt_tcp(NODE4, 80, A4, 40000, SYN | ACK)));
	/* Called at an address that is the world's, it answers as the world. */
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, BIT_WORLD)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, "192.0.2.1", 80, SYN)));
	EXPECT_PASSED(axt_from_node(&pod_a, axt_tcp("192.0.2.1", 80, A4, 40000, SYN | ACK)));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).src_identity, AXO_ID_WORLD_IPV4);
}

AXT_TEST(conntrack, new_connections_are_bounded_per_endpoint)
{
	const int burst = AXO_MAX_CT_NEW / 4;
	struct axo_config config = axt_config_default();
	int passed = 0;

	axt_world(W);
	config.ct_new_rate = 1;
	config.event_rate = 0;
	axt_config(config);
	for (int i = 0; i < burst + 20; i++)
		passed += axt_from_wire(&pod_b, axt_udp(REMOTE4, 1 + i, B4, 53)).action == TC_ACT_OK;
	EXPECT(passed >= burst && passed <= burst + 3, "%d connections, expected %d", passed, burst);
	EXPECT_DROPPED(axt_from_wire(&pod_b, axt_udp(REMOTE4, 65000, B4, 53)), DROP_CT_NO_SPACE);
	/* What there is goes on, and others have their own. */
	EXPECT_PASSED(axt_from_wire(&pod_b, axt_udp(REMOTE4, burst - 10, B4, 53)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_udp(REMOTE4, 65000, A4, 53)));
}

AXT_TEST(conntrack, no_bound_when_the_rate_is_zero)
{
	struct axo_config config = axt_config_default();

	axt_world(W);
	config.ct_new_rate = 0;
	axt_config(config);
	for (int i = 0; i < AXO_MAX_CT_NEW / 4 + 20; i++)
		if (axt_from_wire(&pod_b, axt_udp(REMOTE4, 1 + i, B4, 53)).action != TC_ACT_OK) {
			axt_fail(__FILE__, __LINE__, "connection %d was refused", i);
			break;
		}
}
