// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include "hooks.h"
#include "scope.h"

const struct axo_hook axo_hooks[] = {
	{ AXO_WORKLOAD, AXO_TCX_EGRESS, "axo_to_workload" },
	{ AXO_WORKLOAD, AXO_TCX_INGRESS, "axo_from_workload" },
	{ AXO_UPLINK, AXO_TCX_INGRESS, "axo_from_uplink" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_GETPEERNAME, "axo_getpeername4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_GETPEERNAME, "axo_getpeername6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_RECVMSG, "axo_recvmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_RECVMSG, "axo_recvmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_SENDMSG, "axo_sendmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_SENDMSG, "axo_sendmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_CONNECT, "axo_connect4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_CONNECT, "axo_connect6" },
	{ 0, 0, NULL },
};

bool axo_tcx_works(void)
{
	static int known = -1;
	struct bpf_insn pass[] = { { .code = 0xb7, .imm = -1 /* TCX_NEXT */ }, { .code = 0x95 } };
	axo_autoclose int program = -1, link = -1;

	if (known < 0) {
		program = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "axo_probe", "GPL", pass, 2, NULL);
		link = bpf_link_create(program, 1 /* lo */, AXO_TCX_INGRESS, NULL);
		known = link >= 0;
	}
	return known;
}

int axo_filter_put(const struct axo_hook *hook, __u32 ifindex, int program)
{
	AXO_FILTER(hook, ifindex);
	int error = bpf_tc_hook_create(&place);

	filter.prog_fd = program;
	filter.flags = BPF_TC_F_REPLACE;
	return error && error != -EEXIST ? error : bpf_tc_attach(&place, &filter);
}

const char *axo_cgroup_root(void)
{
	static char root[256];
	FILE *mounts = *root ? NULL : setmntent("/proc/self/mounts", "r");

	for (struct mntent *entry; mounts && !*root && (entry = getmntent(mounts));) {
		if (!strcmp(entry->mnt_type, "cgroup2"))
			snprintf(root, sizeof(root), "%s", entry->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return root;
}
