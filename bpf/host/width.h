/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The width of vectors, which programs are given before they are loaded. Shared by all that load them. */
#ifndef AXO_WIDTH_H
#define AXO_WIDTH_H

#include <stdbool.h>
#include <bpf/libbpf.h>
#include "../include/abi.h"

static inline bool axo_is_width(__u32 bits)
{
	return bits == AXO_VECTOR_BITS_MIN || bits == AXO_VECTOR_BITS_MID || bits == AXO_VECTOR_BITS_MAX;
}

/* Of any skeleton that has the maps of vectors; 0 or a negative errno. */
#define axo_set_width(skeleton, bits)                                                                                  \
	(*(__u32 *)&(skeleton)->rodata->axo_vector_bits = (bits),                                                      \
	 bpf_map__set_value_size((skeleton)->maps.membership, (bits) / 8) ?:                                           \
		 bpf_map__set_value_size((skeleton)->maps.vector, (bits) / 8))

#endif
