// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Real packets between namespaces: what test-run cannot show, namely what the kernel does before and after the programs. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "net.h"

#define P 10

static void exchanges(enum axt_hook hook)
{
	axt_net_open(hook);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_STREAM, B4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_STREAM, B6, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_DGRAM, B4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_DGRAM, B6, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_OUTSIDE, SOCK_STREAM, REMOTE4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_OUTSIDE, AT_A, SOCK_STREAM, A4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_OUTSIDE, AT_A, SOCK_DGRAM, A4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_A, SOCK_STREAM, A4, 8080), 0);
	axt_net_close();
}

AXT_TEST(net, requests_and_answers_over_clsact)
{
	exchanges(AXT_CLSACT);
}

AXT_TEST(net, requests_and_answers_over_tcx)
{
	exchanges(AXT_TCX);
}

AXT_TEST(net, default_deny_stops_and_tells_at_once)
{
	struct axo_event event;

	axt_net_open(AXT_CLSACT);
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_STREAM, B4, 8080), ETIMEDOUT);
	EXPECT(axt_await_event(AXO_EVENT_DROP, DROP_POLICY, pod_b.id, 50, &event), "no drop told within 50 ms");
	EXPECT_EQ(event.src_identity, ID_A);
	EXPECT_EQ(axt_exchange(AT_OUTSIDE, AT_B, SOCK_DGRAM, B4, 8080), ETIMEDOUT);
	axt_forget_events();
	axt_enforce(&pod_b, POLICY_OPEN);
	EXPECT_EQ(axt_exchange(AT_A, AT_B, SOCK_STREAM, B4, 8081), 0);
	axt_net_close();
}

/* A's ingress lets in the node alone; its egress, the node alone. */
static void node_only_world(void)
{
	axt_net_open(AXT_CLSACT);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS);
	axt_row(P, AXO_INGRESS, 0, 0, ROW(1, SEGMENT(ALLOW, BIT_HOST)));
	axt_row(P, AXO_EGRESS, IPPROTO_TCP, 8080, ROW(2, SEGMENT(ALLOW, BIT_HOST)));
	axt_row(P, AXO_EGRESS, IPPROTO_UDP, 8080, ROW(3, SEGMENT(ALLOW, BIT_HOST)));
	axt_enforce(&pod_a, P);
}

AXT_TEST(net, processes_of_the_node_are_the_host)
{
	struct axo_event event;

	node_only_world();
	EXPECT_EQ(axt_exchange(AT_NODE, AT_A, SOCK_STREAM, A4, 8080), 0);
	EXPECT(axt_await_event(AXO_EVENT_VERDICT, AXO_ACTION_ALLOW, pod_a.id, 50, &event), "no verdict told");
	EXPECT_EQ(event.src_identity, AXO_ID_HOST);
	EXPECT_EQ(axt_exchange(AT_NODE, AT_A, SOCK_STREAM, A6, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_NODE, AT_A, SOCK_DGRAM, A4, 8080), 0);
	/* And answer calls, at each of their addresses. */
	EXPECT_EQ(axt_exchange(AT_A, AT_NODE, SOCK_STREAM, NODE4, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_NODE, SOCK_STREAM, NODE6, 8080), 0);
	EXPECT_EQ(axt_exchange(AT_A, AT_NODE, SOCK_DGRAM, UPLINK4, 8080), 0);
	/* Nobody else is. */
	EXPECT_EQ(axt_exchange(AT_OUTSIDE, AT_A, SOCK_STREAM, A4, 8081), ETIMEDOUT);
	EXPECT_EQ(axt_exchange(AT_B, AT_A, SOCK_STREAM, A4, 8082), ETIMEDOUT);
	axt_net_close();
}

/* Resets and ICMP errors by the node's stack, which come of packets that the pod sent. */
AXT_TEST(net, refusals_by_the_node_come_back)
{
	char byte;
	int fd;

	node_only_world();
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, 0, 0, (struct axo_row){ .id = 1 }); /* nobody may call A, the node neither */
	EXPECT_EQ(axt_call(AT_A, SOCK_STREAM, NODE4, 8099), -ECONNREFUSED);
	fd = axt_call(AT_A, SOCK_DGRAM, NODE4, 8099);
	EXPECT_EQ(send(fd, "x", 1, 0), 1);
	EXPECT(axt_hears(fd), "no ICMP error within 300 ms");
	EXPECT(recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED, "not refused: %s", strerror(errno));
	close(fd);
	/* Nobody listens in a pod, or outside: the same. */
	EXPECT_EQ(axt_call(AT_A, SOCK_STREAM, B4, 8099), -ECONNREFUSED);
	fd = axt_call(AT_A, SOCK_DGRAM, REMOTE4, 8099);
	EXPECT_EQ(send(fd, "x", 1, 0), 1);
	EXPECT(axt_hears(fd) && recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED, "not refused");
	close(fd);
	axt_net_close();
}

/* The hop count runs out at the node, which says so: to a remote pod, and to one of its own. */
AXT_TEST(net, time_exceeded_comes_back)
{
	static const char *const targets[] = { REMOTE4, B4 };

	node_only_world();
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_row(P, AXO_INGRESS, 0, 0, (struct axo_row){ .id = 1 });
	for (int i = 0; i < 2; i++) {
		int fd = axt_call(AT_A, SOCK_DGRAM, targets[i], 33434), one = 1;
		struct pollfd wait = { .fd = fd };

		setsockopt(fd, IPPROTO_IP, IP_TTL, &one, sizeof(one));
		setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof(one));
		EXPECT_EQ(send(fd, "x", 1, 0), 1);
		EXPECT(poll(&wait, 1, 300) == 1 && wait.revents & POLLERR, "no ICMP error about %s", targets[i]);
		close(fd);
	}
	axt_net_close();
}

static void expect_spoof(enum axt_place place, const char *device, struct axt_frame frame, enum axt_reason reason,
			 int endpoint)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	int fd = axt_socket(place, AF_PACKET, SOCK_RAW, 0);
	struct axo_event event;
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	ioctl(fd, 0x8933 /* SIOCGIFINDEX */, &request);
	to.sll_ifindex = request.ifr_ifindex;
	axt_forget_events();
	if (sendto(fd, frame.bytes, frame.length, 0, (void *)&to, sizeof(to)) < 0)
		axt_die("raw frame: %s", strerror(errno));
	EXPECT(axt_await_event(AXO_EVENT_DROP, reason, endpoint, 200, &event), "not dropped for reason %d", reason);
	close(fd);
}

AXT_TEST(net, false_addresses_are_dropped)
{
	static const __u8 foreign_mac[6] = { 0x02, 0xde, 0xad, 0, 0, 1 };
	struct axt_frame frame = axt_udp(B4, 1, REMOTE4, 8080), own = axt_udp(A4, 1, REMOTE4, 8080);
	struct axo_link to_node, outside;

	axt_net_open(AXT_CLSACT);
	expect_spoof(AT_A, "eth0", axt_with_macs(frame, pod_a.mac, pod_a.node_mac), DROP_SRC_IP, pod_a.id);
	expect_spoof(AT_A, "eth0", axt_with_macs(own, foreign_mac, pod_a.node_mac), DROP_SRC_MAC, pod_a.id);
	/* From outside, in the name of a pod and of the node. */
	to_node = axt_link(AT_NODE, "axt-net");
	outside = axt_link(AT_OUTSIDE, "up0");
	expect_spoof(AT_OUTSIDE, "up0", axt_with_macs(axt_udp(B4, 1, A4, 8080), outside.mac, to_node.mac), DROP_SRC_IP,
		     0);
	expect_spoof(AT_OUTSIDE, "up0", axt_with_macs(axt_udp(NODE4, 1, A4, 8080), outside.mac, to_node.mac),
		     DROP_SRC_IP, 0);
	axt_net_close();
}

AXT_TEST(net, false_neighbours_and_tunnels_are_dropped)
{
	struct axt_frame encapsulated = axt_udp(A4, 5000, NODE4, 8472);
	int server;

	axt_net_open(AXT_CLSACT);
	/* "B's address is mine", by both protocols, asked or not. */
	expect_spoof(AT_A, "eth0", axt_arp(2, pod_a.mac, B4, NODE4), DROP_SRC_IP, pod_a.id);
	expect_spoof(AT_A, "eth0", axt_with_macs(axt_nd(136, A6, "ff02::1", B6, pod_a.mac), pod_a.mac, pod_a.node_mac),
		     DROP_SRC_IP, pod_a.id);
	/* Nor is the pod the way to others. */
	expect_spoof(AT_A, "eth0",
		     axt_with_macs(axt_nd(134, "fe80::a", "ff02::1", "::", pod_a.mac), pod_a.mac, pod_a.node_mac),
		     DROP_ICMP6_FORBIDDEN, pod_a.id);
	server = axt_server(AT_NODE, SOCK_DGRAM, NODE4, 8472);
	expect_spoof(AT_A, "eth0", axt_with_macs(encapsulated, pod_a.mac, pod_a.node_mac), DROP_ENCAP_PROHIBITED,
		     pod_a.id);
	EXPECT(!axt_hears(server), "heard at the node's tunnel port");
	close(server);
	axt_net_close();
}

AXT_TEST(net, large_datagrams_go_in_fragments)
{
	static char large[4000], back[4000];
	static const struct {
		enum axt_place from, to;
		const char *address;
	} ways[] = { { AT_A, AT_B, B4 }, { AT_A, AT_B, B6 }, { AT_OUTSIDE, AT_A, A4 }, { AT_NODE, AT_A, A4 } };

	axt_net_open(AXT_CLSACT);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		int server = axt_server(ways[i].to, SOCK_DGRAM, ways[i].address, 8080);
		int caller = axt_call(ways[i].from, SOCK_DGRAM, ways[i].address, 8080);

		memset(large, 'a' + i, sizeof(large));
		EXPECT_EQ(send(caller, large, sizeof(large), 0), sizeof(large));
		EXPECT(axt_hears(server) && recv(server, back, sizeof(back), 0) == sizeof(back) &&
			       !memcmp(large, back, sizeof(back)),
		       "way %zu: not heard", i);
		close(caller);
		close(server);
	}
	axt_net_close();
}

/* Offloaded segments, and a stream long enough for every trace and timer on the way. */
AXT_TEST(net, bulk_transfer)
{
	enum { CHUNK = 65536, CHUNKS = 256 };
	static char chunk[CHUNK];
	int listener, caller, server;
	size_t received = 0;

	axt_net_open(AXT_CLSACT);
	listener = axt_server(AT_B, SOCK_STREAM, B4, 8080);
	caller = axt_call(AT_A, SOCK_STREAM, B4, 8080);
	server = accept(listener, NULL, NULL);
	fcntl(caller, F_SETFL, O_NONBLOCK);
	for (size_t sent = 0; received < (size_t)CHUNK * CHUNKS;) {
		ssize_t n = sent < (size_t)CHUNK * CHUNKS ? send(caller, chunk, CHUNK, 0) : 0;

		sent += n > 0 ? n : 0;
		if (!axt_hears(server))
			break;
		received += recv(server, chunk, CHUNK, MSG_DONTWAIT);
	}
	EXPECT_EQ(received, (size_t)CHUNK * CHUNKS);
	close(server);
	close(caller);
	close(listener);
	axt_net_close();
}

AXT_TEST(net, tightened_policy_stops_a_stream)
{
	int listener, caller, server;
	struct axo_event event;

	axt_net_open(AXT_CLSACT);
	listener = axt_server(AT_B, SOCK_STREAM, B4, 8080);
	caller = axt_call(AT_A, SOCK_STREAM, B4, 8080);
	server = accept(listener, NULL, NULL);
	EXPECT_EQ(send(caller, "x", 1, 0), 1);
	EXPECT(axt_hears(server) && recv(server, &(char){ 0 }, 1, 0) == 1, "not heard before");
	axt_enforce(&pod_b, POLICY_CLOSED);
	EXPECT_EQ(send(caller, "x", 1, 0), 1);
	EXPECT(!axt_hears(server), "heard although denied");
	EXPECT(axt_await_event(AXO_EVENT_DROP, DROP_POLICY, pod_b.id, 50, &event), "no drop told");
	EXPECT_EQ(event.ct_state, AXO_CT_STATE_ESTABLISHED);
	axt_enforce(&pod_b, POLICY_OPEN);
	EXPECT(axt_hears(server) || axt_hears(server) || axt_hears(server), "not heard when allowed again");
	close(server);
	close(caller);
	close(listener);
	axt_net_close();
}
