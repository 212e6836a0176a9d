/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Later fragments carry no ports: the first one leaves them for the others, per endpoint. */
#ifndef AXO_LIB_FRAGMENTS_H
#define AXO_LIB_FRAGMENTS_H

#include "parse.h"

/* ICMP has no destination port: its message type goes there. */
AXO_INLINE enum axo_reason axo_fragment_store(const struct axo_packet *packet, const struct axo_frag_key *key)
{
	struct axo_frag_value value = {
		.sport = packet->sport,
		.dport = axo_is_icmp(packet->protocol) ? bpf_htons(packet->icmp_type) : packet->dport,
	};

	return bpf_map_update_elem(&frag, key, &value, BPF_ANY) ? AXO_DROP_CT_INSERT : AXO_REASON_NONE;
}

AXO_INLINE enum axo_reason axo_fragment_restore(struct axo_packet *packet, const struct axo_frag_key *key)
{
	struct axo_frag_value *value = bpf_map_lookup_elem(&frag, key);

	if (!value)
		return AXO_DROP_FRAGMENT;
	packet->sport = value->sport;
	if (axo_is_icmp(packet->protocol))
		packet->icmp_type = bpf_ntohs(value->dport);
	else
		packet->dport = value->dport;
	return AXO_REASON_NONE;
}

AXO_GLOBAL int axo_fragment(struct axo_packet *packet, __u32 endpoint_id)
{
	struct axo_frag_key key = {};

	if (!packet)
		return AXO_DROP_INVALID;
	__builtin_memcpy(key.src, &packet->src, sizeof(key.src));
	__builtin_memcpy(key.dst, &packet->dst, sizeof(key.dst));
	key.id = packet->fragment_id;
	key.endpoint_id = endpoint_id;
	key.protocol = packet->protocol;
	if (packet->fragment == AXO_FRAGMENT_FIRST)
		return axo_fragment_store(packet, &key);
	return axo_fragment_restore(packet, &key);
}

#endif
