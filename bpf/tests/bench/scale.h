/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What scale.bpf.c, its worlds and its measuring have in common. */
#ifndef AXT_SCALE_H
#define AXT_SCALE_H

#define AXT_FIRST_IDENTITY 256
#define AXT_FIRST_PORT 1000
#define AXT_FIRST_DEVICE 1000
#define AXT_PEER_ADDRESS 0x0a800000 /* 10.128.0.0: one of each identity */
#define AXT_POD_ADDRESS 0x0a000000 /* 10.0.0.0: one of each pod */

/* What the counting build counts: the least and the most that one run took. */
struct axt_steps {
	__u64 runs;
	__u64 lookups_least, lookups_most; /* maps asked */
	__u64 blocks_least, blocks_most; /* basic blocks entered */
};

#endif
