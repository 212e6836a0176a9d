// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Round trips between two pods of one node, client and server on one CPU: through plain routing, through redirect_peer without logic, and
 * through the datapath with policy and events. The loader makes the devices of all of them and loads the datapath; it and the reader of its
 * events have the other CPU. Everything stands in namespaces that go with this process. The ways are measured in turn; figures are medians, and
 * of the CPU's time rather than the clock's: others may want the CPU, too.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <linux/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "../../host/hooks.h"
#include "../loader/harness.h"
#include "redirect.skel.h"

#define PORT 7171
#define POLICY 10
#define ROUNDS 9
#define TURN_SECONDS 0.5
#define FLOW_TURNS 20
#define TRAFFIC_CPU 0
#define READER_CPU 1
enum { RR, CRR, KINDS };
enum { ROUTING, TRACKED, REDIRECT, POLICED, TOLD, WAYS };

static const char *const kinds[KINDS] = { "round trips", "connections" };
static const double goals[KINDS] = { 1.15, 1.0 }; /* of plain routing */

static struct way {
	const char *name;
	__u32 trace_interval_ms;
	bool tracked; /* the node's stack keeps track of connections, as under any rule that speaks of their state */
	struct pod from, to;
	pid_t server;
	double rate[KINDS][ROUNDS];
	double events[KINDS][ROUNDS], lost[KINDS][ROUNDS];
} ways[WAYS] = {
	[ROUTING] = { .name = "plain routing" },
	[REDIRECT] = { .name = "redirect_peer without logic" },
	[TRACKED] = { .name = "routing with connection tracking", .tracked = true },
	[POLICED] = { .name = "policy, events: first, last, every 5 s", .trace_interval_ms = 5000 },
	[TOLD] = { .name = "policy, an event for each packet" },
};

/* Between the processes. */
static volatile struct {
	__u64 exchanges;
	int broken;
	__u64 events, lost;
} * shared;

static int control;

static void pin(int cpu)
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

static int ask_on_one_connection(void *address)
{
	double end = seconds() + TURN_SECONDS;
	int fd;

	pin(TRAFFIC_CPU);
	fd = dial(address);
	while (fd >= 0 && seconds() < end && exchange(fd))
		shared->exchanges++;
	return 0;
}

static int ask_on_new_connections(void *address)
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

/* --- events, as an agent would read them */

static void count_frame(const struct answer *frame)
{
	__u32 count;

	memcpy(&count, frame->bytes, sizeof(count));
	if (frame->head.type == AXO_EVENTS)
		shared->events += count;
	for (__u32 i = 0; frame->head.type == AXO_LOST && i < count; i++) {
		__u64 lost;

		memcpy(&lost, frame->bytes + 4 + i * 12 + 4, sizeof(lost));
		shared->lost += lost;
	}
}

static int read_events(void *context)
{
	struct timeval forever = {};
	struct answer frame = {};
	int fd = client_hello(2);

	(void)context;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever));
	while (client_receive(fd, &frame))
		count_frame(&frame);
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

static void configure(const struct way *way)
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

static void make_ways(void)
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

/* --- measuring */

/* Until nothing more comes: what was told of this turn belongs to it. */
static void let_events_arrive(void)
{
	__u64 before;

	do {
		before = shared->events + shared->lost;
		usleep(250000);
	} while (shared->events + shared->lost != before);
}

/* Packets that the datapath let pass, at either end. */
static __u64 packets_passed(void)
{
	__u64 sum = 0;

	for (__u8 direction = AXO_INGRESS; direction <= AXO_EGRESS; direction++) {
		struct axo_metric_key key = { .direction = direction };
		struct axo_count count = {};

		client_dump(control, "metrics", &key, &count);
		sum += count.packets;
	}
	return sum;
}

/* Events that found no room in a ring, or no token; what the loader sheds, its reader is told. */
static __u64 lost_in_kernel(void)
{
	static const __u8 types[] = { AXO_EVENT_TRACE, AXO_EVENT_VERDICT };
	const __u16 endpoints[] = { ways[TOLD].from.id, ways[TOLD].to.id };
	__u64 sum = 0;

	for (int i = 0; i < 4; i++) {
		struct axo_lost_key key = { .endpoint_id = endpoints[i / 2], .type = types[i % 2] };
		__u64 lost = 0;

		client_dump(control, "events_lost", &key, &lost);
		sum += lost;
	}
	return sum;
}

static __u64 told(void)
{
	return shared->events + shared->lost + lost_in_kernel();
}

/*
 * Nothing is lost without being counted: each packet has a trace, and each connection a verdict, at either end.
 */
static void check_told(__u64 packets, __u64 connections, __u64 before)
{
	__u64 expected = before + packets + 2 * connections;

	/* A busy reader may be late. */
	for (int i = 0; i < 50 && told() < expected; i++)
		usleep(100000);
	CHECK(told() == expected, "%llu packets and %llu connections, but %llu events arrived or lost", packets,
	      connections, told() - before);
}

/* What the way's server has used so far, and all clients. */
static double cpu_seconds(const struct way *way)
{
	struct timespec server;
	struct rusage clients;
	clockid_t clock;

	CHECK(!clock_getcpuclockid(way->server, &clock) && !clock_gettime(clock, &server), "the server's time");
	CHECK(!getrusage(RUSAGE_CHILDREN, &clients), "the clients' time");
	return server.tv_sec + server.tv_nsec / 1e9 + clients.ru_utime.tv_sec + clients.ru_stime.tv_sec +
	       (clients.ru_utime.tv_usec + clients.ru_stime.tv_usec) / 1e6;
}

/* Everything a second of the CPU's time. */
static void measure(struct way *way, int kind, int round)
{
	__u64 events, before, passed;
	double used;

	configure(way);
	let_events_arrive();
	events = shared->events;
	before = told();
	shared->exchanges = 0;
	passed = packets_passed();
	used = cpu_seconds(way);
	pod_run(way->from.netns, kind == RR ? ask_on_one_connection : ask_on_new_connections, way->to.address);
	CHECK(!shared->broken, "%s, %s: %s", way->name, kinds[kind], strerror(shared->broken));
	used = cpu_seconds(way) - used;
	way->rate[kind][round] = shared->exchanges / used;
	let_events_arrive();
	if (way == &ways[TOLD])
		check_told(packets_passed() - passed, kind == RR ? 1 : shared->exchanges, before);
	way->events[kind][round] = (shared->events - events) / used;
	way->lost[kind][round] = (told() - before - (shared->events - events)) / used;
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static double median(const double *values)
{
	double sorted[ROUNDS];

	memcpy(sorted, values, sizeof(sorted));
	qsort(sorted, ROUNDS, sizeof(sorted[0]), ascending);
	return sorted[ROUNDS / 2];
}

/* Of each round's two neighbours in time: what the machine does beside falls on both. */
static double ratio(const struct way *way, const struct way *peer, int kind)
{
	double ratios[ROUNDS];

	for (int i = 0; i < ROUNDS; i++)
		ratios[i] = way->rate[kind][i] / peer->rate[kind][i];
	return median(ratios);
}

static void report(void)
{
	printf("| %-40s |", "way");
	for (int kind = 0; kind < KINDS; kind++)
		printf(" %s | of routing | of redirect_peer | events | lost |", kinds[kind]);
	printf("\n|---|---|---|---|---|---|---|---|---|---|---|\n");
	for (int i = 0; i < WAYS; i++) {
		printf("| %-40s |", ways[i].name);
		for (int kind = 0; kind < KINDS; kind++)
			printf(" %6.0f | %.2f | %.2f | %6.0f | %5.0f |", median(ways[i].rate[kind]),
			       ratio(&ways[i], &ways[ROUTING], kind), ratio(&ways[i], &ways[REDIRECT], kind),
			       median(ways[i].events[kind]), median(ways[i].lost[kind]));
		printf("\n");
	}
	printf("\n");
	for (int kind = 0; kind < KINDS; kind++) {
		double routing = ratio(&ways[POLICED], &ways[ROUTING], kind);

		printf("%s with policy and events: %.2f of plain routing; goal %.2f: %s\n", kinds[kind], routing,
		       goals[kind], routing >= goals[kind] ? "met" : "MISSED");
	}
}

/* --- as far as the agent's ring of flows */

/* A command and both ends of its pipes; it is told the loader's socket, and ends when its input does. */
struct reader {
	pid_t pid;
	int input;
	FILE *output;
};

static struct reader start_reader(const char *command)
{
	struct reader reader;
	int input[2], output[2];
	char line[200];

	CHECK(!pipe2(input, O_CLOEXEC) && !pipe2(output, O_CLOEXEC), "pipes");
	reader.pid = fork();
	if (!reader.pid) {
		snprintf(line, sizeof(line), "exec $0 %s", test_path("loader.sock"));
		dup2(input[0], 0);
		dup2(output[1], 1);
		execl("/bin/sh", "sh", "-c", line, command, NULL);
		_exit(127);
	}
	close(input[0]);
	close(output[1]);
	reader.input = input[1];
	reader.output = fdopen(output[0], "r");
	CHECK(fgets(line, sizeof(line), reader.output) && !strcmp(line, "ready\n"), "%s: no reader", command);
	return reader;
}

/* A packet after the other for some seconds, each told; every one of them is a flow in the end, or counted as lost. */
static void count_flows(const char *command)
{
	pid_t other = pod_start(ways[TOLD].from.netns, read_events, NULL);
	__u64 flows, lost, ns, passed, unheard;
	struct way *way = &ways[TOLD];
	struct reader reader;
	double load = 0;

	configure(way);
	let_events_arrive(); /* what was told before is not of this count */
	kill(other, SIGKILL);
	wait_for(other);
	reader = start_reader(command);
	passed = packets_passed();
	unheard = lost_in_kernel();
	for (int turn = 0; turn < FLOW_TURNS; turn++)
		pod_run(way->from.netns, ask_on_one_connection, way->to.address);
	CHECK(!shared->broken, "%s", strerror(shared->broken));
	close(reader.input);
	CHECK(fscanf(reader.output, "flows %llu lost %llu ns %llu", &flows, &lost, &ns) == 3, "%s: no result", command);
	CHECK(!wait_for(reader.pid), "%s", command);
	passed = packets_passed() - passed;
	lost += lost_in_kernel() - unheard;
	CHECK(flows + lost == passed + 2 * FLOW_TURNS, "%llu packets, but %llu flows and %llu events lost", passed,
	      flows, lost);
	getloadavg(&load, 1);
	printf("\nA flow for each packet, from the kernel to the agent's ring: %llu flows in %.1f s, %.0f/s; %llu "
	       "events lost, and all "
	       "counted (%llu by the datapath). Load average: %.2f\n",
	       flows, ns / 1e9, flows * 1e9 / ns, lost, lost_in_kernel() - unheard, load);
}

static void measure_ways(void)
{
	double load = 0;

	pod_start(ways[ROUTING].from.netns, read_events, NULL);
	getloadavg(&load, 1);
	for (int round = 0; round < ROUNDS; round++)
		for (int kind = 0; kind < KINDS; kind++)
			for (int i = 0; i < WAYS; i++)
				measure(&ways[i], kind, round);
	printf("\nRound trips of one byte between two pods, client and server on one CPU; a second of CPU time, "
	       "medians of %d turns of %.1f s. Load average: %.2f\n\n",
	       ROUNDS, TURN_SECONDS, load);
	report();
}

/* With an argument, the command of an agent's reader: how many events a second become flows; else round trips. */
int main(int count, char **arguments)
{
	pid_t loader;

	if (geteuid()) {
		printf("skipped: namespaces and programs need root\n");
		return 0;
	}
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED, "shared memory");
	world_enter();
	shell("echo 1 > /proc/sys/net/ipv4/ip_forward");
	pin(READER_CPU);
	loader = loader_start(NULL);
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	make_ways();
	if (count > 1)
		count_flows(arguments[1]);
	else
		measure_ways();
	loader_stop(loader);
	return 0;
}
