// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "map.h"

#define CHUNK_ENTRIES 4096u
#define CHUNK_BYTES (1024u * 1024)

int axo_map_open(struct axo_map *map, int fd)
{
	__u32 length = sizeof(map->info);
	int error = fd < 0 ? fd : bpf_obj_get_info_by_fd(fd, &map->info, &length);

	if (error) {
		axo_close(&fd);
		map->info.type = 0;
		return error;
	}
	map->fd = fd;
	map->stride = (map->info.value_size + 7) & ~7u;
	map->kind = map->info.type == BPF_MAP_TYPE_RINGBUF	? AXO_MAP_RING :
		    map->info.type == BPF_MAP_TYPE_PERCPU_HASH	? AXO_MAP_SUMS :
		    map->info.type == BPF_MAP_TYPE_PERCPU_ARRAY ? AXO_MAP_SUMS :
		    map->info.map_flags & BPF_F_MMAPABLE	? AXO_MAP_WORDS :
								  AXO_MAP_ENTRIES;
	if (map->kind == AXO_MAP_WORDS)
		map->words = mmap(NULL, (size_t)map->stride * map->info.max_entries, PROT_READ | PROT_WRITE, MAP_SHARED,
				  fd, 0);
	return map->words == MAP_FAILED ? -errno : 0;
}

void axo_map_close(struct axo_map *map)
{
	if (map->words && map->words != MAP_FAILED)
		munmap(map->words, (size_t)map->stride * map->info.max_entries);
	if (map->info.type)
		close(map->fd);
	*map = (struct axo_map){ .name = map->name };
}

int axo_dump_begin(struct axo_dump *dump, const struct axo_map *map)
{
	*dump = (struct axo_dump){ .map = *map };
	dump->map.fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 0);
	dump->map.words = NULL; /* stays with the map */
	if (dump->map.fd >= 0)
		return 0;
	*dump = (struct axo_dump){};
	return -errno;
}

void axo_dump_end(struct axo_dump *dump)
{
	axo_map_close(&dump->map);
}

static bool is_zero(const __u8 *value, size_t size)
{
	return !value[0] && !memcmp(value, value + 1, size - 1);
}

static void put_sums(struct axo_buffer *out, const struct axo_map *map, const __u8 *values, int cpus)
{
	for (__u32 at = 0; at < map->info.value_size; at += 8) {
		__u64 sum = 0;

		for (int cpu = 0; cpu < cpus; cpu++)
			sum += *(const __u64 *)(values + (size_t)cpu * map->stride + at);
		axo_put(out, &sum, sizeof(sum));
	}
}

int axo_dump_next(struct axo_dump *dump, struct axo_buffer *out, __u32 *count)
{
	const struct axo_map *map = &dump->map;
	int cpus = map->kind == AXO_MAP_SUMS ? libbpf_num_possible_cpus() : 1, error;
	size_t each = map->kind == AXO_MAP_SUMS ? (size_t)map->stride * cpus : map->info.value_size;
	__u32 fits = CHUNK_BYTES / (map->info.key_size + map->info.value_size),
	      chunk = fits < CHUNK_ENTRIES ? fits : CHUNK_ENTRIES;
	axo_autofree __u8 *keys = calloc(chunk, map->info.key_size), *values = calloc(chunk, each);

	if (!keys || !values)
		err(1, "memory");
	error = bpf_map_lookup_batch(map->fd, dump->begun ? dump->token : NULL, dump->token, keys, values, &chunk,
				     NULL);
	if (error && error != -ENOENT) /* which comes with the last batch */
		return error;
	dump->begun = true;
	for (__u32 i = 0; i < chunk; i++) {
		if (map->kind != AXO_MAP_ENTRIES && is_zero(values + i * each, each))
			continue;
		axo_put(out, keys + (size_t)i * map->info.key_size, map->info.key_size);
		if (map->kind == AXO_MAP_SUMS)
			put_sums(out, map, values + i * each, cpus);
		else
			axo_put(out, values + i * each, each);
		++*count;
	}
	return !error;
}
