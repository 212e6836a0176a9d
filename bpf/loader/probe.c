// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel can do, found by trying, with a sentence for people. */
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "loader.h"

const char *axo_cgroup_root(void)
{
	static char root[256];
	struct mntent entry;
	char line[1024];
	FILE *mounts = *root ? NULL : setmntent("/proc/self/mounts", "r");

	while (mounts && !*root && getmntent_r(mounts, &entry, line, sizeof(line))) {
		if (!strcmp(entry.mnt_type, "cgroup2"))
			snprintf(root, sizeof(root), "%s", entry.mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return root;
}

static bool map_works(enum bpf_map_type type, __u32 key, __u32 value, __u32 entries, __u32 flags)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
	int fd = bpf_map_create(type, "axo_probe", key, value, entries, &options);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool try_bpffs(void)
{
	char parent[256];
	struct statfs fs;
	char *slash;

	snprintf(parent, sizeof(parent), "%s", axo_options.bpffs);
	slash = strrchr(parent, '/');
	if (slash && slash != parent)
		*slash = 0;
	return (!statfs(axo_options.bpffs, &fs) || !statfs(parent, &fs)) && fs.f_type == BPF_FS_MAGIC;
}

static bool try_btf(void)
{
	return !access("/sys/kernel/btf/vmlinux", R_OK);
}

static bool try_words(void)
{
	return map_works(BPF_MAP_TYPE_ARRAY, 4, 64, 8, BPF_F_MMAPABLE);
}

static bool try_ring(void)
{
	return map_works(BPF_MAP_TYPE_RINGBUF, 0, 0, 65536, 0);
}

static bool try_trie_batch(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, create, .map_flags = BPF_F_NO_PREALLOC);
	LIBBPF_OPTS(bpf_map_batch_opts, options);
	__u64 key = 0, value = 0; /* prefix length 0: everything */
	__u32 count = 1;
	int fd = bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, "axo_probe", 8, 8, 8, &create);
	bool works = fd >= 0 && !bpf_map_update_batch(fd, &key, &value, &count, &options);

	if (fd >= 0)
		close(fd);
	return works;
}

static bool try_sock_addr(void)
{
	return libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, NULL) == 1 && *axo_cgroup_root();
}

static bool try_set_retval(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval, NULL) == 1;
}

static bool try_redirect_peer(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_redirect_peer, NULL) == 1;
}

static bool try_forwarding(void)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_forward", "r");
	bool on = file && fgetc(file) == '1';

	if (file)
		fclose(file);
	return on;
}

static const struct {
	const char *name;
	bool (*works)(void);
	const char *yes, *no;
} probes[] = {
	{ "bpffs", try_bpffs, "pins outlive the loader", "not a bpf file system: mount one, nothing can be loaded" },
	{ "btf", try_btf, "the kernel describes its own types", "the kernel has no BTF; programs that need it would not load" },
	{ "tcx", axo_tcx_works, "programs are swapped as links on devices",
	  "no TCX (kernel 6.6): clsact filters are used instead" },
	{ "redirect_peer", try_redirect_peer, "local pods are reached without a second pass through the stack",
	  "no bpf_redirect_peer (kernel 5.10): the datapath cannot be loaded" },
	{ "mmap", try_words, "vectors are written word by word in shared memory",
	  "arrays cannot be mapped: policies cannot be written" },
	{ "ringbuf", try_ring, "events come through ring buffers", "no ring buffer (kernel 5.8): the datapath cannot be loaded" },
	{ "trie_batch", try_trie_batch, "ipcache and policy are written in batches",
	  "no batches on LPM tries (kernel 5.14): ipcache and policy cannot be written" },
	{ "sock_addr", try_sock_addr, "services are translated at the socket",
	  "no cgroup2 mount or no socket address programs: services do not work" },
	{ "set_retval", try_set_retval, "a service without backends refuses connections",
	  "no bpf_set_retval (kernel 5.18): connecting to a service without backends says EPERM" },
	{ "forwarding", try_forwarding, "the node forwards IPv4",
	  "net.ipv4.ip_forward is 0: packets from other nodes do not reach pods" },
};

void axo_probe(void (*visit)(const char *name, bool works, const char *sentence, void *context), void *context)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		bool works = probes[i].works();

		visit(probes[i].name, works, works ? probes[i].yes : probes[i].no, context);
	}
}
