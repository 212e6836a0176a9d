/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Load-time constants (read-only data that the loader sets before it loads the object) and the reasons' numbers. */
#ifndef AXO_LIB_CONFIG_H
#define AXO_LIB_CONFIG_H

#include "compiler.h"
#include "../include/abi.h"

/*
 * Bits of a membership vector: 512, 2048 or 8192. The loader gives the maps `membership` and `vector` the value size
 * axo_vector_bits / 8; the verifier knows this constant, so every index masked with it is within the value.
 */
volatile const __u32 axo_vector_bits = AXO_VECTOR_BITS_MIN;

/* 1 where the kernel has bpf_set_retval (5.18): connect to a service without backends then says ECONNREFUSED, else EPERM. */
volatile const __u32 axo_has_set_retval = 1;

/* Cookie of the node's own network namespace, whose loopback leads to pods where they have ports of it. 0: none does. */
volatile const __u64 axo_node_netns = 0;

enum axo_reason {
	AXO_REASON_NONE = 0, /* in metrics: forwarded */
#define AXO_REASON(number, name, text) AXO_DROP_##name = number,
#include "../include/reasons.def"
#undef AXO_REASON
};

#define AXO_VECTOR_WORDS (axo_vector_bits / 64)

#endif
