// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs on devices and on the cgroup root. A pinned link is swapped in place, atomically; where the kernel has no TCX
 * (before 6.6) a clsact filter of a fixed preference and handle takes its place.
 *
 * Link pins are named by ifindex (or cgroup id) and hook: bpffs allows no dot in a name, devices do.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "netlink.h"

/* enum bpf_attach_type of kernel 6.6; the headers we build with may be older */
#define TCX_INGRESS 46
#define TCX_EGRESS 47

#define FILTER_PREFERENCE 0x6178 /* "ax" */
#define FILTER_HANDLE 1

struct hook {
	enum axo_attach_kind kind;
	const char *program;
	int type; /* enum bpf_attach_type */
	const char *suffix;
};

static const struct hook hooks[] = {
	{ AXO_ATTACH_WORKLOAD, "axo_to_workload", TCX_EGRESS, "egress" },
	{ AXO_ATTACH_WORKLOAD, "axo_from_workload", TCX_INGRESS, "ingress" },
	{ AXO_ATTACH_UPLINK, "axo_from_uplink", TCX_INGRESS, "ingress" },
	{ AXO_ATTACH_CGROUP, "axo_getpeername4", BPF_CGROUP_INET4_GETPEERNAME, "getpeername4" },
	{ AXO_ATTACH_CGROUP, "axo_getpeername6", BPF_CGROUP_INET6_GETPEERNAME, "getpeername6" },
	{ AXO_ATTACH_CGROUP, "axo_recvmsg4", BPF_CGROUP_UDP4_RECVMSG, "recvmsg4" },
	{ AXO_ATTACH_CGROUP, "axo_recvmsg6", BPF_CGROUP_UDP6_RECVMSG, "recvmsg6" },
	{ AXO_ATTACH_CGROUP, "axo_sendmsg4", BPF_CGROUP_UDP4_SENDMSG, "sendmsg4" },
	{ AXO_ATTACH_CGROUP, "axo_sendmsg6", BPF_CGROUP_UDP6_SENDMSG, "sendmsg6" },
	{ AXO_ATTACH_CGROUP, "axo_connect4", BPF_CGROUP_INET4_CONNECT, "connect4" },
	{ AXO_ATTACH_CGROUP, "axo_connect6", BPF_CGROUP_INET6_CONNECT, "connect6" },
};

#define HOOKS (sizeof(hooks) / sizeof(*hooks))

/* --- TCX or not --- */

static bool try_tcx(void)
{
	struct bpf_insn pass[] = { { .code = 0xb7, .imm = -1 /* TCX_NEXT */ }, { .code = 0x95 } };
	int program = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "axo_probe", "GPL", pass, 2, NULL);
	int link = program < 0 ? program : bpf_link_create(program, 1 /* lo */, TCX_INGRESS, NULL);

	if (program >= 0)
		close(program);
	if (link >= 0)
		close(link);
	return link >= 0;
}

bool axo_tcx_works(void)
{
	static int known = -1;

	if (axo_options.hooks != AXO_HOOKS_AUTO)
		return axo_options.hooks == AXO_HOOKS_TCX;
	if (known < 0)
		known = try_tcx();
	return known;
}

/* --- clsact --- */

static void filter_of(int type, __u32 ifindex, struct bpf_tc_hook *hook, struct bpf_tc_opts *filter)
{
	memset(hook, 0, sizeof(*hook));
	memset(filter, 0, sizeof(*filter));
	hook->sz = sizeof(*hook);
	hook->ifindex = ifindex;
	hook->attach_point = type == TCX_INGRESS ? BPF_TC_INGRESS : BPF_TC_EGRESS;
	filter->sz = sizeof(*filter);
	filter->handle = FILTER_HANDLE;
	filter->priority = FILTER_PREFERENCE;
}

static bool filter_present(int type, __u32 ifindex)
{
	struct bpf_tc_hook hook;
	struct bpf_tc_opts filter;

	filter_of(type, ifindex, &hook, &filter);
	return !bpf_tc_query(&hook, &filter);
}

static int filter_put(int type, __u32 ifindex, int program)
{
	struct bpf_tc_hook hook;
	struct bpf_tc_opts filter;
	int error;

	filter_of(type, ifindex, &hook, &filter);
	error = bpf_tc_hook_create(&hook);
	if (error && error != -EEXIST)
		return error;
	filter.prog_fd = program;
	filter.flags = BPF_TC_F_REPLACE;
	return bpf_tc_attach(&hook, &filter);
}

/* Takes our filter away, and the qdisc with it when nobody else has a filter there. */
static void filter_remove(int type, __u32 ifindex)
{
	struct bpf_tc_hook hook;
	struct bpf_tc_opts filter;

	if (!filter_present(type, ifindex))
		return;
	filter_of(type, ifindex, &hook, &filter);
	bpf_tc_detach(&hook, &filter);
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	if (!axo_nl_has_filters(ifindex))
		bpf_tc_hook_destroy(&hook);
}

/* --- links --- */

static const char *pin_name(char name[48], const struct hook *hook, __u64 target)
{
	snprintf(name, 48, "%s%llu_%s", hook->kind == AXO_ATTACH_CGROUP ? "cgroup" : "dev", target, hook->suffix);
	return name;
}

/* The program goes into the pinned link, or into a new one when there is none or its device is gone. */
static int link_put(const struct hook *hook, int target_fd, __u64 target, int program)
{
	char name[48];
	int link = axo_pin_open(AXO_PIN_LINKS, pin_name(name, hook, target));
	int error;

	if (link >= 0) {
		error = bpf_link_update(link, program, NULL);
		close(link);
		if (error != -ENOLINK)
			return error;
	}
	link = bpf_link_create(program, target_fd, hook->type, NULL);
	if (link < 0)
		return link;
	error = axo_pin_put(link, AXO_PIN_LINKS, name);
	close(link);
	return error;
}

/* Detached first: what is only unpinned goes on until the kernel comes to free it. */
static void remove_link(const char *name, void *context)
{
	int link = axo_pin_open(AXO_PIN_LINKS, name);

	(void)context;
	if (link < 0)
		return;
	bpf_link_detach(link); /* one whose device is gone cannot be, nor need it be */
	close(link);
	axo_pin_remove(AXO_PIN_LINKS, name);
}

static void link_remove(const struct hook *hook, __u64 target)
{
	char name[48];

	remove_link(pin_name(name, hook, target), NULL);
}

/* The first number of a link's type-specific information: ifindex of TCX and XDP, cgroup id's low half. 0: target gone. */
static void sweep_link(const char *name, void *context)
{
	struct bpf_link_info info = {};
	__u32 length = sizeof(info);
	int fd = axo_pin_open(AXO_PIN_LINKS, name);

	(void)context;
	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &length) && !info.xdp.ifindex) {
		axo_log(name, "its device or cgroup is gone: pin removed");
		axo_pin_remove(AXO_PIN_LINKS, name);
	}
	close(fd);
}

void axo_links_sweep(void)
{
	axo_pins_each(AXO_PIN_LINKS, sweep_link, NULL);
}

/* --- where --- */

static bool allowed_uplink(const char *name)
{
	for (unsigned int i = 0; i < axo_options.nuplinks; i++) {
		if (!fnmatch(axo_options.uplinks[i], name, 0))
			return true;
	}
	return !axo_options.nuplinks;
}

static int find_device(enum axo_attach_kind kind, const char *name, __u32 *ifindex, struct axo_problem *problem)
{
	struct axo_link link;
	int error = axo_link_find(name, &link, problem);

	if (error)
		return error;
	*ifindex = link.ifindex;
	if (kind == AXO_ATTACH_WORKLOAD && !axo_link_ours(&link))
		return axo_refuse(problem, AXO_REFUSE_DEVICE, EPERM, "device %s: not made by VETH_ADD, so no workload's", name);
	if (kind == AXO_ATTACH_UPLINK && (axo_link_ours(&link) || link.loopback))
		return axo_refuse(problem, AXO_REFUSE_DEVICE, EPERM, "device %s: %s cannot be an uplink", name,
				  link.loopback ? "the loopback device" : "a workload's device");
	if (kind == AXO_ATTACH_UPLINK && !allowed_uplink(name))
		return axo_refuse(problem, AXO_REFUSE_DEVICE, EPERM, "device %s: no --uplink pattern allows it", name);
	return 0;
}

/* "" stands for the root that the loader was started with; any other folder must be that one. */
static int find_cgroup(const char *path, int *fd, __u64 *id, struct axo_problem *problem)
{
	const char *root = axo_options.cgroup ? axo_options.cgroup : axo_cgroup_root();
	struct statfs fs;
	struct stat node;

	if (*path && strcmp(path, root))
		return axo_refuse(problem, AXO_REFUSE_CGROUP, EPERM, "cgroup %s: not the root the loader was given (%s)", path,
				  root);
	*fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0 || fstatfs(*fd, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC || fstat(*fd, &node)) {
		if (*fd >= 0)
			close(*fd);
		return axo_fail(problem, ENODEV, "cgroup %s: no folder of a cgroup2 file system", *root ? root : "root");
	}
	*id = node.st_ino; /* the cgroup's id on 64-bit kernels */
	return 0;
}

/* --- requests --- */

static int put(const struct hook *hook, int target_fd, __u64 target, struct axo_problem *problem)
{
	int program = axo_pin_open(AXO_PIN_PROGS, hook->program), error;

	if (program < 0)
		return axo_fail(problem, -program, "program %s: not loaded yet, ask for LOAD first", hook->program);
	if (hook->kind != AXO_ATTACH_CGROUP && !axo_tcx_works())
		error = filter_put(hook->type, target, program);
	else
		error = link_put(hook, target_fd, target, program);
	close(program);
	return error ? axo_fail(problem, -error, "program %s: cannot be attached: %s", hook->program, strerror(-error)) : 0;
}

int axo_attach(enum axo_attach_kind kind, const char *where, __u32 *ifindex, struct axo_problem *problem)
{
	bool cgroup = kind == AXO_ATTACH_CGROUP;
	__u64 target = 0;
	int fd = -1, error;

	*ifindex = 0;
	if (cgroup)
		error = find_cgroup(where, &fd, &target, problem);
	else
		error = find_device(kind, where, ifindex, problem);
	for (size_t i = 0; !error && i < HOOKS; i++) {
		if (hooks[i].kind == kind)
			error = cgroup ? put(&hooks[i], fd, target, problem) : put(&hooks[i], *ifindex, *ifindex, problem);
	}
	if (fd >= 0)
		close(fd);
	return error;
}

void axo_detach_ifindex(__u32 ifindex)
{
	for (size_t i = 0; i < HOOKS; i++) {
		if (hooks[i].kind == AXO_ATTACH_CGROUP)
			continue;
		link_remove(&hooks[i], ifindex);
		if (!axo_tcx_works())
			filter_remove(hooks[i].type, ifindex);
	}
}

int axo_detach(enum axo_attach_kind kind, const char *where, struct axo_problem *problem)
{
	__u32 ifindex;
	__u64 target;
	int fd, error;

	if (kind != AXO_ATTACH_CGROUP) {
		error = find_device(kind, where, &ifindex, problem);
		if (!error)
			axo_detach_ifindex(ifindex);
		axo_links_sweep();
		return error == -ENODEV ? 0 : error;
	}
	error = find_cgroup(where, &fd, &target, problem);
	if (error)
		return error;
	for (size_t i = 0; i < HOOKS; i++) {
		if (hooks[i].kind == kind)
			link_remove(&hooks[i], target);
	}
	close(fd);
	return 0;
}

bool axo_attached(__u32 ifindex)
{
	char name[48];

	for (size_t i = 0; i < HOOKS; i++) {
		int fd;

		if (hooks[i].kind != AXO_ATTACH_WORKLOAD)
			continue;
		if (!axo_tcx_works()) {
			if (!filter_present(hooks[i].type, ifindex))
				return false;
			continue;
		}
		fd = axo_pin_open(AXO_PIN_LINKS, pin_name(name, &hooks[i], ifindex));
		if (fd < 0)
			return false;
		close(fd);
	}
	return true;
}

static int detach_link(const struct axo_link *link, void *context)
{
	(void)context;
	axo_detach_ifindex(link->ifindex);
	return 0;
}

int axo_detach_all(struct axo_problem *problem)
{
	axo_pins_each(AXO_PIN_LINKS, remove_link, NULL);
	return axo_links_each(detach_link, NULL, problem);
}
