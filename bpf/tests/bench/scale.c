// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a verdict costs as the world grows: from 10 policies and 100 identities to 10,000 and 50,000, vectors at their widest. The steps
 * must be the same in every world, and it is an error when they are not. Time cannot be: a larger world is in fewer caches; beside it stands
 * what one read of memory takes there that nothing foretells. All worlds are in the kernel together and measured in turn; figures are medians.
 */
#include <bpf/libbpf.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../check.h"
#include "../packet.h"
#include "scale_world.h"

#define REPEAT 100000
/* Runs between two looks at the rings: more events at once, and the programs would wake a reader for each. */
#define BATCH (64 * 1024 / 128)
#define ROUNDS 15
#define GOAL_RANDOM 1.6
#define GOAL_FLOWS 1.15

/* What is timed and, where its steps are told, counted. A twin does all but the thing measured. */
enum { EMPTY, READ, DRAW, JUDGE, DRAW_PACKET, PACKET, PROGRAMS };
enum { RANDOM, FLOWING, MODES };

static const __u32 tenths[MODES] = { [RANDOM] = 0, [FLOWING] = 9 };

static struct measured {
	struct axt_world world;
	struct ring_buffer *events;
	double ns[PROGRAMS][MODES][ROUNDS];
} measured[] = {
	{ .world = { .policies = 10, .identities = 100 } },
	{ .world = { .policies = 100, .identities = 1000 } },
	{ .world = { .policies = 1000, .identities = 10000 } },
	{ .world = { .policies = 250, .identities = 50000 } }, /* one node of a cluster of the last */
	{ .world = { .policies = 10000, .identities = 50000 } },
};

#define WORLDS (sizeof(measured) / sizeof(measured[0]))
#define SMALLEST (&measured[0])
#define LARGEST (&measured[WORLDS - 1])

static int ignore(void *context, void *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

/* The mean of one run, in ns. */
static double run_batch(struct bpf_program *program)
{
	static struct axt_frame in, out;
	struct __sk_buff context = { .ifindex = 1, .ingress_ifindex = 1 };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = in.bytes, .data_out = out.bytes,
		    .data_size_out = sizeof(out.bytes), .ctx_in = &context, .ctx_size_in = sizeof(context),
		    .repeat = BATCH);

	if (!in.length)
		in = axt_tcp("10.128.0.0", 40000, "10.0.0.0", AXT_FIRST_PORT, ACK);
	options.data_size_in = in.length;
	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options))
		axt_die("%s: %s", bpf_program__name(program), strerror(errno));
	if (options.retval)
		axt_die("%s returned %d", bpf_program__name(program), options.retval);
	return options.duration;
}

static double run(struct measured *m, struct bpf_program *program)
{
	double sum = 0;

	for (int i = 0; i < REPEAT / BATCH; i++) {
		sum += run_batch(program);
		ring_buffer__consume(m->events);
	}
	return sum / (REPEAT / BATCH);
}

/* --- steps */

/* Of all runs in this world, whatever the key; none of the packets, or all, of connections that are known. */
static struct axt_steps steps_of(struct measured *m, struct bpf_program *program, __u32 known_tenths)
{
	memset(&m->world.counted->bss->axt_steps, 0, sizeof(struct axt_steps));
	m->world.counted->bss->axt_tenths = known_tenths;
	run(m, program);
	return m->world.counted->bss->axt_steps;
}

static bool is_same(const struct axt_steps *steps, const struct axt_steps *first)
{
	return steps->lookups_least == first->lookups_least && steps->lookups_most == first->lookups_least &&
	       steps->blocks_least == first->blocks_least && steps->blocks_most == first->blocks_least;
}

/* Prints a line for `what`, and one for each world that differs from the first, or in itself. */
static bool compare_steps(const char *what, struct bpf_program *(*program_of)(const struct axt_world *), __u32 known)
{
	struct axt_steps first = {};
	bool same = true;

	for (size_t i = 0; i < WORLDS; i++) {
		struct axt_world *world = &measured[i].world;
		struct axt_steps steps = steps_of(&measured[i], program_of(world), known);

		first = i ? first : steps;
		if (is_same(&steps, &first))
			continue;
		same = false;
		printf("%u policies, %u identities: %llu to %llu lookups, %llu to %llu blocks\n", world->policies,
		       world->identities, steps.lookups_least, steps.lookups_most, steps.blocks_least,
		       steps.blocks_most);
	}
	printf("%s: %llu maps asked, %llu basic blocks of instructions entered, %s\n", what, first.lookups_least,
	       first.blocks_least, same ? "in every world" : "NOT THE SAME");
	return same;
}

static struct bpf_program *counted_judge(const struct axt_world *world)
{
	return world->counted->progs.scale_judge;
}

static struct bpf_program *counted_packet(const struct axt_world *world)
{
	return world->counted->progs.scale_packet;
}

/* Leaves behind the connections of the FLOWS flows, answered, and no others. */
static bool compare_all_steps(void)
{
	bool same = compare_steps("The lookup alone", counted_judge, 0);

	same &= compare_steps("A packet that opens a connection", counted_packet, 0);
	for (size_t i = 0; i < WORLDS; i++) {
		axt_world_forget_connections(&measured[i].world);
		measured[i].world.timed->bss->axt_tenths = 10;
		run(&measured[i], measured[i].world.timed->progs.scale_packet);
		axt_world_establish(&measured[i].world);
	}
	return compare_steps("A packet of an established connection", counted_packet, 10) && same;
}

/* --- time */

static void measure(struct measured *m, int round)
{
	struct scale *timed = m->world.timed;
	struct bpf_program *const programs[PROGRAMS] = {
		[EMPTY] = timed->progs.scale_empty,
		[READ] = timed->progs.scale_read,
		[DRAW] = timed->progs.scale_draw,
		[JUDGE] = timed->progs.scale_judge,
		[DRAW_PACKET] = timed->progs.scale_draw_packet,
		[PACKET] = timed->progs.scale_packet,
	};

	for (int mode = 0; mode < MODES; mode++) {
		timed->bss->axt_tenths = tenths[mode];
		run(m, programs[JUDGE]); /* so that what fits the caches is this world's */
		for (int i = 0; i < PROGRAMS; i++)
			m->ns[i][mode][round] = run(m, programs[i]);
	}
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static double median(const struct measured *m, int program, int mode)
{
	double sorted[ROUNDS];

	memcpy(sorted, m->ns[program][mode], sizeof(sorted));
	qsort(sorted, ROUNDS, sizeof(sorted[0]), ascending);
	return sorted[ROUNDS / 2];
}

/* Without the empty program: what the packet costs more than one that nobody judges. */
static double net(const struct measured *m, int program, int mode)
{
	return median(m, program, mode) - median(m, EMPTY, mode);
}

static void print_times(const char *what, int program, int twin)
{
	printf("\n| %s: policies | identities | empty | one read | random: all | net | own | 1000 flows: all | net | "
	       "own |\n",
	       what);
	printf("|---|---|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < WORLDS; i++) {
		const struct measured *m = &measured[i];

		printf("| %8u | %10u | %5.0f | %5.0f |", m->world.policies, m->world.identities,
		       median(m, EMPTY, RANDOM), net(m, READ, RANDOM));
		for (int mode = 0; mode < MODES; mode++)
			printf(" %5.0f | %5.0f | %5.0f |", median(m, program, mode), net(m, program, mode),
			       median(m, program, mode) - median(m, twin, mode));
		printf("\n");
	}
}

static void print_ratio(const char *what, int program, int mode, double goal)
{
	double all = median(LARGEST, program, mode) / median(SMALLEST, program, mode);
	double less_empty = net(LARGEST, program, mode) / net(SMALLEST, program, mode);

	printf("%s: largest world %.2f times the smallest, %.2f less the empty program; goal %.2f: %s\n", what, all,
	       less_empty, goal,
	       less_empty <= goal ? "met" :
	       all <= goal	  ? "met with the empty program only" :
				    "MISSED");
}

/* A peer's vector must be read, and in the largest world no cache has it: what the smallest would take with that read alone. */
static void print_floor(int mode, double goal)
{
	double read = net(LARGEST, READ, RANDOM) - net(SMALLEST, READ, RANDOM), base = net(SMALLEST, JUDGE, mode);
	double share = (10 - tenths[mode]) / 10.0;

	printf("%s: goal %.2f leaves %.0f ns, one read that misses takes %.0f: with it alone %.2f\n",
	       mode == RANDOM ? "Keys at random" : "Nine keys of ten from 1,000 flows", goal, base * (goal - 1),
	       read * share, (base + read * share) / base);
}

int main(void)
{
	cpu_set_t cpus;
	double load = 0;
	bool same;

	if (geteuid()) {
		printf("skipped: loading programs needs root\n");
		return 0;
	}
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	for (size_t i = 0; i < WORLDS; i++) {
		axt_world_load(&measured[i].world);
		measured[i].events =
			ring_buffer__new(bpf_map__fd(measured[i].world.timed->maps.events_verdict), ignore, NULL, NULL);
		ring_buffer__add(measured[i].events, bpf_map__fd(measured[i].world.timed->maps.events_trace), ignore,
				 NULL);
	}
	printf("\nAs the world grows: %d ports a policy, vectors of %d bits, %d segments of %d bits, matching in the "
	       "last bit\n",
	       PORTS, WIDTH, SEGMENTS, AXO_SEGMENT_BITS);
	same = compare_all_steps();
	getloadavg(&load, 1);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < WORLDS; i++)
			measure(&measured[i], round);
	printf("\nns, medians of %d x %d; \"one read\" of as much memory as the vectors are. Load average: %.2f\n",
	       ROUNDS, REPEAT, load);
	print_times("the lookup alone", JUDGE, DRAW);
	print_times("a packet into a pod", PACKET, DRAW_PACKET);
	printf("\n");
	print_ratio("The lookup, keys drawn at random from the whole world", JUDGE, RANDOM, GOAL_RANDOM);
	print_ratio("The lookup, nine keys of ten from 1,000 flows", JUDGE, FLOWING, GOAL_FLOWS);
	print_ratio("A packet, each of a new connection drawn from the whole world", PACKET, RANDOM, GOAL_RANDOM);
	print_ratio("A packet, nine of ten of 1,000 connections", PACKET, FLOWING, GOAL_FLOWS);
	print_floor(RANDOM, GOAL_RANDOM);
	print_floor(FLOWING, GOAL_FLOWS);
	return same ? 0 : 1;
}
