// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of maps, and every way to read and write them. Bounds come from the maps as the kernel has them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "frames.h"

#define CHUNK_ENTRIES 4096u
#define CHUNK_BYTES (1024u * 1024)
#define KEY_MAX 64

static struct axo_map maps[] = {
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
	{ .name = "counters", .use = AXO_MAP_COUNT },
	{ .name = "metrics", .use = AXO_MAP_COUNT },
	{ .name = "events_lost", .use = AXO_MAP_COUNT },
	{ .name = "events_verdict", .use = AXO_MAP_RING },
	{ .name = "events_trace", .use = AXO_MAP_RING },
	{ .name = "config", .use = AXO_MAP_WRITE },
};

#define MAPS (sizeof(maps) / sizeof(*maps))

static size_t words_size(const struct axo_map *map)
{
	size_t page = sysconf(_SC_PAGESIZE);

	return ((size_t)map->stride * map->max_entries + page - 1) / page * page;
}

static void close_map(struct axo_map *map)
{
	if (map->words)
		munmap(map->words, words_size(map));
	if (map->type)
		close(map->fd);
	map->words = NULL;
	map->type = 0;
	map->fd = -1;
}

void axo_maps_close(void)
{
	for (struct axo_map *map = maps; map < maps + MAPS; map++)
		close_map(map);
}

static int open_map(struct axo_map *map, struct axo_problem *problem)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	int fd = axo_pin_open(AXO_PIN_MAPS, map->name);

	if (fd < 0)
		return fd == -ENOENT ? 0 : axo_fail(problem, -fd, "map %s: cannot open its pin: %s", map->name, strerror(-fd));
	if (bpf_obj_get_info_by_fd(fd, &info, &length)) {
		close(fd);
		return axo_fail(problem, errno, "map %s: what is pinned there is no map", map->name);
	}
	map->fd = fd;
	map->type = info.type;
	map->id = info.id;
	map->key_size = info.key_size;
	map->value_size = info.value_size;
	map->max_entries = info.max_entries;
	map->stride = (info.value_size + 7) & ~7u; /* the kernel's array elements are aligned to 8 */
	if (!(map->use & AXO_MAP_WORDS))
		return 0;
	map->words = mmap(NULL, words_size(map), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map->words != MAP_FAILED)
		return 0;
	map->words = NULL;
	return axo_fail(problem, errno, "map %s: cannot be mapped into memory: %s", map->name, strerror(errno));
}

int axo_maps_open(struct axo_problem *problem)
{
	axo_maps_close();
	for (struct axo_map *map = maps; map < maps + MAPS; map++) {
		int error = open_map(map, problem);

		if (error)
			return error;
	}
	return 0;
}

struct axo_map *axo_maps_first(void)
{
	return maps;
}

struct axo_map *axo_map_next(struct axo_map *map)
{
	return map + 1 < maps + MAPS ? map + 1 : NULL;
}

struct axo_map *axo_map_named(const char *name)
{
	for (struct axo_map *map = maps; map < maps + MAPS; map++) {
		if (!strcmp(map->name, name))
			return map;
	}
	return NULL;
}

struct axo_map *axo_map_find(const char *name, struct axo_problem *problem)
{
	struct axo_map *map = axo_map_named(name);

	if (!map)
		axo_refuse(problem, AXO_REFUSE_MAP, ENOENT, "map %.32s: there is no map of that name", name);
	else if (!map->type)
		axo_refuse(problem, AXO_REFUSE_MAP, ENOENT, "map %s: not loaded yet, ask for LOAD first", name);
	else
		return map;
	return NULL;
}

int axo_map_update(struct axo_map *map, const void *keys, const void *values, __u32 count, struct axo_problem *problem)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options, .elem_flags = BPF_ANY);
	__u32 done = count;
	int error;

	if (!count)
		return 0;
	error = bpf_map_update_batch(map->fd, keys, values, &done, &options);
	if (!error)
		return 0;
	problem->index = done;
	if (error == -E2BIG || error == -ENOSPC || error == -ENOMEM)
		return axo_fail(problem, -error, "map %s: entry %u of %u does not fit, the map holds at most %u", map->name, done,
				count, map->max_entries);
	return axo_fail(problem, -error, "map %s: entry %u of %u: %s", map->name, done, count, strerror(-error));
}

int axo_map_delete(struct axo_map *map, const void *keys, __u32 count, __u32 *deleted, struct axo_problem *problem)
{
	for (__u32 i = 0; i < count; i++) {
		int error = bpf_map_delete_elem(map->fd, (const __u8 *)keys + (size_t)i * map->key_size);

		if (!error) {
			(*deleted)++;
		} else if (error != -ENOENT) {
			problem->index = i;
			return axo_fail(problem, -error, "map %s: entry %u: %s", map->name, i, strerror(-error));
		}
	}
	return 0;
}

static void *element(const struct axo_map *map, __u32 index)
{
	return (__u8 *)map->words + (size_t)index * map->stride;
}

void axo_map_store(struct axo_map *map, __u32 index, const void *words)
{
	__u64 *to = element(map, index), word;

	for (__u32 i = 0; i < map->value_size / 8; i++) {
		memcpy(&word, (const __u8 *)words + i * 8, 8);
		__atomic_store_n(to + i, word, __ATOMIC_SEQ_CST);
	}
}

void axo_map_bit(struct axo_map *map, __u32 index, __u16 bit, bool set)
{
	__u64 *word = (__u64 *)element(map, index) + bit / 64;

	if (set)
		__atomic_or_fetch(word, 1ull << bit % 64, __ATOMIC_SEQ_CST);
	else
		__atomic_and_fetch(word, ~(1ull << bit % 64), __ATOMIC_SEQ_CST);
}

void axo_map_store32(struct axo_map *map, __u32 index, __u32 value)
{
	__atomic_store_n((__u32 *)element(map, index), value, __ATOMIC_SEQ_CST);
}

int axo_map_dump_begin(struct axo_dump *dump, const struct axo_map *map)
{
	int fd = dup(map->fd);

	if (fd < 0)
		return -errno;
	*dump = (struct axo_dump){ .fd = fd, .map = *map };
	return 0;
}

void axo_map_dump_end(struct axo_dump *dump)
{
	if (dump->fd >= 0)
		close(dump->fd);
	dump->fd = -1;
}

static __u32 chunk_of(const struct axo_map *map)
{
	__u32 fits = CHUNK_BYTES / (map->key_size + map->value_size);

	return fits < CHUNK_ENTRIES ? fits : CHUNK_ENTRIES;
}

static bool all_zero(const void *bytes, size_t count)
{
	const __u8 *at = bytes;

	return !count || (!at[0] && !memcmp(at, at + 1, count - 1));
}

/* Words are read by system call, not through the mapping: that one may be gone after another AXO_LOAD. */
static int dump_words(struct axo_dump *dump, struct axo_buffer *out, __u32 *count)
{
	const struct axo_map *map = &dump->map;
	__u32 chunk = chunk_of(map);

	for (; dump->next < map->max_entries && *count < chunk; dump->next++) {
		size_t start = out->length;

		axo_put_u32(out, dump->next);
		if (bpf_map_lookup_elem(dump->fd, &dump->next, axo_put_room(out, map->value_size)))
			return -errno;
		if (all_zero(out->data + start + sizeof(__u32), map->value_size))
			out->length = start;
		else
			(*count)++;
	}
	return dump->next < map->max_entries;
}

static void put_sum(struct axo_buffer *out, const __u8 *per_cpu, __u32 value_size, int cpus)
{
	for (__u32 at = 0; at < value_size; at += 8) {
		__u64 sum = 0, part;

		for (int cpu = 0; cpu < cpus; cpu++) {
			memcpy(&part, per_cpu + (size_t)cpu * ((value_size + 7) & ~7u) + at, 8);
			sum += part;
		}
		axo_put(out, &sum, 8);
	}
}

/* One batch into keys and values. Returns 1 when more follow, 0 at the end. */
static int lookup_batch(struct axo_dump *dump, void *keys, void *values, __u32 *count)
{
	int error = bpf_map_lookup_batch(dump->fd, dump->begun ? dump->token : NULL, dump->token, keys, values, count, NULL);

	dump->begun = true;
	if (!error)
		return 1;
	return error == -ENOENT ? 0 : error;
}

static int dump_batch(struct axo_dump *dump, struct axo_buffer *out, __u32 *count)
{
	const struct axo_map *map = &dump->map;
	int cpus = map->use & AXO_MAP_COUNT ? libbpf_num_possible_cpus() : 1;
	size_t each = (size_t)map->stride * cpus, value = map->use & AXO_MAP_COUNT ? each : map->value_size;
	__u32 chunk = chunk_of(map);
	__u8 *keys = calloc(chunk, map->key_size), *values = calloc(chunk, each);
	int more;

	if (!keys || !values)
		axo_die("memory", "cannot hold %u entries of map %s", chunk, map->name);
	*count = chunk;
	more = lookup_batch(dump, keys, values, count);
	for (__u32 i = 0; more >= 0 && out && i < *count; i++) {
		axo_put(out, keys + (size_t)i * map->key_size, map->key_size);
		if (map->use & AXO_MAP_COUNT)
			put_sum(out, values + i * value, map->value_size, cpus);
		else
			axo_put(out, values + i * value, map->value_size);
	}
	free(keys);
	free(values);
	return more;
}

int axo_map_dump_next(struct axo_dump *dump, struct axo_buffer *out)
{
	__u32 count = 0;
	size_t at;
	int more;

	axo_put_u32(out, dump->map.key_size);
	axo_put_u32(out, dump->map.value_size);
	at = out->length;
	axo_put_u32(out, 0);
	more = dump->map.use & AXO_MAP_WORDS ? dump_words(dump, out, &count) : dump_batch(dump, out, &count);
	memcpy(out->data + at, &count, sizeof(count));
	return more;
}

int axo_map_count(const struct axo_map *map, __u32 *entries)
{
	struct axo_dump dump;
	struct axo_buffer none = {};
	__u32 count;
	int more = axo_map_dump_begin(&dump, map);

	*entries = 0;
	if (more < 0)
		return more;
	do {
		count = 0;
		none.length = 0;
		more = map->use & AXO_MAP_WORDS ? dump_words(&dump, &none, &count) : dump_batch(&dump, NULL, &count);
		*entries += count;
		axo_events_drain();
	} while (more > 0);
	free(none.data);
	axo_map_dump_end(&dump);
	return more;
}

static int purge(const char *name, size_t id_offset, __u16 endpoint_id, __u32 *deleted, struct axo_problem *problem)
{
	struct axo_map *map = axo_map_find(name, problem);
	struct axo_dump dump;
	struct axo_buffer chunk = {};
	int more = map ? axo_map_dump_begin(&dump, map) : -ENOENT;
	int error = more;

	while (!error && more >= 0) {
		__u32 count = 0;
		size_t each = map->key_size + map->value_size;

		chunk.length = 0;
		more = dump_batch(&dump, &chunk, &count);
		for (__u32 i = 0; more >= 0 && !error && i < count; i++) {
			const __u8 *key = chunk.data + i * each;

			if (!memcmp(key + id_offset, &endpoint_id, sizeof(endpoint_id)))
				error = axo_map_delete(map, key, 1, deleted, problem);
		}
		if (more <= 0)
			break;
	}
	free(chunk.data);
	if (map && !error && more < 0)
		error = axo_fail(problem, -more, "map %s: cannot be read: %s", name, strerror(-more));
	if (map)
		axo_map_dump_end(&dump);
	return error;
}

int axo_maps_purge(__u16 endpoint_id, __u32 *deleted, struct axo_problem *problem)
{
	static const struct {
		const char *name;
		size_t id_offset;
	} tables[] = {
		{ "ct_new", offsetof(struct axo_ct_key, endpoint_id) },
		{ "ct_est", offsetof(struct axo_ct_key, endpoint_id) },
		{ "frag", offsetof(struct axo_frag_key, endpoint_id) },
	};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(tables) / sizeof(*tables); i++)
		error = purge(tables[i].name, tables[i].id_offset, endpoint_id, deleted, problem);
	return error;
}
