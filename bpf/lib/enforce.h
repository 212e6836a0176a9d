/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One packet at one endpoint: does its connection hold a ticket, and if not, what does the policy say? Counts and tells all that comes
 * of it. A packet between two local pods comes here twice, once for each.
 */
#ifndef AXO_LIB_ENFORCE_H
#define AXO_LIB_ENFORCE_H

#include "conntrack.h"

/* Asks the policy and counts the answer. */
AXO_INLINE enum axo_reason axo_ask(struct axo_judgement *judgement, const struct axo_packet *packet, __u8 protocol,
				   __be16 port)
{
	enum axo_reason reason = axo_judge(judgement, protocol, port);

	axo_count_decision(judgement, packet->length);
	return reason;
}

/* The judgement of a packet that is nobody's reply. A denial is a verdict, too, and then a drop. */
AXO_INLINE enum axo_reason axo_admit(struct __sk_buff *skb, const struct axo_packet *packet,
				     struct axo_judgement *judgement)
{
	enum axo_reason reason = axo_ask(judgement, packet, packet->protocol, axo_policy_port(packet));

	if (!reason)
		axo_tell(skb, packet, judgement, AXO_EVENT_VERDICT, AXO_ACTION_ALLOW);
	else if (reason == AXO_DROP_POLICY || reason == AXO_DROP_POLICY_DENY)
		axo_tell(skb, packet, judgement, AXO_EVENT_VERDICT, AXO_ACTION_DENY);
	return reason;
}

/*
 * The peer of a connection is who its opener's direction says. Where the peer opened it, that is where the packets come from, and what
 * came from this node has no need of an address that the ipcache knows; where the endpoint did, it is whose address it called.
 */
AXO_INLINE __u32 axo_connection_peer(const struct axo_connection *found, const struct axo_judgement *judgement,
				     const struct axo_ct_key *key, __u8 family)
{
	union axo_ip peer;

	if (found->entry->flags & AXO_CT_INGRESS) {
		if (judgement->packet_direction == AXO_EGRESS &&
		    axo_ticket_identity(AXO_READ_ONCE(found->entry->ticket)) == AXO_ID_HOST)
			return AXO_ID_HOST;
	} else if (judgement->packet_direction == AXO_INGRESS && judgement->peer_identity == AXO_ID_HOST) {
		__builtin_memcpy(&peer, key->peer, sizeof(peer));
		return axo_identity_of(&peer, family);
	}
	return judgement->peer_identity;
}

/* A ticket of the policy and the peer as they are now lets the packet through; without one the connection is judged again. */
AXO_INLINE enum axo_reason axo_renew(struct __sk_buff *skb, const struct axo_packet *packet,
				     struct axo_judgement *judgement, const struct axo_connection *found,
				     const struct axo_ct_key *key)
{
	__u64 ticket = AXO_READ_ONCE(found->entry->ticket);
	enum axo_reason reason;

	judgement->direction = found->entry->flags & AXO_CT_INGRESS ? AXO_INGRESS : AXO_EGRESS;
	if (judgement->policy_id && ticket == axo_ticket(judgement))
		return AXO_REASON_NONE;
	reason = axo_ask(judgement, packet, key->protocol, axo_opener_port(key, judgement->direction));
	AXO_WRITE_ONCE(found->entry->ticket, axo_ticket(judgement));
	if (!reason && judgement->flags & AXO_EVENT_AUDIT)
		axo_tell(skb, packet, judgement, AXO_EVENT_VERDICT, AXO_ACTION_ALLOW);
	return reason;
}

AXO_INLINE enum axo_reason axo_continue(struct __sk_buff *skb, const struct axo_packet *packet,
					struct axo_judgement *judgement, const struct axo_connection *found,
					const struct axo_ct_key *key, __u32 trace_point, __u64 now)
{
	enum axo_reason reason;

	judgement->ct_state = found->reply ? AXO_CT_STATE_REPLY : AXO_CT_STATE_ESTABLISHED;
	judgement->peer_identity = axo_connection_peer(found, judgement, key, packet->family);
	reason = axo_renew(skb, packet, judgement, found, key);
	if (reason)
		return reason;
	if (axo_ct_touch(found->entry, packet, found->reply, now))
		axo_trace(skb, packet, judgement, trace_point);
	if (!found->established && found->entry->flags & AXO_CT_ESTABLISHED)
		axo_ct_promote(key, found->entry);
	return AXO_REASON_NONE;
}

AXO_INLINE enum axo_reason axo_open(struct __sk_buff *skb, const struct axo_packet *packet,
				    struct axo_judgement *judgement, const struct axo_connection *found,
				    const struct axo_ct_key *key, __u32 trace_point, __u64 now)
{
	enum axo_reason reason;

	judgement->ct_state = AXO_CT_STATE_NEW;
	reason = axo_admit(skb, packet, judgement);
	if (reason)
		return reason;
	/* An answer that nobody asked for is no question that others may answer. */
	if (axo_is_tracked(packet) && !axo_is_echo_reply(packet))
		reason = axo_ct_create(key, packet, judgement, found->over, now);
	if (!reason)
		axo_trace(skb, packet, judgement, trace_point);
	return reason;
}

/*
 * The connection of the packet that an ICMP error quotes, if the error is between the same endpoint and whoever. Told to the endpoint, it
 * is about what the endpoint sent; told by it, about what it was sent.
 */
AXO_GLOBAL int axo_related_key(struct __sk_buff *skb, const struct axo_packet *packet,
			       const struct axo_judgement *judgement, struct axo_ct_key *key)
{
	struct axo_packet quoted = {};
	bool sent;

	if (!packet || !judgement || !key)
		return false;
	sent = judgement->packet_direction == AXO_INGRESS;
	if (axo_parse_quoted(skb, packet, &quoted) || !axo_is_tracked(&quoted))
		return false;
	if (!axo_ip_equal(sent ? &quoted.src : &quoted.dst, sent ? &packet->dst : &packet->src))
		return false;
	axo_ct_key_of(key, &quoted, judgement->endpoint_id, sent);
	return true;
}

/* The connection is judged, if need be, as its own peer's; events name the sender of the error. */
AXO_INLINE enum axo_reason axo_relate(struct __sk_buff *skb, const struct axo_packet *packet,
				      struct axo_judgement *judgement, const struct axo_connection *found,
				      const struct axo_ct_key *key, __u32 trace_point)
{
	__u32 sender = judgement->peer_identity;
	enum axo_reason reason;
	union axo_ip peer;

	judgement->ct_state = AXO_CT_STATE_RELATED;
	if (found->entry->flags & AXO_CT_INGRESS &&
	    axo_ticket_identity(AXO_READ_ONCE(found->entry->ticket)) == AXO_ID_HOST) {
		judgement->peer_identity = AXO_ID_HOST;
	} else {
		__builtin_memcpy(&peer, key->peer, sizeof(peer));
		judgement->peer_identity = axo_identity_of(&peer, packet->family);
	}
	reason = axo_renew(skb, packet, judgement, found, key);
	judgement->peer_identity = sender;
	if (!reason)
		axo_trace(skb, packet, judgement, trace_point);
	return reason;
}

AXO_INLINE enum axo_reason axo_enforce_connection(struct __sk_buff *skb, const struct axo_packet *packet,
						  struct axo_judgement *judgement, __u32 trace_point)
{
	struct axo_connection found = {};
	__u64 now = packet->time_ns;
	struct axo_ct_key key = {};

	if (axo_is_icmp_error(packet) && axo_related_key(skb, packet, judgement, &key)) {
		found = axo_ct_find(&key, judgement->packet_direction, now);
		if (found.entry)
			return axo_relate(skb, packet, judgement, &found, &key, trace_point);
	}
	if (axo_is_tracked(packet)) {
		axo_ct_key_of(&key, packet, judgement->endpoint_id, judgement->packet_direction == AXO_EGRESS);
		found = axo_ct_find(&key, judgement->packet_direction, now);
	}
	if (found.entry && !axo_ct_is_reopened(&found, packet))
		return axo_continue(skb, packet, judgement, &found, &key, trace_point, now);
	return axo_open(skb, packet, judgement, &found, &key, trace_point, now);
}

/*
 * `judgement` comes with the endpoint, its peer as the packet tells it, and packet_direction. Returns AXO_REASON_NONE when the packet
 * may go on; else it has been counted and told, and is to be dropped.
 */
AXO_GLOBAL int axo_enforce(struct __sk_buff *skb, const struct axo_packet *packet, struct axo_judgement *judgement,
			   __u32 trace_point)
{
	int reason;

	if (!packet || !judgement)
		return AXO_DROP_INVALID;
	judgement->direction = judgement->packet_direction;
	judgement->policy_id = axo_policy_of(judgement->endpoint_id);
	if (judgement->peer_identity >> AXO_IDENTITY_BITS)
		return axo_drop(skb, packet, judgement, AXO_DROP_INVALID_IDENTITY);
	reason = axo_enforce_connection(skb, packet, judgement, trace_point);
	if (reason)
		return axo_drop(skb, packet, judgement, reason);
	axo_count_outcome(AXO_REASON_NONE, judgement->direction, packet->length);
	return AXO_REASON_NONE;
}

#endif
