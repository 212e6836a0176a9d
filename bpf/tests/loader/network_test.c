// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Pods' links, routes, the nftables table and the CNI configuration, and everything that must not be touched. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "harness.h"

#define PORT 7777

static int control;

static struct axo_buffer *veth_of(const char *netns, const char *node, const char *pod, __u32 mtu, const char *ip4,
				  const char *ip6)
{
	__u8 addr4[4] = {}, addr6[16] = {};

	CHECK(!ip4 || inet_pton(AF_INET, ip4, addr4) == 1, "%s", ip4);
	CHECK(!ip6 || inet_pton(AF_INET6, ip6, addr6) == 1, "%s", ip6);
	return payload_of("ssswrbrb", netns, node, pod, mtu, addr4, sizeof(addr4), ip4 ? 1 : 0, addr6, sizeof(addr6),
			  ip6 ? 1 : 0);
}

/* Sends a datagram to the address and waits for it to come back. */
static int ask_echo(void *context)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	char answer[8] = {};

	if (inet_pton(AF_INET6, context, &to.sin6_addr) != 1)
		return 2;
	for (int i = 0; i < 20; i++) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };

		if (sendto(fd, "hello", 5, 0, (struct sockaddr *)&to, sizeof(to)) == 5 && poll(&wait, 1, 200) == 1 &&
		    recv(fd, answer, sizeof(answer), 0) == 5 && !strcmp(answer, "hello"))
			return 0;
	}
	return 1;
}

static int echo(void *context)
{
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) }, from;
	int fd = socket(AF_INET6, SOCK_DGRAM, 0), off = 0;
	socklen_t size = sizeof(from);
	char text[8];
	ssize_t got;

	(void)context;
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)))
		return 1;
	while ((got = recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)&from, &size)) >= 0)
		sendto(fd, text, got, 0, (struct sockaddr *)&from, size);
	return 0;
}

static __u32 listed(const char *name, __u8 *attached)
{
	struct answer *answer = client_do(control, AXO_VETH_LIST, NULL);
	struct axo_reader in = { answer->bytes, answer->bytes + answer->head.length };
	__u32 count, found = 0;

	CHECK(!axo_read(&in, "w count+", &count), "the list's count");
	while (count--) {
		char device[16];
		__u32 ifindex;
		__u8 state;
		const char *bad =
			axo_read(&in, "s device, w ifindex, b attached+", device, sizeof(device), &ifindex, &state);

		CHECK(!bad, "the list's %s", bad);
		if (strcmp(device, name))
			continue;
		found++;
		*attached = state;
	}
	CHECK(in.at == in.end, "the list's length");
	return found;
}

static void pods(void)
{
	int self = open("/proc/self/ns/net", O_RDONLY), one = pod_make("axl-one"), two = pod_make("axl-two");
	const char *path = test_path("netns/axl-one");
	struct answer *answer;
	__u8 attached = 9, before[16];
	pid_t server;

	test_case("VETH_ADD makes both sides of the link");
	shell("ip addr add 192.0.2.1/32 dev lo && ip addr add fd00:1::1/128 dev lo && sysctl -qw net.ipv4.ip_forward=1 "
	      "net.ipv6.conf.all.forwarding=1 net.ipv4.conf.default.forwarding=0 net.ipv4.conf.default.rp_filter=1");
	answer = client_do(control, AXO_VETH_ADD, veth_of(path, "axo00000001", "eth0", 1450, "10.9.0.5", "fd00:9::5"));
	CHECK(answer->head.length == 16, "its answer");
	memcpy(before, answer->bytes, 16);
	CHECK(strstr(output_of("ip -d link show axo00000001"), "mtu 1450"), "mtu: %s", output_of("ip link"));
	CHECK(!strcmp(output_of("cd /proc/sys/net/ipv4/conf/axo00000001 && cat forwarding rp_filter"), "1\n0\n"),
	      "it forwards what comes from the pod, and does not ask for the way back");
	CHECK(strstr(output_of("ip route"), "10.9.0.5 dev axo00000001 proto 98 scope link"), "%s",
	      output_of("ip route"));
	CHECK(strstr(output_of("ip neigh"), "10.9.0.5 dev axo00000001") && strstr(output_of("ip neigh"), "PERMANENT"),
	      "neighbour");
	CHECK(strstr(output_of("nsenter --net=%s ip route", path), "default via 169.254.1.1 dev eth0"),
	      "the pod's route");
	CHECK(strstr(output_of("nsenter --net=%s ip -6 route", path), "default via fe80::1 dev eth0"),
	      "the pod's v6 route");
	CHECK(strstr(output_of("nsenter --net=%s ip neigh", path), "169.254.1.1 dev eth0 lladdr"),
	      "the pod's neighbour");
	CHECK(strstr(output_of("nsenter --net=%s ip link show lo", path), "UP"), "the pod's lo");
	CHECK(strstr(output_of("nsenter --net=%s ip -o addr show eth0", path), "10.9.0.5/32"), "the pod's address");

	test_case("a second VETH_ADD keeps the device and mends what is missing");
	shell("ip route del 10.9.0.5 && ip neigh del 10.9.0.5 dev axo00000001");
	shell("nsenter --net=%s ip route del default", path);
	answer = client_do(control, AXO_VETH_ADD, veth_of(path, "axo00000001", "eth0", 1400, "10.9.0.5", "fd00:9::5"));
	CHECK(!memcmp(before, answer->bytes, 16), "the same device");
	CHECK(strstr(output_of("ip route"), "10.9.0.5 dev axo00000001"), "mended");
	CHECK(strstr(output_of("nsenter --net=%s ip link show eth0", path), "mtu 1400"), "the new mtu");
	CHECK(strstr(output_of("nsenter --net=%s ip route", path), "default via"), "mended in the pod");
	CHECK(listed("axo00000001", &attached) == 1 && attached == 0, "listed once, without programs");

	test_case("pod and node, pod and pod reach each other over both families");
	client_do(control, AXO_VETH_ADD,
		  veth_of(test_path("netns/axl-two"), "axo00000002", "eth0", 1450, "10.9.0.6", "fd00:9::6"));
	server = pod_start(one, echo, NULL);
	CHECK(!pod_run(self, ask_echo, "::ffff:10.9.0.5"), "node to pod, v4");
	CHECK(!pod_run(self, ask_echo, "fd00:9::5"), "node to pod, v6");
	CHECK(!pod_run(two, ask_echo, "::ffff:10.9.0.5"), "pod to pod, v4");
	CHECK(!pod_run(two, ask_echo, "fd00:9::5"), "pod to pod, v6");
	kill(server, 9);
	wait_for(server);
	server = pod_start(self, echo, NULL);
	CHECK(!pod_run(one, ask_echo, "::ffff:192.0.2.1"), "pod to node, v4");
	CHECK(!pod_run(one, ask_echo, "fd00:1::1"), "pod to node, v6");
	kill(server, 9);
	wait_for(server);

	test_case("a device of ours in the wrong namespace is made anew, another's is left alone");
	answer = client_do(control, AXO_VETH_ADD, veth_of(path, "axo00000002", "eth1", 1450, "10.9.0.6", NULL));
	CHECK(!strstr(output_of("nsenter --net=%s ip link", test_path("netns/axl-two")), "eth0"),
	      "gone from the old pod");
	CHECK(strstr(output_of("nsenter --net=%s ip link", path), "eth1"), "there in the new");
	shell("ip link add foreign type veth peer name foreign2");
	client_refused(control, AXO_VETH_ADD, veth_of(path, "foreign", "eth2", 1450, "10.9.0.7", NULL), EEXIST,
		       "another's");
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo00000003", "eth0", 1450, "10.9.0.7", NULL), EEXIST,
		       "axo00000003");
	CHECK(!strstr(output_of("ip link"), "axo00000003"), "nothing is left of the failed one");
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo00000003", "eth3", 1450, "10.9.0.7", "ff02::1"),
		       EADDRNOTAVAIL, "axo00000003");
	CHECK(!strstr(output_of("ip link"), "axo00000003"), "nor of one that cannot have its address");
	client_refused(control, AXO_VETH_DELETE, payload_of("s", "foreign"), EPERM, "foreign");
	client_refused(control, AXO_VETH_DELETE, payload_of("s", "lo"), EPERM, "lo");
	CHECK(listed("foreign", &attached) == 0, "not listed");

	test_case("VETH_DELETE removes, and absent is no error");
	client_do(control, AXO_VETH_DELETE, payload_of("s", "axo00000001"));
	client_do(control, AXO_VETH_DELETE, payload_of("s", "axo00000001"));
	CHECK(!strstr(output_of("nsenter --net=%s ip link", path), "eth0"), "the pod's side is gone too");
	CHECK(listed("axo00000001", &attached) == 0, "no longer listed");
	client_do(control, AXO_VETH_DELETE, payload_of("s", "axo00000002"));

	test_case("only what was refused is counted, once: not that a device was not there yet, or not any more");
	CHECK(status_number(control, "kernel_error") == 0, "%llu", status_number(control, "kernel_error"));
	CHECK(status_number(control, "device") == 5, "%llu", status_number(control, "device"));
	close(one);
	close(two);
	close(self);
}

static void escapes(void)
{
	const char *names[] = { "", ".", "..", "axo/1", "axo 1", "axo:1", "axo%d", "abcdefghijklmnop" };
	char path[200], *inside = strdup(test_path("netns/axl-link"));
	int fd;

	test_case("namespaces come only from the one folder, by no detour");
	CHECK(!symlink("/proc/1/ns/net", inside), "symlink");
	client_refused(control, AXO_VETH_ADD, veth_of(inside, "axo4", "eth0", 1450, "10.9.0.9", NULL), ELOOP,
		       "netns path");
	client_refused(control, AXO_VETH_ADD, veth_of("/proc/1/ns/net", "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "netns path");
	snprintf(path, sizeof(path), "%s/netns/../netns/axl-one", test_dir);
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "netns path");
	snprintf(path, sizeof(path), "%s/netns/..", test_dir);
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "netns path");
	snprintf(path, sizeof(path), "%s/netns", test_dir);
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "netns path");
	snprintf(path, sizeof(path), "%s/netnsaxl-one", test_dir);
	client_refused(control, AXO_VETH_ADD, veth_of(path, "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "netns path");
	client_refused(control, AXO_VETH_ADD, veth_of("", "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM, "netns path");

	test_case("a file, another kind of namespace and the own one are none");
	fd = open(test_path("netns/axl-file"), O_CREAT | O_WRONLY, 0600);
	close(fd);
	client_refused(control, AXO_VETH_ADD,
		       veth_of(test_path("netns/axl-file"), "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "network namespace");
	CHECK(!mount("/proc/self/ns/uts", test_path("netns/axl-file"), NULL, MS_BIND, NULL), "bind");
	client_refused(control, AXO_VETH_ADD,
		       veth_of(test_path("netns/axl-file"), "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "network namespace");
	CHECK(!umount(test_path("netns/axl-file")) &&
		      !mount("/proc/self/ns/net", test_path("netns/axl-file"), NULL, MS_BIND, NULL),
	      "bind");
	client_refused(control, AXO_VETH_ADD,
		       veth_of(test_path("netns/axl-file"), "axo4", "eth0", 1450, "10.9.0.9", NULL), EPERM,
		       "another network namespace");
	client_refused(control, AXO_VETH_ADD, veth_of(test_path("netns/none"), "axo4", "eth0", 1450, "10.9.0.9", NULL),
		       ENOENT, "netns path");
	CHECK(status_number(control, "netns_path") == 8 && status_number(control, "network_namespace") == 3,
	      "each is counted");

	test_case("device names, MTU and families are checked before anything is done");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		client_refused(control, AXO_VETH_ADD,
			       veth_of(test_path("netns/axl-one"), names[i], "eth0", 1450, "10.9.0.9", NULL), EINVAL,
			       "device name");
		client_refused(control, AXO_VETH_ADD,
			       veth_of(test_path("netns/axl-one"), "axo4", names[i], 1450, "10.9.0.9", NULL), EINVAL,
			       "device name");
	}
	client_refused(control, AXO_VETH_ADD,
		       veth_of(test_path("netns/axl-one"), "axo4", "eth0", 1279, "10.9.0.9", NULL), ERANGE, "mtu");
	client_refused(control, AXO_VETH_ADD,
		       veth_of(test_path("netns/axl-one"), "axo4", "eth0", 65536, "10.9.0.9", NULL), ERANGE, "mtu");
	client_refused(control, AXO_VETH_ADD, veth_of(test_path("netns/axl-one"), "axo4", "eth0", 1450, NULL, NULL),
		       ERANGE, "has4");
	CHECK(!strstr(output_of("ip link"), "axo4"), "nothing was made");
	free(inside);
}

static void add_route(struct axo_buffer *payload, const char *prefix, __u8 bits, const char *via)
{
	__u8 addresses[2][16];

	CHECK(inet_pton(AF_INET6, prefix, addresses[0]) == 1 && inet_pton(AF_INET6, via, addresses[1]) == 1, "%s",
	      prefix);
	axo_write(payload, "rbr", addresses[0], (size_t)16, bits, addresses[1], (size_t)16);
}

static void routes(void)
{
	struct axo_buffer *payload;
	struct answer *answer;
	const char *table;

	test_case("ROUTES replaces its own set, both families, and no other's routes");
	shell("ip link add up0 type veth peer name up1 && ip addr add 192.0.2.10/24 dev up0 && ip addr add "
	      "fd00:2::10/64 dev up0 nodad "
	      "&& ip link set up0 up && ip link set up1 up && ip route add 10.8.9.0/24 via 192.0.2.12 metric 97 proto "
	      "static");
	payload = payload_of("w", 3);
	add_route(payload, "::ffff:10.8.1.0", 120, "::ffff:192.0.2.11");
	add_route(payload, "::ffff:10.8.2.0", 120, "::ffff:192.0.2.12");
	add_route(payload, "fd00:8::", 64, "fd00:2::11");
	client_do(control, AXO_ROUTES, payload);
	table = output_of("ip route; ip -6 route");
	CHECK(strstr(table, "10.8.1.0/24 via 192.0.2.11 dev up0 proto 97") &&
		      strstr(table, "10.8.2.0/24 via 192.0.2.12 dev up0 proto 97") &&
		      strstr(table, "fd00:8::/64 via fd00:2::11 dev up0 proto 97"),
	      "%s", table);
	payload = payload_of("w", 2);
	add_route(payload, "::ffff:10.8.2.0", 120, "::ffff:192.0.2.13");
	add_route(payload, "::ffff:10.8.3.0", 120, "::ffff:192.0.2.11");
	client_do(control, AXO_ROUTES, payload);
	client_do(control, AXO_ROUTES, payload);
	table = output_of("ip route; ip -6 route");
	CHECK(!strstr(table, "10.8.1.0") && !strstr(table, "fd00:8::") &&
		      !strstr(table, "via 192.0.2.12 dev up0 proto 97"),
	      "%s", table);
	CHECK(strstr(table, "10.8.2.0/24 via 192.0.2.13") && strstr(table, "10.8.3.0/24 via 192.0.2.11"), "%s", table);
	CHECK(strstr(table, "10.8.9.0/24 via 192.0.2.12 dev up0 proto static"), "another's stays: %s", table);

	test_case("bad routes are told by their number, and those of another family or with host bits refused");
	payload = payload_of("w", 2);
	add_route(payload, "::ffff:10.8.2.0", 120, "::ffff:192.0.2.13");
	add_route(payload, "::ffff:10.8.4.0", 120, "::ffff:198.51.100.1");
	answer = client_call(control, AXO_ROUTES, payload);
	CHECK(answer->head.error && answer->index == 1, "errno %u, index %u", answer->head.error, answer->index);
	payload = payload_of("w", 1);
	add_route(payload, "::ffff:10.8.4.0", 120, "fd00:2::11");
	client_refused(control, AXO_ROUTES, payload, ERANGE, "via");
	payload = payload_of("w", 1);
	add_route(payload, "::ffff:10.8.4.1", 120, "::ffff:192.0.2.11");
	client_refused(control, AXO_ROUTES, payload, ERANGE, "bits");
	payload = payload_of("w", 1);
	add_route(payload, "::ffff:10.8.4.0", 24, "::ffff:192.0.2.11");
	client_refused(control, AXO_ROUTES, payload, ERANGE, "bits");
	client_do(control, AXO_ROUTES, payload_of("w", 0));
	CHECK(!strstr(output_of("ip route"), "proto 97"), "none is left");
}

static void masquerade(void)
{
	const char *rules;

	test_case("MASQUERADE loads one table from parsed prefixes");
	client_do(control, AXO_MASQUERADE,
		  payload_of("sswssw", "10.9.1.7/16", "fd00:9:0::/48", 2, "10.0.0.0/8", "fd00::/8", 0));
	rules = output_of("nft list table inet axoneme");
	CHECK(strstr(rules, "ip saddr 10.9.0.0/16 ip daddr != @exempt4 masquerade") && strstr(rules, "10.0.0.0/8") &&
		      strstr(rules, "ip6 saddr fd00:9::/48 ip6 daddr != @exempt6 masquerade"),
	      "%s", rules);
	client_do(control, AXO_MASQUERADE, payload_of("ssww", "10.9.0.0/16", "", 0, 0));
	rules = output_of("nft list table inet axoneme");
	CHECK(!strstr(rules, "ip6") && !strstr(rules, "10.0.0.0/8") && strstr(rules, "10.9.0.0/16"),
	      "replaced as a whole: %s", rules);
	client_refused(control, AXO_MASQUERADE, payload_of("ssw", "10.9.0.0/16 accept", "", 0), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, payload_of("ssw", "10.9.0.0/33", "", 0), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, payload_of("ssw", "10.9.0.0", "", 0), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, payload_of("ssw", "fd00::/8", "", 0), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, payload_of("ssws", "10.9.0.0/16", "", 1, ""), EINVAL, "CIDR");
	client_refused(control, AXO_MASQUERADE, payload_of("ssws", "10.9.0.0/16", "", 2, "10.0.0.0/8"), EINVAL, "CIDR");
	CHECK(!strcmp(rules, output_of("nft list table inet axoneme")), "a refused one changes nothing");
	client_do(control, AXO_MASQUERADE, payload_of("ssww", "", "", 0, 0));
	CHECK(!strstr(output_of("nft list ruleset"), "axoneme"), "removed");
}

static void conf(void)
{
	struct stat file;
	const char *text;

	test_case("CNI_CONF writes the list as a whole, readable by all, and removes it");
	client_do(control, AXO_CNI_CONF, payload_of("b", 1));
	client_do(control, AXO_CNI_CONF, payload_of("b", 1));
	text = output_of("cat %s/cni/*.conflist", test_dir);
	CHECK(strstr(text, "\"name\": \"axoneme\"") && strstr(text, "\"cniVersion\": \"1.0.0\"") &&
		      strstr(text, "\"type\": \"axoneme-cni\"") && strstr(text, "/run/axl/cni.sock"),
	      "%s", text);
	shell("python3 -m json.tool %s/cni/05-axoneme.conflist >/dev/null", test_dir);
	CHECK(!stat(test_path("cni/05-axoneme.conflist"), &file) && (file.st_mode & 0777) == 0644, "mode %o",
	      file.st_mode);
	CHECK(!strcmp(output_of("ls -A %s/cni", test_dir), "05-axoneme.conflist\n"), "nothing beside it");
	client_refused(control, AXO_CNI_CONF, payload_of("b", 2), ERANGE, "write");
	client_do(control, AXO_CNI_CONF, payload_of("b", 0));
	client_do(control, AXO_CNI_CONF, payload_of("b", 0));
	CHECK(!strcmp(output_of("ls -A %s/cni", test_dir), ""), "gone");
}

int main(void)
{
	pid_t loader;

	world_enter();
	loader = loader_start("--cni-socket-path", "/run/axl/cni.sock", NULL);
	control = client_hello(1);
	pods();
	escapes();
	routes();
	masquerade();
	conf();
	loader_stop(loader);
	return test_end();
}
