/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet as its headers tell it, and the conntrack key of the connection that it belongs to. */
#ifndef AXO_LIB_TUPLE_H
#define AXO_LIB_TUPLE_H

#include <linux/icmpv6.h>
#include <linux/in.h>
#include "maps.h"

/* An address of either family: IPv4 is v4-mapped, as in every map. */
union axo_ip {
	__u8 bytes[16];
	__u32 words[4];
	__u64 halves[2];
};

enum axo_fragment {
	AXO_FRAGMENT_WHOLE = 0,
	AXO_FRAGMENT_FIRST, /* has the ports; others will ask for them */
	AXO_FRAGMENT_LATER,
};

struct axo_packet {
	__u64 time_ns; /* CLOCK_MONOTONIC when it was read: of all that is told and remembered of it */
	union axo_ip src;
	union axo_ip dst;
	__be16 sport; /* ICMP echo: the identifier */
	__be16 dport;
	__u16 network; /* offset of the IP header from the start of the frame */
	__u16 transport; /* offset of the header after it */
	__u32 fragment_id;
	__u32 length; /* of the frame */
	__be16 ethertype;
	__u8 family; /* 4 or 6 once addresses are read; else 0 */
	__u8 protocol;
	__u8 tcp_flags;
	__u8 icmp_type;
	__u8 icmp_code;
	__u8 ttl; /* or hop limit */
	__u8 fragment; /* enum axo_fragment */
	__u8 pad[3];
};

/* ICMP types; linux/icmp.h has them, and with them a C library that this target lacks. */
#define AXO_ICMP_ECHO_REPLY 0
#define AXO_ICMP_UNREACHABLE 3
#define AXO_ICMP_ECHO_REQUEST 8
#define AXO_ICMP_TIME_EXCEEDED 11
#define AXO_ICMP_PARAMETER_PROBLEM 12

#define AXO_TCP_FIN 0x01
#define AXO_TCP_SYN 0x02
#define AXO_TCP_RST 0x04
#define AXO_TCP_ACK 0x10

AXO_INLINE bool axo_ip_equal(const union axo_ip *a, const union axo_ip *b)
{
	return a->halves[0] == b->halves[0] && a->halves[1] == b->halves[1];
}

AXO_INLINE void axo_ip_from_v4(union axo_ip *ip, __be32 address)
{
	ip->halves[0] = 0;
	ip->words[2] = bpf_htonl(0xffff);
	ip->words[3] = address;
}

AXO_INLINE bool axo_ip_is_any(const union axo_ip *ip)
{
	return !ip->halves[0] && !ip->halves[1];
}

/* fe80::/10 */
AXO_INLINE bool axo_ip_is_link_local(const union axo_ip *ip)
{
	return (ip->words[0] & bpf_htonl(0xffc00000)) == bpf_htonl(0xfe800000);
}

/* ff02::/16: multicast that no router forwards. */
AXO_INLINE bool axo_ip_is_link_multicast(const union axo_ip *ip)
{
	return (ip->words[0] & bpf_htonl(0xffff0000)) == bpf_htonl(0xff020000);
}

AXO_INLINE bool axo_is_icmp(__u8 protocol)
{
	return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

AXO_INLINE bool axo_is_echo_request(const struct axo_packet *packet)
{
	return (packet->protocol == IPPROTO_ICMP && packet->icmp_type == AXO_ICMP_ECHO_REQUEST) ||
	       (packet->protocol == IPPROTO_ICMPV6 && packet->icmp_type == ICMPV6_ECHO_REQUEST);
}

AXO_INLINE bool axo_is_echo_reply(const struct axo_packet *packet)
{
	return (packet->protocol == IPPROTO_ICMP && packet->icmp_type == AXO_ICMP_ECHO_REPLY) ||
	       (packet->protocol == IPPROTO_ICMPV6 && packet->icmp_type == ICMPV6_ECHO_REPLY);
}

/* Messages about another packet, which they quote. Redirects are not among them: they speak of routes, and policy judges them. */
AXO_INLINE bool axo_is_icmp_error(const struct axo_packet *packet)
{
	if (packet->protocol == IPPROTO_ICMP)
		return packet->icmp_type == AXO_ICMP_UNREACHABLE || packet->icmp_type == AXO_ICMP_TIME_EXCEEDED ||
		       packet->icmp_type == AXO_ICMP_PARAMETER_PROBLEM;
	return packet->protocol == IPPROTO_ICMPV6 && packet->icmp_type >= ICMPV6_DEST_UNREACH &&
	       packet->icmp_type <= ICMPV6_PARAMPROB;
}

/* Does the packet have what a conntrack key is made of? Other ICMP messages are judged one by one. */
AXO_INLINE bool axo_is_tracked(const struct axo_packet *packet)
{
	return !axo_is_icmp(packet->protocol) || axo_is_echo_request(packet) || axo_is_echo_reply(packet);
}

/* The key as told from the side of an endpoint which sent the packet, or else was sent it. */
AXO_INLINE void axo_ct_key_of(struct axo_ct_key *key, const struct axo_packet *packet, __u16 endpoint_id, bool sent)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->endpoint_id = endpoint_id;
	key->protocol = packet->protocol;
	__builtin_memcpy(key->peer, sent ? &packet->dst : &packet->src, sizeof(key->peer));
	if (axo_is_icmp(packet->protocol)) {
		key->local_port = packet->sport;
		key->peer_port = axo_is_echo_request(packet) == sent ? 0 : bpf_htons(1);
	} else {
		key->local_port = sent ? packet->sport : packet->dport;
		key->peer_port = sent ? packet->dport : packet->sport;
	}
}

/* What policy takes for the port of a packet that is judged by itself. */
AXO_INLINE __be16 axo_policy_port(const struct axo_packet *packet)
{
	return axo_is_icmp(packet->protocol) ? bpf_htons(packet->icmp_type) : packet->dport;
}

/* The same for a connection, whichever way the packet at hand goes: the port that its opener addressed. */
AXO_INLINE __be16 axo_opener_port(const struct axo_ct_key *key, __u8 direction)
{
	if (key->protocol == IPPROTO_ICMP)
		return bpf_htons(AXO_ICMP_ECHO_REQUEST);
	if (key->protocol == IPPROTO_ICMPV6)
		return bpf_htons(ICMPV6_ECHO_REQUEST);
	return direction == AXO_INGRESS ? key->local_port : key->peer_port;
}

#endif
