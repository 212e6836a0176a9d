/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ARP and neighbour discovery on a pod's link. The node is the pod's way to everyone, so the datapath answers for every address but the
 * pod's own; what it does not answer goes to the node's stack.
 */
#ifndef AXO_LIB_NEIGHBOUR_H
#define AXO_LIB_NEIGHBOUR_H

#include <linux/pkt_cls.h>
#include "enforce.h"

#define AXO_ND_HOP_LIMIT 255 /* RFC 4861: shows that no router forwarded the message */
#define AXO_ND_ROUTER_SOLICITATION 133
#define AXO_ND_ROUTER_ADVERTISEMENT 134
#define AXO_ND_SOLICITATION 135
#define AXO_ND_ADVERTISEMENT 136
#define AXO_ND_REDIRECT 137
#define AXO_MLD_QUERY 130
#define AXO_MLD_REPORT 131
#define AXO_MLD_DONE 132
#define AXO_MLD2_REPORT 143

#define AXO_ND_OPTION_SOURCE 1
#define AXO_ND_OPTION_TARGET 2
#define AXO_ND_FLAGS_ANSWER 0xe0000000 /* router, solicited, override */

/* linux/if_arp.h has these, and with them a C library that this target lacks. */
#define AXO_ARP_HARDWARE_ETHERNET 1
#define AXO_ARP_REQUEST 1
#define AXO_ARP_REPLY 2

/* An Ethernet ARP message for IPv4 (RFC 826). */
struct axo_arp {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_length;
	__u8 protocol_length;
	__be16 operation;
	__u8 sender_mac[ETH_ALEN];
	__u8 sender_ip[4];
	__u8 target_mac[ETH_ALEN];
	__u8 target_ip[4];
};

/* A neighbour solicitation or advertisement with the one option that matters (RFC 4861, 4.3 and 4.4). */
struct axo_nd {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be32 flags;
	union axo_ip target;
	__u8 option;
	__u8 option_length; /* in 8 bytes */
	__u8 mac[ETH_ALEN];
};

/* What becomes of a message of the link itself. */
enum axo_link_outcome {
	AXO_LINK_NONE = 0, /* is none: policy judges it */
	AXO_LINK_PASS = 1 << 8, /* the stack's */
	AXO_LINK_ANSWER = 2 << 8,
	AXO_LINK_DROP = 3 << 8, /* | reason */
};

AXO_INLINE bool axo_mac_equal(const __u8 *a, const __u8 *b)
{
	__u8 differs = 0;

#pragma clang loop unroll(full)
	for (int i = 0; i < ETH_ALEN; i++)
		differs |= a[i] ^ b[i];
	return !differs;
}

/* The frame goes back to where it came from. */
AXO_INLINE int axo_answer(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	/* mac and node_mac follow each other as destination and source do in a frame. */
	if (bpf_skb_store_bytes(skb, 0, pod->mac, 2 * ETH_ALEN, 0))
		return TC_ACT_SHOT;
	return bpf_redirect(skb->ifindex, 0);
}

/* A pod's question becomes the answer to it, in place. */
AXO_GLOBAL int axo_arp_answer(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	struct axo_arp arp;
	__u8 asked[4];

	if (!pod || !axo_load(skb, ETH_HLEN, &arp, sizeof(arp)))
		return TC_ACT_SHOT;
	__builtin_memcpy(asked, arp.target_ip, sizeof(asked));
	__builtin_memcpy(arp.target_ip, arp.sender_ip, sizeof(asked));
	__builtin_memcpy(arp.sender_ip, asked, sizeof(asked));
	__builtin_memcpy(arp.target_mac, pod->mac, ETH_ALEN);
	__builtin_memcpy(arp.sender_mac, pod->node_mac, ETH_ALEN);
	arp.operation = bpf_htons(AXO_ARP_REPLY);
	if (bpf_skb_store_bytes(skb, ETH_HLEN, &arp, sizeof(arp), 0))
		return TC_ACT_SHOT;
	return axo_answer(skb, pod);
}

/* ARP from a pod. The sender's fields must be its own, or its address not yet told (a probe, RFC 5227). */
AXO_GLOBAL int axo_arp_from_workload(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	__be32 sender, target;
	struct axo_arp arp;

	if (!pod || !axo_load(skb, ETH_HLEN, &arp, sizeof(arp)) ||
	    arp.hardware != bpf_htons(AXO_ARP_HARDWARE_ETHERNET) || arp.protocol != bpf_htons(ETH_P_IP) ||
	    arp.hardware_length != ETH_ALEN || arp.protocol_length != 4)
		return AXO_LINK_DROP | AXO_DROP_INVALID;
	__builtin_memcpy(&sender, arp.sender_ip, sizeof(sender));
	__builtin_memcpy(&target, arp.target_ip, sizeof(target));
	if (!axo_mac_equal(arp.sender_mac, pod->mac))
		return AXO_LINK_DROP | AXO_DROP_SRC_MAC;
	if (sender && sender != pod->ipv4)
		return AXO_LINK_DROP | AXO_DROP_SRC_IP;
	return arp.operation == bpf_htons(AXO_ARP_REQUEST) && target != pod->ipv4 ? AXO_LINK_ANSWER : AXO_LINK_PASS;
}

/* One's complement sum of the message under its pseudo header (RFC 8200, 8.1), folded and inverted. */
AXO_INLINE __be16 axo_nd_checksum(const struct axo_nd *nd, const union axo_ip *src, const union axo_ip *dst)
{
	__be32 pseudo[2] = { bpf_htonl(sizeof(*nd)), bpf_htonl(IPPROTO_ICMPV6) };
	__s64 sum = bpf_csum_diff(NULL, 0, (__be32 *)nd, sizeof(*nd), 0);

	sum = bpf_csum_diff(NULL, 0, (__be32 *)src, sizeof(*src), sum);
	sum = bpf_csum_diff(NULL, 0, (__be32 *)dst, sizeof(*dst), sum);
	sum = bpf_csum_diff(NULL, 0, pseudo, sizeof(pseudo), sum);
	sum = (sum & 0xffff) + ((sum >> 16) & 0xffff);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* `packet` is a solicitation by `pod`: becomes the advertisement that answers it, in place. */
AXO_GLOBAL int axo_nd_answer(struct __sk_buff *skb, const struct axo_packet *packet, const struct axo_endpoint *pod)
{
	union axo_ip addresses[2];
	struct ipv6hdr ip;
	struct axo_nd nd;

	if (!packet || !pod)
		return TC_ACT_SHOT;
	/* Any other shape (no link address, further options) is left to the stack. */
	if (packet->transport != ETH_HLEN + sizeof(ip) || !axo_load(skb, ETH_HLEN, &ip, sizeof(ip)) ||
	    ip.payload_len != bpf_htons(sizeof(nd)) || !axo_load(skb, ETH_HLEN + sizeof(ip), &nd, sizeof(nd)) ||
	    nd.option != AXO_ND_OPTION_SOURCE || nd.option_length != 1)
		return TC_ACT_OK;
	if (axo_endpoint_owns(pod, &nd.target, 6))
		return TC_ACT_OK;

	addresses[0] = nd.target;
	addresses[1] = packet->src;
	nd.type = AXO_ND_ADVERTISEMENT;
	nd.checksum = 0;
	nd.flags = bpf_htonl(AXO_ND_FLAGS_ANSWER);
	nd.option = AXO_ND_OPTION_TARGET;
	__builtin_memcpy(nd.mac, pod->node_mac, ETH_ALEN);
	nd.checksum = axo_nd_checksum(&nd, &addresses[0], &addresses[1]);
	if (bpf_skb_store_bytes(skb, ETH_HLEN + sizeof(ip), &nd, sizeof(nd), 0) ||
	    bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct ipv6hdr, saddr), addresses, sizeof(addresses),
				0))
		return TC_ACT_SHOT;
	return axo_answer(skb, pod);
}

/* Messages of the link itself, which no policy judges: between neighbours, and never forwarded. */
AXO_INLINE bool axo_nd_is_link_scope(const struct axo_packet *packet)
{
	return axo_ip_is_link_local(&packet->dst) || axo_ip_is_link_multicast(&packet->dst);
}

AXO_INLINE bool axo_nd_source_is_own(const struct axo_packet *packet, const struct axo_endpoint *pod)
{
	return axo_ip_is_any(&packet->src) || axo_ip_is_link_local(&packet->src) ||
	       axo_endpoint_owns(pod, &packet->src, 6);
}

/* An advertisement by a pod may speak for the pod's own addresses only. */
AXO_INLINE bool axo_nd_target_is_own(struct __sk_buff *skb, const struct axo_packet *packet,
				     const struct axo_endpoint *pod)
{
	union axo_ip target;

	return axo_load(skb, packet->transport + __builtin_offsetof(struct axo_nd, target), &target, sizeof(target)) &&
	       (axo_ip_is_link_local(&target) || axo_endpoint_owns(pod, &target, 6));
}

/* ICMPv6 from a pod. */
AXO_GLOBAL int axo_nd_from_workload(struct __sk_buff *skb, const struct axo_packet *packet,
				    const struct axo_endpoint *pod)
{
	if (!packet || !pod)
		return AXO_LINK_NONE;
	switch (packet->icmp_type) {
	case AXO_ND_ROUTER_ADVERTISEMENT:
	case AXO_ND_REDIRECT:
		return AXO_LINK_DROP | AXO_DROP_ICMP6_FORBIDDEN;
	case AXO_MLD_REPORT:
	case AXO_MLD_DONE:
	case AXO_MLD2_REPORT:
		if (!axo_ip_is_link_multicast(&packet->dst))
			return AXO_LINK_NONE;
		break;
	case AXO_ND_ADVERTISEMENT:
		/* The node may have asked from an address of any scope. */
		if (packet->ttl != AXO_ND_HOP_LIMIT ||
		    (!axo_nd_is_link_scope(packet) && axo_identity_of(&packet->dst, 6) != AXO_ID_HOST))
			return AXO_LINK_NONE;
		if (!axo_nd_target_is_own(skb, packet, pod))
			return AXO_LINK_DROP | AXO_DROP_SRC_IP;
		break;
	case AXO_ND_ROUTER_SOLICITATION:
	case AXO_ND_SOLICITATION:
		if (packet->ttl != AXO_ND_HOP_LIMIT || !axo_nd_is_link_scope(packet))
			return AXO_LINK_NONE;
		break;
	default:
		return AXO_LINK_NONE;
	}
	if (!axo_nd_source_is_own(packet, pod))
		return AXO_LINK_DROP | AXO_DROP_SRC_IP;
	if (packet->icmp_type == AXO_ND_SOLICITATION && !axo_ip_is_any(&packet->src))
		return AXO_LINK_ANSWER;
	return AXO_LINK_PASS;
}

/*
 * Messages of the link to a pod can only come from this node: neighbour discovery that was forwarded has a lower hop limit, and nobody
 * forwards multicast of the link. The node says them at each of its devices, whether the pod has IPv6 or not.
 */
AXO_INLINE bool axo_nd_to_workload(const struct axo_packet *packet, const struct axo_endpoint *pod)
{
	if (packet->protocol != IPPROTO_ICMPV6 || packet->fragment)
		return false;
	switch (packet->icmp_type) {
	case AXO_MLD_QUERY:
	case AXO_MLD_REPORT:
	case AXO_MLD_DONE:
	case AXO_MLD2_REPORT:
		return axo_ip_is_link_multicast(&packet->dst);
	case AXO_ND_ROUTER_SOLICITATION:
		return packet->ttl == AXO_ND_HOP_LIMIT && axo_ip_is_link_multicast(&packet->dst);
	case AXO_ND_SOLICITATION:
	case AXO_ND_ADVERTISEMENT:
		return packet->ttl == AXO_ND_HOP_LIMIT &&
		       (axo_nd_is_link_scope(packet) || axo_endpoint_owns(pod, &packet->dst, 6));
	default:
		return false;
	}
}

#endif
