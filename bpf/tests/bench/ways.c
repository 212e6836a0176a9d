// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <linux/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>

#include "../../host/hooks.h"
#include "redirect.skel.h"
#include "ways.h"

#define PORT 7171
#define POLICY 10

struct way ways[WAYS] = {
	[ROUTING] = { .name = "plain routing" },
	[REDIRECT] = { .name = "redirect_peer without logic" },
	[TRACKED] = { .name = "routing with connection tracking", .tracked = true },
	[POLICED] = { .name = "policy, events: first, last, every 5 s", .trace_interval_ms = 5000 },
	[TOLD] = { .name = "policy, an event for each packet" },
};

volatile struct between *shared;
int control;

void pin(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	CHECK(!sched_setaffinity(0, sizeof(cpus), &cpus), "CPU %d", cpu);
}

/* --- both ends */

static void send_at_once(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static int serve(void *context)
{
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	int listener = socket(AF_INET6, SOCK_STREAM, 0);
	char byte;

	(void)context;
	pin(TRAFFIC_CPU);
	if (bind(listener, (struct sockaddr *)&here, sizeof(here)) || listen(listener, 64))
		return 1;
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		send_at_once(fd);
		while (recv(fd, &byte, 1, 0) == 1 && send(fd, &byte, 1, MSG_NOSIGNAL) == 1)
			;
		close(fd);
	}
}

static int dial(const char *address)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	struct timeval limit = { .tv_sec = 3 };
	struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)); /* no connection is left waiting for its end */
	send_at_once(fd);
	inet_pton(AF_INET6, address, &to.sin6_addr);
	if (!connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	shared->broken = errno;
	close(fd);
	return -1;
}

static bool exchange(int fd)
{
	char byte = 'x';

	if (send(fd, &byte, 1, MSG_NOSIGNAL) == 1 && recv(fd, &byte, 1, 0) == 1)
		return true;
	shared->broken = errno ?: EPIPE;
	return false;
}

int ask_on_one_connection(void *address)
{
	double end = seconds() + TURN_SECONDS;
	int fd;

	pin(TRAFFIC_CPU);
	fd = dial(address);
	while (fd >= 0 && seconds() < end && exchange(fd))
		shared->exchanges++;
	return 0;
}

int ask_on_new_connections(void *address)
{
	double end = seconds() + TURN_SECONDS;

	pin(TRAFFIC_CPU);
	while (seconds() < end && !shared->broken) {
		int fd = dial(address);

		if (fd >= 0 && exchange(fd))
			shared->exchanges++;
		close(fd);
	}
	return 0;
}

/* --- the ways */

/* The datapath answers for the gateway, which nobody owns; without it both sides are told. */
static struct pod plug(__u16 n)
{
	struct pod pod = pod_plug(control, n);
	const __u8 *node = pod.macs + 6;

	shell("nsenter --net=%s/netns/%s ip neigh replace 169.254.1.1 lladdr %02x:%02x:%02x:%02x:%02x:%02x nud "
	      "permanent dev eth0",
	      test_dir, pod.name, node[0], node[1], node[2], node[3], node[4], node[5]);
	return pod;
}

static void redirect(struct way *way)
{
	struct redirect *toy = redirect__open();

	way->from = plug(3);
	way->to = plug(4);
	*(__u32 *)&toy->rodata->axt_device_a = way->from.ifindex;
	*(__u32 *)&toy->rodata->axt_device_b = way->to.ifindex;
	CHECK(!redirect__load(toy), "redirect_across");
	/* The links live as long as this process. */
	CHECK(bpf_link_create(bpf_program__fd(toy->progs.redirect_across), way->from.ifindex, AXO_TCX_INGRESS, NULL) >=
			      0 &&
		      bpf_link_create(bpf_program__fd(toy->progs.redirect_across), way->to.ifindex, AXO_TCX_INGRESS,
				      NULL) >= 0,
	      "TCX (kernel 6.6)");
}

/* What is not allowed is denied, both ways; the peer is picked by a bit of its own, the port by a row. */
static void allow(const struct pod *pod, const struct pod *peer, __u8 direction, __u32 policy)
{
	struct axo_policy_head head = { AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS, 0 };
	struct axo_row row = { .id = 1, .nsegments = 1, .segments = { { .action = AXO_ACTION_ALLOW, .nbits = 1 } } };
	struct axo_policy_key key = { .prefixlen = AXO_POLICY_PREFIX_PORT,
				      .policy_id = htonl(policy),
				      .direction = direction,
				      .protocol = IPPROTO_TCP,
				      .port = htons(PORT) };

	row.segments[0].bits[0] = 100 + peer->id;
	client_do(control, AXO_BITS, payload_of("wwhbb", 1, (__u32)peer->id, row.segments[0].bits[0], 1, 0));
	map_set(control, "policy_head", &policy, sizeof(policy), &head, sizeof(head));
	map_set(control, "policy_port", &key, sizeof(key), &row, sizeof(row));
	pod_policy(control, pod, policy);
}

void configure(const struct way *way)
{
	struct axo_config config = { .world_ipv4 = AXO_ID_WORLD,
				     .world_ipv6 = AXO_ID_WORLD,
				     .event_rate = 10000,
				     .trace_interval_ms = way->trace_interval_ms };
	__u32 zero = 0;

	map_set(control, "config", &zero, sizeof(zero), &config, sizeof(config));
	shell(way->tracked ? "nft 'table ip axt { chain passing { type filter hook forward priority 0; ct state "
			     "established accept; }; }'" :
			     "nft 'table ip axt; delete table ip axt'");
}

void make_ways(void)
{
	policies_make(control);
	ways[ROUTING].from = plug(1);
	ways[ROUTING].to = plug(2);
	redirect(&ways[REDIRECT]);
	ways[POLICED].from = pod_join(control, 5);
	ways[POLICED].to = pod_join(control, 6);
	ways[TRACKED].from = ways[ROUTING].from;
	ways[TRACKED].to = ways[ROUTING].to;
	ways[TOLD].from = ways[POLICED].from;
	ways[TOLD].to = ways[POLICED].to;
	allow(&ways[POLICED].from, &ways[POLICED].to, AXO_EGRESS, POLICY);
	allow(&ways[POLICED].to, &ways[POLICED].from, AXO_INGRESS, POLICY + 1);
	CHECK(!can_connect(&ways[POLICED].from, &ways[POLICED].to), "another port is not open");
	ways[ROUTING].server = ways[TRACKED].server = pod_start(ways[ROUTING].to.netns, serve, NULL);
	ways[REDIRECT].server = pod_start(ways[REDIRECT].to.netns, serve, NULL);
	ways[POLICED].server = ways[TOLD].server = pod_start(ways[POLICED].to.netns, serve, NULL);
	usleep(100000);
}
