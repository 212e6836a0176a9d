// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of maps, and the requests that read and write them. Shapes and bounds are those the kernel tells. */
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

static int update(struct axo_map *map, const void *keys, const void *values, __u32 count)
{
	__u32 done = count;
	int error = count ? bpf_map_update_batch(map->fd, keys, values, &done, NULL) : 0;
	bool full = error == -E2BIG || error == -ENOSPC; /* hash, trie */

	if (!error)
		return 0;
	axo_problem.index = done;
	return axo_refuse(full ? AXO_REFUSE_MAP_FULL : AXO_REFUSE_KERNEL, -error,
			  "map %s (at most %u entries): entry %u of %u: %s", map->name, map->info.max_entries, done,
			  count, full ? "it is full" : strerror(-error));
}

static int delete (struct axo_map *map, const __u8 *keys, __u32 count, __u32 *deleted)
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

/* AXO_UPDATE and AXO_DELETE: the same fields, but for values. */
int axo_change(struct axo_connection *c)
{
	bool writes = c->head.type == AXO_UPDATE;
	const void *keys, *values;
	__u32 key_size, value_size, count;
	struct axo_map *map;
	char name[32];
	int error = axo_parse(&c->in, "s map, w key size+", name, sizeof(name), &key_size)	      ?:
			    axo_parse(&c->in, writes ? "w value size+" : "+", &value_size)	      ?:
			    axo_parse(&c->in, "w count, a keys+", &count, &keys, &count, &key_size)   ?:
			    axo_parse(&c->in, writes ? "a values" : "", &values, &count, &value_size) ?:
			    axo_map_find(name, &map);

	if (error)
		return error;
	if (map->kind != AXO_MAP_ENTRIES && (writes || map->kind != AXO_MAP_SUMS))
		return axo_fail(MAP_USE, EINVAL, "map %s: is not written this way", name);
	if (key_size != map->info.key_size || (writes && value_size != map->info.value_size))
		return axo_fail(MAP_SHAPE, EINVAL, "map %s: has another shape (key size %u, value size %u)", name,
				map->info.key_size, map->info.value_size);
	return writes ? update(map, keys, values, count) : delete (map, keys, count, axo_put_number(c));
}

int axo_dump(struct axo_connection *c)
{
	char name[32];
	struct axo_map *map;
	int error = axo_parse(&c->in, "s map", name, sizeof(name)) ?: axo_map_find(name, &map);

	if (error)
		return error;
	if (map->kind == AXO_MAP_RING)
		return axo_fail(MAP_USE, EINVAL, "map %s: a ring cannot be dumped", name);
	error = axo_dump_begin(&c->dump, map);
	return error ? axo_fail_errno(-error, "map %s", name) : 0;
}
