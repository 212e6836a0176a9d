/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Per-CPU counts. What a full map has no place for is counted in `metrics`, an array with a place for every key. */
#ifndef AXO_LIB_COUNT_H
#define AXO_LIB_COUNT_H

#include "policy.h"

/* False: the map is full and the key not in it. */
AXO_INLINE bool axo_count(void *map, const void *key, __u32 bytes)
{
	struct axo_count *count = bpf_map_lookup_elem(map, key);
	struct axo_count first = { .packets = 1, .bytes = bytes };

	if (!count) {
		if (!bpf_map_update_elem(map, key, &first, BPF_NOEXIST))
			return true;
		/* Another CPU may have been first; then the key is there for this one, too. */
		count = bpf_map_lookup_elem(map, key);
		if (!count)
			return false;
	}
	count->packets++;
	count->bytes += bytes;
	return true;
}

/* A packet that went through, or did not, at one endpoint. */
AXO_GLOBAL int axo_count_outcome(__u32 reason, __u32 direction, __u32 bytes)
{
	__u32 place = (reason & 0xff) | (direction & 0xff) << 8;
	struct axo_count *count = bpf_map_lookup_elem(&metrics, &place);

	if (count) {
		count->packets++;
		count->bytes += bytes;
	}
	return 0;
}

/* A packet that a policy was asked about, by what decided. */
AXO_GLOBAL int axo_count_decision(const struct axo_judgement *judgement, __u32 bytes)
{
	struct axo_counter_key key = {};

	if (!judgement)
		return 0;
	key.policy_id = judgement->policy_id;
	key.row = judgement->row;
	key.segment = judgement->segment;
	key.direction = judgement->direction;
	if (!axo_count(&counters, &key, bytes))
		axo_count_outcome(AXO_METRIC_UNCOUNTED, judgement->direction, bytes);
	return 0;
}

#endif
