// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What user space is told: contents, traces, rates, losses, counts. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "world.h"

#define W AXO_VECTOR_BITS_MIN
#define P 10

static void expect_address(const __u8 actual[16], const char *text)
{
	__u8 expected[16];

	axt_address(expected, text);
	EXPECT(!memcmp(actual, expected, 16), "another address than %s", text);
}

AXT_TEST(events, drop_tells_all)
{
	struct axt_frame frame = axt_tcp(A4, 40000, B4, 443, SYN);
	struct axo_event event;
	const struct axo_event *events;

	axt_world(W);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 443, ROW(4, SEGMENT(ALLOW, BIT_HOST), SEGMENT(DENY, BIT_PODS)));
	axt_enforce(&pod_b, P);
	EXPECT_DROPPED(axt_from_pod(&pod_a, frame), DROP_POLICY_DENY);
	/* A's verdict, B's verdict, B's drop. */
	EXPECT_EQ(axt_verdicts(&events), 3);
	EXPECT_EQ(events[0].endpoint_id, pod_a.id);
	EXPECT_EQ(events[1].endpoint_id, pod_b.id);
	event = events[2];
	EXPECT(event.time_ns > 0, "no time");
	EXPECT_EQ(event.type, AXO_EVENT_DROP);
	EXPECT_EQ(event.subtype, DROP_POLICY_DENY);
	EXPECT_EQ(event.direction, AXO_INGRESS);
	EXPECT_EQ(event.family, 4);
	EXPECT_EQ(event.protocol, IPPROTO_TCP);
	EXPECT_EQ(event.tcp_flags, SYN);
	EXPECT_EQ(event.endpoint_id, pod_b.id);
	EXPECT_EQ(event.ct_state, AXO_CT_STATE_NEW);
	EXPECT_EQ(event.flags, 0);
	EXPECT_EQ(event.length, frame.length);
	EXPECT_EQ(event.src_identity, ID_A);
	EXPECT_EQ(event.dst_identity, ID_B);
	EXPECT_EQ(event.policy_id, P);
	EXPECT_EQ(event.row, 4);
	EXPECT_EQ(event.segment, 1);
	EXPECT_EQ(event.action, AXO_ACTION_DENY);
	EXPECT_EQ(event.bit, BIT_PODS);
	EXPECT_EQ(event.ifindex, pod_a.ifindex);
	expect_address(event.src, A4);
	expect_address(event.dst, B4);
	EXPECT_EQ(ntohs(event.sport), 40000);
	EXPECT_EQ(ntohs(event.dport), 443);
	EXPECT(!memcmp(event.src_mac, pod_a.mac, 6) && !memcmp(event.dst_mac, pod_a.node_mac, 6),
	       "other MAC addresses");
}

AXT_TEST(events, of_ipv6_and_of_no_ip)
{
	struct axo_event event;

	axt_world(W);
	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_udp(A6, 5000, B6, 53)), &pod_b);
	event = axt_last(AXO_EVENT_VERDICT);
	EXPECT_EQ(event.family, 6);
	EXPECT_EQ(event.protocol, IPPROTO_UDP);
	EXPECT_EQ(event.tcp_flags, 0);
	expect_address(event.src, A6);
	expect_address(event.dst, B6);
	EXPECT_DROPPED(axt_from_pod_raw(&pod_a, axt_arp(1, pod_a.mac, B4, NODE4)), DROP_SRC_IP);
	EXPECT_EQ(axt_last(AXO_EVENT_DROP).family, 0);
}

/* The whole of a judgement is counted once, by what decided. */
AXT_TEST(events, counts)
{
	struct axt_frame frame = axt_tcp(A4, 40000, B4, 80, SYN);

	axt_world(W);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(4, SEGMENT(ALLOW, BIT_HOST), SEGMENT(ALLOW, BIT_A)));
	axt_enforce(&pod_b, P);
	for (int i = 0; i < 3; i++)
		EXPECT_DELIVERED(axt_from_pod(&pod_a, frame), &pod_b);
	EXPECT_EQ(axt_counter(P, 4, 1, AXO_INGRESS).packets, 1);
	EXPECT_EQ(axt_counter(P, 4, 1, AXO_INGRESS).bytes, frame.length);
	EXPECT_EQ(axt_counter(POLICY_OPEN, 0, AXO_SEGMENT_DEFAULT, AXO_EGRESS).packets, 1);
	EXPECT_EQ(axt_metric(0, AXO_EGRESS).packets, 3);
	EXPECT_EQ(axt_metric(0, AXO_INGRESS).packets, 3);
	EXPECT_EQ(axt_metric(0, AXO_INGRESS).bytes, 3 * frame.length);
	for (int i = 0; i < 3; i++)
		EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 40000, B4, 81, SYN)), DROP_POLICY);
	EXPECT_EQ(axt_counter(P, 0, AXO_SEGMENT_DEFAULT, AXO_INGRESS).packets, 3);
	EXPECT_EQ(axt_metric(DROP_POLICY, AXO_INGRESS).packets, 3);
	EXPECT_EQ(axt_metric(0, AXO_INGRESS).packets, 3);
	EXPECT_EQ(axt_metric(0, AXO_EGRESS).packets, 6);
}

static size_t traces_of(struct axt_result result)
{
	const struct axo_event *events;

	(void)result;
	return axt_traces(&events);
}

static struct axt_result a_says(__u8 flags)
{
	return axt_from_pod(&pod_a, axt_tcp(A4, 40000, B4, 80, flags));
}

static struct axt_result b_says(__u8 flags)
{
	return axt_from_pod(&pod_b, axt_tcp(B4, 80, A4, 40000, flags));
}

/* First packet each way, new TCP flags, one after each interval. Both ends trace. */
AXT_TEST(events, traces_at_medium)
{
	axt_world(W);
	EXPECT_EQ(traces_of(a_says(SYN)), 2);
	EXPECT_EQ(traces_of(a_says(SYN)), 0);
	EXPECT_EQ(traces_of(b_says(SYN | ACK)), 2);
	EXPECT_EQ(traces_of(a_says(ACK)), 0);
	EXPECT_EQ(traces_of(a_says(ACK | PSH)), 0);
	EXPECT_EQ(traces_of(b_says(ACK)), 0);
	axt_ct_age(4);
	EXPECT_EQ(traces_of(a_says(ACK)), 0);
	axt_ct_age(2);
	EXPECT_EQ(traces_of(a_says(ACK)), 2);
	EXPECT_EQ(traces_of(a_says(ACK)), 0);
	EXPECT_EQ(traces_of(b_says(ACK)), 2);
	EXPECT_EQ(traces_of(a_says(FIN | ACK)), 2);
	EXPECT_EQ(traces_of(b_says(FIN | ACK)), 2);
	EXPECT_EQ(traces_of(a_says(ACK)), 0);
	EXPECT_EQ(traces_of(a_says(RST)), 2);
}

AXT_TEST(events, traces_without_aggregation)
{
	struct axo_config config = axt_config_default();

	axt_world(W);
	config.trace_interval_ms = 0;
	axt_config(config);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(traces_of(a_says(ACK)), 2);
}

AXT_TEST(events, trace_points_and_states)
{
	const struct axo_event *events;

	axt_world(W);
	EXPECT_EQ(traces_of(a_says(SYN)), 2);
	axt_traces(&events);
	EXPECT_EQ(events[0].subtype, AXO_TRACE_FROM_ENDPOINT);
	EXPECT_EQ(events[0].endpoint_id, pod_a.id);
	EXPECT_EQ(events[0].direction, AXO_EGRESS);
	EXPECT_EQ(events[0].ct_state, AXO_CT_STATE_NEW);
	EXPECT_EQ(events[1].subtype, AXO_TRACE_TO_ENDPOINT);
	EXPECT_EQ(events[1].endpoint_id, pod_b.id);
	EXPECT_EQ(events[1].direction, AXO_INGRESS);
	EXPECT_EQ(traces_of(b_says(SYN | ACK)), 2);
	axt_traces(&events);
	/* Replies tell the direction of the connection they belong to. */
	EXPECT_EQ(events[0].endpoint_id, pod_b.id);
	EXPECT_EQ(events[0].direction, AXO_INGRESS);
	EXPECT_EQ(events[0].ct_state, AXO_CT_STATE_REPLY);
	EXPECT_EQ(events[0].src_identity, ID_B);
	EXPECT_EQ(events[1].endpoint_id, pod_a.id);
	EXPECT_EQ(events[1].direction, AXO_EGRESS);
	axt_ct_age(6);
	a_says(ACK);
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).ct_state, AXO_CT_STATE_ESTABLISHED);
	axt_from_pod(&pod_a, axt_tcp(A4, 40000, REMOTE4, 80, SYN));
	EXPECT_EQ(axt_last(AXO_EVENT_TRACE).subtype, AXO_TRACE_TO_STACK);
}

AXT_TEST(events, rate_is_bounded_and_the_rest_counted)
{
	struct axo_config config = axt_config_default();
	const struct axo_event *events;
	size_t told = 0;

	axt_world(W);
	config.event_rate = 10;
	axt_config(config);
	axt_enforce(&pod_b, POLICY_CLOSED);
	/* Two events a packet, its verdict and its drop. */
	for (int i = 0; i < 10; i++) {
		axt_from_wire(&pod_b, axt_tcp(REMOTE4, 40000, B4, 80, SYN));
		told += axt_verdicts(&events);
	}
	EXPECT(told == 10 || told == 11, "%zu events at a burst of 10", told);
	EXPECT_EQ(axt_lost(pod_b.id, AXO_EVENT_DROP, DROP_POLICY) + axt_lost(pod_b.id, AXO_EVENT_VERDICT, 0),
		  20 - told);
	EXPECT_EQ(axt_metric(DROP_POLICY, AXO_INGRESS).packets, 10);
	/* Others have their own bucket. */
	axt_from_wire(&pod_a, axt_tcp(REMOTE4, 40000, A4, 80, SYN));
	EXPECT_EQ(axt_verdicts(&events), 1);
}

AXT_TEST(events, rate_refills)
{
	struct axo_config config = axt_config_default();
	struct timespec pause = { .tv_nsec = 30 * 1000 * 1000 };
	const struct axo_event *events;
	size_t told = 0;

	axt_world(W);
	config.event_rate = 100;
	axt_config(config);
	axt_enforce(&pod_b, POLICY_CLOSED);
	for (int i = 0; i < 100; i++)
		axt_from_wire(&pod_b, axt_tcp(REMOTE4, 40000, B4, 80, SYN));
	nanosleep(&pause, NULL);
	for (int i = 0; i < 2; i++) {
		axt_from_wire(&pod_b, axt_tcp(REMOTE4, 40000, B4, 80, SYN));
		told += axt_verdicts(&events);
	}
	EXPECT(told >= 2, "%zu events 30 ms later, at 100 a second", told);
}

/* A ring that nobody reads: drops are counted as lost, traces do not take their place. */
AXT_TEST(events, full_ring_is_counted)
{
	struct axo_config config = axt_config_default();
	struct axt_frame frame = axt_tcp(REMOTE4, 40000, B4, 80, SYN);
	struct __sk_buff context = { .ifindex = pod_b.ifindex, .ingress_ifindex = pod_b.ifindex };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 100000);
	struct axo_event event;

	axt_world(W);
	context.ifindex = pod_b.ifindex;
	context.ingress_ifindex = axt_uplink_ifindex();
	config.event_rate = 0;
	config.trace_interval_ms = 0;
	axt_config(config);
	/* One connection, a trace for each packet. */
	EXPECT_EQ(bpf_prog_test_run_opts(axt_program_fd("axo_to_workload"), &options), 0);
	EXPECT(axt_lost(pod_b.id, AXO_EVENT_TRACE, 0) > 50000, "%llu traces lost",
	       axt_lost(pod_b.id, AXO_EVENT_TRACE, 0));
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_EQ(axt_lost(pod_b.id, AXO_EVENT_DROP, DROP_POLICY), 0);
	EXPECT_DROPPED(axt_from_wire(&pod_b, frame), DROP_POLICY);
	event = axt_last(AXO_EVENT_DROP);
	EXPECT_EQ(event.policy_id, POLICY_CLOSED);
	EXPECT_EQ(bpf_prog_test_run_opts(axt_program_fd("axo_to_workload"), &options), 0);
	EXPECT(axt_lost(pod_b.id, AXO_EVENT_DROP, DROP_POLICY) > 50000, "%llu drops lost",
	       axt_lost(pod_b.id, AXO_EVENT_DROP, DROP_POLICY));
}

/* So many packets of one connection, each told by a trace. */
static void send_told(unsigned packets)
{
	struct axt_frame frame = axt_tcp(REMOTE4, 40000, B4, 80, ACK);
	struct __sk_buff context = { .ifindex = pod_b.ifindex, .ingress_ifindex = axt_uplink_ifindex() };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = packets);

	EXPECT_EQ(bpf_prog_test_run_opts(axt_program_fd("axo_to_workload"), &options), 0);
}

/* Since it was asked last. */
static bool is_woken(int epoll, int ms)
{
	struct epoll_event event;

	return epoll_wait(epoll, &event, 1, ms) == 1;
}

AXT_TEST(events, reader_is_woken_each_time_the_backlog_has_grown)
{
	const unsigned mark = 512 * 1024 / (8 + sizeof(struct axo_event)); /* events, each with the ring's header */
	struct axo_config config = axt_config_default();
	struct epoll_event told = { .events = EPOLLIN | EPOLLET };
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	axt_world(W);
	config.trace_interval_ms = 0;
	axt_config(config);
	EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, axt_map_fd("events_trace"), &told), 0);
	send_told(mark - 10);
	EXPECT(!is_woken(epoll, 50), "woken for little");
	send_told(50);
	EXPECT(is_woken(epoll, 1000), "not woken by the first mark");
	while (is_woken(epoll, 50))
		;
	send_told(mark - 100);
	EXPECT(!is_woken(epoll, 50), "woken between two marks");
	send_told(100);
	EXPECT(is_woken(epoll, 1000), "not woken by the second mark");
	close(epoll);
}
