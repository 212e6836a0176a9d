/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A small world around the real programs under test-run: two pods, their node, a peer on another node, the outside. Addresses and
 * identities below; each test starts from axt_world, which forgets all that tests before it wrote.
 */
#ifndef AXT_WORLD_H
#define AXT_WORLD_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/pkt_cls.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "../include/abi.h"
#include "check.h"
#include "packet.h"

enum axt_reason {
#define AXO_REASON(number, name, text) DROP_##name = number,
#include "../include/reasons.def"
#undef AXO_REASON
};

#define A4 "10.0.1.10"
#define A6 "fd00:1::10"
#define B4 "10.0.1.20"
#define B6 "fd00:1::20"
#define NODE4 "10.0.1.1"
#define NODE6 "fd00:1::1"
#define REMOTE4 "10.0.2.30"
#define REMOTE6 "fd00:2::30"
#define STRANGER4 "10.0.2.99" /* in another node's pod range, not known by name */
#define WORLD4 "8.8.8.8"
#define WORLD6 "2001:db8::8"

/* Identities, and the bit of the selector that picks each alone. Bit 0 picks everyone that has a vector. */
enum {
	ID_A = 1000,
	ID_B = 2000,
	ID_REMOTE = 3000,
	BIT_EVERYONE = 0,
	BIT_A = 5,
	BIT_B = 6,
	BIT_REMOTE = 7,
	BIT_HOST = 8,
	BIT_WORLD = 9,
	BIT_PODS = 70, /* A, B and the remote one: in another word than the above */
};

#define AXT_MTU 1500 /* of every device */

struct axt_pod {
	__u16 id;
	__u32 identity;
	__u32 ifindex;
	const char *ipv4;
	const char *ipv6;
	__u8 mac[6];
	__u8 node_mac[6];
};

extern struct axt_pod pod_a, pod_b;

/* Policies that stand in every world: 1 lets everything pass, 2 denies by default both ways and has no rows. Tests make theirs from 10 on. */
enum {
	POLICY_OPEN = 1,
	POLICY_CLOSED = 2,
};

/* Loads the programs at this width (once) and resets every map to the world above, with POLICY_OPEN at both pods. */
void axt_world(unsigned vector_bits);
/* The same with so few entries in each map that packets fill: conntrack, fragments, counters. */
void axt_world_of(unsigned vector_bits, unsigned entries);
/* Width of the current world, in bits. */
unsigned axt_width(void);

/* --- what the agent would write */

void axt_map_set(const char *map, const void *key, const void *value);
/* False when the key is absent. Per-CPU values are not for this: see axt_count. */
bool axt_map_get(const char *map, const void *key, void *value);
void axt_map_delete(const char *map, const void *key);

/* Sets the bits of an identity's vector; the list ends with -1. */
void axt_identity(__u32 identity, __u32 slot, const int *bits);
/* Interns a set of bits; the list ends with -1. */
void axt_vector(__u32 index, const int *bits);
/* text: address or prefix of either family. */
void axt_ipcache(const char *prefix, __u32 identity, __u16 flags);
void axt_policy(__u32 id, __u32 flags);
/* protocol 0: a row for every protocol; port -1: for all of the protocol's. */
void axt_row(__u32 policy, __u8 direction, __u8 protocol, int port, struct axo_row row);
/* The same for the bits of a port prefix: port_bits 0..16. */
void axt_row_prefix(__u32 policy, __u8 direction, __u8 protocol, __u16 port, unsigned port_bits, struct axo_row row);
void axt_row_more(__u32 index, struct axo_row row);
/* The flip. */
void axt_enforce(const struct axt_pod *pod, __u32 policy);
void axt_config(struct axo_config config);
struct axo_config axt_config_default(void);

#define SEGMENT(which, ...)                                                                                            \
	((struct axo_segment){ .action = AXO_ACTION_##which,                                                           \
			       .nbits = sizeof((int[]){ __VA_ARGS__ }) / sizeof(int),                                  \
			       .bits = { __VA_ARGS__ } })
#define SEGMENT_OF_VECTOR(which, index)                                                                                \
	((struct axo_segment){ .action = AXO_ACTION_##which, .nbits = AXO_SEGMENT_VECTOR, .vector = index })
#define ROW(number, ...)                                                                                               \
	((struct axo_row){ .id = number,                                                                               \
			   .nsegments = sizeof((struct axo_segment[]){ __VA_ARGS__ }) / sizeof(struct axo_segment),    \
			   .segments = { __VA_ARGS__ } })

/* --- packets */

struct axt_result {
	int action; /* TC_ACT_ */
	struct axt_frame frame;
};

/* A pod sends a frame, with its own MAC address and to the node's; raw: as the frame says. */
struct axt_result axt_from_pod(const struct axt_pod *pod, struct axt_frame frame);
struct axt_result axt_from_pod_raw(const struct axt_pod *pod, struct axt_frame frame);
/* The node's stack sends a frame to a pod, one that it made itself, or one that came in at the uplink. */
struct axt_result axt_from_node(const struct axt_pod *pod, struct axt_frame frame);
struct axt_result axt_from_wire(const struct axt_pod *pod, struct axt_frame frame);
/* A frame comes in at the uplink. */
struct axt_result axt_at_uplink(struct axt_frame frame);

/* --- what came of it */

/* Sending a packet does both by itself; packets of the network stack need it done. */
void axt_read_rings(void);
void axt_forget_events(void);
/* The events that the last packet made: drops and verdicts, or traces. */
size_t axt_verdicts(const struct axo_event **events);
size_t axt_traces(const struct axo_event **events);
/* The last event of that kind, of which there must be one. */
struct axo_event axt_last(enum axo_event_type type);

void axt_expect_passed(const char *file, int line, struct axt_result result);
void axt_expect_delivered(const char *file, int line, struct axt_result result, const struct axt_pod *to);
void axt_expect_dropped(const char *file, int line, struct axt_result result, enum axt_reason reason);
#define EXPECT_PASSED(result) axt_expect_passed(__FILE__, __LINE__, result)
#define EXPECT_DELIVERED(result, to) axt_expect_delivered(__FILE__, __LINE__, result, to)
#define EXPECT_DROPPED(result, reason) axt_expect_dropped(__FILE__, __LINE__, result, reason)

/* Sums over CPUs; zero when the key is absent. */
struct axo_count axt_count(const char *map, const void *key);
struct axo_count axt_counter(__u32 policy, __u32 row, __u8 segment, __u8 direction);
struct axo_count axt_metric(__u8 reason, __u8 direction);
__u64 axt_lost(__u16 endpoint, __u8 type, __u8 reason);

/* Entries of a conntrack map. */
size_t axt_ct_entries(const char *map);
/* The only entry of an endpoint in a conntrack map, if there is exactly one. */
bool axt_ct_only(const char *map, const struct axt_pod *pod, struct axo_ct_key *key, struct axo_ct_value *value);
/* As if all that time had passed: entries' ends come nearer by it. */
void axt_ct_age(__u64 seconds);

/* For tests that need more than the above. */
int axt_map_fd(const char *map);
int axt_program_fd(const char *program);
__u32 axt_uplink_ifindex(void);

#endif
