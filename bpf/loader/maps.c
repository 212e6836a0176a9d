// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of maps, and the ways to read and write them. Shapes and bounds are those the kernel tells. */
#include <sys/mman.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "loader.h"

#define CHUNK_ENTRIES 4096u
#define CHUNK_BYTES (1024u * 1024)

struct axo_map axo_maps[] = {
	{ .name = "ipcache", .use = AXO_MAP_WRITE },
	{ .name = "ipcache_host", .use = AXO_MAP_WRITE },
	{ .name = "identity_slot", .use = AXO_MAP_WRITE },
	{ .name = "membership", .use = AXO_MAP_WORDS },
	{ .name = "vector", .use = AXO_MAP_WORDS },
	{ .name = "policy", .use = AXO_MAP_WRITE },
	{ .name = "policy_port", .use = AXO_MAP_WRITE },
	{ .name = "policy_more", .use = AXO_MAP_WRITE },
	{ .name = "policy_head", .use = AXO_MAP_WRITE },
	{ .name = "endpoint_policy", .use = AXO_MAP_WORDS },
	{ .name = "endpoint", .use = AXO_MAP_WRITE },
	{ .name = "endpoint_dev", .use = AXO_MAP_WRITE },
	{ .name = "ct_new", .use = AXO_MAP_OBSERVED | AXO_MAP_WRITE },
	{ .name = "ct_est", .use = AXO_MAP_OBSERVED | AXO_MAP_WRITE },
	{ .name = "frag", .use = AXO_MAP_WRITE },
	{ .name = "service", .use = AXO_MAP_WRITE },
	{ .name = "backend", .use = AXO_MAP_WRITE },
	{ .name = "sock_reverse", .use = AXO_MAP_OBSERVED | AXO_MAP_WRITE },
	{ .name = "counters", .use = AXO_MAP_COUNTERS },
	{ .name = "metrics", .use = AXO_MAP_COUNTERS },
	{ .name = "events_lost", .use = AXO_MAP_COUNTERS },
	{ .name = "events_verdict", .use = AXO_MAP_RING },
	{ .name = "events_trace", .use = AXO_MAP_RING },
	{ .name = "config", .use = AXO_MAP_WRITE },
};
const size_t axo_map_count = AXO_COUNT(axo_maps);

static void close_map(struct axo_map *map)
{
	if (map->words && map->words != MAP_FAILED)
		munmap(map->words, (size_t)map->stride * map->info.max_entries);
	if (map->info.type)
		close(map->fd);
	*map = (struct axo_map){ .name = map->name, .use = map->use };
}

void axo_maps_close(void)
{
	for (struct axo_map *map = axo_maps; map < axo_maps + axo_map_count; map++)
		close_map(map);
}

int axo_maps_open(void)
{
	axo_maps_close();
	for (struct axo_map *map = axo_maps; map < axo_maps + axo_map_count; map++) {
		__u32 length = sizeof(map->info);

		map->fd = axo_pin_open("maps", map->name);
		if (map->fd == -ENOENT)
			continue;
		if (map->fd < 0 || bpf_obj_get_info_by_fd(map->fd, &map->info, &length))
			return axo_fail_errno(errno, "map %s: its pin", map->name);
		map->stride = (map->info.value_size + 7) & ~7u;
		if (map->use & AXO_MAP_WORDS)
			map->words = mmap(NULL, (size_t)map->stride * map->info.max_entries, PROT_READ | PROT_WRITE,
					  MAP_SHARED, map->fd, 0);
		if (map->words == MAP_FAILED)
			return axo_fail_errno(errno, "map %s: cannot be mapped into memory", map->name);
	}
	return 0;
}

struct axo_map *axo_map_named(const char *name)
{
	for (struct axo_map *map = axo_maps; map < axo_maps + axo_map_count; map++) {
		if (!strcmp(map->name, name))
			return map;
	}
	return NULL;
}

int axo_map_find(const char *name, struct axo_map **map)
{
	*map = axo_map_named(name);
	if (!*map)
		return axo_fail(MAP_NAME, ENOENT, "map %s: there is none of that name", name);
	if (!(*map)->info.type)
		return axo_fail(MAP_UNLOADED, ENOENT, "map %s: not loaded yet, ask for LOAD first", name);
	return 0;
}

int axo_map_update(struct axo_map *map, const void *keys, const void *values, __u32 count)
{
	__u32 done = count;
	int error = count ? bpf_map_update_batch(map->fd, keys, values, &done, NULL) : 0;
	bool full;

	if (!error)
		return 0;
	axo_problem.index = done;
	full = error == -E2BIG || error == -ENOSPC; /* hash, trie */
	return axo_refuse(full ? AXO_REFUSE_MAP_FULL : AXO_REFUSE_KERNEL, -error,
			  "map %s (at most %u entries): entry %u of %u: %s", map->name, map->info.max_entries, done,
			  count, full ? "it is full" : strerror(-error));
}

int axo_map_delete(struct axo_map *map, const __u8 *keys, __u32 count, __u32 *deleted)
{
	for (__u32 i = 0; i < count; i++) {
		int error = bpf_map_delete_elem(map->fd, keys + (size_t)i * map->info.key_size);

		*deleted += !error;
		axo_problem.index = i;
		if (error && error != -ENOENT)
			return axo_fail_errno(-error, "map %s: entry %u", map->name, i);
	}
	return 0;
}

int axo_dump_begin(struct axo_dump *dump, const struct axo_map *map)
{
	*dump = (struct axo_dump){ .map = *map };
	dump->map.fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 0);
	dump->map.words = NULL; /* stays with the map */
	if (dump->map.fd >= 0)
		return 0;
	*dump = (struct axo_dump){};
	return axo_fail_errno(errno, "map %s", map->name);
}

void axo_dump_end(struct axo_dump *dump)
{
	close_map(&dump->map);
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
	int cpus = map->use & AXO_MAP_COUNTERS ? libbpf_num_possible_cpus() : 1, error;
	size_t each = map->use & AXO_MAP_COUNTERS ? (size_t)map->stride * cpus : map->info.value_size;
	__u32 fits = CHUNK_BYTES / (map->info.key_size + map->info.value_size),
	      chunk = fits < CHUNK_ENTRIES ? fits : CHUNK_ENTRIES;
	axo_autofree __u8 *keys = NULL, *values = NULL;

	keys = calloc(chunk, map->info.key_size);
	values = calloc(chunk, each);
	if (!keys || !values)
		err(1, "memory");
	error = bpf_map_lookup_batch(map->fd, dump->begun ? dump->token : NULL, dump->token, keys, values, &chunk,
				     NULL);
	if (error && error != -ENOENT) /* which comes with the last batch */
		return error;
	dump->begun = true;
	for (__u32 i = 0; i < chunk; i++) {
		if (map->use & AXO_MAP_WORDS && is_zero(values + i * each, each))
			continue;
		axo_put(out, keys + (size_t)i * map->info.key_size, map->info.key_size);
		if (map->use & AXO_MAP_COUNTERS)
			put_sums(out, map, values + i * each, cpus);
		else
			axo_put(out, values + i * each, each);
		++*count;
	}
	return !error;
}

static int purge(struct axo_map *map, size_t id_offset, __u16 endpoint_id, __u32 *deleted)
{
	axo_autofree struct axo_buffer entries = {};
	struct axo_dump dump;
	int more = 1, error = axo_dump_begin(&dump, map);

	while (!error && more > 0) {
		__u32 count = entries.length = 0;

		more = axo_dump_next(&dump, &entries, &count);
		if (more < 0)
			error = axo_fail_errno(-more, "map %s", map->name);
		for (__u32 i = 0; i < count && !error; i++) {
			const __u8 *key = entries.data + (size_t)i * (map->info.key_size + map->info.value_size);

			if (!memcmp(key + id_offset, &endpoint_id, sizeof(endpoint_id)))
				error = axo_map_delete(map, key, 1, deleted);
		}
	}
	axo_dump_end(&dump);
	return error;
}

int axo_maps_purge(__u16 endpoint_id, __u32 *deleted)
{
	static const struct {
		const char *map;
		size_t id_offset;
	} keys[] = { { "ct_new", offsetof(struct axo_ct_key, endpoint_id) },
		     { "ct_est", offsetof(struct axo_ct_key, endpoint_id) },
		     { "frag", offsetof(struct axo_frag_key, endpoint_id) } };
	int error = 0;

	for (size_t i = 0; i < AXO_COUNT(keys) && !error; i++) {
		struct axo_map *map;

		error = axo_map_find(keys[i].map, &map) ?: purge(map, keys[i].id_offset, endpoint_id, deleted);
	}
	return error;
}
