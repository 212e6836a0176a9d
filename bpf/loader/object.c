// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one object, built in: opened, given its read-only data, joined to the maps already pinned, loaded, pinned. */
#include "../host/netns.h"
#include "../host/width.h"
#include "axoneme.skel.h"
#include "loader.h"

static char verifier_log[256 * 1024];

/* What the agent writes, and can write again. What only programs write is observed; of that the capacity may differ. */
static bool derived(const struct bpf_map *map)
{
	return bpf_map__type(map) <= BPF_MAP_TYPE_ARRAY || bpf_map__type(map) == BPF_MAP_TYPE_LPM_TRIE;
}

static bool same(const struct bpf_map *map, const struct bpf_map_info *pinned)
{
	return bpf_map__type(map) == pinned->type && bpf_map__key_size(map) == pinned->key_size &&
	       bpf_map__value_size(map) == pinned->value_size && bpf_map__map_flags(map) == pinned->map_flags &&
	       (!derived(map) || bpf_map__max_entries(map) == pinned->max_entries);
}

/* Of derived maps all or none: programs attached so far go on with the old set, which must stay whole. Connections are not given up. */
static int reuse(const struct axoneme *skeleton, struct bpf_map *map, const struct axo_map *known, bool anew,
		 __u32 *observed)
{
	bool keep = known->info.type && (map == skeleton->maps.ct_new || map == skeleton->maps.ct_est ||
					 map == skeleton->maps.sock_reverse);

	*observed |= keep;
	if (derived(map) ? !anew : same(map, &known->info))
		return bpf_map__reuse_fd(map, known->fd);
	return !keep ? 0 :
		       axo_fail(MAP_OBSERVED, EEXIST,
				"map %s: another build's is pinned and holds connections; drain the node, then "
				"uninstall",
				known->name);
}

/* Tables that the kernel fills or reads entry by entry have the size they are built for: ids are places in them. */
static void turn_down(struct bpf_map *map, __u32 entries)
{
	if (entries && entries < bpf_map__max_entries(map) && bpf_map__type(map) != BPF_MAP_TYPE_RINGBUF &&
	    bpf_map__type(map) != BPF_MAP_TYPE_PERCPU_ARRAY && !(bpf_map__map_flags(map) & BPF_F_MMAPABLE))
		bpf_map__set_max_entries(map, entries);
}

static int prepare(struct axoneme *skeleton, __u32 vector_bits, __u32 *observed)
{
	const struct axo_map *known;
	struct bpf_map *map;
	bool anew = false;
	__u32 entries;
	int error = 0;
	char more;

	if (sscanf(axo_options.map_entries, "%u%c", &entries, &more) != 1)
		return axo_fail(BOUNDS, EINVAL, "--map-entries %s is no number", axo_options.map_entries);
	if (axo_set_width(skeleton, vector_bits))
		return axo_fail_errno(errno, "vectors of %u bits", vector_bits);
	skeleton->rodata->axo_node_netns = axo_own_netns();
	skeleton->rodata->axo_has_set_retval =
		libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval, NULL) == 1;
	bpf_object__for_each_map(map, skeleton->obj)
	{
		if (!(known = axo_map_named(bpf_map__name(map))))
			continue;
		turn_down(map, entries);
		anew |= derived(map) && !same(map, &known->info);
	}
	bpf_object__for_each_map(map, skeleton->obj)
	{
		if (!error && (known = axo_map_named(bpf_map__name(map))))
			error = reuse(skeleton, map, known, anew, observed);
	}
	return error;
}

/* Only once everything is loaded: a load that fails changes nothing. */
static int pin(struct axoneme *skeleton)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int error = 0;

	bpf_object__for_each_map(map, skeleton->obj)
	{
		if (!error && axo_map_named(bpf_map__name(map)))
			error = axo_pin_put(bpf_map__fd(map), "maps", bpf_map__name(map));
	}
	bpf_object__for_each_program(program, skeleton->obj) error =
		error ?: axo_pin_put(bpf_program__fd(program), "progs", bpf_program__name(program));
	return error ? axo_fail_errno(-error, "maps and programs cannot be pinned") : 0;
}

int axo_load(struct axo_connection *c)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .kernel_log_buf = verifier_log,
		    .kernel_log_size = sizeof(verifier_log));
	__u32 bits, *observed = axo_put_number(c);
	struct axoneme *skeleton = NULL;
	int error = axo_parse(&c->in, "w vector_bits", &bits);

	if (!error && !axo_is_width(bits))
		error = axo_fail(BOUNDS, ERANGE, "vector_bits %u: 512, 2048 or 8192 is wanted", bits);
	error = error ?: axo_pins_prepare() ?: axo_maps_open();
	if (!error && !(skeleton = axoneme__open_opts(&options)))
		error = axo_fail_errno(errno, "the built-in object");
	error = error ?: prepare(skeleton, bits, observed);
	if (!error && (error = axoneme__load(skeleton))) {
		axo_fail_errno(-error, "the kernel refused the object");
		axo_problem.log = verifier_log;
	}
	error = error ?: pin(skeleton) ?: axo_maps_open() ?: axo_events_open();
	axoneme__destroy(skeleton);
	return error;
}
