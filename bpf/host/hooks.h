/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the programs hang. Shared by the loader and the datapath's tests. */
#ifndef AXO_HOOKS_H
#define AXO_HOOKS_H

#include <stdbool.h>
#include <bpf/libbpf.h>
#include <linux/types.h>

/* enum bpf_attach_type of kernel 6.6; the headers we build with may be older */
#define AXO_TCX_INGRESS 46
#define AXO_TCX_EGRESS 47

enum axo_attach_kind { AXO_WORKLOAD = 1, AXO_UPLINK = 2, AXO_CGROUP = 3 };

/* Devices' before the cgroup's, the workload's first; the last one has no program. */
extern const struct axo_hook {
	enum axo_attach_kind kind;
	int type; /* enum bpf_attach_type */
	const char *program;
} axo_hooks[];

/* Can programs hang on devices by links? Found by trying, once. */
bool axo_tcx_works(void);
/* The clsact filter that stands for a TCX link on older kernels, as `filter` at `place`: of a fixed preference and handle. */
#define AXO_FILTER(hook, device)                                                                                       \
	LIBBPF_OPTS(bpf_tc_hook, place, .ifindex = (device),                                                           \
		    .attach_point = (hook)->type == AXO_TCX_INGRESS ? BPF_TC_INGRESS : BPF_TC_EGRESS);                 \
	LIBBPF_OPTS(bpf_tc_opts, filter, .handle = 1, .priority = 0x6178 /* "ax" */)
int axo_filter_put(const struct axo_hook *hook, __u32 ifindex, int program); /* in place of an older one */
const char *axo_cgroup_root(void); /* the first cgroup2 mount, or "" */

#endif
