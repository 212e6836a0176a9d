// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the lookup of a verdict costs as the world grows: from 10 policies and 100 identities to 10,000 and 50,000, vectors at their
 * widest. The steps must be the same in every world, and it is an error when they are not. Time cannot be: a larger world is in fewer caches.
 * All worlds are in the kernel together and measured in turn; figures are medians.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/in.h>
#include <linux/types.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../include/abi.h"
#include "../check.h"
#include "../packet.h"
#include "scale.h"
#include "scale.skel.h"
#include "scale_count.skel.h"

#define FIRST_IDENTITY 256
#define FIRST_PORT 1000
#define PORTS 10
#define SEGMENTS 4
#define WIDTH AXO_VECTOR_BITS_MAX
#define FLOWS 1000
#define REPEAT 100000
#define COUNTED 20000
#define ROUNDS 15
#define GOAL_RANDOM 1.6
#define GOAL_FLOWS 1.15

enum { RANDOM, FLOWING, MODES };

static struct world {
	__u32 policies, identities;
	struct scale *timed;
	struct scale_count *counted;
	double empty[ROUNDS], drawn[MODES][ROUNDS], judged[MODES][ROUNDS];
} worlds[] = {
	{ .policies = 10, .identities = 100 },
	{ .policies = 100, .identities = 1000 },
	{ .policies = 1000, .identities = 10000 },
	{ .policies = 10000, .identities = 50000 },
};

#define WORLDS (sizeof(worlds) / sizeof(worlds[0]))

static void set(struct bpf_map *map, const void *key, const void *value)
{
	if (bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY))
		axt_die("%s: %s", bpf_map__name(map), strerror(errno));
}

/* --- worlds: identities have the upper half of the bits and bit 0; rows ask for lower bits, and last for one of the upper */

static void fill_identities(const struct world *world)
{
	static __u64 words[WIDTH / 64] = { 1 };

	memset(words + WIDTH / 128, 0xff, WIDTH / 16);
	for (__u32 i = 0; i < world->identities; i++) {
		__u32 identity = FIRST_IDENTITY + i, slot = i + 1;

		set(world->timed->maps.identity_slot, &identity, &slot);
		set(world->timed->maps.membership, &slot, words);
	}
}

static struct axo_row row_of(__u32 id)
{
	struct axo_row row = { .id = id, .nsegments = SEGMENTS };

	for (int i = 0; i < SEGMENTS; i++) {
		row.segments[i] = (struct axo_segment){ .action = AXO_ACTION_ALLOW, .nbits = AXO_SEGMENT_BITS };
		for (int j = 0; j < AXO_SEGMENT_BITS; j++)
			row.segments[i].bits[j] = 1 + rand() % (WIDTH / 2 - 1);
	}
	row.segments[SEGMENTS - 1].bits[AXO_SEGMENT_BITS - 1] = WIDTH / 2 + rand() % (WIDTH / 2);
	return row;
}

static void fill_policies(const struct world *world)
{
	struct axo_policy_head head = { .flags = AXO_POLICY_ENFORCE_INGRESS };

	for (__u32 policy = 1; policy <= world->policies; policy++) {
		set(world->timed->maps.policy_head, &policy, &head);
		for (int port = 0; port < PORTS; port++) {
			struct axo_row row = row_of(port + 1);
			struct axo_policy_key key = {
				.prefixlen = AXO_POLICY_PREFIX_PORT,
				.policy_id = __builtin_bswap32(policy),
				.direction = AXO_INGRESS,
				.protocol = IPPROTO_TCP,
				.port = __builtin_bswap16(FIRST_PORT + port),
			};

			set(world->timed->maps.policy_port, &key, &row);
		}
	}
}

/* --- programs: one object that is timed, and one that counts, on the same maps */

#define PREPARE(skeleton, world)                                                                                       \
	do {                                                                                                           \
		struct bpf_map *map;                                                                                   \
		bpf_object__for_each_map(map, (skeleton)->obj) bpf_map__set_autocreate(map, is_needed(map));           \
		*(__u32 *)&(skeleton)->rodata->axo_vector_bits = WIDTH;                                                \
		*(__u32 *)&(skeleton)->rodata->axt_identities = (world)->identities;                                   \
		*(__u32 *)&(skeleton)->rodata->axt_policies = (world)->policies;                                       \
		*(__u32 *)&(skeleton)->rodata->axt_ports = PORTS;                                                      \
		bpf_map__set_value_size((skeleton)->maps.membership, WIDTH / 8);                                       \
		bpf_map__set_value_size((skeleton)->maps.vector, WIDTH / 8);                                           \
	} while (0)

static bool is_needed(const struct bpf_map *map)
{
	static const char *const needed[] = { "identity_slot", "membership",  "vector",	    "policy",
					      "policy_port",   "policy_more", "policy_head" };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!strcmp(bpf_map__name(map), needed[i]))
			return true;
	return strchr(bpf_map__name(map), '.'); /* constants and variables */
}

static void share(struct bpf_map *from, struct bpf_map *to)
{
	if (bpf_map__reuse_fd(to, bpf_map__fd(from)))
		axt_die("%s: %s", bpf_map__name(to), strerror(errno));
}

static void load(struct world *world)
{
	world->timed = scale__open();
	world->counted = scale_count__open();
	if (!world->timed || !world->counted)
		axt_die("open: %s", strerror(errno));
	PREPARE(world->timed, world);
	PREPARE(world->counted, world);
	if (scale__load(world->timed))
		axt_die("load: %s", strerror(errno));
	share(world->timed->maps.identity_slot, world->counted->maps.identity_slot);
	share(world->timed->maps.membership, world->counted->maps.membership);
	share(world->timed->maps.vector, world->counted->maps.vector);
	share(world->timed->maps.policy, world->counted->maps.policy);
	share(world->timed->maps.policy_port, world->counted->maps.policy_port);
	share(world->timed->maps.policy_more, world->counted->maps.policy_more);
	share(world->timed->maps.policy_head, world->counted->maps.policy_head);
	if (scale_count__load(world->counted))
		axt_die("load: %s", strerror(errno));
	fill_identities(world);
	fill_policies(world);
}

static double run(struct bpf_program *program, int repeat)
{
	static struct axt_frame in, out;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = in.bytes, .data_size_in = in.length, .data_out = out.bytes,
		    .data_size_out = sizeof(out.bytes), .repeat = repeat);

	if (!in.length)
		in = axt_tcp("10.1.0.0", 40000, "10.0.1.10", FIRST_PORT, ACK);
	options.data_size_in = in.length;
	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options))
		axt_die("%s: %s", bpf_program__name(program), strerror(errno));
	if (options.retval)
		axt_die("%s returned %d", bpf_program__name(program), options.retval);
	return options.duration;
}

/* --- steps */

/* Of all runs of this world, whatever the key. */
static struct axt_steps steps_of(struct world *world, int mode)
{
	memset(&world->counted->bss->axt_steps, 0, sizeof(struct axt_steps));
	world->counted->bss->axt_flows = mode == FLOWING ? FLOWS : 0;
	run(world->counted->progs.scale_judge, COUNTED);
	return world->counted->bss->axt_steps;
}

/* False when some run took another number of steps than the first. */
static bool compare_steps(void)
{
	struct axt_steps first = {};
	bool same = true;

	for (size_t i = 0; i < WORLDS; i++) {
		for (int mode = 0; mode < MODES; mode++) {
			struct axt_steps steps = steps_of(&worlds[i], mode);

			if (!first.runs)
				first = steps;
			same = same && steps.lookups_least == first.lookups_least &&
			       steps.lookups_most == first.lookups_least && steps.blocks_least == first.blocks_least &&
			       steps.blocks_most == first.blocks_least;
			if (!same)
				printf("%u policies, %u identities: %llu to %llu lookups, %llu to %llu blocks\n",
				       worlds[i].policies, worlds[i].identities, steps.lookups_least,
				       steps.lookups_most, steps.blocks_least, steps.blocks_most);
		}
	}
	printf("Steps of every lookup in every world: %llu maps asked, %llu basic blocks of instructions entered%s.\n",
	       first.lookups_least, first.blocks_least, same ? "" : " - NOT THE SAME: see above");
	return same;
}

/* --- time */

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

static void measure(int round)
{
	for (size_t i = 0; i < WORLDS; i++) {
		struct world *world = &worlds[i];

		world->empty[round] = run(world->timed->progs.scale_empty, REPEAT);
		for (int mode = 0; mode < MODES; mode++) {
			world->timed->bss->axt_flows = mode == FLOWING ? FLOWS : 0;
			world->drawn[mode][round] = run(world->timed->progs.scale_draw, REPEAT);
			world->judged[mode][round] = run(world->timed->progs.scale_judge, REPEAT);
		}
	}
}

/* Without the empty program: what the packet costs more than one that nobody judges. */
static double net(const struct world *world, int mode)
{
	return median(world->judged[mode]) - median(world->empty);
}

static double own(const struct world *world, int mode)
{
	return median(world->judged[mode]) - median(world->drawn[mode]);
}

static void report_ratio(const char *keys, int mode, double goal)
{
	double all = median(worlds[WORLDS - 1].judged[mode]) / median(worlds[0].judged[mode]);
	double less_empty = net(&worlds[WORLDS - 1], mode) / net(&worlds[0], mode);

	printf("%s: largest world %.2f times the smallest, %.2f less the empty program; goal %.2f: %s\n", keys, all,
	       less_empty, goal,
	       less_empty <= goal ? "met" :
	       all <= goal	  ? "met with the empty program only" :
				    "MISSED");
}

static void print_times(void)
{
	printf("\n| policies | identities | empty | random: all | net | own | 1000 flows: all | net | own |\n");
	printf("|---|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < WORLDS; i++) {
		const struct world *world = &worlds[i];

		printf("| %8u | %10u | %5.0f |", world->policies, world->identities, median(world->empty));
		for (int mode = 0; mode < MODES; mode++)
			printf(" %5.0f | %5.0f | %5.0f |", median(world->judged[mode]), net(world, mode),
			       own(world, mode));
		printf("\n");
	}
	printf("\n");
	report_ratio("Keys drawn at random from the whole world", RANDOM, GOAL_RANDOM);
	report_ratio("Nine keys of ten from 1,000 flows", FLOWING, GOAL_FLOWS);
}

int main(void)
{
	cpu_set_t cpus;
	bool same;

	if (geteuid()) {
		printf("skipped: loading programs needs root\n");
		return 0;
	}
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	printf("\nThe lookup as the world grows: %d ports a policy, vectors of %d bits, %d segments of %d bits, "
	       "matching in the "
	       "last bit; ns, medians of %d x %d\n",
	       PORTS, WIDTH, SEGMENTS, AXO_SEGMENT_BITS, ROUNDS, REPEAT);
	for (size_t i = 0; i < WORLDS; i++)
		load(&worlds[i]);
	same = compare_steps();
	for (int round = 0; round < ROUNDS; round++)
		measure(round);
	print_times();
	return same ? 0 : 1;
}
