/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ways that a packet can take between two pods of a node, with a server at the end of each. */
#ifndef AXT_BENCH_WAYS_H
#define AXT_BENCH_WAYS_H

#include "../loader/harness.h"

#define ROUNDS 9
#define TURN_SECONDS 0.5
#define TRAFFIC_CPU 0
#define READER_CPU 1
enum { RR, CRR, KINDS };
enum { ROUTING, TRACKED, REDIRECT, POLICED, TOLD, WAYS };

struct way {
	const char *name;
	__u32 trace_interval_ms;
	bool tracked; /* the node's stack keeps track of connections, as under any rule that speaks of their state */
	struct pod from, to;
	pid_t server;
	double rate[KINDS][ROUNDS];
	double events[KINDS][ROUNDS], lost[KINDS][ROUNDS];
};

extern struct way ways[WAYS];

/* Between the processes, in memory that they share. */
extern volatile struct between {
	__u64 exchanges;
	int broken; /* errno of the first exchange that failed; 0: none */
	__u64 events, lost;
} * shared;

extern int control; /* the connection to the loader */

void pin(int cpu);
/* Devices, programs, policies and servers of all ways. */
void make_ways(void);
/* What is told, and whether the node's stack tracks connections, is as this way wants it. */
void configure(const struct way *way);
/* A turn of each kind, by a client that runs in a pod: exchanges with the server at an address, counted in `shared`. */
int ask_on_one_connection(void *address);
int ask_on_new_connections(void *address);

#endif
