// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one object, built in: opened, given its read-only data, joined to the maps already pinned, loaded, pinned. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "axoneme.skel.h"
#include "loader.h"

#define LINE 96
#define LINES_MAX 512

static char verifier_log[256 * 1024];

/* Appends a line for each member of a struct of the contract. */
static size_t put_members(char (*lines)[LINE], size_t count, const struct btf *btf, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(btf, type->name_off);
	const struct btf_member *member = btf_members(type);

	if (!btf_is_struct(type) || strncmp(name, "axo_", 4))
		return count;
	for (__u16 i = 0; i < btf_vlen(type) && count < LINES_MAX; i++, member++)
		snprintf(lines[count++], LINE, "%s.%s %u %lld\n", name, btf__name_by_offset(btf, member->name_off),
			 btf_member_bit_offset(type, i) / 8, (long long)btf__resolve_size(btf, member->type));
	return count;
}

const char *axo_object_layout(void)
{
	static char lines[LINES_MAX][LINE], text[LINES_MAX * LINE];
	struct axoneme *skeleton = *text ? NULL : axoneme__open();
	const struct btf *btf;
	size_t count = 0, at = 0;

	if (*text)
		return text;
	btf = skeleton ? bpf_object__btf(skeleton->obj) : NULL;
	if (!btf)
		axo_die("built-in object");
	for (__u32 id = 1; id < btf__type_cnt(btf); id++)
		count = put_members(lines, count, btf, btf__type_by_id(btf, id));
	qsort(lines, count, LINE, (int (*)(const void *, const void *))strcmp);
	for (size_t i = 0; i < count; i++)
		at += sprintf(text + at, "%s", lines[i]);
	axoneme__destroy(skeleton);
	return text;
}

static const char *difference(const struct bpf_map *map, const struct bpf_map_info *pinned)
{
	if (bpf_map__type(map) != pinned->type)
		return "type";
	if (bpf_map__key_size(map) != pinned->key_size)
		return "key size";
	if (bpf_map__value_size(map) != pinned->value_size)
		return "value size";
	if (bpf_map__map_flags(map) != pinned->map_flags)
		return "flags";
	return bpf_map__max_entries(map) != pinned->max_entries ? "capacity" : NULL;
}

/*
 * Takes over the pinned map when it is the same. A derived one of another shape is made anew: programs attached so far go on
 * with the old, which lives as long as they do. An observed one is refused, unless only its capacity differs.
 */
static int reuse(struct bpf_map *map, const struct axo_map *known, __u32 *observed)
{
	struct bpf_map_info pinned = {};
	__u32 length = sizeof(pinned);
	axo_autoclose int fd = axo_pin_open("maps", known->name);
	bool keep = known->use & AXO_MAP_OBSERVED;
	const char *differs;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &pinned, &length))
		return axo_fail_errno(errno, "map %s: its pin", known->name);
	differs = difference(map, &pinned);
	*observed |= keep;
	if (differs && keep && strcmp(differs, "capacity"))
		return axo_fail(AXO_REFUSE_MAP, EEXIST,
				"map %s: the pinned one has another %s and holds connections; drain the node, then uninstall",
				known->name, differs);
	if (!differs || keep)
		return bpf_map__reuse_fd(map, fd);
	axo_log(known->name, "the pinned map has another %s: made anew", differs);
	return 0;
}

static int prepare(struct axoneme *skeleton, __u32 vector_bits, __u32 *observed)
{
	struct bpf_map *map;
	int error = 0;

	skeleton->rodata->axo_vector_bits = vector_bits;
	skeleton->rodata->axo_has_set_retval =
		libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_set_retval, NULL) == 1;
	bpf_map__set_value_size(skeleton->maps.membership, vector_bits / 8);
	bpf_map__set_value_size(skeleton->maps.vector, vector_bits / 8);
	bpf_object__for_each_map(map, skeleton->obj) {
		const struct axo_map *known = axo_map_named(bpf_map__name(map));

		if (!error && known)
			error = reuse(map, known, observed);
	}
	return error;
}

/* Only once everything is loaded: a load that fails changes nothing. */
static int pin(struct axoneme *skeleton)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int error = 0;

	bpf_object__for_each_map(map, skeleton->obj) {
		if (!error && axo_map_named(bpf_map__name(map)))
			error = axo_pin_put(bpf_map__fd(map), "maps", bpf_map__name(map));
	}
	bpf_object__for_each_program(program, skeleton->obj) {
		if (!error)
			error = axo_pin_put(bpf_program__fd(program), "progs", bpf_program__name(program));
	}
	return error ? axo_fail_errno(-error, "maps and programs cannot be pinned") : 0;
}

int axo_object_load(__u32 vector_bits, __u32 *observed)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .kernel_log_buf = verifier_log,
		    .kernel_log_size = sizeof(verifier_log));
	struct axoneme *skeleton;
	int error = axo_pins_prepare();

	*observed = 0;
	if (error)
		return error;
	verifier_log[0] = 0;
	skeleton = axoneme__open_opts(&options);
	if (!skeleton)
		return axo_fail_errno(errno, "the built-in object");
	error = prepare(skeleton, vector_bits, observed);
	if (!error) {
		error = axoneme__load(skeleton);
		if (error)
			axo_fail_errno(-error, "the kernel refused the object");
		axo_problem.log = verifier_log;
	}
	if (!error)
		error = pin(skeleton);
	if (!error)
		error = axo_maps_open();
	if (!error)
		error = axo_events_open();
	axoneme__destroy(skeleton);
	return error;
}
