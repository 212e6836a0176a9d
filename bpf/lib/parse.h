/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From frame to struct axo_packet. Reads only; every length is checked against the frame. */
#ifndef AXO_LIB_PARSE_H
#define AXO_LIB_PARSE_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include "tuple.h"

#define AXO_IPV4_MORE_FRAGMENTS 0x2000
#define AXO_IPV4_FRAGMENT_OFFSET 0x1fff
#define AXO_IPV6_FRAGMENT_OFFSET 0xfff8
#define AXO_IPV6_MORE_FRAGMENTS 0x0001
#define AXO_MAX_EXTENSIONS 6
#define AXO_MAX_DIRECT 4096 /* the verifier follows offsets into packets below 64 KiB only */

/* Fixed part of any IPv6 extension header, and all of a fragment header (RFC 8200, 4.5). */
struct axo_extension {
	__u8 next;
	__u8 length; /* in 8 bytes after the first 8; in 4 bytes after the first 8 for an authentication header; none in a fragment */
	__be16 offset; /* of a fragment */
	__u32 id;
};

/* First bytes of each transport header that the datapath reads. */
struct axo_ports {
	__be16 sport;
	__be16 dport;
};

struct axo_tcp_start {
	struct axo_ports ports;
	__u8 numbers[8];
	__u8 data_offset;
	__u8 flags;
};

struct axo_icmp_start {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 id;
	__be16 sequence;
};

/*
 * Copies bytes of the frame. Straight from the linear part where they lie there, as headers almost always do;
 * the helper, slower, also reads what lies in page fragments.
 */
AXO_INLINE bool axo_load(struct __sk_buff *skb, __u16 offset, void *to, const __u32 size)
{
	__u64 start = offset;
	void *from;

	/* One register each for what is checked and then used: the verifier does not see that two hold the same. */
	asm volatile("" : "+r"(start));
	if (start <= AXO_MAX_DIRECT) {
		from = (void *)(long)skb->data + start;
		asm volatile("" : "+r"(from));
		if (from + size <= (void *)(long)skb->data_end) {
			/* Word by word: where this is compiled for, loads need no alignment. */
			__builtin_memcpy(to, __builtin_assume_aligned(from, sizeof(__u32)), size);
			return true;
		}
	}
	return !bpf_skb_load_bytes(skb, offset, to, size);
}

AXO_INLINE enum axo_reason axo_parse_icmp(struct __sk_buff *skb, struct axo_packet *packet)
{
	struct axo_icmp_start icmp;

	if (packet->protocol != (packet->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
		return AXO_DROP_CT_UNKNOWN_L4;
	if (!axo_load(skb, packet->transport, &icmp, sizeof(icmp)))
		return AXO_DROP_CT_INVALID;
	packet->icmp_type = icmp.type;
	packet->icmp_code = icmp.code;
	if (axo_is_echo_request(packet) || axo_is_echo_reply(packet))
		packet->sport = icmp.id;
	return AXO_REASON_NONE;
}

/* An ICMP error quotes no more than the first 8 bytes for certain: there, TCP flags are left alone. */
AXO_INLINE enum axo_reason axo_parse_transport(struct __sk_buff *skb, struct axo_packet *packet, const bool quoted)
{
	struct axo_tcp_start tcp = {};
	bool loaded;

	if (packet->fragment == AXO_FRAGMENT_LATER)
		return AXO_REASON_NONE;
	switch (packet->protocol) {
	case IPPROTO_TCP:
		loaded = quoted ? axo_load(skb, packet->transport, &tcp.ports, sizeof(tcp.ports)) :
				  axo_load(skb, packet->transport, &tcp, sizeof(tcp));
		break;
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		/* Ports and what follows them: 8 bytes are the least that either header has. */
		loaded = axo_load(skb, packet->transport, &tcp, 8);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return axo_parse_icmp(skb, packet);
	default:
		return AXO_DROP_CT_UNKNOWN_L4;
	}
	if (!loaded)
		return AXO_DROP_CT_INVALID;
	packet->sport = tcp.ports.sport;
	packet->dport = tcp.ports.dport;
	packet->tcp_flags = tcp.flags;
	return AXO_REASON_NONE;
}

AXO_INLINE enum axo_reason axo_parse_ipv4(struct __sk_buff *skb, struct axo_packet *packet, const bool quoted)
{
	struct iphdr ip;
	__u16 fragment;

	if (!axo_load(skb, packet->network, &ip, sizeof(ip)))
		return AXO_DROP_INVALID;
	if (ip.version != 4 || ip.ihl < 5)
		return AXO_DROP_INVALID;
	/* 0: a segmentation-offloaded packet over 64 KiB. */
	if (ip.tot_len && bpf_ntohs(ip.tot_len) < ip.ihl * 4)
		return AXO_DROP_INVALID;
	packet->family = 4;
	packet->protocol = ip.protocol;
	packet->ttl = ip.ttl;
	packet->transport = packet->network + ip.ihl * 4;
	axo_ip_from_v4(&packet->src, ip.saddr);
	axo_ip_from_v4(&packet->dst, ip.daddr);

	fragment = bpf_ntohs(ip.frag_off);
	if (fragment & (AXO_IPV4_MORE_FRAGMENTS | AXO_IPV4_FRAGMENT_OFFSET)) {
		packet->fragment_id = ip.id;
		packet->fragment = fragment & AXO_IPV4_FRAGMENT_OFFSET ? AXO_FRAGMENT_LATER : AXO_FRAGMENT_FIRST;
		/* RFC 3128: a second fragment that would lie over the TCP flags of the first. */
		if ((fragment & AXO_IPV4_FRAGMENT_OFFSET) == 1 && ip.protocol == IPPROTO_TCP)
			return AXO_DROP_INVALID;
	}
	return axo_parse_transport(skb, packet, quoted);
}

/* Steps over one extension header; false when packet->protocol is none. */
AXO_INLINE bool axo_parse_extension(struct __sk_buff *skb, struct axo_packet *packet, enum axo_reason *reason)
{
	struct axo_extension extension;
	__u8 kind = packet->protocol;
	__u16 offset;

	if (kind != IPPROTO_HOPOPTS && kind != IPPROTO_ROUTING && kind != IPPROTO_FRAGMENT && kind != IPPROTO_DSTOPTS &&
	    kind != IPPROTO_AH)
		return false;
	if (!axo_load(skb, packet->transport, &extension, sizeof(extension))) {
		*reason = AXO_DROP_IPV6_EXT;
		return false;
	}
	packet->protocol = extension.next;
	if (kind == IPPROTO_FRAGMENT) {
		packet->transport += sizeof(extension);
		packet->fragment_id = extension.id;
		offset = bpf_ntohs(extension.offset);
		/* As for IPv4: it would lie over the TCP flags of the first. */
		if ((offset & AXO_IPV6_FRAGMENT_OFFSET) == 8 && extension.next == IPPROTO_TCP)
			*reason = AXO_DROP_INVALID;
		if (offset & AXO_IPV6_FRAGMENT_OFFSET)
			packet->fragment = AXO_FRAGMENT_LATER;
		else if (offset & AXO_IPV6_MORE_FRAGMENTS)
			packet->fragment = AXO_FRAGMENT_FIRST;
		/* What follows in a later fragment is data, whatever the number says. */
		return packet->fragment != AXO_FRAGMENT_LATER;
	}
	/* Segments left (its 4th byte): the address that was judged is not where the packet ends. */
	if (kind == IPPROTO_ROUTING && ((__u8 *)&extension.offset)[1]) {
		*reason = AXO_DROP_IPV6_EXT;
		return false;
	}
	packet->transport += kind == IPPROTO_AH ? (extension.length + 2) * 4 : (extension.length + 1) * 8;
	return true;
}

AXO_INLINE enum axo_reason axo_parse_ipv6(struct __sk_buff *skb, struct axo_packet *packet, const bool quoted)
{
	enum axo_reason reason = AXO_REASON_NONE;
	struct ipv6hdr ip;

	if (!axo_load(skb, packet->network, &ip, sizeof(ip)))
		return AXO_DROP_INVALID;
	if (ip.version != 6)
		return AXO_DROP_INVALID;
	packet->family = 6;
	packet->protocol = ip.nexthdr;
	packet->ttl = ip.hop_limit;
	packet->transport = packet->network + sizeof(ip);
	__builtin_memcpy(&packet->src, &ip.saddr, sizeof(packet->src));
	__builtin_memcpy(&packet->dst, &ip.daddr, sizeof(packet->dst));
#pragma clang loop unroll(disable)
	for (int i = 0; i < AXO_MAX_EXTENSIONS; i++)
		if (!axo_parse_extension(skb, packet, &reason))
			break;
	if (reason)
		return reason;
	return axo_parse_transport(skb, packet, quoted);
}

/*
 * The whole frame. Whatever the answer, packet->family is set once the addresses are, so that a drop can tell of them.
 * ARP gives no error and family 0.
 */
AXO_GLOBAL int axo_parse(struct __sk_buff *skb, struct axo_packet *packet)
{
	if (!packet)
		return AXO_DROP_INVALID;
	packet->time_ns = bpf_ktime_get_ns();
	packet->length = skb->len;
	packet->ethertype = skb->protocol;
	packet->network = ETH_HLEN;
	if (skb->vlan_present)
		return AXO_DROP_UNSUPPORTED_L2;
	switch (packet->ethertype) {
	case bpf_htons(ETH_P_IP):
		return axo_parse_ipv4(skb, packet, false);
	case bpf_htons(ETH_P_IPV6):
		return axo_parse_ipv6(skb, packet, false);
	case bpf_htons(ETH_P_ARP):
		return AXO_REASON_NONE;
	default:
		return AXO_DROP_UNSUPPORTED_L3;
	}
}

/* The packet that an ICMP error quotes: of the same family, and with its ports. */
AXO_GLOBAL int axo_parse_quoted(struct __sk_buff *skb, const struct axo_packet *error, struct axo_packet *quoted)
{
	int reason;

	if (!error || !quoted)
		return AXO_DROP_INVALID;
	quoted->network = error->transport + sizeof(struct axo_icmp_start);
	reason = error->family == 4 ? axo_parse_ipv4(skb, quoted, true) : axo_parse_ipv6(skb, quoted, true);
	if (!reason && quoted->fragment == AXO_FRAGMENT_LATER)
		return AXO_DROP_CT_INVALID;
	return reason;
}

#endif
