// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The requests that write maps in our memory, by atomic stores: AXO_VECTORS, AXO_BITS and AXO_FLIP. */
#include "loader.h"

int axo_check_bound(__u32 element, const char *field, __u32 value, __u32 limit)
{
	if (value < limit)
		return 0;
	axo_problem.index = element;
	return axo_fail(BOUNDS, ERANGE, "element %u: %s %u is not below %u", element, field, value, limit);
}

/* What AXO_VECTORS, AXO_BITS and AXO_FLIP have for elements: an index, then the words, one bit's change, or the word. */
struct element {
	__u32 index;
	union {
		__u32 word;
		struct {
			__u16 bit;
			__u8 set;
		};
	};
};

static int check_element(const struct axo_map *map, __u16 type, __u32 i, const struct element *element)
{
	const char *field = type == AXO_BITS ? "slot" : type == AXO_FLIP ? "endpoint id" : "index";
	int error = axo_check_bound(i, field, element->index, map->info.max_entries);

	if (error || type != AXO_BITS)
		return error;
	return axo_check_bound(i, "bit", element->bit, map->info.value_size * 8) ?:
		       axo_check_bound(i, "set", element->set, 2);
}

static void store_element(const struct axo_map *map, __u16 type, const struct element *element, const __u8 *words)
{
	__u64 *to = (__u64 *)(map->words + (size_t)element->index * map->stride), word;

	if (type == AXO_FLIP)
		__atomic_store_n((__u32 *)to, element->word, __ATOMIC_SEQ_CST);
	else if (type == AXO_BITS && element->set)
		__atomic_or_fetch(to + element->bit / 64, 1ull << element->bit % 64, __ATOMIC_SEQ_CST);
	else if (type == AXO_BITS)
		__atomic_and_fetch(to + element->bit / 64, ~(1ull << element->bit % 64), __ATOMIC_SEQ_CST);
	for (__u32 i = 0; type == AXO_VECTORS && i < map->info.value_size / sizeof(word); i++) {
		memcpy(&word, words + i * sizeof(word), sizeof(word));
		__atomic_store_n(to + i, word, __ATOMIC_SEQ_CST);
	}
}

/* All elements are checked before the first is stored. */
int axo_words(struct axo_connection *c)
{
	__u16 type = c->head.type;
	char name[32] = "membership";
	__u32 words = 0, count, each = sizeof(struct element);
	struct element element;
	const __u8 *elements;
	struct axo_map *map;
	int error = type == AXO_VECTORS ? axo_parse(&c->in, "s map, w words+", name, sizeof(name), &words) : 0;

	error = error ?: axo_map_find(type == AXO_FLIP ? "endpoint_policy" : name, &map);
	if (error)
		return error;
	if (type == AXO_VECTORS && (map->kind != AXO_MAP_WORDS || !words || words != map->info.value_size / 8))
		return axo_fail(MAP_USE, EINVAL, "map %s: holds no vectors of %u words", name, words);
	each = type == AXO_VECTORS ? sizeof(__u32) + words * 8 : each;
	error = axo_parse(&c->in, "w count, a elements", &count, &elements, &count, &each);
	for (__u32 i = 0; !error && i < 2 * count; i++) {
		const __u8 *at = elements + (size_t)(i % count) * each;

		memcpy(&element, at, sizeof(element));
		if (i < count)
			error = check_element(map, type, i, &element);
		else
			store_element(map, type, &element, at + sizeof(__u32));
	}
	return error;
}
