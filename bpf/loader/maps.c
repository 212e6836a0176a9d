// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of maps, and the ways to read and write them. Shapes and bounds are those the kernel tells. */
#include <bpf/bpf.h>
#include "loader.h"

static const char *const names[] = {
	"ipcache",     "ipcache_host", "identity_slot", "membership",	   "vector",	   "policy",
	"policy_port", "policy_more",  "policy_head",	"endpoint_policy", "endpoint",	   "endpoint_dev",
	"ct_new",      "ct_est",       "frag",		"service",	   "backend",	   "sock_reverse",
	"counters",    "metrics",      "events_lost",	"events_verdict",  "events_trace", "config",
};
struct axo_map axo_maps[AXO_COUNT(names) + 1];

void axo_maps_close(void)
{
	for (struct axo_map *map = axo_maps; map->name; map++)
		axo_map_close(map);
}

int axo_maps_open(void)
{
	axo_maps_close();
	for (size_t i = 0; i < AXO_COUNT(names); i++) {
		int fd = axo_pin_open("maps", names[i]), error;

		axo_maps[i].name = names[i];
		error = fd == -ENOENT ? 0 : axo_map_open(&axo_maps[i], fd);
		if (error)
			return axo_fail_errno(-error, "map %s: its pin", names[i]);
	}
	return 0;
}

struct axo_map *axo_map_named(const char *name)
{
	for (struct axo_map *map = axo_maps; map->name; map++) {
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

static int purge(const char *name, size_t id_offset, __u16 endpoint_id, __u32 *deleted)
{
	axo_autofree struct axo_buffer entries = {};
	struct axo_dump dump = {};
	struct axo_map *map;
	int error = axo_map_find(name, &map), more = error ? 0 : axo_dump_begin(&dump, map) ?: 1;

	while (more > 0 && !error) {
		__u32 count = entries.length = 0;

		more = axo_dump_next(&dump, &entries, &count);
		for (__u32 i = 0; i < count && !error; i++) {
			const __u8 *key = entries.data + (size_t)i * (map->info.key_size + map->info.value_size);

			if (!memcmp(key + id_offset, &endpoint_id, sizeof(endpoint_id)))
				error = axo_map_delete(map, key, 1, deleted);
		}
	}
	axo_dump_end(&dump);
	return more < 0 ? axo_fail_errno(-more, "map %s", name) : error;
}

int axo_maps_purge(__u16 endpoint_id, __u32 *deleted)
{
	const size_t ct = offsetof(struct axo_ct_key, endpoint_id), frag = offsetof(struct axo_frag_key, endpoint_id);

	return purge("ct_new", ct, endpoint_id, deleted)	 ?:
		       purge("ct_est", ct, endpoint_id, deleted) ?:
								   purge("frag", frag, endpoint_id, deleted);
}
