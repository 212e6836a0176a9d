// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The node as a whole: what its kernel can do, what state it is in, its CNI configuration, and leaving it. */
#include <sys/stat.h>
#include <bpf/bpf.h>
#include "loader.h"

/* --- features that kernels from 5.15 on may have or not, found by trying --- */

static bool try_trie_batch(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_NO_PREALLOC);
	axo_autoclose int fd = bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, "axo_probe", 8, 8, 8, &options);
	__u64 key = 0, value = 0;

	return fd >= 0 && !bpf_map_update_batch(fd, &key, &value, &(__u32){ 1 }, NULL);
}

static bool try_forwarding(void)
{
	axo_autoclose int fd = open("/proc/sys/net/ipv4/ip_forward", O_RDONLY | O_CLOEXEC);
	char value = 0;

	return fd >= 0 && read(fd, &value, 1) == 1 && value == '1';
}

static void put_features(FILE *out)
{
	const struct feature {
		const char *name;
		bool works;
		const char *sentence;
	} features[] = {
		{ "tcx", axo_tcx_used(), "programs on devices are links (kernel 6.6); without, clsact filters" },
		{ "trie_batch", try_trie_batch(),
		  "tries are written in batches (kernel 5.14); without, no policy can be written" },
		{ "sock_addr",
		  *axo_cgroup_root() && libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, NULL) == 1,
		  "services are translated at the socket; without (or without cgroup2), they do not work" },
		{ "set_retval", libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval, NULL) == 1,
		  "services without backends refuse (kernel 5.18); without, connecting says EPERM" },
		{ "forwarding", try_forwarding(),
		  "the node forwards IPv4; without (ip_forward 0), others do not reach pods" },
	};

	for (const struct feature *feature = features; feature < features + AXO_COUNT(features); feature++)
		fprintf(out, "%s{\"name\":\"%s\",\"works\":%s,\"sentence\":\"%s\"}", feature == features ? "" : ",",
			feature->name, feature->works ? "true" : "false", feature->sentence);
}

/* --- status: all names and sentences are our own, so nothing needs escaping --- */

static __u32 count_entries(const struct axo_map *map)
{
	axo_autofree struct axo_buffer entries = {};
	struct axo_dump dump;
	__u32 count = 0;

	if (!map->info.type || map->kind == AXO_MAP_RING || axo_dump_begin(&dump, map))
		return 0;
	for (int more = 1; more > 0; entries.length = 0) {
		more = axo_dump_next(&dump, &entries, &count);
		axo_events_drain(); /* a full table takes a while */
	}
	axo_dump_end(&dump);
	return count;
}

void axo_status(FILE *out)
{
	fprintf(out, "{\"build\":\"%s\",\"protocol\":%u,\"abi\":%u,\"vectorBits\":%u,\"attach\":\"%s\",\"features\":[",
		AXO_BUILD_ID, AXO_PROTOCOL_VERSION, AXO_ABI_VERSION, axo_map_named("membership")->info.value_size * 8,
		axo_tcx_used() ? "tcx" : "clsact");
	put_features(out);
	fprintf(out, "],\"maps\":[");
	for (const struct axo_map *map = axo_maps; map->name; map++)
		fprintf(out,
			"%s{\"name\":\"%s\",\"type\":\"%s\",\"id\":%u,\"keySize\":%u,\"valueSize\":%u,\"entries\":%u,"
			"\"capacity\":%u}",
			map == axo_maps ? "" : ",", map->name, libbpf_bpf_map_type_str(map->info.type), map->info.id,
			map->info.key_size, map->info.value_size, count_entries(map), map->info.max_entries);
	fprintf(out, "],\"refusals\":{");
#define AXO_REFUSAL(id, name)                                                                                          \
	fprintf(out, "%s\"" name "\":%llu", AXO_REFUSE_##id ? "," : "", axo_refusals[AXO_REFUSE_##id]);
#include "refusals.def"
#undef AXO_REFUSAL
	fprintf(out, "},\"rings\":{");
	axo_events_status(out);
	fprintf(out, "}}");
}

/* --- configuration and leaving --- */

/*
 * Written beside its place and renamed within the folder: a runtime never reads half of it, and containerd 1.6 does not notice
 * files renamed in from elsewhere. 1.0.0 is the newest version that one knows.
 */
int axo_conf(bool write)
{
	static const char template[] = "{\n  \"cniVersion\": \"1.0.0\",\n  \"name\": \"axoneme\",\n  \"plugins\": [\n"
				       "    { \"type\": \"axoneme-cni\", \"socket\": \"%s\" }\n  ]\n}\n";
	static const char name[] = "05-axoneme.conflist", fresh[] = ".05-axoneme.conflist.new";
	axo_autoclose int folder = open(axo_options.cni_conf_dir, O_PATH | O_DIRECTORY | O_CLOEXEC), fd = -1;
	bool done;

	if (write) {
		fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
		done = fd >= 0 && dprintf(fd, template, axo_options.cni_socket) > 0 && !fchmod(fd, 0644) &&
		       !renameat(folder, fresh, folder, name);
	} else {
		done = folder < 0 || !unlinkat(folder, name, 0) || errno == ENOENT;
	}
	return done ? 0 : axo_fail_errno(errno, "CNI configuration %s in %s", name, axo_options.cni_conf_dir);
}

/* The configuration goes first: no new pod is to start without policy. Every step is tried; the last failure is told. */
int axo_uninstall(struct axo_buffer *left)
{
	static const __u8 nothing[8]; /* as a request to masquerade no pods of either family, with nothing exempt */
	int error = axo_conf(false);

	error = axo_detach_all() ?: error;
	axo_events_close();
	axo_maps_close();
	error = axo_pins_remove_all() ?: error;
	error = axo_routes_replace(NULL, 0) ?: error;
	error = axo_masquerade(&(struct axo_connection){ .in = { nothing, nothing + sizeof(nothing) } }) ?: error;
	return axo_links(left, true) ?: error;
}
