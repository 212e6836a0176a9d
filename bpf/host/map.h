/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A map of the kernel's, opened, and read as a whole. Shared by the loader and the judge. What can fail returns a negative errno. */
#ifndef AXO_MAP_H
#define AXO_MAP_H

#include <stdbool.h>
#include <linux/bpf.h>
#include "fields.h"

enum axo_map_kind {
	AXO_MAP_ENTRIES, /* written entry by entry */
	AXO_MAP_WORDS, /* an array in our memory, written by atomic stores only */
	AXO_MAP_SUMS, /* per CPU; read as sums of 64-bit words */
	AXO_MAP_RING,
};

struct axo_map {
	const char *name;
	int fd;
	enum axo_map_kind kind;
	struct bpf_map_info info; /* type 0: not open */
	__u32 stride; /* the kernel's distance between array elements, and between CPUs' values */
	__u8 *words; /* AXO_MAP_WORDS: the elements */
};

struct axo_dump { /* a place in a map; lives on when the map is closed meanwhile */
	struct axo_map map; /* with a descriptor of its own; type 0: no dump */
	bool begun;
	__u8 token[64]; /* the kernel's place, no shorter than any key */
};

int axo_map_open(struct axo_map *map, int fd); /* takes the descriptor over; a negative one is the error */
void axo_map_close(struct axo_map *map);
int axo_dump_begin(struct axo_dump *dump, const struct axo_map *map);
void axo_dump_end(struct axo_dump *dump);
/* Appends entries (of AXO_MAP_WORDS and AXO_MAP_SUMS those not all zero) and counts them. 1: more follow; 0: end; or an error. */
int axo_dump_next(struct axo_dump *dump, struct axo_buffer *out, __u32 *count);

#endif
