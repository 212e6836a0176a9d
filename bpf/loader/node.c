// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The node as a whole: what its kernel can do, what state it is in, its CNI configuration, and leaving it. */
#include <limits.h>
#include <mntent.h>
#include <sys/stat.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "netlink.h"

/* --- features, found by trying --- */

const char *axo_cgroup_root(void)
{
	static char root[256];
	FILE *mounts = *root ? NULL : setmntent("/proc/self/mounts", "r");
	struct mntent *entry;

	while (mounts && !*root && (entry = getmntent(mounts))) {
		if (!strcmp(entry->mnt_type, "cgroup2"))
			snprintf(root, sizeof(root), "%s", entry->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return root;
}

/* Makes such a map; and writes to it in a batch, where values are given. */
static bool try_map(enum bpf_map_type type, __u32 key_size, __u32 value_size, __u32 entries, __u32 flags, bool batch)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
	axo_autoclose int fd = bpf_map_create(type, "axo_probe", key_size, value_size, entries, &options);
	__u64 key = 0, value = 0;
	__u32 count = 1;

	return fd >= 0 && (!batch || !bpf_map_update_batch(fd, &key, &value, &count, NULL));
}

static bool try_forwarding(void)
{
	axo_autoclose int fd = open("/proc/sys/net/ipv4/ip_forward", O_RDONLY | O_CLOEXEC);
	char value = 0;

	return fd >= 0 && read(fd, &value, 1) == 1 && value == '1';
}

static bool try_helper(enum bpf_prog_type type, enum bpf_func_id helper)
{
	return libbpf_probe_bpf_helper(type, helper, NULL) == 1;
}

void axo_probe(struct axo_buffer *out, const char *format)
{
	const struct {
		const char *name;
		bool works;
		const char *yes, *no;
	} features[] = {
		{ "tcx", axo_tcx_works(), "programs are swapped as links on devices",
		  "no TCX (kernel 6.6): clsact filters take its place" },
		{ "redirect_peer", try_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_redirect_peer),
		  "local pods are reached without a second pass through the stack",
		  "no bpf_redirect_peer (kernel 5.10): the datapath cannot be loaded" },
		{ "mmap", try_map(BPF_MAP_TYPE_ARRAY, 4, 64, 8, BPF_F_MMAPABLE, false),
		  "vectors are written word by word in shared memory", "arrays cannot be mapped: no policy can be written" },
		{ "ringbuf", try_map(BPF_MAP_TYPE_RINGBUF, 0, 0, 65536, 0, false), "events come through ring buffers",
		  "no ring buffer (kernel 5.8): the datapath cannot be loaded" },
		{ "trie_batch", try_map(BPF_MAP_TYPE_LPM_TRIE, 8, 8, 8, BPF_F_NO_PREALLOC, true),
		  "ipcache and policy are written in batches",
		  "no batches on LPM tries (kernel 5.14): no policy can be written" },
		{ "sock_addr", *axo_cgroup_root() && libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, NULL) == 1,
		  "services are translated at the socket", "no cgroup2 or no socket programs: services do not work" },
		{ "set_retval", try_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval),
		  "a service without backends refuses connections",
		  "no bpf_set_retval (kernel 5.18): connecting to a service without backends says EPERM" },
		{ "forwarding", try_forwarding(), "the node forwards IPv4",
		  "net.ipv4.ip_forward is 0: packets from other nodes do not reach pods" },
	};

	for (size_t i = 0; i < AXO_COUNT(features); i++)
		axo_print(out, format, features[i].name, features[i].works ? "true" : "false",
			  features[i].works ? features[i].yes : features[i].no);
}

/* --- status: all names and sentences are our own, so nothing needs escaping --- */

static __u32 count_entries(const struct axo_map *map)
{
	struct axo_buffer entries = {};
	struct axo_dump dump;
	__u32 count = 0;
	int more = axo_dump_begin(&dump, map) ? -1 : 1;

	while (more > 0) {
		entries.length = 0;
		more = axo_dump_next(&dump, &entries, &count);
		axo_events_drain(); /* a full table takes a while */
	}
	axo_dump_end(&dump);
	free(entries.data);
	return count;
}

void axo_status(struct axo_buffer *out)
{
#define AXO_REFUSAL_NAME(id, name) name,
	static const char *const names[] = { AXO_REFUSALS(AXO_REFUSAL_NAME) };
	__u32 bits = axo_map_named("membership")->value_size * 8;

	axo_print(out, "{\"build\":\"%s\",\"protocol\":%u,\"abi\":%u,\"vectorBits\":%u,\"attach\":\"%s\",\"features\":[",
		  AXO_BUILD_ID, AXO_PROTOCOL_VERSION, AXO_ABI_VERSION, bits, axo_tcx_works() ? "tcx" : "clsact");
	axo_probe(out, "{\"name\":\"%s\",\"works\":%s,\"sentence\":\"%s\"},");
	out->length--; /* the last comma */
	axo_print(out, "],\"maps\":[");
	for (const struct axo_map *map = axo_maps; map < axo_maps + axo_map_count; map++)
		axo_print(out,
			  "%s{\"name\":\"%s\",\"type\":\"%s\",\"id\":%u,\"keySize\":%u,\"valueSize\":%u,\"entries\":%u,"
			  "\"capacity\":%u}",
			  map == axo_maps ? "" : ",", map->name, libbpf_bpf_map_type_str(map->type), map->id, map->key_size,
			  map->value_size, map->type && !(map->use & AXO_MAP_RING) ? count_entries(map) : 0, map->max_entries);
	axo_print(out, "],\"refusals\":{");
	for (int why = 0; why < AXO_REFUSAL_COUNT; why++)
		axo_print(out, "%s\"%s\":%llu", why ? "," : "", names[why], axo_refusals[why]);
	axo_print(out, "},\"rings\":{");
	axo_events_status(out);
	axo_print(out, "}}");
}

/* --- the CNI configuration list --- */

/*
 * Written beside its place and renamed within the folder: a runtime never reads half of it, and containerd 1.6 does not notice
 * files renamed in from elsewhere. 1.0.0 is the newest version that one knows.
 */
int axo_conf(bool write)
{
	static const char template[] = "{\n  \"cniVersion\": \"1.0.0\",\n  \"name\": \"axoneme\",\n  \"plugins\": [\n"
				       "    { \"type\": \"axoneme-cni\", \"socket\": \"%s\" }\n  ]\n}\n";
	axo_autoclose int folder = open(axo_options.cni_conf_dir, O_PATH | O_DIRECTORY | O_CLOEXEC), fd = -1;
	static const char name[] = "05-axoneme.conflist", fresh[] = ".05-axoneme.conflist.new";

	if (folder < 0 && write)
		return axo_fail_errno(errno, "CNI configuration folder %s", axo_options.cni_conf_dir);
	if (!write)
		return folder >= 0 && unlinkat(folder, name, 0) && errno != ENOENT ?
			       axo_fail_errno(errno, "CNI configuration %s", name) :
			       0;
	fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0 || dprintf(fd, template, axo_options.cni_socket) < 0 || fchmod(fd, 0644) || renameat(folder, fresh, folder, name))
		return axo_fail_errno(errno, "CNI configuration %s in %s", name, axo_options.cni_conf_dir);
	return 0;
}

static int remove_pins(void)
{
	axo_events_close();
	axo_maps_close();
	return axo_pins_remove_all();
}

static int remove_network(void)
{
	int error = axo_routes_replace(NULL, 0);

	return axo_masquerade("", "", NULL, 0) ?: error;
}

/* The configuration goes first: no new pod is to start without policy. Every step is tried; the last failure is told. */
int axo_uninstall(void)
{
	int (*const steps[])(void) = { axo_detach_all, remove_pins, remove_network };
	int error = axo_conf(false);

	for (size_t i = 0; i < AXO_COUNT(steps); i++)
		error = steps[i]() ?: error;
	return error;
}
