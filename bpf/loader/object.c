// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one object, built in: opened, given its read-only data, joined to the maps already pinned, loaded, pinned. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "axoneme.skel.h"
#include "frames.h"

static char verifier_log[256 * 1024];

/* --- the layout --- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_members(struct axo_buffer *out, const struct btf *btf, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(btf, type->name_off);
	const struct btf_member *member = btf_members(type);

	for (__u16 i = 0; i < btf_vlen(type); i++, member++) {
		axo_put_text(out, "%s.%s %u %lld\n", name, btf__name_by_offset(btf, member->name_off),
			     btf_member_bit_offset(type, i) / 8, (long long)btf__resolve_size(btf, member->type));
	}
}

/* Sorts the lines of the text in place of their order. */
static char *sort_lines(char *text)
{
	size_t count = 0, length = strlen(text), at = 0;
	char **lines = calloc(length + 1, sizeof(*lines)), *sorted = malloc(length + 1);

	if (!lines || !sorted)
		axo_die("memory", "cannot sort the layout");
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		lines[count++] = line;
	qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++)
		at += sprintf(sorted + at, "%s\n", lines[i]);
	sorted[at] = 0;
	free(lines);
	return sorted;
}

const char *axo_object_layout(void)
{
	static char *layout;
	struct axo_buffer text = {};
	struct axoneme *skeleton;
	struct btf *btf;

	if (layout)
		return layout;
	skeleton = axoneme__open();
	btf = skeleton ? bpf_object__btf(skeleton->obj) : NULL;
	if (!btf)
		axo_die("object", "the built-in object cannot be read: %s", strerror(errno));
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_struct(type) && !strncmp(btf__name_by_offset(btf, type->name_off), "axo_", 4))
			put_members(&text, btf, type);
	}
	axo_put_u8(&text, 0);
	layout = sort_lines((char *)text.data);
	free(text.data);
	axoneme__destroy(skeleton);
	return layout;
}

/* --- loading --- */

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
 * Takes over the pinned map when it is the same. Another shape: a derived map is made anew (the programs attached so far go on
 * with the old one, which lives as long as they do); an observed one is refused, unless only its capacity differs.
 */
static int reuse(struct bpf_map *map, const struct axo_map *known, __u32 *observed, struct axo_problem *problem)
{
	struct bpf_map_info pinned = {};
	__u32 length = sizeof(pinned);
	int fd = axo_pin_open(AXO_PIN_MAPS, known->name), error = 0;
	const char *differs;

	if (fd < 0)
		return fd == -ENOENT ? 0 : axo_fail(problem, -fd, "map %s: cannot open its pin: %s", known->name, strerror(-fd));
	if (bpf_obj_get_info_by_fd(fd, &pinned, &length)) {
		error = axo_fail(problem, errno, "map %s: what is pinned there is no map", known->name);
	} else {
		differs = difference(map, &pinned);
		if (known->use & AXO_MAP_OBSERVED && differs && strcmp(differs, "capacity"))
			error = axo_fail(problem, EEXIST,
					 "map %s: the pinned one has another %s and holds connections that cannot be "
					 "recomputed; drain the node and uninstall first",
					 known->name, differs);
		else if (known->use & AXO_MAP_OBSERVED || !differs)
			error = bpf_map__reuse_fd(map, fd);
		else
			axo_log(known->name, "the pinned map has another %s: made anew", differs);
		*observed |= !!(known->use & AXO_MAP_OBSERVED);
	}
	close(fd);
	return error;
}

static int prepare(struct axoneme *skeleton, __u32 vector_bits, __u32 *observed, struct axo_problem *problem)
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
			error = reuse(map, known, observed, problem);
	}
	return error;
}

/* Pinned only once everything is loaded: a load that fails changes nothing. */
static int pin(struct axoneme *skeleton, struct axo_problem *problem)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int error;

	bpf_object__for_each_map(map, skeleton->obj) {
		const char *name = bpf_map__name(map);

		error = axo_map_named(name) ? axo_pin_put(bpf_map__fd(map), AXO_PIN_MAPS, name) : 0;
		if (error)
			return axo_fail(problem, -error, "map %s: cannot be pinned: %s", name, strerror(-error));
	}
	bpf_object__for_each_program(program, skeleton->obj) {
		const char *name = bpf_program__name(program);

		error = axo_pin_put(bpf_program__fd(program), AXO_PIN_PROGS, name);
		if (error)
			return axo_fail(problem, -error, "program %s: cannot be pinned: %s", name, strerror(-error));
	}
	return 0;
}

int axo_object_load(__u32 vector_bits, __u32 *observed, struct axo_problem *problem)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .kernel_log_buf = verifier_log, .kernel_log_size = sizeof(verifier_log));
	struct axoneme *skeleton = NULL;
	int error = axo_pins_prepare(problem);

	*observed = 0;
	verifier_log[0] = 0;
	if (error)
		return error;
	skeleton = axoneme__open_opts(&options);
	if (!skeleton)
		return axo_fail(problem, errno, "the built-in object cannot be opened: %s", strerror(errno));
	error = prepare(skeleton, vector_bits, observed, problem);
	if (error)
		goto out;
	error = axoneme__load(skeleton);
	if (error) {
		problem->log = verifier_log;
		error = axo_fail(problem, -error, "the kernel refused the object: %s", strerror(-error));
		goto out;
	}
	error = pin(skeleton, problem);
	if (!error)
		error = axo_maps_open(problem);
	if (!error)
		error = axo_events_open(problem);
out:
	axoneme__destroy(skeleton);
	return error;
}
