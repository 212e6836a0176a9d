// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What stands for the kernel while the loader is fuzzed: maps of the real shapes whose contents are files in memory, and refusals for all
 * else. The linker puts each __wrap_ in the place of its namesake (fuzz.mk); the loader's own code is untouched.
 */
#include <nftables/libnftables.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <bpf/bpf.h>

#include "../../loader/loader.h"
#include "fuzz.h"

#define WORDS_ENTRIES 64 /* few, since each DUMP looks at all */

static const struct shape {
	const char *name;
	__u32 type, key_size, value_size, max_entries;
} shapes[] = {
	{ "ipcache", BPF_MAP_TYPE_LPM_TRIE, sizeof(struct axo_ipcache_key), sizeof(struct axo_ipcache_value), 1000 },
	{ "identity_slot", BPF_MAP_TYPE_HASH, 4, 4, 1000 },
	{ "membership", BPF_MAP_TYPE_ARRAY, 4, AXO_VECTOR_BITS_MIN / 8, WORDS_ENTRIES },
	{ "vector", BPF_MAP_TYPE_ARRAY, 4, AXO_VECTOR_BITS_MIN / 8, WORDS_ENTRIES },
	{ "policy", BPF_MAP_TYPE_LPM_TRIE, sizeof(struct axo_policy_key), sizeof(struct axo_row), 1000 },
	{ "endpoint_policy", BPF_MAP_TYPE_ARRAY, 4, 4, WORDS_ENTRIES },
	{ "endpoint", BPF_MAP_TYPE_HASH, 16, sizeof(struct axo_endpoint), 1000 },
	{ "ct_new", BPF_MAP_TYPE_LRU_HASH, sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 1000 },
	{ "ct_est", BPF_MAP_TYPE_LRU_HASH, sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 1000 },
	{ "frag", BPF_MAP_TYPE_LRU_HASH, sizeof(struct axo_frag_key), sizeof(struct axo_frag_value), 1000 },
	{ "counters", BPF_MAP_TYPE_PERCPU_HASH, sizeof(struct axo_counter_key), sizeof(struct axo_count), 1000 },
	{ "events_trace", BPF_MAP_TYPE_RINGBUF, 0, 0, 4096 },
	{ "config", BPF_MAP_TYPE_ARRAY, 4, sizeof(struct axo_config), 1 },
};

static ino_t inodes[AXO_COUNT(shapes)]; /* of their files: a duplicated descriptor still tells its map */
static volatile __u8 sum; /* what comes in is read to its end: a sanitizer sees what is not there */

static const struct shape *shape_of(int fd)
{
	struct stat file;

	for (size_t i = 0; !fstat(fd, &file) && i < AXO_COUNT(shapes); i++) {
		if (inodes[i] == file.st_ino)
			return &shapes[i];
	}
	return NULL;
}

static void read_all(const void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum += ((const __u8 *)bytes)[i];
}

int __wrap_axo_pin_open(const char *folder, const char *name)
{
	struct stat file;

	for (size_t i = 0; !strcmp(folder, "maps") && i < AXO_COUNT(shapes); i++) {
		int fd;

		if (strcmp(name, shapes[i].name))
			continue;
		fd = memfd_create(name, MFD_CLOEXEC);
		MUST(fd >= 0 && !ftruncate(fd, (size_t)shapes[i].max_entries * (shapes[i].value_size + 8)) &&
		     !fstat(fd, &file));
		inodes[i] = file.st_ino;
		return fd;
	}
	return -ENOENT;
}

int __wrap_bpf_obj_get_info_by_fd(int fd, void *to, __u32 *size)
{
	const struct shape *shape = shape_of(fd);
	struct bpf_map_info *info = to;

	if (!shape || *size != sizeof(*info))
		return -EBADF;
	*info = (struct bpf_map_info){ .type = shape->type,
				       .key_size = shape->key_size,
				       .value_size = shape->value_size,
				       .max_entries = shape->max_entries,
				       .map_flags = shape->max_entries == WORDS_ENTRIES ? BPF_F_MMAPABLE : 0 };
	return 0;
}

/* A trie refuses prefixes that are too long, as the kernel does; a table, what does not fit. */
int __wrap_bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count, const void *options)
{
	const struct shape *shape = shape_of(fd);
	__u32 bits, all = *count;

	(void)options;
	for (*count = 0; shape && *count < all; ++*count) {
		const __u8 *key = (const __u8 *)keys + (size_t)*count * shape->key_size;

		read_all(key, shape->key_size);
		read_all((const __u8 *)values + (size_t)*count * shape->value_size, shape->value_size);
		memcpy(&bits, key, sizeof(bits));
		if (*count == shape->max_entries)
			return -E2BIG;
		if (shape->type == BPF_MAP_TYPE_LPM_TRIE && bits > (shape->key_size - 4) * 8)
			return -EINVAL;
	}
	return shape ? 0 : -EBADF;
}

int __wrap_bpf_map_delete_elem(int fd, const void *key)
{
	const struct shape *shape = shape_of(fd);

	if (!shape)
		return -EBADF;
	read_all(key, shape->key_size);
	return ((const __u8 *)key)[0] & 1 ? 0 : -ENOENT;
}

/* A few, again a few, then the end. */
int __wrap_bpf_map_lookup_batch(int fd, const void *from, void *to, void *keys, void *values, __u32 *count,
				const void *options)
{
	const struct shape *shape = shape_of(fd);
	bool second = from && ((const __u8 *)from)[0];

	(void)options;
	if (!shape)
		return -EBADF;
	*count = *count < 3 ? *count : 3;
	memset(keys, 1, (size_t)*count * shape->key_size);
	memset(values, 2, (size_t)*count * shape->value_size);
	*(__u8 *)to = 1;
	return second ? -ENOENT : 0;
}

int __wrap_libbpf_num_possible_cpus(void)
{
	return 1;
}

int __wrap_bpf_map_create(int type, const char *name, __u32 key, __u32 value, __u32 entries, const void *options)
{
	(void)type, (void)name, (void)key, (void)value, (void)entries, (void)options;
	return -EPERM;
}

int __wrap_libbpf_probe_bpf_prog_type(int type, const void *options)
{
	(void)type, (void)options;
	return 0;
}

int __wrap_libbpf_probe_bpf_helper(int type, int helper, const void *options)
{
	(void)type, (void)helper, (void)options;
	return 0;
}

/* In the place of socket() in rtnetlink.c: requests are put together, and then go nowhere. */
int fuzz_no_socket(int domain, int type, int protocol)
{
	(void)domain, (void)type, (void)protocol;
	errno = EPERM;
	return -1;
}

struct nft_ctx *__wrap_nft_ctx_new(__u32 flags)
{
	static char context;

	(void)flags;
	return (struct nft_ctx *)&context;
}

void __wrap_nft_ctx_free(struct nft_ctx *context)
{
	(void)context;
}

int __wrap_nft_ctx_buffer_error(struct nft_ctx *context)
{
	(void)context;
	return 0;
}

/* Nothing but addresses may have come into the text. */
int __wrap_nft_run_cmd_from_buffer(struct nft_ctx *context, const char *text)
{
	(void)context;
	MUST(!text[strcspn(text, "\"'`$\\\t")]);
	return 0;
}
