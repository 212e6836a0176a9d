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

#include "netlink.h"

/* enum bpf_attach_type of kernel 6.6; the headers we build with may be older */
#define TCX_INGRESS 46
#define TCX_EGRESS 47

struct hook {
	enum axo_attach_kind kind;
	int type; /* enum bpf_attach_type */
	const char *program, *suffix;
};

static const struct hook hooks[] = {
	{ AXO_WORKLOAD, TCX_EGRESS, "axo_to_workload", "egress" },
	{ AXO_WORKLOAD, TCX_INGRESS, "axo_from_workload", "ingress" },
	{ AXO_UPLINK, TCX_INGRESS, "axo_from_uplink", "ingress" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_GETPEERNAME, "axo_getpeername4", "getpeername4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_GETPEERNAME, "axo_getpeername6", "getpeername6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_RECVMSG, "axo_recvmsg4", "recvmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_RECVMSG, "axo_recvmsg6", "recvmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_UDP4_SENDMSG, "axo_sendmsg4", "sendmsg4" },
	{ AXO_CGROUP, BPF_CGROUP_UDP6_SENDMSG, "axo_sendmsg6", "sendmsg6" },
	{ AXO_CGROUP, BPF_CGROUP_INET4_CONNECT, "axo_connect4", "connect4" },
	{ AXO_CGROUP, BPF_CGROUP_INET6_CONNECT, "axo_connect6", "connect6" },
};

/* What a request names: a device by ifindex, or a cgroup by folder and id. */
struct target {
	int fd; /* ifindex, or the folder */
	__u64 id;
};

static bool try_tcx(void)
{
	struct bpf_insn pass[] = { { .code = 0xb7, .imm = -1 /* TCX_NEXT */ }, { .code = 0x95 } };
	axo_autoclose int program = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "axo_probe", "GPL", pass, 2, NULL);
	axo_autoclose int link = bpf_link_create(program, 1 /* lo */, TCX_INGRESS, NULL);

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

#define FILTER(hook_type, ifindex)                                                                                     \
	LIBBPF_OPTS(bpf_tc_hook, place, .ifindex = (ifindex),                                                          \
		    .attach_point = (hook_type) == TCX_INGRESS ? BPF_TC_INGRESS : BPF_TC_EGRESS);                      \
	LIBBPF_OPTS(bpf_tc_opts, filter, .handle = 1, .priority = 0x6178 /* "ax" */)

static bool filter_present(int type, __u32 ifindex)
{
	FILTER(type, ifindex);

	return !bpf_tc_query(&place, &filter);
}

static int filter_put(int type, __u32 ifindex, int program)
{
	FILTER(type, ifindex);
	int error = bpf_tc_hook_create(&place);

	filter.prog_fd = program;
	filter.flags = BPF_TC_F_REPLACE;
	return error && error != -EEXIST ? error : bpf_tc_attach(&place, &filter);
}

/* Takes our filter away, and the qdisc with it when nobody else has a filter there. */
static void filter_remove(int type, __u32 ifindex)
{
	FILTER(type, ifindex);

	if (bpf_tc_detach(&place, &filter))
		return;
	place.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	if (!axo_nl_has_filters(ifindex))
		bpf_tc_hook_destroy(&place);
}

/* --- links --- */

static const char *pin_name(const struct hook *hook, __u64 id)
{
	static char name[48];

	snprintf(name, sizeof(name), "%s%llu_%s", hook->kind == AXO_CGROUP ? "cgroup" : "dev", id, hook->suffix);
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

/* --- where --- */

static bool allowed_uplink(const char *name)
{
	bool allowed = !axo_options.nuplinks;

	for (__u32 i = 0; i < axo_options.nuplinks && !allowed; i++)
		allowed = !fnmatch(axo_options.uplinks[i], name, 0);
	return allowed;
}

static int find_device(__u8 kind, const char *name, struct target *target)
{
	struct axo_link link;
	int error = axo_link_find(name, &link);

	if (error)
		return error;
	*target = (struct target){ .fd = link.ifindex, .id = link.ifindex };
	if (kind == AXO_WORKLOAD && !link.ours)
		return axo_fail(AXO_REFUSE_DEVICE, EPERM, "device %s: not made by VETH_ADD, so no workload's", name);
	if (kind == AXO_UPLINK && (link.ours || link.loopback || !allowed_uplink(name)))
		return axo_fail(AXO_REFUSE_DEVICE, EPERM, "device %s: %s, so no uplink", name,
				link.ours	? "a workload's" :
				link.loopback ? "the loopback device" :
						"not among those the loader was given");
	return 0;
}

/* "" stands for the root that the loader was started with; any other folder must be that one. */
static int find_cgroup(const char *path, struct target *target, int *folder)
{
	const char *root = axo_options.cgroup ? axo_options.cgroup : axo_cgroup_root();
	struct statfs fs;
	struct stat node;

	if (*path && strcmp(path, root))
		return axo_fail(AXO_REFUSE_CGROUP_PATH, EPERM, "cgroup %s: not the loader's (%s)", path, root);
	*folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0 || fstatfs(*folder, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC || fstat(*folder, &node))
		return axo_fail_errno(ENODEV, "cgroup2 folder %s", *root ? root : "(none mounted)");
	*target = (struct target){ .fd = *folder, .id = node.st_ino }; /* the cgroup's id, on 64-bit kernels */
	return 0;
}

static int find(__u8 kind, const char *where, struct target *target, int *folder)
{
	if (kind == AXO_CGROUP)
		return find_cgroup(where, target, folder);
	return find_device(kind, where, target);
}

/* --- requests --- */

static int put(const struct hook *hook, const struct target *target)
{
	axo_autoclose int program = axo_pin_open("progs", hook->program);
	int error;

	if (program < 0)
		return axo_fail(AXO_REFUSE_MAP, ENOENT, "program %s: not loaded yet, ask for LOAD first", hook->program);
	if (hook->kind != AXO_CGROUP && !axo_tcx_works())
		error = filter_put(hook->type, target->id, program);
	else
		error = link_put(hook, target, program);
	return error ? axo_fail_errno(-error, "program %s cannot be attached", hook->program) : 0;
}

int axo_attach(__u8 kind, const char *where, __u32 *ifindex)
{
	struct target target;
	axo_autoclose int folder = -1;
	int error = find(kind, where, &target, &folder);

	*ifindex = kind == AXO_CGROUP ? 0 : target.id;
	for (size_t i = 0; i < AXO_COUNT(hooks) && !error; i++)
		error = hooks[i].kind == kind ? put(&hooks[i], &target) : 0;
	return error;
}

void axo_detach_device(__u32 ifindex)
{
	for (size_t i = 0; i < AXO_COUNT(hooks); i++) {
		if (hooks[i].kind == AXO_CGROUP)
			continue;
		link_remove("links", pin_name(&hooks[i], ifindex));
		if (filter_present(hooks[i].type, ifindex))
			filter_remove(hooks[i].type, ifindex);
	}
}

int axo_detach(__u8 kind, const char *where)
{
	struct target target;
	axo_autoclose int folder = -1;
	int error = find(kind, where, &target, &folder);

	axo_links_sweep();
	if (error)
		return error == -ENODEV && kind != AXO_CGROUP ? 0 : error;
	if (kind != AXO_CGROUP)
		axo_detach_device(target.id);
	for (size_t i = 0; i < AXO_COUNT(hooks) && kind == AXO_CGROUP; i++) {
		if (hooks[i].kind == kind)
			link_remove("links", pin_name(&hooks[i], target.id));
	}
	return 0;
}

bool axo_attached(__u32 ifindex)
{
	bool attached = true;

	for (const struct hook *hook = hooks; hook->kind == AXO_WORKLOAD && attached; hook++) {
		axo_autoclose int link = axo_pin_open("links", pin_name(hook, ifindex));

		attached = link >= 0 || filter_present(hook->type, ifindex);
	}
	return attached;
}

int axo_detach_all(void)
{
	struct axo_buffer links = {};
	int error = axo_links(&links);

	axo_pins_each("links", link_remove);
	for (size_t at = 0; at < links.length; at += sizeof(struct axo_link))
		axo_detach_device(((struct axo_link *)(links.data + at))->ifindex);
	free(links.data);
	return error;
}
