// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Cost per packet under test-run, as one table: of the encoding of policies at each width and number of segments, beside the
 * reference's way of doing it, and of whole paths. Each figure is the best of several runs, the empty program and the twin, which does all but
 * the thing measured, run between them.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/in.h>
#include <linux/types.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../include/abi.h"
#include "../check.h"
#include "../packet.h"
#include "../../host/width.h"
#include "bench.skel.h"

#define IDENTITIES 50000
#define FIRST_IDENTITY 256
#define POLICIES 100
#define PORTS 10
#define FIRST_PORT 1000
#define REPEAT 200000
#define ROUNDS 9
#define REMOTE_IDENTITY FIRST_IDENTITY

static struct bench *bench;
static unsigned width;
static atomic_bool stopping;

static __u32 device(void)
{
	if (unshare(CLONE_NEWNET) || system("ip link add axt-bench type veth peer name axt-benchp"))
		axt_die("cannot make a device: %s", strerror(errno));
	return if_nametoindex("axt-bench");
}

static void set(struct bpf_map *map, const void *key, const void *value)
{
	if (bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY))
		axt_die("%s: %s", bpf_map__name(map), strerror(errno));
}

static void load(unsigned bits)
{
	bench__destroy(bench);
	bench = bench__open();
	if (!bench)
		axt_die("open: %s", strerror(errno));
	width = bits;
	*(__u32 *)&bench->rodata->bench_identities = IDENTITIES;
	*(__u32 *)&bench->rodata->bench_policies = POLICIES;
	*(__u32 *)&bench->rodata->bench_rows = PORTS;
	if (axo_set_width(bench, bits) || bench__load(bench))
		axt_die("load at %u bits: %s", bits, strerror(errno));
}

/* --- the world: identities have the upper half of the bits and bit 0; rows ask for lower bits, and for an upper one last */

static void fill_identities(void)
{
	__u64 words[AXO_VECTOR_BITS_MAX / 64] = { 1 };

	memset(words + width / 128, 0xff, width / 16);
	for (__u32 i = 0; i < IDENTITIES; i++) {
		__u32 identity = FIRST_IDENTITY + i, slot = i + 1;

		set(bench->maps.identity_slot, &identity, &slot);
		set(bench->maps.membership, &slot, words);
	}
}

static __u16 lower_bit(void)
{
	return 1 + rand() % (width / 2 - 1);
}

static __u16 upper_bit(void)
{
	return width / 2 + rand() % (width / 2);
}

static struct axo_segment listed(bool last)
{
	struct axo_segment segment = { .action = AXO_ACTION_ALLOW, .nbits = AXO_SEGMENT_BITS };

	for (int i = 0; i < AXO_SEGMENT_BITS; i++)
		segment.bits[i] = last && i == AXO_SEGMENT_BITS - 1 ? upper_bit() : lower_bit();
	return segment;
}

static struct axo_segment interned(bool last)
{
	static __u32 next;
	struct axo_segment segment = { .action = AXO_ACTION_ALLOW, .nbits = AXO_SEGMENT_VECTOR };
	__u64 words[AXO_VECTOR_BITS_MAX / 64] = {};

	for (int i = 0; i < 40; i++) {
		__u16 bit = lower_bit();

		words[bit / 64] |= 1ULL << bit % 64;
	}
	if (last)
		words[width / 64 - 1] = 1ULL << 63;
	segment.vector = next++ % AXO_MAX_VECTORS;
	set(bench->maps.vector, &segment.vector, words);
	return segment;
}

static void fill_policies(int segments, struct axo_segment (*make)(bool last))
{
	struct axo_policy_head head = { .flags = AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS };

	for (__u32 policy = 1; policy <= POLICIES; policy++) {
		set(bench->maps.policy_head, &policy, &head);
		for (int port = 0; port < PORTS; port++) {
			struct axo_row row = { .id = port + 1, .nsegments = segments };
			struct axo_policy_key key = {
				.prefixlen = AXO_POLICY_PREFIX_PORT,
				.policy_id = htonl(policy),
				.direction = AXO_INGRESS,
				.protocol = IPPROTO_TCP,
				.port = htons(FIRST_PORT + port),
			};

			for (int i = 0; i < segments; i++)
				row.segments[i] = make(i == segments - 1);
			set(bench->maps.policy_port, &key, &row);
		}
	}
}

static void fill_node(__u32 ifindex)
{
	struct axo_endpoint pods[2] = {
		{ .ifindex = ifindex, .id = 1, .flags = AXO_ENDPOINT_IPV4, .identity = FIRST_IDENTITY + 1 },
		{ .ifindex = ifindex, .id = 2, .flags = AXO_ENDPOINT_IPV4, .identity = FIRST_IDENTITY + 2 },
	};
	struct axo_config config = { .world_ipv4 = AXO_ID_WORLD,
				     .world_ipv6 = AXO_ID_WORLD,
				     .trace_interval_ms = 5000 };
	struct axo_ipcache_value remote = { .identity = REMOTE_IDENTITY };
	__u32 zero = 0, policy = 1;

	set(bench->maps.config, &zero, &config);
	for (__u32 i = 0; i < 2; i++) {
		__u8 address[16] = { [10] = 0xff, 0xff, 10, 0, 1, 10 + i };
		__u32 id = pods[i].id;

		memcpy(&pods[i].ipv4, address + 12, 4);
		pods[i].mac[0] = pods[i].node_mac[0] = 2; /* the same: a packet delivered is sent again */
		set(bench->maps.endpoint, address, &pods[i]);
		set(bench->maps.endpoint_policy, &id, &policy);
		set(bench->maps.endpoint_dev, &id, &pods[i]); /* as bench_connections asks for them */
	}
	set(bench->maps.endpoint_dev, &ifindex, &pods[0]);
	for (__u32 i = 0; i < 65536; i++) {
		__u8 address[16] = { [10] = 0xff, 0xff, 10, 1, i / 256, i };

		remote.identity = FIRST_IDENTITY + i % IDENTITIES;
		set(bench->maps.ipcache_host, address, &remote);
	}
}

/* --- measuring */

static double run_once(struct bpf_program *program, const struct axt_frame *frame, __u32 ifindex, int expected)
{
	static struct axt_frame out;
	struct __sk_buff context = { .ifindex = ifindex, .ingress_ifindex = ifindex };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .data_out = out.bytes, .data_size_out = sizeof(out.bytes), .ctx_in = &context,
		    .ctx_size_in = sizeof(context), .repeat = REPEAT);

	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options))
		axt_die("%s: %s", bpf_program__name(program), strerror(errno));
	if ((int)options.retval != expected)
		axt_die("%s returned %d, expected %d", bpf_program__name(program), options.retval, expected);
	return options.duration;
}

/* One read after another, each telling where the next is: what a cache miss costs here, now. */
static double random_read_ns(size_t bytes)
{
	enum { LINE = 64, READS = 1000000 };
	size_t lines = bytes / LINE, at = 0, *memory = malloc(bytes), *order = malloc(lines * sizeof(*order));
	struct timespec start, end;

	for (size_t i = 0; i < lines; i++)
		order[i] = i;
	for (size_t i = lines - 1; i; i--) {
		size_t other = (size_t)rand() % (i + 1), kept = order[i];

		order[i] = order[other];
		order[other] = kept;
	}
	for (size_t i = 0; i < lines; i++)
		memory[order[i] * LINE / sizeof(size_t)] = order[(i + 1) % lines] * LINE / sizeof(size_t);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
	for (int i = 0; i < READS; i++)
		at = *(volatile size_t *)&memory[at];
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
	free(memory);
	free(order);
	return ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / READS;
}

static double best(const double *values)
{
	double least = values[0];

	for (int i = 1; i < ROUNDS; i++)
		least = values[i] < least ? values[i] : least;
	return least;
}

static void measure(const char *what, struct bpf_program *program, struct bpf_program *twin, int twin_expected,
		    const struct axt_frame *frame, __u32 ifindex, int expected)
{
	double empty[ROUNDS], without[ROUNDS], with[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		empty[i] = run_once(bench->progs.bench_empty, frame, ifindex, 0);
		without[i] = run_once(twin, frame, ifindex, twin_expected);
		with[i] = run_once(program, frame, ifindex, expected);
	}
	printf("| %-52s | %4.0f | %4.0f | %4.0f | %4.0f |\n", what, best(empty), best(with), best(with) - best(empty),
	       best(with) - best(without));
	fflush(stdout);
}

/* Events are read as a loader would read them, on another CPU. */
static int ignore(void *context, void *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

static void pin(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

static void *drain(void *reader)
{
	pin(1);
	while (!atomic_load(&stopping))
		if (ring_buffer__poll(reader, 5) < 0 || ring_buffer__consume(reader) < 0)
			usleep(1000);
	return NULL;
}

struct identity_key {
	__u32 prefixlen;
	__be32 identity;
	__u8 direction;
	__u8 protocol;
	__be16 port;
};

static void identity_rows(const struct axt_frame *frame, __u32 ifindex)
{
	struct identity_key key = { .prefixlen = 64, .direction = AXO_INGRESS, .protocol = IPPROTO_TCP };
	__u64 verdict = AXO_ACTION_ALLOW;

	for (__u32 i = 0; i < IDENTITIES; i++) {
		for (int port = 0; port < PORTS; port++) {
			key.identity = htonl(FIRST_IDENTITY + i);
			key.port = htons(FIRST_PORT + port);
			set(bench->maps.bench_identity_rows, &key, &verdict);
		}
	}
	measure("identity rows, then a wildcard; one endpoint", bench->progs.bench_judge_identity_rows,
		bench->progs.bench_draw, 0, frame, ifindex, 0);
}

static void encoding(const struct axt_frame *frame, __u32 ifindex)
{
	char what[64];

	for (int segments = 2; segments <= AXO_ROW_SEGMENTS; segments *= 2) {
		fill_policies(segments, listed);
		snprintf(what, sizeof(what), "%4u bits, %d segments of 8 bit numbers", width, segments);
		measure(what, bench->progs.bench_judge, bench->progs.bench_draw, 0, frame, ifindex, 0);
	}
	fill_policies(4, interned);
	snprintf(what, sizeof(what), "%4u bits, 4 segments of interned vectors", width);
	measure(what, bench->progs.bench_judge, bench->progs.bench_draw, 0, frame, ifindex, 0);
}

static void paths(__u32 ifindex)
{
	struct axt_frame in = axt_tcp("10.1.0.0", 40000, "10.0.1.10", FIRST_PORT, SYN);
	struct axt_frame data = axt_tcp("10.1.0.0", 40000, "10.0.1.10", FIRST_PORT, ACK);
	struct axt_frame local = axt_tcp("10.0.1.10", 40000, "10.0.1.11", FIRST_PORT, SYN);
	static const __u8 mac[6] = { 2 };
	struct axo_policy_head open = {};
	struct ring_buffer *reader;
	pthread_t thread;
	__u32 policy = 1;

	local = axt_with_macs(local, mac, mac);
	fill_node(ifindex);
	fill_policies(4, listed);
	reader = ring_buffer__new(bpf_map__fd(bench->maps.events_verdict), ignore, NULL, NULL);
	ring_buffer__add(reader, bpf_map__fd(bench->maps.events_trace), ignore, NULL);
	pthread_create(&thread, NULL, drain, reader);
	pin(0);

	measure("into a pod from the wire, conntrack hit", bench->progs.axo_to_workload, bench->progs.bench_empty, 0,
		&data, ifindex, 0);
	measure("into a pod from the wire, conntrack miss", bench->progs.bench_miss_to_workload,
		bench->progs.bench_peer, 0, &in, ifindex, 0);
	set(bench->maps.policy_head, &policy, &open);
	measure("pod to pod on one node, both ends, conntrack hit", bench->progs.bench_hit_from_workload,
		bench->progs.bench_rewind, 0, &local, ifindex, 7);
	measure("pod to pod on one node, both ends, conntrack miss", bench->progs.bench_miss_from_workload,
		bench->progs.bench_ports, 0, &local, ifindex, 7);
	measure("the same, a packet of a whole connection", bench->progs.bench_connections, bench->progs.bench_packets,
		0, &local, ifindex, 7);
	measure("the same, between ports of a connection before", bench->progs.bench_connections_again,
		bench->progs.bench_packets, 0, &local, ifindex, 7);
	atomic_store(&stopping, true);
	pthread_join(thread, NULL);
	ring_buffer__free(reader);
}

int main(void)
{
	static const unsigned widths[] = { AXO_VECTOR_BITS_MIN, AXO_VECTOR_BITS_MID, AXO_VECTOR_BITS_MAX };
	struct axt_frame frame = axt_tcp("10.1.0.0", 40000, "10.0.1.10", FIRST_PORT, ACK);
	__u32 ifindex;

	if (geteuid()) {
		printf("skipped: loading programs needs root\n");
		return 0;
	}
	pin(0);
	srand(1);
	ifindex = device();
	printf("%d identities, %d policies x %d ports, matching in the last segment; ns per packet, best of %d x "
	       "%d\n\n",
	       IDENTITIES, POLICIES, PORTS, ROUNDS, REPEAT);
	printf("A dependent random read takes %.0f ns in 256 KiB, %.0f ns in 4 MiB, %.0f ns in 64 MiB. Load average: ",
	       random_read_ns(256 << 10), random_read_ns(4 << 20), random_read_ns(64 << 20));
	fflush(stdout);
	if (system("cut -d' ' -f1 /proc/loadavg"))
		printf("unknown\n");
	printf("\n| %-52s | %4s | %4s | %4s | %4s |\n", "what", "empty", "all", "net", "own");
	printf("|---|---|---|---|---|\n");
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		load(widths[i]);
		fill_identities();
		encoding(&frame, ifindex);
	}
	load(AXO_VECTOR_BITS_MIN);
	identity_rows(&frame, ifindex);
	fill_identities();
	paths(ifindex);
	bench__destroy(bench);
	return 0;
}
