// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs on devices and on the cgroup root. A pinned link is swapped in place, atomically; where the kernel has no TCX
 * (before 6.6) a clsact filter of a fixed preference and handle takes its place.
 * Link pins are named by ifindex or cgroup id, and hook: bpffs allows no dot in a name, devices do.
 */
#include <fnmatch.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include "loader.h"

/* enum bpf_attach_type of kernel 6.6; the headers we build with may be older */
#define TCX_INGRESS 46
#define TCX_EGRESS 47

static const struct hook {
	enum axo_attach_kind kind;
	int type; /* enum bpf_attach_type */
	const char *program;
} hooks[] = {
	{ AXO_WORKLOAD, TCX_EGRESS, "axo_to_workload" },
	{ AXO_WORKLOAD, TCX_INGRESS, "axo_from_workload" },
	{ AXO_UPLINK, TCX_INGRESS, "axo_from_uplink" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_GETPEERNAME, "axo_getpeername4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_GETPEERNAME, "axo_getpeername6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_RECVMSG, "axo_recvmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_RECVMSG, "axo_recvmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_SENDMSG, "axo_sendmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_SENDMSG, "axo_sendmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_CONNECT, "axo_connect4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_CONNECT, "axo_connect6" },
};

/* What a request names: a device by ifindex, or a cgroup by folder and id. */
struct target {
	int fd; /* ifindex, or the folder */
	__u64 id;
};

bool axo_tcx_works(void)
{
	static int known = -1;
	struct bpf_insn pass[] = { { .code = 0xb7, .imm = -1 /* TCX_NEXT */ }, { .code = 0x95 } };
	axo_autoclose int program = -1, link = -1;

	if (strcmp(axo_options.hooks, "auto"))
		return !strcmp(axo_options.hooks, "tcx");
	if (known < 0) {
		program = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "axo_probe", "GPL", pass, 2, NULL);
		link = bpf_link_create(program, 1 /* lo */, TCX_INGRESS, NULL);
		known = link >= 0;
	}
	return known;
}

/* --- clsact filters --- */

#define FILTER(hook, device)                                                                                           \
	LIBBPF_OPTS(bpf_tc_hook, place, .ifindex = (device),                                                           \
		    .attach_point = (hook)->type == TCX_INGRESS ? BPF_TC_INGRESS : BPF_TC_EGRESS);                     \
	LIBBPF_OPTS(bpf_tc_opts, filter, .handle = 1, .priority = 0x6178 /* "ax" */)

static int filter_put(const struct hook *hook, __u32 ifindex, int program)
{
	FILTER(hook, ifindex);
	int error = bpf_tc_hook_create(&place);

	filter.prog_fd = program;
	filter.flags = BPF_TC_F_REPLACE;
	return error && error != -EEXIST ? error : bpf_tc_attach(&place, &filter);
}

static bool filter_present(const struct hook *hook, __u32 ifindex)
{
	FILTER(hook, ifindex);

	return !bpf_tc_query(&place, &filter);
}

/* Takes our filter away, and the qdisc with it when nobody else has a filter there. */
static void filter_remove(const struct hook *hook, __u32 ifindex)
{
	FILTER(hook, ifindex);

	if (!filter_present(hook, ifindex) || bpf_tc_detach(&place, &filter) || axo_has_filters(ifindex))
		return;
	place.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&place);
}

/* --- links --- */

static const char *pin_name(const struct hook *hook, __u64 id)
{
	static char name[48];

	snprintf(name, sizeof(name), "%s%llu_%s", hook->kind == AXO_CGROUP ? "cgroup" : "dev", id, hook->program);
	return name;
}

/* Into the pinned link, or into a new one when there is none or what it hung on is gone. */
static int link_put(const struct hook *hook, const struct target *target, int program)
{
	axo_autoclose int pinned = axo_pin_open("links", pin_name(hook, target->id)), fresh = -1;
	int error = pinned < 0 ? -ENOLINK : bpf_link_update(pinned, program, NULL);

	if (error != -ENOLINK)
		return error;
	fresh = bpf_link_create(program, target->fd, hook->type, NULL);
	return fresh < 0 ? fresh : axo_pin_put(fresh, "links", pin_name(hook, target->id));
}

/* Detached first: what is only unpinned goes on until the kernel comes to free it. */
static void link_remove(const char *folder, const char *name)
{
	axo_autoclose int link = axo_pin_open(folder, name);

	if (link >= 0)
		bpf_link_detach(link); /* fails where its device is gone, which is as good */
	axo_pin_remove(folder, name);
}

static void sweep(const char *folder, const char *name)
{
	axo_autoclose int link = axo_pin_open(folder, name);
	struct bpf_link_info info = {};
	__u32 length = sizeof(info);

	/* TCX tells its ifindex where XDP does, a cgroup its id; 0 for what is gone. */
	if (link >= 0 && !bpf_obj_get_info_by_fd(link, &info, &length) && !info.xdp.ifindex)
		axo_pin_remove(folder, name);
}

void axo_links_sweep(void)
{
	axo_pins_each("links", sweep);
}

/* --- one hook, by whichever means --- */

static int put(const struct hook *hook, const struct target *target)
{
	axo_autoclose int program = axo_pin_open("progs", hook->program);
	int error;

	if (program < 0)
		return axo_fail(MAP_UNLOADED, ENOENT, "program %s: not loaded yet, ask for LOAD first", hook->program);
	if (hook->kind == AXO_CGROUP || axo_tcx_works())
		error = link_put(hook, target, program);
	else
		error = filter_put(hook, target->id, program);
	return error ? axo_fail_errno(-error, "program %s cannot be attached", hook->program) : 0;
}

static void drop(const struct hook *hook, __u32 ifindex)
{
	link_remove("links", pin_name(hook, ifindex));
	if (!axo_tcx_works())
		filter_remove(hook, ifindex);
}

/* --- requests --- */

static int find_device(__u8 kind, const char *name, struct target *target)
{
	struct axo_link link;
	int error = axo_name_check(name) ?: axo_link_get(-1, name, &link);

	if (error)
		return error;
	*target = (struct target){ link.ifindex, link.ifindex };
	if (kind == AXO_WORKLOAD && !link.ours)
		return axo_fail(DEVICE, EPERM, "device %s: not made by VETH_ADD, so no workload's", name);
	if (kind == AXO_UPLINK && (link.ours || link.loopback || fnmatch(axo_options.uplink, name, FNM_EXTMATCH)))
		return axo_fail(UPLINK, EPERM, "device %s: a workload's, the loopback or not allowed as uplink", name);
	return 0;
}

/* "" stands for the root that the loader was started with; any other folder must be that one. */
static int find_cgroup(const char *path, struct target *target)
{
	const char *root = *axo_options.cgroup ? axo_options.cgroup : axo_cgroup_root();
	struct statfs fs;
	struct stat node;

	if (*path && strcmp(path, root))
		return axo_fail(CGROUP_PATH, EPERM, "cgroup %s: not the loader's (%s)", path, root);
	target->fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->fd < 0 || fstatfs(target->fd, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC ||
	    fstat(target->fd, &node)) {
		axo_close(&target->fd);
		return axo_fail_errno(ENODEV, "cgroup2 folder \"%s\"", root);
	}
	target->id = node.st_ino; /* the cgroup's id, on 64-bit kernels */
	return 0;
}

int axo_attach(__u8 kind, const char *where, __u32 *ifindex)
{
	struct target target;
	int error;

	if (kind < AXO_WORKLOAD || kind > AXO_CGROUP)
		return axo_fail(MALFORMED, EINVAL, "kind %u: 1 (workload), 2 (uplink) or 3 (cgroup) is wanted", kind);
	axo_links_sweep();
	error = kind == AXO_CGROUP ? find_cgroup(where, &target) : find_device(kind, where, &target);
	if (error)
		return error;
	for (const struct hook *hook = hooks; hook < hooks + AXO_COUNT(hooks) && !error; hook++)
		error = hook->kind == kind ? put(hook, &target) : 0;
	if (kind == AXO_CGROUP)
		axo_close(&target.fd);
	else
		*ifindex = target.id;
	return error;
}

void axo_detach_device(__u32 ifindex)
{
	for (const struct hook *hook = hooks; hook->kind != AXO_CGROUP; hook++)
		drop(hook, ifindex);
}

bool axo_attached(__u32 ifindex)
{
	bool attached = true;

	for (const struct hook *hook = hooks; hook->kind == AXO_WORKLOAD && attached; hook++) {
		axo_autoclose int link = axo_pin_open("links", pin_name(hook, ifindex));

		attached = link >= 0 || (!axo_tcx_works() && filter_present(hook, ifindex));
	}
	return attached;
}

int axo_detach_all(void)
{
	axo_autofree struct axo_buffer links = {};
	int error = axo_links(&links, false);

	axo_pins_each("links", link_remove);
	for (const struct axo_link *link = (void *)links.data; link->ifindex; link++)
		axo_detach_device(link->ifindex);
	return error;
}
