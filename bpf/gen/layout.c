// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * layout text|json TYPES.o PROGRAMS.o: where each field of the contract lies, by the BTF of TYPES.o, which has all of its types. Refuses
 * when PROGRAMS.o, which has those that the programs use, says otherwise.
 *
 * Text: lines "struct.field offset size", sorted; what agent and loader compare when they meet. JSON: the same as "fields",
 * the whole of each struct as "structs", and the numbers of enums and macros as "constants".
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINES 1024
#define LINE 160
#define MACROS "axo_macros"
#define MACRO_PREFIX "MACRO_"

struct lines {
	char line[MAX_LINES][LINE];
	size_t count;
};

static struct lines fields, structs, constants;

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "layout: %s: %s\n", what, why);
	exit(1);
}

static struct btf *open_btf(const char *path)
{
	struct btf *btf = btf__parse(path, NULL);

	if (!btf)
		fail(path, strerror(errno));
	return btf;
}

static char *next_line(struct lines *lines)
{
	if (lines->count == MAX_LINES)
		fail("contract", "has more lines than this program has room for");
	return lines->line[lines->count++];
}

static const char *name_of(const struct btf *btf, __u32 offset)
{
	return btf__name_by_offset(btf, offset);
}

static void take_struct(const struct btf *btf, const struct btf_type *type, bool json)
{
	const char *name = name_of(btf, type->name_off);
	const struct btf_member *member = btf_members(type);

	snprintf(next_line(&structs), LINE, "{\"struct\": \"%s\", \"size\": %u}", name, type->size);
	for (int i = 0; i < btf_vlen(type); i++, member++)
		snprintf(next_line(&fields), LINE,
			 json ? "{\"struct\": \"%s\", \"field\": \"%s\", \"offset\": %u, \"size\": %lld}" :
				"%s.%s %u %lld",
			 name, name_of(btf, member->name_off), btf_member_bit_offset(type, i) / 8,
			 (long long)btf__resolve_size(btf, member->type));
}

static void take_enum(const struct btf *btf, const struct btf_type *type)
{
	const char *name = name_of(btf, type->name_off);
	const struct btf_enum *value = btf_enum(type);
	bool macros = !strcmp(name, MACROS);

	for (int i = 0; i < btf_vlen(type); i++, value++) {
		const char *constant = name_of(btf, value->name_off);

		snprintf(next_line(&constants), LINE, "{\"enum\": \"%s\", \"name\": \"%s\", \"value\": %d}",
			 macros ? "" : name, macros ? constant + strlen(MACRO_PREFIX) : constant, value->val);
	}
}

static void take(const struct btf *btf, bool json)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (strncmp(name_of(btf, type->name_off), "axo_", 4))
			continue;
		if (btf_is_struct(type))
			take_struct(btf, type, json);
		else if (btf_is_enum(type))
			take_enum(btf, type);
	}
}

/* Every struct of the contract that the programs have is theirs as it is ours. */
static void compare(const struct btf *ours, const struct btf *programs)
{
	size_t compared = 0;

	for (__u32 id = 1; id < btf__type_cnt(ours); id++) {
		const struct btf_type *type = btf__type_by_id(ours, id), *other;
		const char *name = name_of(ours, type->name_off);
		__s32 found = btf_is_struct(type) ? btf__find_by_name_kind(programs, name, BTF_KIND_STRUCT) : -1;

		if (found < 0)
			continue;
		other = btf__type_by_id(programs, found);
		if (other->size != type->size || btf_vlen(other) != btf_vlen(type))
			fail(name, "the programs have another size or number of fields");
		for (int i = 0; i < btf_vlen(type); i++)
			if (btf_member_bit_offset(type, i) != btf_member_bit_offset(other, i))
				fail(name, "the programs have another offset of a field");
		compared++;
	}
	if (!compared)
		fail("programs", "have no struct of the contract in their BTF");
}

static void print(const char *title, struct lines *lines, bool last)
{
	qsort(lines->line, lines->count, LINE, (int (*)(const void *, const void *))strcmp);
	if (!title) {
		for (size_t i = 0; i < lines->count; i++)
			printf("%s\n", lines->line[i]);
		return;
	}
	printf("  \"%s\": [\n", title);
	for (size_t i = 0; i < lines->count; i++)
		printf("    %s%s\n", lines->line[i], i + 1 < lines->count ? "," : "");
	printf("  ]%s\n", last ? "" : ",");
}

int main(int argc, char **argv)
{
	bool json = argc > 1 && !strcmp(argv[1], "json");
	struct btf *types;

	if (argc != 4 || (!json && strcmp(argv[1], "text"))) {
		fprintf(stderr, "usage: layout text|json TYPES.o PROGRAMS.o\n");
		return 2;
	}
	types = open_btf(argv[2]);
	compare(types, open_btf(argv[3]));
	take(types, json);
	if (!json) {
		print(NULL, &fields, true);
		return 0;
	}
	printf("{\n");
	print("structs", &structs, false);
	print("fields", &fields, false);
	print("constants", &constants, true);
	printf("}\n");
	return 0;
}
