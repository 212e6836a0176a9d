/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Services at the socket: a call to a service address goes to one of its backends from the start, so packets never carry a
 * service address and policy sees who is really called.
 */
#ifndef AXO_LIB_SOCK_H
#define AXO_LIB_SOCK_H

#include <linux/errno.h>
#include "identity.h"

/* An address and port as an application names them, whichever family its socket has. */
struct axo_name {
	union axo_ip ip;
	__be16 port;
};

enum axo_translation {
	AXO_SOCK_KEPT = 0,
	AXO_SOCK_TRANSLATED,
	AXO_SOCK_NO_BACKEND,
};

AXO_INLINE bool axo_ip_is_v4(const union axo_ip *ip)
{
	return !ip->halves[0] && ip->words[2] == bpf_htonl(0xffff);
}

AXO_INLINE void axo_name4(struct axo_name *name, const struct bpf_sock_addr *ctx)
{
	axo_ip_from_v4(&name->ip, ctx->user_ip4);
	name->port = ctx->user_port;
}

AXO_INLINE void axo_name6(struct axo_name *name, const struct bpf_sock_addr *ctx)
{
	name->ip.words[0] = ctx->user_ip6[0];
	name->ip.words[1] = ctx->user_ip6[1];
	name->ip.words[2] = ctx->user_ip6[2];
	name->ip.words[3] = ctx->user_ip6[3];
	name->port = ctx->user_port;
}

AXO_INLINE void axo_rename4(struct bpf_sock_addr *ctx, const struct axo_name *name)
{
	ctx->user_ip4 = name->ip.words[3];
	ctx->user_port = name->port;
}

AXO_INLINE void axo_rename6(struct bpf_sock_addr *ctx, const struct axo_name *name)
{
	ctx->user_ip6[0] = name->ip.words[0];
	ctx->user_ip6[1] = name->ip.words[1];
	ctx->user_ip6[2] = name->ip.words[2];
	ctx->user_ip6[3] = name->ip.words[3];
	ctx->user_port = name->port;
}

/* A backend at random. NULL: the service has none. */
AXO_INLINE struct axo_backend_value *axo_backend_of(const struct axo_service_value *value)
{
	/* Id and count are one word, replaced together. */
	__u64 word = *(const volatile __u64 *)value;
	struct axo_backend_key key;
	struct axo_service_value service;

	__builtin_memcpy(&service, &word, sizeof(service));
	if (!service.count)
		return NULL;
	key.service_id = service.id;
	key.slot = bpf_get_prandom_u32() % service.count;
	return bpf_map_lookup_elem(&backend, &key);
}

AXO_INLINE void axo_remember(__u64 cookie, const struct axo_name *backend, const struct axo_name *service)
{
	struct axo_sock_reverse_key key = { .cookie = cookie, .port = backend->port };
	struct axo_sock_reverse_value value = { .port = service->port };

	__builtin_memcpy(key.addr, &backend->ip, sizeof(key.addr));
	__builtin_memcpy(value.addr, &service->ip, sizeof(value.addr));
	/* An LRU map takes the entry or has no memory; then getpeername tells of the backend, and the call works all the same. */
	bpf_map_update_elem(&sock_reverse, &key, &value, BPF_ANY);
}

AXO_INLINE bool axo_ip_is_loopback(const union axo_ip *ip)
{
	if (axo_ip_is_v4(ip))
		return ip->bytes[12] == 127;
	return !ip->halves[0] && !ip->words[2] && ip->words[3] == bpf_htonl(1);
}

/* Every network namespace has a loopback of its own: only the node's may be a service. */
AXO_INLINE bool axo_is_own_affair(struct bpf_sock_addr *ctx, const union axo_ip *ip)
{
	return axo_ip_is_loopback(ip) && bpf_get_netns_cookie(ctx) != axo_node_netns;
}

/* Turns the name of a service, or of a port of this node, into that of one of its backends. */
AXO_INLINE enum axo_translation axo_translate(struct axo_name *name, struct bpf_sock_addr *ctx)
{
	struct axo_service_key key = { .port = name->port, .protocol = ctx->protocol };
	struct axo_name called = *name;
	struct axo_service_value *value;
	struct axo_backend_value *chosen;

	if (key.protocol != IPPROTO_TCP && key.protocol != IPPROTO_UDP)
		return AXO_SOCK_KEPT;
	__builtin_memcpy(key.addr, &name->ip, sizeof(key.addr));
	value = bpf_map_lookup_elem(&service, &key);
	if (!value || axo_is_own_affair(ctx, &name->ip))
		return AXO_SOCK_KEPT;
	chosen = axo_backend_of(value);
	if (!chosen)
		return AXO_SOCK_NO_BACKEND;
	__builtin_memcpy(&name->ip, chosen->addr, sizeof(name->ip));
	name->port = chosen->port;
	/* A socket of one family cannot call the other. */
	if (axo_ip_is_v4(&name->ip) != axo_ip_is_v4(&called.ip))
		return AXO_SOCK_NO_BACKEND;
	axo_remember(bpf_get_socket_cookie(ctx), name, &called);
	return AXO_SOCK_TRANSLATED;
}

/* Turns the name of a backend into that of the service which this socket called. */
AXO_INLINE bool axo_translate_back(struct axo_name *name, __u64 cookie)
{
	struct axo_sock_reverse_key key = { .cookie = cookie, .port = name->port };
	struct axo_sock_reverse_value *value;

	__builtin_memcpy(key.addr, &name->ip, sizeof(key.addr));
	value = bpf_map_lookup_elem(&sock_reverse, &key);
	if (!value)
		return false;
	__builtin_memcpy(&name->ip, value->addr, sizeof(name->ip));
	name->port = value->port;
	return true;
}

#define AXO_SOCK_REFUSE 0
#define AXO_SOCK_PROCEED 1

AXO_INLINE int axo_refuse(void)
{
	if (axo_has_set_retval)
		bpf_set_retval(-ECONNREFUSED);
	return AXO_SOCK_REFUSE;
}

/* connect, and sendmsg of an unconnected socket. */
AXO_INLINE int axo_sock_forward4(struct bpf_sock_addr *ctx)
{
	struct axo_name name;
	enum axo_translation translation;

	axo_name4(&name, ctx);
	translation = axo_translate(&name, ctx);
	if (translation == AXO_SOCK_NO_BACKEND)
		return axo_refuse();
	if (translation == AXO_SOCK_TRANSLATED)
		axo_rename4(ctx, &name);
	return AXO_SOCK_PROCEED;
}

AXO_INLINE int axo_sock_forward6(struct bpf_sock_addr *ctx)
{
	struct axo_name name;
	enum axo_translation translation;

	axo_name6(&name, ctx);
	translation = axo_translate(&name, ctx);
	if (translation == AXO_SOCK_NO_BACKEND)
		return axo_refuse();
	if (translation == AXO_SOCK_TRANSLATED)
		axo_rename6(ctx, &name);
	return AXO_SOCK_PROCEED;
}

/* recvmsg and getpeername. */
AXO_INLINE int axo_sock_reverse4(struct bpf_sock_addr *ctx)
{
	struct axo_name name;

	axo_name4(&name, ctx);
	if (axo_translate_back(&name, bpf_get_socket_cookie(ctx)))
		axo_rename4(ctx, &name);
	return AXO_SOCK_PROCEED;
}

AXO_INLINE int axo_sock_reverse6(struct bpf_sock_addr *ctx)
{
	struct axo_name name;

	axo_name6(&name, ctx);
	if (axo_translate_back(&name, bpf_get_socket_cookie(ctx)))
		axo_rename6(ctx, &name);
	return AXO_SOCK_PROCEED;
}

#endif
