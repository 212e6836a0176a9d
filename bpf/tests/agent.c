// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What an agent would write into the maps. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

void axt_map_set(const char *map, const void *key, const void *value)
{
	if (bpf_map_update_elem(axt_map_fd(map), key, value, BPF_ANY))
		axt_die("%s: update: %s", map, strerror(errno));
}

bool axt_map_get(const char *map, const void *key, void *value)
{
	return !bpf_map_lookup_elem(axt_map_fd(map), key, value);
}

void axt_map_delete(const char *map, const void *key)
{
	if (bpf_map_delete_elem(axt_map_fd(map), key) && errno != ENOENT)
		axt_die("%s: delete: %s", map, strerror(errno));
}

static void set_bits(const char *map, __u32 index, const int *bits)
{
	__u64 words[AXO_VECTOR_BITS_MAX / 64] = {};

	for (; *bits >= 0; bits++) {
		if ((unsigned)*bits >= axt_width())
			axt_die("bit %d is beyond the width", *bits);
		words[*bits / 64] |= 1ULL << (*bits % 64);
	}
	axt_map_set(map, &index, words);
}

void axt_identity(__u32 identity, __u32 slot, const int *bits)
{
	set_bits("membership", slot, bits);
	axt_map_set("identity_slot", &identity, &slot);
}

void axt_vector(__u32 index, const int *bits)
{
	set_bits("vector", index, bits);
}

void axt_ipcache(const char *prefix, __u32 identity, __u16 flags)
{
	struct axo_ipcache_value value = { .identity = identity, .flags = flags };
	struct axo_ipcache_key key;
	char text[64], *slash;

	snprintf(text, sizeof(text), "%s", prefix);
	slash = strchr(text, '/');
	if (slash)
		*slash = 0;
	axt_address(key.addr, text);
	key.prefixlen = slash ? atoi(slash + 1) + (strchr(text, ':') ? 0 : 96) : 128;
	if (key.prefixlen == 128)
		axt_map_set("ipcache_host", key.addr, &value);
	else
		axt_map_set("ipcache", &key, &value);
}

void axt_policy(__u32 id, __u32 flags)
{
	struct axo_policy_head head = { .flags = flags };

	axt_map_set("policy_head", &id, &head);
}

void axt_row_prefix(__u32 policy, __u8 direction, __u8 protocol, __u16 port, unsigned port_bits, struct axo_row row)
{
	struct axo_policy_key key = {
		.prefixlen = protocol ? AXO_POLICY_PREFIX_PROTOCOL + port_bits : AXO_POLICY_PREFIX_ANY,
		.policy_id = htonl(policy),
		.direction = direction,
		.protocol = protocol,
		.port = htons(port),
	};

	axt_map_set(key.prefixlen == AXO_POLICY_PREFIX_PORT ? "policy_port" : "policy", &key, &row);
}

void axt_row(__u32 policy, __u8 direction, __u8 protocol, int port, struct axo_row row)
{
	axt_row_prefix(policy, direction, protocol, port < 0 ? 0 : port, port < 0 ? 0 : 16, row);
}

void axt_row_more(__u32 index, struct axo_row row)
{
	axt_map_set("policy_more", &index, &row);
}

void axt_enforce(const struct axt_pod *pod, __u32 policy)
{
	__u32 id = pod->id;

	axt_map_set("endpoint_policy", &id, &policy);
}

void axt_config(struct axo_config config)
{
	__u32 zero = 0;

	axt_map_set("config", &zero, &config);
}

struct axo_config axt_config_default(void)
{
	return (struct axo_config){
		.world_ipv4 = AXO_ID_WORLD_IPV4,
		.world_ipv6 = AXO_ID_WORLD_IPV6,
		.trace_interval_ms = 5000,
		.event_rate = 10000,
		.ct_new_rate = 10000,
	};
}
