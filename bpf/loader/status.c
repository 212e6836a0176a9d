// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* AXO_STATUS as JSON. All names and sentences are our own, so nothing in them needs escaping. */
#include <bpf/libbpf.h>

#include "frames.h"

static void put_feature(const char *name, bool works, const char *sentence, void *context)
{
	axo_put_text(context, "{\"name\":\"%s\",\"works\":%s,\"sentence\":\"%s\"},", name, works ? "true" : "false", sentence);
}

static void put_map(struct axo_buffer *out, const struct axo_map *map)
{
	__u32 entries = 0;
	int error = map->use & AXO_MAP_RING ? 0 : axo_map_count(map, &entries);

	axo_put_text(out,
		     "{\"name\":\"%s\",\"type\":\"%s\",\"id\":%u,\"keySize\":%u,\"valueSize\":%u,\"entries\":%u,"
		     "\"capacity\":%u,\"error\":%d},",
		     map->name, libbpf_bpf_map_type_str(map->type), map->id, map->key_size, map->value_size, entries,
		     map->max_entries, -error);
}

static void drop_comma(struct axo_buffer *out)
{
	if (out->data[out->length - 1] == ',')
		out->length--;
}

void axo_status(struct axo_buffer *out)
{
	const struct axo_map *membership = axo_map_named("membership");

	axo_put_text(out, "{\"build\":\"%s\",\"protocol\":%u,\"abi\":%u,\"vectorBits\":%u,\"attach\":\"%s\",\"features\":[",
		     AXO_BUILD_ID, AXO_PROTOCOL_VERSION, AXO_ABI_VERSION, membership->type ? membership->value_size * 8 : 0,
		     axo_tcx_works() ? "tcx" : "clsact");
	axo_probe(put_feature, out);
	drop_comma(out);
	axo_put_text(out, "],\"maps\":[");
	for (struct axo_map *map = axo_maps_first(); map; map = axo_map_next(map)) {
		if (map->type)
			put_map(out, map);
	}
	drop_comma(out);
	axo_put_text(out, "],\"refusals\":{");
	for (int why = 0; why < AXO_REFUSAL_COUNT; why++)
		axo_put_text(out, "\"%s\":%llu,", axo_refusal_name(why), axo_refusals(why));
	drop_comma(out);
	axo_put_text(out, "},\"rings\":{");
	axo_events_status(out);
	axo_put_text(out, "}}");
}
