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

static void put_feature(FILE *out, const char *comma, const char *name, bool works, const char *sentence)
{
	fprintf(out, "%s{\"name\":\"%s\",\"works\":%s,\"sentence\":\"%s\"}", comma, name, works ? "true" : "false",
		sentence);
}

static void put_features(FILE *out)
{
	bool sockets = *axo_cgroup_root() && libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, NULL) == 1;

	put_feature(out, "", "tcx", axo_tcx_used(),
		    "programs on devices are links (kernel 6.6); without, clsact filters");
	put_feature(out, ",", "trie_batch", try_trie_batch(),
		    "tries are written in batches (kernel 5.14); without, no policy can be written");
	put_feature(out, ",", "sock_addr", sockets,
		    "services are translated at the socket; without (or without cgroup2), they do not work");
	put_feature(out, ",", "set_retval",
		    libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval, NULL) == 1,
		    "services without backends refuse (kernel 5.18); without, connecting says EPERM");
	put_feature(out, ",", "forwarding", try_forwarding(),
		    "the node forwards IPv4; without (ip_forward 0), others do not reach pods");
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

int axo_status(struct axo_connection *c)
{
	axo_autofree char *text = NULL;
	FILE *out = open_memstream(&text, &(size_t){ 0 });

	if (!out)
		err(1, "memory");
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
	fclose(out);
	axo_write(&c->out, "s", text);
	return axo_parse(&c->in, "");
}

/* --- configuration and leaving --- */

/*
 * Written beside its place and renamed within the folder: a runtime never reads half of it, and containerd 1.6 does not notice
 * files renamed in from elsewhere. 1.0.0 is the newest version that one knows.
 */
int axo_cni_conf(struct axo_connection *c)
{
	static const char template[] = "{\n  \"cniVersion\": \"1.0.0\",\n  \"name\": \"axoneme\",\n  \"plugins\": [\n"
				       "    { \"type\": \"axoneme-cni\", \"socket\": \"%s\" }\n  ]\n}\n";
	static const char name[] = "05-axoneme.conflist", fresh[] = ".05-axoneme.conflist.new";
	axo_autoclose int folder = open(axo_options.cni_conf_dir, O_PATH | O_DIRECTORY | O_CLOEXEC), fd = -1;
	__u8 write;
	int error = axo_parse(&c->in, "b write", &write) ?: axo_check_bound(0, "write", write, 2);
	bool done;

	if (error)
		return error;
	if (write) {
		fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
		done = fd >= 0 && dprintf(fd, template, axo_options.cni_socket) > 0 && !fchmod(fd, 0644) &&
		       !renameat(folder, fresh, folder, name);
	} else {
		done = folder < 0 || !unlinkat(folder, name, 0) || errno == ENOENT;
	}
	return done ? 0 : axo_fail_errno(errno, "CNI configuration %s in %s", name, axo_options.cni_conf_dir);
}

/* A request all of zeroes: for no configuration, no routes, nobody to masquerade, no host port. */
static int ask_for_nothing(axo_handler *handler, size_t length)
{
	static const __u8 zeroes[12];

	return handler(&(struct axo_connection){ .in = { zeroes, zeroes + length } });
}

/* The configuration goes first: no new pod is to start without policy. Every step is tried; the last failure is told. */
int axo_uninstall(struct axo_buffer *left)
{
	int error = ask_for_nothing(axo_cni_conf, 1);

	error = axo_detach_all() ?: error;
	axo_events_close();
	axo_maps_close();
	error = axo_pins_remove_all() ?: error;
	error = ask_for_nothing(axo_routes, 4) ?: error;
	error = ask_for_nothing(axo_masquerade, 12) ?: error;
	return axo_links(left) ?: error;
}
