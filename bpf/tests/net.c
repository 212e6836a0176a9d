// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../host/hooks.h"
#include "../host/scope.h"
#include "net.h"

#define MAX_ATTACHED 16
#define CALL_MS 500
#define HEAR_MS 300

static pid_t holders[AXT_PLACES];
static int namespaces[AXT_PLACES] = { -1, -1, -1, -1 };
static int links[MAX_ATTACHED], link_count;
static struct axt_pod saved_a, saved_b;

/* --- places */

static void hold_namespace(enum axt_place place)
{
	char path[64];
	int ready[2];

	if (pipe(ready))
		axt_die("pipe: %s", strerror(errno));
	holders[place] = fork();
	if (!holders[place]) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) || write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	if (read(ready[0], path, 1) != 1)
		axt_die("no namespace for place %d", place);
	close(ready[0]);
	close(ready[1]);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", holders[place]);
	namespaces[place] = open(path, O_RDONLY | O_CLOEXEC);
	if (namespaces[place] < 0)
		axt_die("%s: %s", path, strerror(errno));
}

static void enter(enum axt_place place)
{
	if (setns(namespaces[place], CLONE_NEWNET))
		axt_die("setns: %s", strerror(errno));
}

void axt_run(enum axt_place place, const char *format, ...)
{
	char command[512];
	va_list arguments;
	int status;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	enter(place);
	status = system(command);
	enter(AT_NODE);
	if (status)
		axt_die("at place %d: %s", place, command);
}

struct axo_link axt_link(enum axt_place place, const char *device)
{
	axo_autoclose int fd = axo_nl_open_in(namespaces[place]);
	struct axo_link link;

	axo_link_get(fd, device, &link);
	return link;
}

static void set_address(const struct axt_pod *pod, int node, int inside, __u32 eth0, int family)
{
	const __u8 *gateway = axo_gateways[family];
	__u8 address[16];

	axt_address(address, family ? pod->ipv6 : pod->ipv4);
	axo_address_add(inside, eth0, address);
	axo_route(inside, RTM_NEWROUTE, gateway, 128, NULL, eth0, RTPROT_STATIC, 0);
	axo_route(inside, RTM_NEWROUTE, NULL, 0, gateway, eth0, RTPROT_STATIC, 0);
	axo_route(node, RTM_NEWROUTE, address, 128, NULL, pod->ifindex, RTPROT_STATIC, 0);
	axo_neighbour_add(node, pod->ifindex, address, pod->mac);
}

/* The pod's neighbour entry for its gateway is left out: the datapath must answer. */
static void make_pod(struct axt_pod *pod, enum axt_place place, const char *device)
{
	axo_autoclose int node = axo_nl_open(), inside = axo_nl_open_in(namespaces[place]);
	struct axo_link ours, eth0;

	axo_pair_add(node, device, 0, "eth0", namespaces[place], AXT_MTU);
	ours = axt_link(AT_NODE, device);
	eth0 = axt_link(place, "eth0");
	pod->ifindex = ours.ifindex;
	memcpy(pod->mac, eth0.mac, sizeof(pod->mac));
	memcpy(pod->node_mac, ours.mac, sizeof(pod->node_mac));
	axo_link_up(node, ours.ifindex, AXT_MTU, false);
	axt_run(place, "ip link set lo up");
	axo_link_up(inside, eth0.ifindex, AXT_MTU, false);
	set_address(pod, node, inside, eth0.ifindex, 0);
	set_address(pod, node, inside, eth0.ifindex, 1);
}

static void make_outside(void)
{
	axt_run(AT_NODE, "ip link add axt-net type veth peer name up0 netns %d", holders[AT_OUTSIDE]);
	axt_run(AT_NODE, "ip link set axt-net up && ip addr add " UPLINK4 "/24 dev axt-net");
	axt_run(AT_NODE, "ip route add 10.0.2.0/24 via " OUTSIDE4);
	axt_run(AT_OUTSIDE, "ip link set lo up && ip link set up0 up && ip addr add " OUTSIDE4 "/24 dev up0");
	axt_run(AT_OUTSIDE, "ip addr add " REMOTE4 "/32 dev lo && ip route add 10.0.1.0/24 via " UPLINK4);
}

static void set_switch(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		axt_die("%s: %s", path, strerror(errno));
	close(fd);
}

static void make_node(void)
{
	namespaces[AT_NODE] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	for (int place = AT_A; place < AXT_PLACES; place++)
		hold_namespace(place);
	axt_run(AT_NODE,
		"ip link set lo up && ip addr replace " NODE4 "/32 dev lo && ip addr replace " NODE6 "/128 dev lo");
	set_switch("/proc/sys/net/ipv4/ip_forward", "1");
	set_switch("/proc/sys/net/ipv6/conf/all/forwarding", "1");
	make_pod(&pod_a, AT_A, "axt-na");
	make_pod(&pod_b, AT_B, "axt-nb");
	make_outside();
}

/* --- programs */

static void attach_one(enum axt_hook way, __u32 ifindex, const struct axo_hook *hook)
{
	int program = axt_program_fd(hook->program), error;

	if (way == AXT_TCX)
		error = links[link_count++] = bpf_link_create(program, ifindex, hook->type, NULL);
	else
		error = axo_filter_put(hook, ifindex, program);
	if (error < 0)
		axt_die("%s: %s", hook->program, strerror(-error));
}

static void attach(enum axt_hook way, __u32 ifindex, enum axo_attach_kind kind)
{
	libbpf_print_fn_t loud = libbpf_set_print(NULL); /* it takes a qdisc that is there for an error */

	for (const struct axo_hook *hook = axo_hooks; hook->program; hook++) {
		if (hook->kind == kind)
			attach_one(way, ifindex, hook);
	}
	libbpf_set_print(loud);
}

void axt_net_open(enum axt_hook hook)
{
	if (hook == AXT_TCX && !axo_tcx_works())
		axt_skip("no such hook in this kernel");
	axt_world(AXO_VECTOR_BITS_MIN);
	saved_a = pod_a;
	saved_b = pod_b;
	make_node();
	axt_world(AXO_VECTOR_BITS_MIN);
	axt_ipcache(UPLINK4, AXO_ID_HOST, AXO_IPCACHE_LOCAL);
	attach(hook, pod_a.ifindex, AXO_WORKLOAD);
	attach(hook, pod_b.ifindex, AXO_WORKLOAD);
	attach(hook, axt_link(AT_NODE, "axt-net").ifindex, AXO_UPLINK);
}

void axt_net_close(void)
{
	axo_autoclose int node = axo_nl_open();

	while (link_count)
		close(links[--link_count]);
	axo_link_delete(node, pod_a.ifindex);
	axo_link_delete(node, pod_b.ifindex);
	axo_link_delete(node, axt_link(AT_NODE, "axt-net").ifindex);
	for (int place = AT_A; place < AXT_PLACES; place++) {
		kill(holders[place], SIGKILL);
		waitpid(holders[place], NULL, 0);
		close(namespaces[place]);
	}
	close(namespaces[AT_NODE]);
	pod_a = saved_a;
	pod_b = saved_b;
}

/* --- sockets */

int axt_socket(enum axt_place place, int family, int type, int protocol)
{
	int fd;

	enter(place);
	fd = socket(family, type | SOCK_CLOEXEC, protocol);
	enter(AT_NODE);
	if (fd < 0)
		axt_die("socket: %s", strerror(errno));
	return fd;
}

struct sockaddr_storage axt_name(const char *address, uint16_t port, socklen_t *length)
{
	struct sockaddr_storage storage = {};
	struct sockaddr_in6 *v6 = (void *)&storage;
	struct sockaddr_in *v4 = (void *)&storage;

	if (strchr(address, ':')) {
		*v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port) };
		inet_pton(AF_INET6, address, &v6->sin6_addr);
		*length = sizeof(*v6);
	} else {
		*v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
		inet_pton(AF_INET, address, &v4->sin_addr);
		*length = sizeof(*v4);
	}
	return storage;
}

int axt_server(enum axt_place place, int type, const char *address, uint16_t port)
{
	socklen_t length;
	struct sockaddr_storage name = axt_name(address, port, &length);
	int fd = axt_socket(place, name.ss_family, type, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (void *)&name, length) || (type == SOCK_STREAM && listen(fd, 16)))
		axt_die("%s:%d: %s", address, port, strerror(errno));
	return fd;
}

static bool is_ready(int fd, short events, int ms)
{
	struct pollfd wait = { .fd = fd, .events = events };

	return poll(&wait, 1, ms) == 1;
}

int axt_call(enum axt_place place, int type, const char *address, uint16_t port)
{
	socklen_t length, size = sizeof(int);
	struct sockaddr_storage name = axt_name(address, port, &length);
	int fd = axt_socket(place, name.ss_family, type | SOCK_NONBLOCK, 0), error = 0;

	if (connect(fd, (void *)&name, length))
		error = errno;
	if (error == EINPROGRESS) {
		error = ETIMEDOUT;
		if (is_ready(fd, POLLOUT, CALL_MS))
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	}
	fcntl(fd, F_SETFL, 0);
	if (!error)
		return fd;
	close(fd);
	return -error;
}

bool axt_hears(int fd)
{
	return is_ready(fd, POLLIN, HEAR_MS);
}

static int question_and_answer(int caller, int server, int type)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	int connection = server, error = 0;
	char text[8] = {};

	if (send(caller, "ask", 3, 0) != 3)
		return errno;
	if (!axt_hears(server))
		return ETIMEDOUT;
	if (type == SOCK_STREAM)
		connection = accept(server, NULL, NULL);
	if (!axt_hears(connection) || recvfrom(connection, text, sizeof(text), 0, (void *)&from, &length) != 3)
		error = ETIMEDOUT;
	else if (type == SOCK_STREAM ? send(connection, "tell", 4, 0) != 4 :
				       sendto(connection, "tell", 4, 0, (void *)&from, length) != 4)
		error = errno;
	else if (!axt_hears(caller) || recv(caller, text, sizeof(text), 0) != 4 || memcmp(text, "tell", 4))
		error = ETIMEDOUT;
	if (connection != server)
		close(connection);
	return error;
}

int axt_exchange(enum axt_place from, enum axt_place to, int type, const char *address, uint16_t port)
{
	int server = axt_server(to, type, address, port);
	int caller = axt_call(from, type, address, port);
	int error = caller < 0 ? -caller : question_and_answer(caller, server, type);

	if (caller >= 0)
		close(caller);
	close(server);
	return error;
}

bool axt_await_event(enum axo_event_type type, int subtype, int endpoint, int ms, struct axo_event *found)
{
	struct timespec step = { .tv_nsec = 5 * 1000 * 1000 };

	for (int waited = 0; waited <= ms; waited += 5) {
		const struct axo_event *events;
		size_t count;

		axt_read_rings();
		count = type == AXO_EVENT_TRACE ? axt_traces(&events) : axt_verdicts(&events);
		for (size_t i = count; i; i--) {
			const struct axo_event *event = &events[i - 1];

			if (event->type != type || (subtype >= 0 && event->subtype != subtype) ||
			    (endpoint >= 0 && event->endpoint_id != endpoint))
				continue;
			*found = *event;
			return true;
		}
		nanosleep(&step, NULL);
	}
	return false;
}
