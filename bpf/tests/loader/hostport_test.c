// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ports of the node that lead to pods: real packets from outside, through the node's stack, under the pods' policy. */
#include <arpa/inet.h>
#include <signal.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "harness.h"

#define POD_PORT 7070 /* where pods of the harness serve, too */
#define NODE "::ffff:192.0.2.10"
#define OTHER_ADDRESS "::ffff:192.0.2.11" /* of the node */
#define NODE6 "fd00:2::10"
#define OUTSIDE "::ffff:192.0.2.20"
#define OUTSIDE6 "fd00:2::20"
#define POD6 "fd00:9::5"
#define EVERY "0.0.0.0/0"
#define POD "10.9.0.1/32" /* pods of the harness: 10.9.0.N */

/* For an answer that is to come, on a machine however busy; and for none. */
#define PATIENCE_MS 10000
#define SILENCE_MS 500

static int control;

struct call {
	const char *address;
	int type, port;
	const char *as; /* whom the one called is to see, and say */
	int patience_ms;
};

static void end_within(int fd, int milliseconds)
{
	struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

/* Tells each caller who it is. */
static int tell(void *context)
{
	const struct call *call = context;
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(call->port) }, from;
	int fd = socket(AF_INET6, call->type, 0), one = 1;
	char question[8], text[INET6_ADDRSTRLEN];

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)) || (call->type == SOCK_STREAM && listen(fd, 8)))
		return 1;
	for (;;) {
		socklen_t size = sizeof(from);
		int caller = fd;

		if (call->type == SOCK_STREAM)
			caller = accept(fd, (struct sockaddr *)&from, &size);
		else
			recvfrom(fd, question, sizeof(question), 0, (struct sockaddr *)&from, &size);
		inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof(text));
		if (call->type == SOCK_STREAM) {
			send(caller, text, strlen(text), MSG_NOSIGNAL);
			close(caller);
		} else {
			sendto(fd, text, strlen(text), 0, (struct sockaddr *)&from, size);
		}
	}
}

/* 0: the answer came from whom was called, and names who asked. Else the errno of the call, or another number. */
static int ask(void *context)
{
	const struct call *call = context;
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(call->port) };
	int fd = socket(AF_INET6, call->type, 0);
	char text[INET6_ADDRSTRLEN] = {};

	end_within(fd, call->patience_ms);
	if (inet_pton(AF_INET6, call->address, &to.sin6_addr) != 1)
		return 1;
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return errno;
	if (call->type == SOCK_DGRAM && send(fd, "who", 3, 0) != 3)
		return 1;
	if (recv(fd, text, sizeof(text) - 1, 0) <= 0)
		return 2;
	return strcmp(text, call->as) ? 3 : 0;
}

/* A server that has just been started may not listen yet. */
static bool told(int from, int type, const char *address, int port, const char *as)
{
	struct call call = { address, type, port, as, PATIENCE_MS };
	int error = ECONNREFUSED;

	for (int i = 0; error == ECONNREFUSED && i < 100; i++) {
		error = pod_run(from, ask, &call);
		if (error == ECONNREFUSED)
			usleep(20000);
	}
	return !error;
}

/* Nothing comes back, not even a refusal. */
static bool silent(int from, int type, const char *address, int port)
{
	int error = pod_run(from, ask, &(struct call){ address, type, port, "", SILENCE_MS });

	return error && error != ECONNREFUSED && error != 3;
}

/* Nobody serves there: the node itself says so at once. */
static bool nobody(int from, const char *address, int port)
{
	return pod_run(from, ask, &(struct call){ address, SOCK_STREAM, port, "", PATIENCE_MS }) == ECONNREFUSED;
}

static struct axo_buffer *ports_of(__u32 count)
{
	return payload_of("sswsw", "10.9.0.0/24", "", 1, "192.0.2.0/24", count);
}

static struct axo_buffer *add_port(struct axo_buffer *payload, const char *hosts, const char *pod, __u16 port,
				   __u16 pod_port, __u8 protocol)
{
	axo_write(payload, "sshhb", hosts, pod, port, pod_port, protocol);
	return payload;
}

static void both_protocols(const struct pod *pod, const struct pod *neighbour, int outside)
{
	struct call stream = { .type = SOCK_STREAM, .port = POD_PORT }, datagram = { .type = SOCK_DGRAM, .port = 5353 };
	pid_t servers[] = { pod_start(pod->netns, tell, &stream), pod_start(pod->netns, tell, &datagram) };
	struct axo_buffer *payload;

	usleep(30000);
	test_case("from outside a port of the node is the pod's, and the pod sees who asks");
	CHECK(nobody(outside, NODE, 8080), "before");
	payload = add_port(ports_of(2), EVERY, POD, 8080, POD_PORT, IPPROTO_TCP);
	client_do(control, AXO_MASQUERADE, add_port(payload, EVERY, POD, 53, 5353, IPPROTO_UDP));
	CHECK(told(outside, SOCK_STREAM, NODE, 8080, OUTSIDE), "TCP: %s", output_of("nft list ruleset"));
	CHECK(told(outside, SOCK_STREAM, OTHER_ADDRESS, 8080, OUTSIDE), "at every address");
	CHECK(told(outside, SOCK_DGRAM, NODE, 53, OUTSIDE), "UDP");
	CHECK(nobody(outside, NODE, 53), "TCP to a port of UDP");
	CHECK(silent(outside, SOCK_STREAM, "::ffff:198.51.100.7", 8080), "an address that is not the node's");
	CHECK(nobody(neighbour->netns, NODE, 8080), "nor what a pod of the node sends");

	test_case("the pod's policy judges whoever asks");
	pod_policy(control, pod, POLICY_CLOSED);
	CHECK(silent(outside, SOCK_STREAM, NODE, 8080) && silent(outside, SOCK_DGRAM, NODE, 53), "denied");
	pod_policy(control, pod, POLICY_OPEN);

	test_case("at one address it is at no other");
	client_do(control, AXO_MASQUERADE, add_port(ports_of(1), "192.0.2.11/32", POD, 8080, POD_PORT, IPPROTO_TCP));
	CHECK(told(outside, SOCK_STREAM, OTHER_ADDRESS, 8080, OUTSIDE) && nobody(outside, NODE, 8080), "%s",
	      output_of("nft list ruleset"));

	test_case("once it is taken away nobody gets there");
	client_do(control, AXO_MASQUERADE, ports_of(0));
	CHECK(nobody(outside, OTHER_ADDRESS, 8080), "%s", output_of("nft list ruleset"));
	CHECK(strstr(output_of("nft list ruleset"), "masquerade"), "the masquerade stays");
	for (int i = 0; i < 2; i++) {
		kill(servers[i], SIGKILL);
		wait_for(servers[i]);
	}
}

static void connections(const struct pod *pod, int outside)
{
	struct pod asker = { .name = "outside", .netns = outside },
		   node = { .name = "node", .address = NODE, .netns = pod->netns };
	struct axo_buffer *payload;
	struct flow flow;

	test_case("a connection goes on while the table is replaced, and when its port is taken away");
	client_do(control, AXO_MASQUERADE, add_port(ports_of(1), EVERY, POD, POD_PORT, POD_PORT, IPPROTO_TCP));
	flow = flow_start(&asker, &node);
	for (__u16 i = 1; i <= 10; i++) {
		payload = add_port(ports_of(2), EVERY, POD, POD_PORT, POD_PORT, IPPROTO_TCP);
		client_do(control, AXO_MASQUERADE, add_port(payload, EVERY, POD, i, i, IPPROTO_UDP));
		CHECK(flow_runs(&flow, 20), "replaced %u times: %s", i, strerror(flow.state->broken));
	}
	client_do(control, AXO_MASQUERADE, ports_of(0));
	CHECK(flow_runs(&flow, 100), "taken away: %s", strerror(flow.state->broken));
	flow_stop(&flow);
	CHECK(!can_connect(&asker, &node), "a new one");
}

/* A datagram from a port of its own, so that each is of one flow; 0 when an answer came, else the errno. */
static int ask_again(void *context)
{
	const struct call *call = context;
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(4444) },
			    to = { .sin6_family = AF_INET6, .sin6_port = htons(call->port) };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	char text[INET6_ADDRSTRLEN];

	end_within(fd, call->patience_ms);
	if (inet_pton(AF_INET6, call->address, &to.sin6_addr) != 1 || bind(fd, (void *)&here, sizeof(here)) ||
	    connect(fd, (void *)&to, sizeof(to)) || send(fd, "who", 3, 0) != 3)
		return 99;
	return recv(fd, text, sizeof(text), 0) > 0 ? 0 : errno;
}

static int again(int from, const char *address, int port)
{
	return pod_run(from, ask_again, &(struct call){ .address = address, .port = port, .patience_ms = PATIENCE_MS });
}

static void forget(const char *address, __u16 port)
{
	__u8 bytes[16];

	CHECK(inet_pton(AF_INET6, address, bytes) == 1, "%s", address);
	client_do(control, AXO_FORGET, payload_of("rh", bytes, (size_t)16, port));
}

/* Their tuples, as the opener sees them. */
static const char *flows_known(void)
{
	return output_of("sed -En 's/.*udp .*[^=]src=(\\S+) dst=(\\S+) sport=(\\S+) dport=(\\S+) .*src=.*/\\2 \\4/p' "
			 "/proc/net/nf_conntrack | sort");
}

static void datagrams(const struct pod *pod, int outside)
{
	struct call datagram = { .type = SOCK_DGRAM, .port = 5353 };
	pid_t server = pod_start(pod->netns, tell, &datagram);

	test_case("a flow of datagrams from before its port led to a pod is forgotten, and no other");
	usleep(30000);
	client_do(control, AXO_MASQUERADE, ports_of(0));
	CHECK(again(outside, NODE, 53) == ECONNREFUSED && again(outside, NODE, 54) == ECONNREFUSED &&
		      again(outside, OTHER_ADDRESS, 53) == ECONNREFUSED && again(outside, NODE6, 53) == ECONNREFUSED,
	      "nobody serves");
	client_do(control, AXO_MASQUERADE, add_port(ports_of(1), EVERY, POD, 53, 5353, IPPROTO_UDP));
	CHECK(again(outside, NODE, 53) == ECONNREFUSED, "it goes on as it began");
	forget(NODE, 53);
	CHECK(again(outside, NODE, 53) == 0, "it goes to the pod: %s", flows_known());
	CHECK(again(outside, OTHER_ADDRESS, 53) == ECONNREFUSED, "that of another address stays: %s", flows_known());
	CHECK(strstr(flows_known(), "192.0.2.10 54"), "that of another port stays: %s", flows_known());
	forget(NODE6, 53);
	CHECK(!strstr(flows_known(), "0010 53"), "in IPv6: %s", flows_known());
	kill(server, SIGKILL);
	wait_for(server);
}

/* Without programs, since the harness's pods have IPv4 only. */
static void other_family(int outside)
{
	int pod = pod_make("axl-six");
	struct call stream = { .type = SOCK_STREAM, .port = POD_PORT };
	__u8 addr4[4] = {}, addr6[16];
	pid_t server;

	test_case("the same in IPv6");
	CHECK(inet_pton(AF_INET6, POD6, addr6) == 1, "address");
	client_do(control, AXO_VETH_ADD,
		  payload_of("ssswrbrb", test_path("netns/axl-six"), "axo00000006", "eth0", 1500, addr4, (size_t)4, 0,
			     addr6, (size_t)16, 1));
	server = pod_start(pod, tell, &stream);
	usleep(30000);
	client_do(control, AXO_MASQUERADE, add_port(ports_of(1), "::/0", POD6 "/128", 8080, POD_PORT, IPPROTO_TCP));
	CHECK(told(outside, SOCK_STREAM, NODE6, 8080, OUTSIDE6), "every address: %s", output_of("nft list ruleset"));
	client_do(control, AXO_MASQUERADE,
		  add_port(ports_of(1), NODE6 "/128", POD6 "/128", 8080, POD_PORT, IPPROTO_TCP));
	CHECK(told(outside, SOCK_STREAM, NODE6, 8080, OUTSIDE6), "one: %s", output_of("nft list ruleset"));
	client_do(control, AXO_MASQUERADE,
		  add_port(ports_of(1), "fd00:2::11/128", POD6 "/128", 8080, POD_PORT, IPPROTO_TCP));
	CHECK(nobody(outside, NODE6, 8080), "another: %s", output_of("nft list ruleset"));
	kill(server, SIGKILL);
	wait_for(server);
}

static void refused(void)
{
	const struct {
		const char *hosts, *pod;
		__u16 port, pod_port;
		__u8 protocol;
		int error;
	} bad[] = { { EVERY, POD, 0, 80, IPPROTO_TCP, ERANGE },
		    { EVERY, POD, 80, 0, IPPROTO_TCP, ERANGE },
		    { EVERY, POD, 80, 80, IPPROTO_SCTP, ERANGE },
		    { EVERY, "", 80, 80, IPPROTO_TCP, ERANGE },
		    { EVERY, POD6 "/128", 80, 80, IPPROTO_TCP, EINVAL },
		    { "::/0", POD, 80, 80, IPPROTO_TCP, EINVAL },
		    { "", POD, 80, 80, IPPROTO_TCP, EINVAL },
		    { "0.0.0.0/0 . tcp . 1 : 10.9.0.1 . 1, 0.0.0.0/0", POD, 80, 80, IPPROTO_TCP, EINVAL } };
	struct axo_buffer *payload;
	char *before;

	test_case("what is no port, protocol or pair of addresses is refused, and changes nothing");
	client_do(control, AXO_MASQUERADE, add_port(ports_of(1), EVERY, POD, 8080, 80, IPPROTO_TCP));
	before = strdup(output_of("nft list ruleset"));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		payload = add_port(ports_of(2), EVERY, POD, 8081, 81, IPPROTO_TCP);
		add_port(payload, bad[i].hosts, bad[i].pod, bad[i].port, bad[i].pod_port, bad[i].protocol);
		client_refused(control, AXO_MASQUERADE, payload, bad[i].error,
			       bad[i].error == ERANGE ? "host port" : "CIDR");
	}
	client_refused(control, AXO_FORGET, payload_of("h", 53), EINVAL, "address");
	client_refused(control, AXO_MASQUERADE, ports_of(1), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, ports_of(0xffffffff), EINVAL, "CIDR");
	CHECK(!strcmp(before, output_of("nft list ruleset")), "%s", output_of("nft list ruleset"));
	free(before);
}

int main(void)
{
	struct pod pod, neighbour;
	pid_t loader;
	int outside;

	world_enter();
	outside = pod_make("axl-outside");
	shell("ip link add up0 type veth peer name up1 netns %s && ip addr add 192.0.2.10/24 dev up0 && ip addr add "
	      "192.0.2.11/24 dev up0 && ip addr add fd00:2::10/64 dev up0 nodad && ip link set up0 up && sysctl -qw "
	      "net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0 "
	      "net.ipv6.icmp.ratelimit=0",
	      test_path("netns/axl-outside"));
	shell("nsenter --net=%s sh -c 'ip link set lo up && ip addr add 192.0.2.20/24 dev up1 && ip addr add "
	      "fd00:2::20/64 dev up1 nodad && ip link set up1 up && ip route add default via 192.0.2.10'",
	      test_path("netns/axl-outside"));
	loader = loader_start(NULL);
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	policies_make(control);
	client_do(control, AXO_ATTACH, payload_of("bs", 2, "up0"));
	pod = pod_join(control, 1);
	neighbour = pod_join(control, 2);
	both_protocols(&pod, &neighbour, outside);
	connections(&pod, outside);
	datagrams(&pod, outside);
	other_family(outside);
	refused();
	loader_stop(loader);
	return test_end();
}
