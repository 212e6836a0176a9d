// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Services at the socket, with real sockets of this process in a cgroup of its own. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../host/hooks.h"
#include "net.h"

#define VIP4 "10.96.0.10"
#define VIP6 "fd00:96::10"
#define VIP_PORT 80
#define BACKENDS 3
#define FIRST_BACKEND_PORT 9001

static char cgroup[256];
static int cgroup_fd;

static void join(const char *path)
{
	char procs[300], pid[16];
	int fd;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", path);
	snprintf(pid, sizeof(pid), "%d", getpid());
	fd = open(procs, O_WRONLY);
	if (fd < 0 || write(fd, pid, strlen(pid)) < 0)
		axt_die("%s: %s", procs, strerror(errno));
	close(fd);
}

static void open_cgroup(void)
{
	const char *root = axo_cgroup_root();

	if (!*root)
		axt_skip("no cgroup2 mount");
	snprintf(cgroup, sizeof(cgroup), "%s/axt-%d", root, getpid());
	if (mkdir(cgroup, 0755))
		axt_die("%s: %s", cgroup, strerror(errno));
	cgroup_fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (const struct axo_hook *hook = axo_hooks; hook->program; hook++)
		if (hook->kind == AXO_CGROUP &&
		    bpf_prog_attach(axt_program_fd(hook->program), cgroup_fd, hook->type, 0))
			axt_die("%s: %s", hook->program, strerror(errno));
}

static void set_service(const char *address, uint16_t port, __u8 protocol, __u32 id, __u32 count)
{
	struct axo_service_key key = { .port = htons(port), .protocol = protocol };
	struct axo_service_value value = { .id = id, .count = count };

	axt_address(key.addr, address);
	axt_map_set("service", &key, &value);
}

static void set_backend(__u32 id, __u32 slot, const char *address, uint16_t port)
{
	struct axo_backend_key key = { .service_id = id, .slot = slot };
	struct axo_backend_value value = { .port = htons(port) };

	axt_address(value.addr, address);
	axt_map_set("backend", &key, &value);
}

/* VIP4 and VIP6 lead to the loopback; others have no backend. */
static void set_services(void)
{
	static const __u8 protocols[] = { IPPROTO_TCP, IPPROTO_UDP };

	for (int i = 0; i < 2; i++) {
		set_service(VIP4, VIP_PORT, protocols[i], 1, BACKENDS);
		set_service(VIP6, VIP_PORT, protocols[i], 2, BACKENDS);
		set_service(VIP4, VIP_PORT + 1, protocols[i], 3, 0);
		set_service(VIP6, VIP_PORT + 1, protocols[i], 3, 0);
	}
	set_service(VIP4, VIP_PORT + 2, IPPROTO_TCP, 3, 0);
	for (int slot = 0; slot < BACKENDS; slot++) {
		set_backend(1, slot, "127.0.0.1", FIRST_BACKEND_PORT + slot);
		set_backend(2, slot, "::1", FIRST_BACKEND_PORT + slot);
	}
}

/*
 * The calls are made by a child in the cgroup, so that this process never is. Its exit status is its number of failed
 * expectations.
 */
static void in_cgroup(void (*calls)(void))
{
	int status = -1;
	pid_t child;

	axt_world(AXO_VECTOR_BITS_MIN);
	open_cgroup();
	set_services();
	fflush(stdout);
	child = fork();
	if (!child) {
		if (system("ip link set lo up"))
			_exit(99);
		join(cgroup);
		calls();
		fflush(stdout);
		_exit(axt_failed());
	}
	waitpid(child, &status, 0);
	EXPECT(WIFEXITED(status) && !WEXITSTATUS(status), "the child's status is %#x", status);
	close(cgroup_fd);
	if (rmdir(cgroup))
		axt_fail(__FILE__, __LINE__, "%s: %s", cgroup, strerror(errno));
}

static int here(int family, int type)
{
	int fd = socket(family, type, 0);
	struct timeval patience = { .tv_sec = 1 };
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static void serve(int servers[BACKENDS], int type, const char *address)
{
	for (int i = 0; i < BACKENDS; i++) {
		socklen_t length;
		struct sockaddr_storage name = axt_name(address, FIRST_BACKEND_PORT + i, &length);

		servers[i] = here(name.ss_family, type);
		if (bind(servers[i], (void *)&name, length) || (type == SOCK_STREAM && listen(servers[i], 8)))
			axt_die("bind: %s", strerror(errno));
	}
}

static int ready_one(const int servers[BACKENDS])
{
	struct pollfd waits[BACKENDS];

	for (int i = 0; i < BACKENDS; i++)
		waits[i] = (struct pollfd){ .fd = servers[i], .events = POLLIN };
	if (poll(waits, BACKENDS, 500) <= 0)
		return -1;
	for (int i = 0; i < BACKENDS; i++)
		if (waits[i].revents)
			return i;
	return -1;
}

static void expect_name(const struct sockaddr_storage *name, const char *address, uint16_t port)
{
	const struct sockaddr_in *v4 = (const void *)name;
	const struct sockaddr_in6 *v6 = (const void *)name;
	char text[64] = {};

	if (name->ss_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
	EXPECT(!strcmp(text, address) && ntohs(v4->sin_port) == port, "named %s:%d, expected %s:%d", text,
	       ntohs(v4->sin_port), address, port);
}

static void expect_streams(const char *vip, const char *backend)
{
	int servers[BACKENDS], seen[BACKENDS] = {};

	serve(servers, SOCK_STREAM, backend);
	for (int i = 0; i < 60; i++) {
		struct sockaddr_storage peer = {}, name;
		socklen_t length, size = sizeof(peer);
		int fd, chosen;

		name = axt_name(vip, VIP_PORT, &length);
		fd = here(name.ss_family, SOCK_STREAM);
		EXPECT(!connect(fd, (void *)&name, length), "connect to %s: %s", vip, strerror(errno));
		chosen = ready_one(servers);
		EXPECT(chosen >= 0, "no backend was called");
		if (chosen >= 0) {
			seen[chosen]++;
			close(accept(servers[chosen], NULL, NULL));
		}
		getpeername(fd, (void *)&peer, &size);
		expect_name(&peer, vip, VIP_PORT);
		close(fd);
	}
	for (int i = 0; i < BACKENDS; i++) {
		EXPECT(seen[i] > 0, "backend %d was never called in 60 times", i);
		close(servers[i]);
	}
}

static void expect_datagrams(const char *vip, const char *backend, bool connected)
{
	struct sockaddr_storage peer = {}, from, name;
	socklen_t length, size = sizeof(from);
	int servers[BACKENDS], fd, chosen;
	char text[4];

	serve(servers, SOCK_DGRAM, backend);
	name = axt_name(vip, VIP_PORT, &length);
	fd = here(name.ss_family, SOCK_DGRAM);
	if (connected) {
		EXPECT(!connect(fd, (void *)&name, length), "connect: %s", strerror(errno));
		EXPECT_EQ(send(fd, "ask", 3, 0), 3);
	} else {
		EXPECT_EQ(sendto(fd, "ask", 3, 0, (void *)&name, length), 3);
	}
	chosen = ready_one(servers);
	EXPECT(chosen >= 0, "no backend was asked");
	if (chosen >= 0) {
		recvfrom(servers[chosen], text, sizeof(text), 0, (void *)&from, &size);
		sendto(servers[chosen], "tell", 4, 0, (void *)&from, size);
		size = sizeof(peer);
		EXPECT_EQ(recvfrom(fd, text, sizeof(text), 0, (void *)&peer, &size), 4);
		expect_name(&peer, vip, VIP_PORT);
	}
	for (int i = 0; i < BACKENDS; i++)
		close(servers[i]);
	close(fd);
}

static void calls_v4(void)
{
	expect_streams(VIP4, "127.0.0.1");
	expect_datagrams(VIP4, "127.0.0.1", true);
	expect_datagrams(VIP4, "127.0.0.1", false);
}

AXT_TEST(sock, ipv4)
{
	in_cgroup(calls_v4);
}

static void calls_v6(void)
{
	expect_streams(VIP6, "::1");
	expect_datagrams(VIP6, "::1", true);
	expect_datagrams(VIP6, "::1", false);
}

AXT_TEST(sock, ipv6)
{
	in_cgroup(calls_v6);
}

/* An IPv6 socket that calls an IPv4 service. */
static void calls_mapped(void)
{
	expect_streams("::ffff:" VIP4, "127.0.0.1");
	expect_datagrams("::ffff:" VIP4, "127.0.0.1", true);
	expect_datagrams("::ffff:" VIP4, "127.0.0.1", false);
}

AXT_TEST(sock, ipv4_mapped)
{
	in_cgroup(calls_mapped);
}

static void expect_refused(const char *vip, int type)
{
	socklen_t length;
	struct sockaddr_storage name = axt_name(vip, VIP_PORT + 1, &length);
	int fd = here(name.ss_family, type);

	EXPECT(connect(fd, (void *)&name, length) < 0 && errno == ECONNREFUSED, "connect to %s: %s", vip,
	       strerror(errno));
	if (type == SOCK_DGRAM)
		EXPECT(sendto(fd, "x", 1, 0, (void *)&name, length) < 0 && errno == ECONNREFUSED, "sendto %s: %s", vip,
		       strerror(errno));
	close(fd);
}

static void calls_without_backends(void)
{
	static const char *const vips[] = { VIP4, VIP6, "::ffff:" VIP4 };

	for (int i = 0; i < 3; i++) {
		expect_refused(vips[i], SOCK_STREAM);
		expect_refused(vips[i], SOCK_DGRAM);
	}
}

AXT_TEST(sock, no_backend_is_refused_at_once)
{
	in_cgroup(calls_without_backends);
}

/* A service of one protocol is none of the other: here, an address without a route. */
static void calls_by_protocol(void)
{
	socklen_t length;
	struct sockaddr_storage name = axt_name(VIP4, VIP_PORT + 2, &length);
	int stream = here(AF_INET, SOCK_STREAM), datagram = here(AF_INET, SOCK_DGRAM);

	EXPECT(connect(stream, (void *)&name, length) < 0 && errno == ECONNREFUSED, "TCP: %s", strerror(errno));
	EXPECT(connect(datagram, (void *)&name, length) < 0 && errno == ENETUNREACH, "UDP: %s", strerror(errno));
	close(stream);
	close(datagram);
}

AXT_TEST(sock, protocols_are_told_apart)
{
	in_cgroup(calls_by_protocol);
}

#define NODE_PORT 7001

/* A port of the node that leads to a pod: at the node's address and at its loopback's. */
static void set_node_ports(void)
{
	static const __u8 protocols[] = { IPPROTO_TCP, IPPROTO_UDP };

	for (int i = 0; i < 2; i++) {
		set_service("127.0.0.1", NODE_PORT, protocols[i], 1, BACKENDS);
		set_service("::1", NODE_PORT, protocols[i], 2, BACKENDS);
	}
}

/* Whether a call to this address reaches a backend or whoever listens at that very port; 'b' and 'o', else 'n'. */
static char reached(const char *address, const char *backend, int type)
{
	int servers[BACKENDS], own, fd;
	struct sockaddr_storage name;
	struct pollfd wait;
	socklen_t length;
	char who = 'n';

	name = axt_name(backend, NODE_PORT, &length);
	own = here(name.ss_family, type);
	if (bind(own, (void *)&name, length) || (type == SOCK_STREAM && listen(own, 8)))
		axt_die("bind: %s", strerror(errno));
	serve(servers, type, backend);
	name = axt_name(address, NODE_PORT, &length);
	fd = here(name.ss_family, type);
	if (type == SOCK_DGRAM)
		sendto(fd, "ask", 3, 0, (void *)&name, length);
	else
		EXPECT(!connect(fd, (void *)&name, length), "connect: %s", strerror(errno));
	wait = (struct pollfd){ .fd = own, .events = POLLIN };
	if (poll(&wait, 1, 0) == 1)
		who = 'o';
	else if (ready_one(servers) >= 0)
		who = 'b';
	for (int i = 0; i < BACKENDS; i++)
		close(servers[i]);
	close(own);
	close(fd);
	return who;
}

static void expect_reached(char who)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };

	set_node_ports();
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(reached("127.0.0.1", "127.0.0.1", types[i]), who);
		EXPECT_EQ(reached("::ffff:127.0.0.1", "127.0.0.1", types[i]), who);
		EXPECT_EQ(reached("::1", "::1", types[i]), who);
	}
}

static void calls_of_the_node(void)
{
	expect_reached('b');
}

static void calls_of_a_pod(void)
{
	if (unshare(CLONE_NEWNET) || system("ip link set lo up"))
		_exit(98);
	expect_reached('o');
}

AXT_TEST(sock, the_nodes_loopback_leads_to_pods)
{
	in_cgroup(calls_of_the_node);
}

AXT_TEST(sock, a_pods_loopback_is_its_own)
{
	in_cgroup(calls_of_a_pod);
}

/* Addresses that are no service are left alone, and named as they are. */
static void calls_elsewhere(void)
{
	socklen_t length, size = sizeof(struct sockaddr_storage);
	struct sockaddr_storage name = axt_name("127.0.0.1", FIRST_BACKEND_PORT, &length), peer = {};
	int servers[BACKENDS], fd = here(AF_INET, SOCK_STREAM);

	serve(servers, SOCK_STREAM, "127.0.0.1");
	EXPECT(!connect(fd, (void *)&name, length), "connect: %s", strerror(errno));
	getpeername(fd, (void *)&peer, &size);
	expect_name(&peer, "127.0.0.1", FIRST_BACKEND_PORT);
	/* A service's address at another port. */
	name = axt_name("127.0.0.1", FIRST_BACKEND_PORT + BACKENDS, &length);
	close(fd);
	fd = here(AF_INET, SOCK_STREAM);
	EXPECT(connect(fd, (void *)&name, length) < 0 && errno == ECONNREFUSED, "connect: %s", strerror(errno));
	close(fd);
}

AXT_TEST(sock, others_are_left_alone)
{
	in_cgroup(calls_elsewhere);
}
