// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs on devices and on the cgroup root. A pinned link is swapped in place, atomically; where the kernel has no TCX
 * (before 6.6) a clsact filter of a fixed preference and handle takes its place.
 * Link pins are named by ifindex or cgroup id, and hook: bpffs allows no dot in a name, devices do.
 */
#include <fnmatch.h>
#include <bpf/bpf.h>
#include <linux/magic.h>
#include <linux/pkt_sched.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include "loader.h"

bool axo_tcx_used(void)
{
	return strcmp(axo_options.hooks, "auto") ? !strcmp(axo_options.hooks, "tcx") : axo_tcx_works();
}

/* --- clsact filters --- */

static bool filter_present(const struct axo_hook *hook, __u32 ifindex)
{
	AXO_FILTER(hook, ifindex);

	return !bpf_tc_query(&place, &filter);
}

static void count_filter(const struct nlmsghdr *head, void *context)
{
	*(int *)context += head->nlmsg_type == RTM_NEWTFILTER;
}

/* Anybody's, at the device's clsact qdisc. */
static bool has_filters(__u32 ifindex)
{
	axo_autoclose int fd = axo_nl_open();
	struct tcmsg in = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) };
	struct tcmsg out = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS) };
	int count = 0, error = axo_nl_dump(fd, RTM_GETTFILTER, in, count_filter, &count) ?:
				       axo_nl_dump(fd, RTM_GETTFILTER, out, count_filter, &count);

	return count || error; /* when in doubt, they stay */
}

/* Takes our filter away, and the qdisc with it when nobody else has a filter there. */
static void filter_remove(const struct axo_hook *hook, __u32 ifindex)
{
	AXO_FILTER(hook, ifindex);

	if (bpf_tc_detach(&place, &filter) || has_filters(ifindex))
		return;
	place.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&place);
}

/* --- links --- */

static const char *pin_name(const struct axo_hook *hook, __u64 id)
{
	static char name[48];

	snprintf(name, sizeof(name), "%s%llu_%s", hook->kind == AXO_CGROUP ? "cgroup" : "dev", id, hook->program);
	return name;
}

/* Into the pinned link, or into a new one when there is none or what it hung on is gone. */
static int link_put(const struct axo_hook *hook, int target, __u64 id, int program)
{
	axo_autoclose int pinned = axo_pin_open("links", pin_name(hook, id)), fresh = -1;
	int error = pinned < 0 ? -ENOLINK : bpf_link_update(pinned, program, NULL);

	if (error != -ENOLINK)
		return error;
	fresh = bpf_link_create(program, target, hook->type, NULL);
	return fresh < 0 ? fresh : axo_pin_put(fresh, "links", pin_name(hook, id));
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

/* By whichever means. target: ifindex and again that as id, or the cgroup's folder and its id */
static int put(const struct axo_hook *hook, int target, __u64 id)
{
	axo_autoclose int program = axo_pin_open("progs", hook->program);
	int error;

	if (program < 0)
		return axo_fail(MAP_UNLOADED, ENOENT, "program %s: not loaded yet, ask for LOAD first", hook->program);
	if (hook->kind == AXO_CGROUP || axo_tcx_used())
		error = link_put(hook, target, id, program);
	else
		error = axo_filter_put(hook, target, program);
	return error ? axo_fail_errno(-error, "program %s cannot be attached", hook->program) : 0;
}

/* --- requests --- */

static int find_device(__u8 kind, const char *name, __u32 *ifindex)
{
	axo_autoclose int fd = axo_nl_open();
	struct axo_link link;
	int bad = axo_name_check(name), error = bad ?: axo_link_get(fd, name, &link);

	if (bad || error)
		return bad ?: axo_fail_errno(-error, "device %s", name);
	*ifindex = link.ifindex;
	if (kind == AXO_WORKLOAD && !link.ours)
		return axo_fail(DEVICE, EPERM, "device %s: not made by VETH_ADD, so no workload's", name);
	if (kind == AXO_UPLINK && (link.ours || link.loopback || fnmatch(axo_options.uplink, name, FNM_EXTMATCH)))
		return axo_fail(UPLINK, EPERM, "device %s: a workload's, the loopback or not allowed as uplink", name);
	return 0;
}

/* "" stands for the root that the loader was started with; any other folder must be that one. */
static int find_cgroup(const char *path, int *folder, __u64 *id)
{
	const char *root = *axo_options.cgroup ? axo_options.cgroup : axo_cgroup_root();
	struct statfs fs;
	struct stat node;

	if (*path && strcmp(path, root))
		return axo_fail(CGROUP_PATH, EPERM, "cgroup %s: not the loader's (%s)", path, root);
	*folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0 || fstatfs(*folder, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC || fstat(*folder, &node))
		return axo_fail_errno(ENODEV, "cgroup2 folder \"%s\"", root);
	*id = node.st_ino; /* on 64-bit kernels */
	return 0;
}

int axo_attach(struct axo_connection *c)
{
	__u32 *ifindex = axo_put_number(c);
	axo_autoclose int cgroup = -1;
	char where[256];
	__u64 id = 0;
	__u8 kind;
	int error = axo_parse(&c->in, "b kind, s device name or cgroup path", &kind, where, sizeof(where));

	if (!error && (kind < AXO_WORKLOAD || kind > AXO_CGROUP))
		error = axo_fail(MALFORMED, EINVAL, "kind %u: 1 (workload), 2 (uplink) or 3 (cgroup) is wanted", kind);
	if (error)
		return error;
	axo_links_sweep();
	error = kind == AXO_CGROUP ? find_cgroup(where, &cgroup, &id) : find_device(kind, where, ifindex);
	for (const struct axo_hook *hook = axo_hooks; hook->program && !error; hook++) {
		if (hook->kind == kind)
			error = kind == AXO_CGROUP ? put(hook, cgroup, id) : put(hook, *ifindex, *ifindex);
	}
	return error;
}

void axo_detach_device(__u32 ifindex)
{
	for (const struct axo_hook *hook = axo_hooks; hook->kind != AXO_CGROUP; hook++) {
		link_remove("links", pin_name(hook, ifindex));
		if (!axo_tcx_used())
			filter_remove(hook, ifindex);
	}
}

bool axo_attached(__u32 ifindex)
{
	for (const struct axo_hook *hook = axo_hooks; hook->kind == AXO_WORKLOAD; hook++) {
		axo_autoclose int link = axo_pin_open("links", pin_name(hook, ifindex));

		if (link < 0 && (axo_tcx_used() || !filter_present(hook, ifindex)))
			return false;
	}
	return true;
}

int axo_detach_all(void)
{
	axo_autofree struct axo_buffer links = {};
	int error = axo_links(&links);

	axo_pins_each("links", link_remove);
	for (const struct axo_link *link = (void *)links.data; link->ifindex; link++)
		axo_detach_device(link->ifindex);
	return error;
}
