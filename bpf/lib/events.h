/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Token buckets, and what user space is told. */
#ifndef AXO_LIB_EVENTS_H
#define AXO_LIB_EVENTS_H

#include "count.h"

#define AXO_NSEC_PER_SEC 1000000000ULL
#define AXO_NSEC_PER_MSEC 1000000ULL

/*
 * Readers poll at their own pace, so a wake-up for each event would only cost; each time the backlog has grown by this much they are woken,
 * since their next look might come too late for the ring. A wake-up is an interrupt, dearer than all else that is done for a packet.
 */
#define AXO_RING_BACKLOG (512 * 1024)
/* Of the bytes past each such mark, those in which an event wakes: some events, since CPUs that write at once may step over one. */
#define AXO_RING_WAKING 256

/*
 * Takes one token of a bucket that refills at a rate and holds `burst`; 0 is no limit. When other CPUs keep winning the
 * word, the token is given without being taken: the error is at most one a CPU.
 */
AXO_INLINE bool axo_spend(__u64 *due_ns, __u32 per_second, __u32 burst, __u64 now)
{
	__u64 step, due, start;

	if (!per_second)
		return true;
	step = AXO_NSEC_PER_SEC / per_second;
#pragma clang loop unroll(full)
	for (int i = 0; i < 4; i++) {
		due = AXO_READ_ONCE(*due_ns);
		start = due > now ? due : now;
		if (start - now > step * (burst - 1))
			return false;
		if (__sync_val_compare_and_swap(due_ns, due, start + step) == due)
			return true;
	}
	return true;
}

AXO_INLINE struct axo_bucket *axo_bucket_of(__u32 endpoint_id)
{
	return bpf_map_lookup_elem(&event_bucket, &endpoint_id);
}

AXO_INLINE bool axo_event_affordable(__u16 endpoint_id, __u64 now)
{
	struct axo_bucket *bucket = axo_bucket_of(endpoint_id);
	struct axo_config *settings = axo_settings();

	if (!bucket || !settings)
		return false;
	return axo_spend(&bucket->event_due_ns, settings->event_rate, settings->event_rate, now);
}

AXO_INLINE bool axo_connection_affordable(__u16 endpoint_id, __u64 now)
{
	struct axo_bucket *bucket = axo_bucket_of(endpoint_id);
	struct axo_config *settings = axo_settings();

	if (!bucket || !settings)
		return false;
	return axo_spend(&bucket->connection_due_ns, settings->ct_new_rate, AXO_MAX_CT_NEW / 4, now);
}

AXO_INLINE void axo_count_lost(__u16 endpoint_id, __u8 type, __u8 reason)
{
	struct axo_lost_key key = { .endpoint_id = endpoint_id, .type = type, .reason = reason };
	__u64 *lost = bpf_map_lookup_elem(&events_lost, &key);
	__u64 one = 1;

	if (!lost && !bpf_map_update_elem(&events_lost, &key, &one, BPF_NOEXIST))
		return;
	/* Another CPU may have been first. */
	lost = lost ?: bpf_map_lookup_elem(&events_lost, &key);
	if (lost)
		*lost += 1;
	else
		axo_count_outcome(AXO_METRIC_UNCOUNTED, AXO_INGRESS, 0);
}

AXO_INLINE void axo_event_fill(struct axo_event *event, struct __sk_buff *skb, const struct axo_packet *packet,
			       const struct axo_judgement *judgement)
{
	bool sent = judgement->packet_direction == AXO_EGRESS;
	struct ethhdr frame = {};

	event->direction = judgement->direction;
	event->family = packet->family;
	event->protocol = packet->protocol;
	event->tcp_flags = packet->tcp_flags;
	event->icmp_type = packet->icmp_type;
	event->icmp_code = packet->icmp_code;
	event->endpoint_id = judgement->endpoint_id;
	event->ct_state = judgement->ct_state;
	event->flags = judgement->flags;
	event->length = packet->length;
	event->src_identity = sent ? judgement->endpoint_identity : judgement->peer_identity;
	event->dst_identity = sent ? judgement->peer_identity : judgement->endpoint_identity;
	event->policy_id = judgement->policy_id;
	event->row = judgement->row;
	event->segment = judgement->segment;
	event->action = judgement->action;
	event->bit = judgement->bit;
	event->ifindex = skb->ifindex;
	__builtin_memcpy(event->src, &packet->src, sizeof(event->src));
	__builtin_memcpy(event->dst, &packet->dst, sizeof(event->dst));
	event->sport = axo_is_icmp(packet->protocol) ? 0 : packet->sport;
	event->dport = axo_is_icmp(packet->protocol) ? 0 : packet->dport;
	axo_load(skb, 0, &frame, sizeof(frame));
	__builtin_memcpy(event->src_mac, frame.h_source, sizeof(event->src_mac));
	__builtin_memcpy(event->dst_mac, frame.h_dest, sizeof(event->dst_mac));
}

AXO_INLINE __u64 axo_wakeup(void *ring)
{
	__u64 backlog = bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA);

	return backlog >= AXO_RING_BACKLOG && backlog % AXO_RING_BACKLOG < AXO_RING_WAKING ? BPF_RB_FORCE_WAKEUP :
											     BPF_RB_NO_WAKEUP;
}

AXO_INLINE void axo_event_send(void *ring, struct __sk_buff *skb, const struct axo_packet *packet,
			       const struct axo_judgement *judgement, __u8 type, __u8 subtype)
{
	struct axo_event *event = bpf_ringbuf_reserve(ring, sizeof(*event), 0);

	if (!event) {
		axo_count_lost(judgement->endpoint_id, type, type == AXO_EVENT_DROP ? subtype : 0);
		return;
	}
	event->time_ns = packet->time_ns;
	event->type = type;
	event->subtype = subtype;
	axo_event_fill(event, skb, packet, judgement);
	bpf_ringbuf_submit(event, axo_wakeup(ring));
}

/* A drop (subtype: reason) or a verdict (subtype: enum axo_action); each costs a token of the endpoint. */
AXO_GLOBAL int axo_tell(struct __sk_buff *skb, const struct axo_packet *packet, const struct axo_judgement *judgement,
			__u32 type, __u32 subtype)
{
	if (!packet || !judgement)
		return 0;
	if (axo_event_affordable(judgement->endpoint_id, packet->time_ns))
		axo_event_send(&events_verdict, skb, packet, judgement, type, subtype);
	else
		axo_count_lost(judgement->endpoint_id, type, type == AXO_EVENT_DROP ? subtype : 0);
	return 0;
}

AXO_GLOBAL int axo_trace(struct __sk_buff *skb, const struct axo_packet *packet, const struct axo_judgement *judgement,
			 __u32 point)
{
	if (packet && judgement)
		axo_event_send(&events_trace, skb, packet, judgement, AXO_EVENT_TRACE, point);
	return 0;
}

/* Counts and tells a drop. Returns the reason. */
AXO_GLOBAL int axo_drop(struct __sk_buff *skb, const struct axo_packet *packet, const struct axo_judgement *judgement,
			__u32 reason)
{
	if (!packet || !judgement)
		return reason;
	axo_count_outcome(reason, judgement->direction, packet->length);
	axo_tell(skb, packet, judgement, AXO_EVENT_DROP, reason);
	return reason;
}

#endif
