/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose address is it? */
#ifndef AXO_LIB_IDENTITY_H
#define AXO_LIB_IDENTITY_H

#include "fragments.h"

/* Bits that an identity has in a conntrack ticket; a wider one cannot be told from another there and is refused. */
#define AXO_IDENTITY_BITS 28

AXO_INLINE struct axo_config *axo_settings(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&config, &zero);
}

/* By hash first: most peers are pods, each with an address of its own, and a trie gets deeper with each of them. */
AXO_INLINE struct axo_ipcache_value *axo_ipcache_find(const union axo_ip *ip)
{
	struct axo_ipcache_value *host = bpf_map_lookup_elem(&ipcache_host, ip);
	struct axo_ipcache_key key = { .prefixlen = 128 };

	if (host)
		return host;
	__builtin_memcpy(key.addr, ip, sizeof(key.addr));
	return bpf_map_lookup_elem(&ipcache, &key);
}

/* By the ipcache; an address that it does not have is the world's. */
AXO_INLINE __u32 axo_identity_of(const union axo_ip *ip, __u8 family)
{
	struct axo_ipcache_value *value = axo_ipcache_find(ip);
	struct axo_config *settings;

	if (value)
		return value->identity;
	settings = axo_settings();
	if (!settings)
		return AXO_ID_UNKNOWN;
	return family == 4 ? settings->world_ipv4 : settings->world_ipv6;
}

AXO_INLINE struct axo_endpoint *axo_endpoint_of(const union axo_ip *ip)
{
	return bpf_map_lookup_elem(&endpoint, ip);
}

AXO_INLINE bool axo_endpoint_owns(const struct axo_endpoint *owner, const union axo_ip *ip, __u8 family)
{
	union axo_ip own;

	if (family == 4) {
		axo_ip_from_v4(&own, owner->ipv4);
		return owner->flags & AXO_ENDPOINT_IPV4 && axo_ip_equal(&own, ip);
	}
	__builtin_memcpy(&own, owner->ipv6, sizeof(own));
	return owner->flags & AXO_ENDPOINT_IPV6 && axo_ip_equal(&own, ip);
}

#endif
