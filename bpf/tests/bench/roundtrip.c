// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Round trips between two pods of one node, client and server on one CPU: through plain routing, through redirect_peer without logic, and
 * through the datapath with policy and events. The loader makes the devices of all of them and loads the datapath; it and the reader of its
 * events have the other CPU. Everything stands in namespaces that go with this process. The ways are measured in turn; figures are medians, and
 * of the CPU's time rather than the clock's: others may want the CPU, too.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "ways.h"

#define FLOW_TURNS 20

static const char *const kinds[KINDS] = { "round trips", "connections" };
static const double goals[KINDS] = { 1.15, 1.0 }; /* of plain routing */

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
