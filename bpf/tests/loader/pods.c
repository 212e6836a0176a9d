// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <arpa/inet.h>
#include <signal.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "harness.h"

#define PORT 7070

void map_set(int control, const char *map, const void *key, size_t key_size, const void *value, size_t value_size)
{
	client_do(control, AXO_UPDATE,
		  payload_of("swwwrr", map, (__u32)key_size, (__u32)value_size, 1, key, key_size, value, value_size));
}

void policies_make(int control)
{
	struct axo_config config = { .world_ipv4 = AXO_ID_WORLD, .world_ipv6 = AXO_ID_WORLD, .event_rate = 10000 };
	struct axo_policy_head open = { 0 }, closed = { AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS, 0 };
	__u32 zero = 0, ids[] = { POLICY_OPEN, POLICY_CLOSED };

	map_set(control, "config", &zero, sizeof(zero), &config, sizeof(config));
	map_set(control, "policy_head", &ids[0], sizeof(__u32), &open, sizeof(open));
	map_set(control, "policy_head", &ids[1], sizeof(__u32), &closed, sizeof(closed));
}

void pod_policy(int control, const struct pod *pod, __u32 policy)
{
	client_do(control, AXO_FLIP, payload_of("www", 1, (__u32)pod->id, policy));
}

void pod_write(int control, const struct pod *pod)
{
	struct axo_endpoint endpoint = {
		.ifindex = pod->ifindex, .id = pod->id, .flags = AXO_ENDPOINT_IPV4, .identity = 1000 + pod->id
	};
	struct axo_ipcache_value who = { .identity = 1000 + pod->id, .flags = AXO_IPCACHE_LOCAL };
	__u32 slot = pod->id;
	__u8 address[16];

	CHECK(inet_pton(AF_INET6, pod->address, address) == 1, "%s", pod->address);
	memcpy(&endpoint.ipv4, address + 12, 4);
	memcpy(endpoint.mac, pod->macs, 6);
	memcpy(endpoint.node_mac, pod->macs + 6, 6);
	client_do(control, AXO_BITS, payload_of("wwhbb", 1, slot, 0, 1, 0));
	map_set(control, "identity_slot", &who.identity, sizeof(__u32), &slot, sizeof(slot));
	map_set(control, "ipcache_host", address, sizeof(address), &who, sizeof(who));
	map_set(control, "endpoint", address, sizeof(address), &endpoint, sizeof(endpoint));
	map_set(control, "endpoint_dev", &pod->ifindex, sizeof(__u32), &endpoint, sizeof(endpoint));
	pod_policy(control, pod, POLICY_OPEN);
}

struct pod pod_plug(int control, __u16 n)
{
	struct pod pod = { .id = n };
	struct answer *answer;
	__u8 addr4[4] = { 10, 9, 0, n }, addr6[16] = {};
	char path[64];

	snprintf(pod.name, sizeof(pod.name), "axl-pod%d", n);
	snprintf(pod.device, sizeof(pod.device), "axo%08x", n);
	snprintf(pod.address, sizeof(pod.address), "::ffff:10.9.0.%d", n);
	snprintf(path, sizeof(path), "netns/%s", pod.name);
	pod.netns = pod_make(pod.name);
	answer = client_do(control, AXO_VETH_ADD,
			   payload_of("ssswrbrb", test_path(path), pod.device, "eth0", 1500, addr4, sizeof(addr4), 1,
				      addr6, sizeof(addr6), 0));
	memcpy(&pod.ifindex, answer->bytes, 4);
	memcpy(pod.macs, answer->bytes + 4, sizeof(pod.macs));
	return pod;
}

struct pod pod_join(int control, __u16 n)
{
	struct pod pod = pod_plug(control, n);

	pod_write(control, &pod);
	client_do(control, AXO_ATTACH, payload_of("bs", 1, pod.device));
	return pod;
}

/* --- flows --- */

static int serve(void *context)
{
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	int listener = socket(AF_INET6, SOCK_STREAM, 0), one = 1;

	(void)context;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(listener, (struct sockaddr *)&here, sizeof(here)) || listen(listener, 8))
		return 1;
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		char byte;

		if (fork()) {
			close(fd);
			continue;
		}
		close(listener); /* else the port stays taken until this one, too, has gone */
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* not to outlive a server whose client cannot say goodbye */
		while (recv(fd, &byte, 1, 0) == 1 && send(fd, &byte, 1, MSG_NOSIGNAL) == 1)
			;
		return 0;
	}
}

static int connected_to(const char *address, long milliseconds)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (inet_pton(AF_INET6, address, &to.sin6_addr) == 1 && !connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	close(fd);
	return -1;
}

struct exchange {
	const char *address;
	const struct flow *flow;
};

static int exchange(void *context)
{
	const struct exchange *exchange = context;
	struct timeval limit = { 5, 0 };
	int fd = -1;
	char byte = 'x';

	for (int i = 0; i < 50 && fd < 0; i++) {
		fd = connected_to(exchange->address, 200);
		if (fd < 0)
			usleep(20000);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	for (;;) {
		if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1 || recv(fd, &byte, 1, 0) != 1)
			break;
		exchange->flow->state->exchanges++;
		usleep(200);
	}
	exchange->flow->state->broken = errno ?: -1;
	return 0;
}

struct flow flow_start(const struct pod *from, const struct pod *to)
{
	struct flow flow = { .state = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) };
	struct exchange context = { to->address, &flow };

	flow.server = pod_start(to->netns, serve, NULL);
	flow.client = pod_start(from->netns, exchange, &context);
	/* A busy machine may be slow to start both; once they talk, a second of silence is long. */
	for (int i = 0; i < 5 && !flow_runs(&flow, 10); i++)
		;
	CHECK(flow_runs(&flow, 10), "no exchange from %s to %s (%s)", from->name, to->name,
	      strerror(flow.state->broken));
	return flow;
}

bool flow_runs(const struct flow *flow, unsigned long exchanges)
{
	unsigned long until = flow->state->exchanges + exchanges, last = flow->state->exchanges;
	double since = seconds();

	while (flow->state->exchanges < until && !flow->state->broken && seconds() - since < 1) {
		if (flow->state->exchanges != last) {
			last = flow->state->exchanges;
			since = seconds();
		}
		usleep(1000);
	}
	return flow->state->exchanges >= until;
}

void flow_stop(struct flow *flow)
{
	kill(flow->client, SIGKILL);
	kill(flow->server, SIGKILL);
	wait_for(flow->client);
	wait_for(flow->server);
	munmap((void *)flow->state, 4096);
}

static int try_connect(void *address)
{
	return connected_to(address, 500) < 0;
}

bool can_connect(const struct pod *from, const struct pod *to)
{
	pid_t server = pod_start(to->netns, serve, NULL);
	bool connected;

	usleep(30000);
	connected = !pod_run(from->netns, try_connect, (void *)to->address);
	kill(server, SIGKILL);
	wait_for(server);
	return connected;
}
