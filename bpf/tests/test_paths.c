// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which way a packet goes, and as whose it is judged. */
#include <string.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN

AXT_TEST(paths, pod_to_pod_is_delivered_as_a_router_would)
{
	struct axt_result result;

	axt_world(W);
	result = axt_from_pod(&pod_a, axt_tcp(A4, 40000, B4, 80, SYN));
	EXPECT_DELIVERED(result, &pod_b);
	EXPECT_EQ(result.frame.bytes[14 + 8], 63);
	EXPECT(axt_ipv4_checksum_ok(&result.frame), "the header's checksum does not follow the hop count");

	result = axt_from_pod(&pod_a, axt_tcp(A6, 40000, B6, 80, SYN));
	EXPECT_DELIVERED(result, &pod_b);
	EXPECT_EQ(result.frame.bytes[14 + 7], 63);
}

AXT_TEST(paths, checksum_follows_every_hop_count)
{
	axt_world(W);
	for (int ttl = 2; ttl < 256; ttl++) {
		struct axt_result result = axt_from_pod(&pod_a, axt_with_ttl(axt_udp(A4, 1, B4, ttl), ttl));

		EXPECT_DELIVERED(result, &pod_b);
		EXPECT(axt_ipv4_checksum_ok(&result.frame), "wrong checksum from hop count %d", ttl);
	}
}

/* One of the few packets in 65,536 whose sum wraps. */
AXT_TEST(paths, checksum_wraps)
{
	int tried = 0;

	axt_world(W);
	for (int id = 0; id < 65536; id++) {
		struct axt_frame frame = axt_with_id(axt_udp(A4, 1, B4, 53), id);
		struct axt_result result;

		if (frame.bytes[14 + 10] < 0xfe)
			continue;
		tried++;
		result = axt_from_pod(&pod_a, frame);
		EXPECT(axt_ipv4_checksum_ok(&result.frame), "wrong checksum from %02x%02x", frame.bytes[14 + 10],
		       frame.bytes[14 + 11]);
	}
	EXPECT(tried > 256, "%d packets tried", tried);
}

AXT_TEST(paths, last_hop_is_left_to_the_stack)
{
	axt_world(W);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_with_ttl(axt_tcp(A4, 40000, B4, 80, SYN), 1)));
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_with_ttl(axt_tcp(A6, 40000, B6, 80, SYN), 1)));
	/* Not delivered, so not judged as B's either. */
	EXPECT_EQ(axt_metric(0, AXO_INGRESS).packets, 0);
}

AXT_TEST(paths, pod_to_others_goes_to_the_stack)
{
	axt_world(W);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, REMOTE4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dst_identity, ID_REMOTE);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, NODE4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dst_identity, AXO_ID_HOST);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, WORLD4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dst_identity, AXO_ID_WORLD_IPV4);
	EXPECT_PASSED(axt_from_pod(&pod_a, axt_tcp(A6, 40000, WORLD6, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).dst_identity, AXO_ID_WORLD_IPV6);
}

AXT_TEST(paths, pod_reaches_itself_whatever_the_policy)
{
	axt_world(W);
	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, A4, 80, SYN)), &pod_a);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A6, 40000, A6, 80)), &pod_a);
}

AXT_TEST(paths, both_ends_judge)
{
	struct axo_counter_key closed = { .policy_id = POLICY_CLOSED, .segment = AXO_SEGMENT_DEFAULT };

	axt_world(W);
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, B4, 80, SYN)), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_b.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_INGRESS);
	closed.direction = AXO_INGRESS;
	EXPECT_EQ(axt_count("counters", &closed).packets, 1);

	axt_enforce(&pod_a, POLICY_CLOSED);
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 40001, B4, 80, SYN)), DROP_POLICY);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, pod_a.id);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).direction, AXO_EGRESS);
	/* Stopped at A: B was not asked. */
	EXPECT_EQ(axt_count("counters", &closed).packets, 1);
}

AXT_TEST(paths, sender_is_the_node_only_if_nothing_came_in)
{
	axt_world(W);
	EXPECT_PASSED(axt_from_node(&pod_b, axt_tcp(NODE4, 40000, B4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).src_identity, AXO_ID_HOST);
	/* From any address it has, also one that nobody told of. */
	EXPECT_PASSED(axt_from_node(&pod_b, axt_tcp("192.0.2.1", 40000, B4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).src_identity, AXO_ID_HOST);

	EXPECT_PASSED(axt_from_wire(&pod_b, axt_tcp(REMOTE4, 40000, B4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).src_identity, ID_REMOTE);
	EXPECT_PASSED(axt_from_wire(&pod_b, axt_tcp(WORLD4, 40000, B4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).src_identity, AXO_ID_WORLD_IPV4);

	EXPECT_DROPPED(axt_from_wire(&pod_b, axt_tcp(NODE4, 40000, B4, 80, SYN)), DROP_SRC_IP);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, AXO_ID_UNKNOWN);
	EXPECT_DROPPED(axt_from_wire(&pod_b, axt_tcp(NODE6, 40000, B6, 80, SYN)), DROP_SRC_IP);
}

AXT_TEST(paths, delivery_to_another_address_is_refused)
{
	axt_world(W);
	EXPECT_DROPPED(axt_from_wire(&pod_b, axt_tcp(REMOTE4, 40000, A4, 80, SYN)), DROP_INVALID);
	EXPECT_DROPPED(axt_from_node(&pod_b, axt_udp(NODE4, 5353, "224.0.0.251", 5353)), DROP_INVALID);
}

AXT_TEST(paths, unknown_device_drops)
{
	struct axt_pod nobody = pod_a;

	axt_world(W);
	nobody.ifindex = axt_uplink_ifindex();
	EXPECT_DROPPED(axt_from_pod(&nobody, axt_tcp(A4, 40000, B4, 80, SYN)), DROP_NO_PROGRAM);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, 0);
	EXPECT_DROPPED(axt_from_wire(&nobody, axt_tcp(REMOTE4, 40000, A4, 80, SYN)), DROP_NO_PROGRAM);
}

AXT_TEST(paths, uplink_takes_no_address_of_ours)
{
	static const char *const ours[] = { A4, B4, "10.0.1.77", NODE4 };
	const struct axo_event *events;

	axt_world(W);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		EXPECT_DROPPED(axt_at_uplink(axt_tcp(ours[i], 40000, B4, 80, SYN)), DROP_SRC_IP);
		EXPECT_EQ(axt_last(AXO_EVENT_DROP).endpoint_id, 0);
		EXPECT_EQ(axt_last(AXO_EVENT_DROP).src_identity, AXO_ID_UNKNOWN);
	}
	EXPECT_DROPPED(axt_at_uplink(axt_tcp(A6, 40000, B6, 80, SYN)), DROP_SRC_IP);
	EXPECT_PASSED(axt_at_uplink(axt_tcp(REMOTE4, 40000, B4, 80, SYN)));
	EXPECT_PASSED(axt_at_uplink(axt_tcp(WORLD6, 40000, B6, 80, SYN)));
	EXPECT_PASSED(axt_at_uplink(axt_arp(1, pod_a.mac, WORLD4, NODE4)));
	EXPECT_EQ(axt_verdicts(&events), 0);
}

/* A flood of them costs nobody else's events. */
AXT_TEST(paths, uplink_drops_have_a_bucket_of_their_own)
{
	struct axo_config config = axt_config_default();

	axt_world(W);
	config.event_rate = 2;
	axt_config(config);
	for (int i = 0; i < 5; i++)
		axt_at_uplink(axt_tcp(A4, 40000, B4, 80, SYN));
	EXPECT_EQ(axt_lost(0, AXO_EVENT_DROP, DROP_SRC_IP), 3);
	EXPECT_EQ(axt_metric(DROP_SRC_IP, AXO_INGRESS).packets, 5);
	EXPECT_PASSED(axt_from_node(&pod_b, axt_tcp(NODE4, 40000, B4, 80, SYN)));
	EXPECT_EQ(axt_last(AXO_EVENT_VERDICT).endpoint_id, pod_b.id);
}
