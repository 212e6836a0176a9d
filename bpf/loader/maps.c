// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of maps, and every way to read and write them. Shapes and bounds are those the kernel tells. */
#include <sys/mman.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "loader.h"

#define CHUNK_ENTRIES 4096u
#define CHUNK_BYTES (1024u * 1024)

struct axo_map axo_maps[] = {
	{ .name = "ipcache", .use = AXO_MAP_WRITE },
	{ .name = "identity_slot", .use = AXO_MAP_WRITE },
	{ .name = "membership", .use = AXO_MAP_WORDS },
	{ .name = "vector", .use = AXO_MAP_WORDS },
	{ .name = "policy", .use = AXO_MAP_WRITE },
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

static size_t words_size(const struct axo_map *map)
{
	size_t page = sysconf(_SC_PAGESIZE);

	return ((size_t)map->stride * map->max_entries + page - 1) / page * page;
}

void axo_maps_close(void)
{
	for (struct axo_map *map = axo_maps; map < axo_maps + axo_map_count; map++) {
		if (map->words)
			munmap(map->words, words_size(map));
		if (map->type)
			close(map->fd);
		*map = (struct axo_map){ .name = map->name, .use = map->use };
	}
}

static int open_map(struct axo_map *map)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	map->fd = axo_pin_open("maps", map->name);
	if (map->fd == -ENOENT)
		return 0;
	if (map->fd < 0 || bpf_obj_get_info_by_fd(map->fd, &info, &length))
		return axo_fail_errno(errno, "map %s: its pin", map->name);
	map->type = info.type;
	map->id = info.id;
	map->key_size = info.key_size;
	map->value_size = info.value_size;
	map->max_entries = info.max_entries;
	map->stride = (info.value_size + 7) & ~7u;
	if (!(map->use & AXO_MAP_WORDS))
		return 0;
	map->words = mmap(NULL, words_size(map), PROT_READ | PROT_WRITE, MAP_SHARED, map->fd, 0);
	if (map->words != MAP_FAILED)
		return 0;
	map->words = NULL;
	return axo_fail_errno(errno, "map %s: cannot be mapped into memory", map->name);
}

int axo_maps_open(void)
{
	int error = 0;

	axo_maps_close();
	for (size_t i = 0; i < axo_map_count && !error; i++)
		error = open_map(&axo_maps[i]);
	return error;
}

struct axo_map *axo_map_named(const char *name)
{
	for (size_t i = 0; i < axo_map_count; i++) {
		if (!strcmp(axo_maps[i].name, name))
			return &axo_maps[i];
	}
	return NULL;
}

struct axo_map *axo_map_loaded(const char *name)
{
	struct axo_map *map = axo_map_named(name);

	if (map && map->type)
		return map;
	axo_fail(AXO_REFUSE_MAP, ENOENT, "map %s: %s", name,
		 map ? "not loaded yet, ask for LOAD first" : "there is none of that name");
	return NULL;
}

int axo_map_update(struct axo_map *map, const void *keys, const void *values, __u32 count)
{
	__u32 done = count;
	int error = count ? bpf_map_update_batch(map->fd, keys, values, &done, NULL) : 0;

	if (!error)
		return 0;
	axo_problem.index = done;
	return axo_fail_errno(-error, "map %s (at most %u entries): entry %u of %u", map->name,
			map->max_entries, done, count);
}

int axo_map_delete(struct axo_map *map, const __u8 *keys, __u32 count, __u32 *deleted)
{
	for (__u32 i = 0; i < count; i++) {
		int error = bpf_map_delete_elem(map->fd, keys + (size_t)i * map->key_size);

		*deleted += !error;
		axo_problem.index = i;
		if (error && error != -ENOENT)
			return axo_fail_errno(-error, "map %s: entry %u", map->name, i);
	}
	return 0;
}

void axo_map_store(struct axo_map *map, __u32 index, const void *words)
{
	__u64 *to = (__u64 *)(map->words + (size_t)index * map->stride), word;

	for (__u32 i = 0; i < map->value_size / sizeof(word); i++) {
		memcpy(&word, (const __u8 *)words + i * sizeof(word), sizeof(word));
		__atomic_store_n(to + i, word, __ATOMIC_SEQ_CST);
	}
}

void axo_map_bit(struct axo_map *map, __u32 index, __u16 bit, bool set)
{
	__u64 *word = (__u64 *)(map->words + (size_t)index * map->stride) + bit / 64;

	if (set)
		__atomic_or_fetch(word, 1ull << bit % 64, __ATOMIC_SEQ_CST);
	else
		__atomic_and_fetch(word, ~(1ull << bit % 64), __ATOMIC_SEQ_CST);
}

void axo_map_store32(struct axo_map *map, __u32 index, __u32 value)
{
	__atomic_store_n((__u32 *)(map->words + (size_t)index * map->stride), value, __ATOMIC_SEQ_CST);
}

int axo_dump_begin(struct axo_dump *dump, const struct axo_map *map)
{
	*dump = (struct axo_dump){ .map = *map };
	dump->map.fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 0);
	if (dump->map.fd >= 0)
		return 0;
	dump->map.type = 0;
	return axo_fail_errno(errno, "map %s", map->name);
}

void axo_dump_end(struct axo_dump *dump)
{
	if (dump->map.type)
		close(dump->map.fd);
	dump->map.type = 0;
}

static bool all_zero(const __u8 *bytes, size_t count)
{
	return !bytes[0] && !memcmp(bytes, bytes + 1, count - 1);
}

static void put_value(struct axo_buffer *out, const struct axo_map *map, const __u8 *value, int cpus)
{
	if (!(map->use & AXO_MAP_COUNTERS))
		axo_put(out, value, map->value_size);
	for (__u32 at = 0; map->use & AXO_MAP_COUNTERS && at < map->value_size; at += 8) {
		__u64 sum = 0;

		for (int cpu = 0; cpu < cpus; cpu++)
			sum += *(const __u64 *)(value + (size_t)cpu * map->stride + at);
		axo_put(out, &sum, sizeof(sum));
	}
}

int axo_dump_next(struct axo_dump *dump, struct axo_buffer *out, __u32 *count)
{
	const struct axo_map *map = &dump->map;
	int cpus = map->use & AXO_MAP_COUNTERS ? libbpf_num_possible_cpus() : 1, error;
	size_t each = map->use & AXO_MAP_COUNTERS ? (size_t)map->stride * cpus : map->value_size;
	__u32 chunk = CHUNK_BYTES / (map->key_size + map->value_size), got;
	__u8 *keys, *values;

	got = chunk = chunk < CHUNK_ENTRIES ? chunk : CHUNK_ENTRIES;
	keys = calloc(chunk, map->key_size);
	values = calloc(chunk, each);
	if (!keys || !values)
		axo_die("memory");
	error = bpf_map_lookup_batch(map->fd, dump->begun ? dump->token : NULL, dump->token, keys, values, &got, NULL);
	dump->begun = true;
	for (__u32 i = 0; (!error || error == -ENOENT) && i < got; i++) {
		if (map->use & AXO_MAP_WORDS && all_zero(values + i * each, each))
			continue;
		axo_put(out, keys + (size_t)i * map->key_size, map->key_size);
		put_value(out, map, values + i * each, cpus);
		++*count;
	}
	free(keys);
	free(values);
	return error == -ENOENT ? 0 : error ? error : 1; /* the kernel says ENOENT with the last batch */
}

static int purge(struct axo_map *map, size_t id_offset, __u16 endpoint_id, __u32 *deleted)
{
	struct axo_buffer entries = {};
	struct axo_dump dump;
	int more = 1, error = axo_dump_begin(&dump, map);

	while (!error && more > 0) {
		__u32 count = entries.length = 0;

		more = axo_dump_next(&dump, &entries, &count);
		if (more < 0)
			error = axo_fail_errno(-more, "map %s", map->name);
		for (__u32 i = 0; i < count && !error; i++) {
			const __u8 *key = entries.data + (size_t)i * (map->key_size + map->value_size);

			if (!memcmp(key + id_offset, &endpoint_id, sizeof(endpoint_id)))
				error = axo_map_delete(map, key, 1, deleted);
		}
	}
	axo_dump_end(&dump);
	free(entries.data);
	return error;
}

int axo_maps_purge(__u16 endpoint_id, __u32 *deleted)
{
	static const char *const names[] = { "ct_new", "ct_est", "frag" };
	static const size_t id_offsets[] = { offsetof(struct axo_ct_key, endpoint_id),
					     offsetof(struct axo_ct_key, endpoint_id),
					     offsetof(struct axo_frag_key, endpoint_id) };
	int error = 0;

	for (size_t i = 0; i < AXO_COUNT(names) && !error; i++) {
		struct axo_map *map = axo_map_loaded(names[i]);

		error = map ? purge(map, id_offsets[i], endpoint_id, deleted) : -ENOENT;
	}
	return error;
}
