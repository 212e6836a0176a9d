// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* map_table README.md: prints the file with the table between its two marks made anew from the object's maps. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "axoneme.skel.h"

#define BEGIN_MARK "<!-- maps: made by make map-table -->\n"
#define MAX_MAPS 64
#define END_MARK "<!-- end of maps -->\n"

static const char *type_name(const struct axoneme *object, __u32 id, char *buffer, size_t size, __u32 bytes)
{
	const struct btf *btf = bpf_object__btf(object->obj);
	const struct btf_type *type = id ? btf__type_by_id(btf, id) : NULL;

	if (type)
		snprintf(buffer, size, "`%s`, %u", btf__name_by_offset(btf, type->name_off), bytes);
	else
		snprintf(buffer, size, "%u", bytes);
	return buffer;
}

static void print_map(const struct axoneme *object, const struct bpf_map *map)
{
	bool ring = bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF;
	const char *mapped = bpf_map__map_flags(map) & BPF_F_MMAPABLE ? ", mmap" : "";
	char key[64], value[64];

	printf("| `%s` | %s%s | %s | %s | %u%s |\n", bpf_map__name(map), libbpf_bpf_map_type_str(bpf_map__type(map)),
	       mapped,
	       ring ? "" : type_name(object, bpf_map__btf_key_type_id(map), key, sizeof(key), bpf_map__key_size(map)),
	       ring ? "" :
		      type_name(object, bpf_map__btf_value_type_id(map), value, sizeof(value),
				bpf_map__value_size(map)),
	       bpf_map__max_entries(map), ring ? " bytes" : "");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(bpf_map__name(*(const struct bpf_map *const *)a),
		      bpf_map__name(*(const struct bpf_map *const *)b));
}

static void print_table(void)
{
	struct axoneme *object = axoneme__open();
	const struct bpf_map *map, *maps[MAX_MAPS];
	size_t count = 0;

	if (!object) {
		fprintf(stderr, "map_table: open: %s\n", strerror(errno));
		exit(1);
	}
	printf("| map | kind | key, bytes | value, bytes | entries |\n|---|---|---|---|---|\n");
	bpf_object__for_each_map(map, object->obj)
	{
		if (!strchr(bpf_map__name(map), '.') && count < MAX_MAPS)
			maps[count++] = map;
	}
	qsort(maps, count, sizeof(maps[0]), by_name);
	for (size_t i = 0; i < count; i++)
		print_map(object, maps[i]);
	axoneme__destroy(object);
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	bool inside = false, found = false;
	char line[4096];

	if (!file) {
		fprintf(stderr, "map_table: %s: %s\n", argc == 2 ? argv[1] : "no file given", strerror(errno));
		return 1;
	}
	while (fgets(line, sizeof(line), file)) {
		if (!strcmp(line, END_MARK))
			inside = false;
		if (!inside)
			fputs(line, stdout);
		if (!strcmp(line, BEGIN_MARK)) {
			inside = found = true;
			print_table();
		}
	}
	fclose(file);
	if (!found)
		fprintf(stderr, "map_table: %s has no line %s", argv[1], BEGIN_MARK);
	return !found;
}
