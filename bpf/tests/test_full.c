// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Floods: one pod fills what all share, and the others' connections and events are none the worse. */
#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10
#define SMALL 1024 /* entries of each conntrack map here */
#define FLOOD (10 * SMALL)
#define CONNECTIONS 50

/* B may open connections, and nobody to it: what comes back needs its entry. A may do anything. No bound keeps A from it. */
static void flood_world(void)
{
	struct axo_config config = axt_config_default();

	axt_world_of(W, SMALL);
	config.ct_new_rate = 0;
	config.event_rate = 1000;
	axt_config(config);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_enforce(&pod_b, P);
}

static struct axt_result a_floods(int i)
{
	return axt_from_pod(&pod_a, axt_tcp(A4, 1024 + i % 60000, i % 2 ? REMOTE4 : WORLD4, 1 + i % 1000, SYN));
}

static struct axt_result b_says(int connection, __u8 flags)
{
	return axt_from_pod(&pod_b, axt_tcp(B4, 40000 + connection, REMOTE4, 443, flags));
}

static struct axt_result b_hears(int connection, __u8 flags)
{
	return axt_from_wire(&pod_b, axt_tcp(REMOTE4, 443, B4, 40000 + connection, flags));
}

AXT_TEST(full, syn_flood_leaves_others_connections)
{
	int lost = 0;

	flood_world();
	for (int i = 0; i < CONNECTIONS; i++) {
		EXPECT_PASSED(b_says(i, SYN));
		EXPECT_PASSED(b_hears(i, SYN | ACK));
		EXPECT_PASSED(b_says(i, ACK));
	}
	for (int i = 0; i < FLOOD; i++) {
		lost += a_floods(i).action != TC_ACT_OK;
		lost += b_says(i % CONNECTIONS, ACK | PSH).action != TC_ACT_OK;
		lost += b_hears(i % CONNECTIONS, ACK | PSH).action != TC_ACT_OK;
	}
	EXPECT_EQ(lost, 0);
	EXPECT(axt_ct_entries("ct_new") <= SMALL, "%zu new connections are kept", axt_ct_entries("ct_new"));
	EXPECT_EQ(axt_ct_entries("ct_est"), CONNECTIONS);
	/* An answer to what was driven out is none: dropped, not let in. */
	EXPECT_PASSED(b_says(CONNECTIONS, SYN));
	for (int i = 0; i < FLOOD; i++)
		a_floods(i);
	EXPECT_DROPPED(b_hears(CONNECTIONS, SYN | ACK), DROP_POLICY);
	/* Asked again, as TCP does, it is there again. */
	EXPECT_PASSED(b_says(CONNECTIONS, SYN));
	EXPECT_PASSED(b_hears(CONNECTIONS, SYN | ACK));
}

/* With the bound that the agent sets, one pod cannot even drive out what others are just opening. */
AXT_TEST(full, bounded_pod_leaves_room_for_others)
{
	struct axo_config config = axt_config_default();
	int refused = 0;

	axt_world(W);
	config.ct_new_rate = 1;
	axt_config(config);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_enforce(&pod_b, P);
	EXPECT_PASSED(b_says(0, SYN));
	for (int i = 0; i < AXO_MAX_CT_NEW; i++)
		refused += a_floods(i).action != TC_ACT_OK;
	EXPECT(refused > AXO_MAX_CT_NEW / 2, "%d refused", refused);
	EXPECT_EQ(axt_metric(DROP_CT_NO_SPACE, AXO_EGRESS).packets, refused);
	EXPECT_PASSED(b_hears(0, SYN | ACK));
}

AXT_TEST(full, established_connections_are_judged_again_when_driven_out)
{
	int lost = 0;

	flood_world();
	EXPECT_PASSED(b_says(0, SYN));
	EXPECT_PASSED(b_hears(0, SYN | ACK));
	/* A establishes ten times as many as fit. */
	for (int i = 0; i < FLOOD; i++) {
		a_floods(i);
		axt_from_wire(&pod_a, axt_tcp(i % 2 ? REMOTE4 : WORLD4, 1 + i % 1000, A4, 1024 + i % 60000, SYN | ACK));
	}
	EXPECT(axt_ct_entries("ct_est") <= SMALL, "%zu connections are kept", axt_ct_entries("ct_est"));
	/* The opener's next packet is judged by its policy, and the connection goes on. */
	lost += b_says(0, ACK | PSH).action != TC_ACT_OK;
	lost += b_hears(0, ACK | PSH).action != TC_ACT_OK;
	EXPECT_EQ(lost, 0);
}

AXT_TEST(full, fragments_of_the_driven_out_are_dropped)
{
	struct axt_frame whole = axt_udp(REMOTE4, 5000, A4, 53);

	axt_world_of(W, SMALL);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 0, 16)));
	for (int i = 0; i < FLOOD; i++) {
		struct axt_frame other = axt_udp(REMOTE4, 5000, B4, 53);

		axt_from_wire(&pod_b, axt_fragment(&other, i, 0, 16));
	}
	EXPECT_DROPPED(axt_from_wire(&pod_a, axt_fragment(&whole, 77, 16, 16)), DROP_FRAGMENT);
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(&whole, 78, 0, 16)));
	EXPECT_PASSED(axt_from_wire(&pod_a, axt_fragment(&whole, 78, 16, 16)));
}

/* Each judgement is counted by what decided it, or as one that could not be. */
AXT_TEST(full, counters_that_do_not_fit_are_counted)
{
	__u64 counted = 0;

	axt_world_of(W, SMALL);
	for (__u32 row = 1; row <= 2 * SMALL; row++) {
		axt_row(POLICY_OPEN, AXO_EGRESS, IPPROTO_UDP, 53, ROW(row, SEGMENT(ALLOW, BIT_REMOTE)));
		EXPECT_PASSED(axt_from_pod(&pod_a, axt_udp(A4, row, WORLD4, 53)));
		counted += axt_counter(POLICY_OPEN, row, AXO_SEGMENT_DEFAULT, AXO_EGRESS).packets;
	}
	counted += axt_counter(POLICY_OPEN, 0, AXO_SEGMENT_DEFAULT, AXO_EGRESS).packets;
	EXPECT(counted >= SMALL && counted < 2 * SMALL, "%llu counted", counted);
	EXPECT_EQ(counted + axt_metric(AXO_METRIC_UNCOUNTED, AXO_EGRESS).packets, 2 * SMALL);
	/* What has its place already goes on being counted. */
	EXPECT_EQ(axt_metric(0, AXO_EGRESS).packets, 2 * SMALL);
}

/* Ten times what A may say in a second: B's drops all arrive, and of A's, told and lost together are all there were. */
AXT_TEST(full, event_flood_leaves_others_events)
{
	const struct axo_event *events;
	size_t told_of_a = 0, told_of_b = 0;

	flood_world();
	for (int i = 0; i < FLOOD; i++) {
		axt_from_pod(&pod_a, axt_udp(NODE4, 1 + i, REMOTE4, 53));
		told_of_a += axt_verdicts(&events);
		if (i % 64)
			continue;
		axt_from_pod(&pod_b, axt_udp(NODE4, 1 + i, REMOTE4, 53));
		told_of_b += axt_verdicts(&events) == 1 && events[0].endpoint_id == pod_b.id;
	}
	EXPECT_EQ(told_of_b, FLOOD / 64);
	EXPECT_EQ(axt_lost(pod_b.id, AXO_EVENT_DROP, DROP_SRC_IP), 0);
	EXPECT(told_of_a >= 1000 && told_of_a < FLOOD, "%zu of A's %d drops were told", told_of_a, FLOOD);
	EXPECT_EQ(told_of_a + axt_lost(pod_a.id, AXO_EVENT_DROP, DROP_SRC_IP), FLOOD);
	EXPECT_EQ(axt_metric(DROP_SRC_IP, AXO_EGRESS).packets, FLOOD + FLOOD / 64);
}
