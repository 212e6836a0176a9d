/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the counting build of scale.bpf.c counts: the least and the most that one lookup took. */
#ifndef AXT_SCALE_H
#define AXT_SCALE_H

struct axt_steps {
	__u64 runs;
	__u64 lookups_least, lookups_most; /* maps asked */
	__u64 blocks_least, blocks_most; /* basic blocks entered */
};

#endif
