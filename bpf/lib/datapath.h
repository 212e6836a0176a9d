/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the entry points are made of: the way of a packet out of a pod, into a pod and in at the uplink. */
#ifndef AXO_LIB_DATAPATH_H
#define AXO_LIB_DATAPATH_H

#include "neighbour.h"

#define AXO_VXLAN_PORT 8472
#define AXO_VXLAN_PORT_IANA 4789

AXO_INLINE int axo_shot(struct __sk_buff *skb, const struct axo_packet *packet, const struct axo_judgement *judgement,
			enum axo_reason reason)
{
	axo_drop(skb, packet, judgement, reason);
	return TC_ACT_SHOT;
}

AXO_INLINE struct axo_endpoint *axo_endpoint_at(__u32 ifindex)
{
	return bpf_map_lookup_elem(&endpoint_dev, &ifindex);
}

/* `pod` may be NULL: nobody's policy judges, yet a drop can be told. */
AXO_INLINE void axo_judge_for(struct axo_judgement *judgement, const struct axo_endpoint *pod, __u8 packet_direction,
			      __u32 peer_identity)
{
	*judgement = (struct axo_judgement){
		.endpoint_id = pod ? pod->id : 0,
		.endpoint_identity = pod ? pod->identity : AXO_ID_UNKNOWN,
		.peer_identity = peer_identity,
		.direction = packet_direction,
		.packet_direction = packet_direction,
		.segment = AXO_SEGMENT_DEFAULT,
		.bit = AXO_NO_BIT,
	};
}

AXO_INLINE bool axo_source_mac_is_own(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	struct ethhdr frame;

	return axo_load(skb, 0, &frame, sizeof(frame)) && axo_mac_equal(frame.h_source, pod->mac);
}

/* As far as the checksum of an IPv4 header. */
struct axo_frame_start {
	__u8 macs[2 * ETH_ALEN];
	__be16 ethertype;
	__u8 unchanged[8];
	__u8 ttl;
	__u8 protocol;
	__u16 checksum;
};

/* As a router does: the next hop's MACs, one hop less, and for IPv4 the header's checksum with it (RFC 1624), in one write. */
AXO_INLINE bool axo_forward(struct __sk_buff *skb, const struct axo_packet *packet, const __u8 *macs)
{
	struct axo_frame_start start;
	__u8 hop_limit = packet->ttl - 1;
	__u32 sum;

	if (packet->family == 6)
		return !bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct ipv6hdr, hop_limit), &hop_limit,
					    sizeof(hop_limit), BPF_F_RECOMPUTE_CSUM) &&
		       !bpf_skb_store_bytes(skb, 0, macs, sizeof(start.macs), 0);
	if (!axo_load(skb, 0, &start, sizeof(start)))
		return false;
	__builtin_memcpy(start.macs, macs, sizeof(start.macs));
	start.ttl--;
	sum = start.checksum + bpf_htons(0x0100);
	start.checksum = sum + (sum >= 0xffff);
	return !bpf_skb_store_bytes(skb, 0, &start, sizeof(start), 0);
}

/* Straight to the pod's end of its veth, without the node's stack: the packet has been judged for both ends. */
AXO_INLINE int axo_deliver(struct __sk_buff *skb, const struct axo_packet *packet,
			   const struct axo_judgement *judgement, const struct axo_endpoint *to)
{
	/* mac and node_mac follow each other as destination and source do in a frame. */
	if (!axo_forward(skb, packet, to->mac))
		return axo_shot(skb, packet, judgement, AXO_DROP_WRITE);
	return bpf_redirect_peer(to->ifindex, 0);
}

/* From one pod to another (or itself) on this node; the sender's side has been judged. */
AXO_INLINE int axo_pass_local(struct __sk_buff *skb, const struct axo_packet *packet, struct axo_judgement *judgement,
			      const struct axo_endpoint *from, const struct axo_endpoint *to)
{
	/* The node's stack, being the router, tells the sender that the packet's time is up. */
	if (packet->ttl <= 1)
		return TC_ACT_OK;
	if (from->id != to->id) {
		axo_judge_for(judgement, to, AXO_INGRESS, from->identity);
		if (axo_enforce(skb, packet, judgement, AXO_TRACE_TO_ENDPOINT))
			return TC_ACT_SHOT;
	}
	return axo_deliver(skb, packet, judgement, to);
}

/* VXLAN, at the kernel's port and at IANA's. */
AXO_INLINE bool axo_is_tunnelled(const struct axo_packet *packet)
{
	return packet->protocol == IPPROTO_UDP &&
	       (packet->dport == bpf_htons(AXO_VXLAN_PORT) || packet->dport == bpf_htons(AXO_VXLAN_PORT_IANA));
}

AXO_INLINE bool axo_is_node(__u32 identity)
{
	return identity == AXO_ID_HOST || identity == AXO_ID_REMOTE_NODE || identity == AXO_ID_KUBE_APISERVER;
}

/* Addresses are the pod's own, headers are sound. */
AXO_INLINE int axo_pass_from_workload(struct __sk_buff *skb, struct axo_packet *packet, struct axo_judgement *judgement,
				      const struct axo_endpoint *pod)
{
	struct axo_endpoint *to = axo_endpoint_of(&packet->dst);

	judgement->peer_identity = to ? to->identity : axo_identity_of(&packet->dst, packet->family);
	/* A node takes what comes out of a tunnel for another node's word: no policy may let a pod speak there. */
	if (axo_is_tunnelled(packet) && axo_is_node(judgement->peer_identity))
		return axo_shot(skb, packet, judgement, AXO_DROP_ENCAP_PROHIBITED);
	if (to && to->id == pod->id) {
		axo_count_outcome(AXO_REASON_NONE, AXO_EGRESS, packet->length);
		return axo_pass_local(skb, packet, judgement, pod, to);
	}
	if (axo_enforce(skb, packet, judgement, to ? AXO_TRACE_FROM_ENDPOINT : AXO_TRACE_TO_STACK))
		return TC_ACT_SHOT;
	return to ? axo_pass_local(skb, packet, judgement, pod, to) : TC_ACT_OK;
}

/* ARP and neighbour discovery end here, as a TC action; anything else is -1. */
AXO_INLINE int axo_link_from_workload(struct __sk_buff *skb, const struct axo_packet *packet,
				      const struct axo_judgement *judgement, const struct axo_endpoint *pod)
{
	bool arp = packet->ethertype == bpf_htons(ETH_P_ARP);
	int outcome;

	if (!arp && (packet->protocol != IPPROTO_ICMPV6 || packet->fragment))
		return -1;
	outcome = arp ? axo_arp_from_workload(skb, pod) : axo_nd_from_workload(skb, packet, pod);
	switch (outcome & ~0xff) {
	case AXO_LINK_PASS:
		return TC_ACT_OK;
	case AXO_LINK_ANSWER:
		return arp ? axo_arp_answer(skb, pod) : axo_nd_answer(skb, packet, pod);
	case AXO_LINK_DROP:
		return axo_shot(skb, packet, judgement, outcome & 0xff);
	default:
		return -1;
	}
}

AXO_INLINE int axo_way_from_pod(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	struct axo_judgement judgement = {};
	struct axo_packet packet = {};
	int reason = axo_parse(skb, &packet);
	int action = -1;

	axo_judge_for(&judgement, pod, AXO_EGRESS, AXO_ID_UNKNOWN);
	if (!pod)
		return axo_shot(skb, &packet, &judgement, AXO_DROP_NO_PROGRAM);
	if (!axo_source_mac_is_own(skb, pod))
		return axo_shot(skb, &packet, &judgement, AXO_DROP_SRC_MAC);
	if (!reason)
		action = axo_link_from_workload(skb, &packet, &judgement, pod);
	if (action != -1)
		return action;
	/* A false address outweighs whatever else is wrong. */
	if (packet.family && !axo_endpoint_owns(pod, &packet.src, packet.family))
		return axo_shot(skb, &packet, &judgement, AXO_DROP_SRC_IP);
	if (!reason && packet.fragment)
		reason = axo_fragment(&packet, pod->id);
	if (reason)
		return axo_shot(skb, &packet, &judgement, reason);
	return axo_pass_from_workload(skb, &packet, &judgement, pod);
}

AXO_INLINE int axo_way_from_workload(struct __sk_buff *skb)
{
	return axo_way_from_pod(skb, axo_endpoint_at(skb->ifindex));
}

/*
 * Who sent what the stack delivers: this node if the packet came in at no device, else whom the ipcache knows. The wire cannot speak for
 * the node.
 */
AXO_INLINE enum axo_reason axo_sender_identity(struct __sk_buff *skb, const struct axo_packet *packet, __u32 *identity)
{
	*identity = AXO_ID_HOST;
	if (!skb->ingress_ifindex)
		return AXO_REASON_NONE;
	*identity = axo_identity_of(&packet->src, packet->family);
	if (*identity != AXO_ID_HOST)
		return AXO_REASON_NONE;
	*identity = AXO_ID_UNKNOWN;
	return AXO_DROP_SRC_IP;
}

AXO_INLINE int axo_way_to_pod(struct __sk_buff *skb, const struct axo_endpoint *pod)
{
	struct axo_judgement judgement = {};
	struct axo_packet packet = {};
	int reason = axo_parse(skb, &packet);

	axo_judge_for(&judgement, pod, AXO_INGRESS, AXO_ID_UNKNOWN);
	if (!pod)
		return axo_shot(skb, &packet, &judgement, AXO_DROP_NO_PROGRAM);
	if (reason)
		return axo_shot(skb, &packet, &judgement, reason);
	if (packet.ethertype == bpf_htons(ETH_P_ARP) || axo_nd_to_workload(&packet, pod))
		return TC_ACT_OK;
	if (!axo_endpoint_owns(pod, &packet.dst, packet.family))
		return axo_shot(skb, &packet, &judgement, AXO_DROP_INVALID);
	reason = axo_sender_identity(skb, &packet, &judgement.peer_identity);
	if (!reason && packet.fragment)
		reason = axo_fragment(&packet, pod->id);
	if (reason)
		return axo_shot(skb, &packet, &judgement, reason);
	return axo_enforce(skb, &packet, &judgement, AXO_TRACE_TO_ENDPOINT) ? TC_ACT_SHOT : TC_ACT_OK;
}

AXO_INLINE int axo_way_to_workload(struct __sk_buff *skb)
{
	return axo_way_to_pod(skb, axo_endpoint_at(skb->ifindex));
}

/*
 * The addresses of a packet from outside. Read from the network header on, since an uplink need not have link headers (a
 * tunnel device has none).
 */
AXO_INLINE bool axo_outer_addresses(struct __sk_buff *skb, struct axo_packet *packet)
{
	struct iphdr ip4;
	struct ipv6hdr ip6;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes_relative(skb, 0, &ip4, sizeof(ip4), BPF_HDR_START_NET))
			return false;
		packet->family = 4;
		packet->protocol = ip4.protocol;
		axo_ip_from_v4(&packet->src, ip4.saddr);
		axo_ip_from_v4(&packet->dst, ip4.daddr);
		return true;
	}
	if (skb->protocol != bpf_htons(ETH_P_IPV6) ||
	    bpf_skb_load_bytes_relative(skb, 0, &ip6, sizeof(ip6), BPF_HDR_START_NET))
		return false;
	packet->family = 6;
	packet->protocol = ip6.nexthdr;
	__builtin_memcpy(&packet->src, &ip6.saddr, sizeof(packet->src));
	__builtin_memcpy(&packet->dst, &ip6.daddr, sizeof(packet->dst));
	return true;
}

/* An address of this node, or of its pods, cannot come from outside. All else is the stack's. */
AXO_INLINE int axo_way_from_uplink(struct __sk_buff *skb)
{
	struct axo_judgement judgement;
	struct axo_packet packet = { .length = skb->len, .ethertype = skb->protocol };
	struct axo_ipcache_value *claimed;

	if (!axo_outer_addresses(skb, &packet))
		return TC_ACT_OK;
	claimed = axo_ipcache_find(&packet.src);
	if (!claimed || !(claimed->flags & AXO_IPCACHE_LOCAL))
		return TC_ACT_OK;
	packet.time_ns = bpf_ktime_get_ns();
	axo_judge_for(&judgement, NULL, AXO_INGRESS, AXO_ID_UNKNOWN);
	return axo_shot(skb, &packet, &judgement, AXO_DROP_SRC_IP);
}

#endif
