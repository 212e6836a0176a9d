/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What every other header builds on: kernel types, helpers, and the few attributes the programs need. */
#ifndef AXO_LIB_COMPILER_H
#define AXO_LIB_COMPILER_H

#include <stdbool.h>
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define AXO_INLINE static __always_inline

/*
 * A function with global linkage: the verifier walks it once, on its own, whatever the number of its callers. So that it may do
 * this, such a function takes scalars, the context and pointers to whole structs only, and checks the pointers for NULL.
 */
#define AXO_GLOBAL __attribute__((noinline))

/* One load or store of the whole word: for words that other CPUs or user space replace while programs run. */
#define AXO_READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define AXO_WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#endif
