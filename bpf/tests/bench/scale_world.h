/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The worlds that scale.c measures: maps filled, a program object that is timed and one that counts steps on the same maps. */
#ifndef AXT_SCALE_WORLD_H
#define AXT_SCALE_WORLD_H

#include <linux/types.h>

#include "../../include/abi.h"
#include "scale.h"
#include "scale.skel.h"
#include "scale_count.skel.h"

#define PORTS 10
#define SEGMENTS 4
#define WIDTH AXO_VECTOR_BITS_MAX
#define FLOWS 1000

/* Sizes that axt_world_load is to be given; the rest it makes. */
struct axt_world {
	__u32 policies, identities;
	__u32 endpoints; /* one for each policy, as many as a node can have */
	struct scale *timed;
	struct scale_count *counted;
};

void axt_world_load(struct axt_world *world);

/* No packet has come yet: connections are forgotten. */
void axt_world_forget_connections(const struct axt_world *world);

/* The connections that there are count as answered from now on. */
void axt_world_establish(const struct axt_world *world);

#endif
