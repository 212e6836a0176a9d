/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Connections, one key for both ways (tuple.h). New ones live in ct_new; those that were answered in ct_est, from
 * which new ones cannot drive them out.
 */
#ifndef AXO_LIB_CONNTRACK_H
#define AXO_LIB_CONNTRACK_H

#include <linux/errno.h>
#include "events.h"

/*
 * Lifetimes after the last packet. The public defaults of the reference datapath (bpf-ct-timeout-regular-tcp, -tcp-syn, -tcp-fin, -any);
 * above the 7200 s after which TCP keepalives begin (RFC 1122, 4.2.3.6), so that an idle connection with them is never forgotten.
 */
#define AXO_CT_TCP_NS (8000 * AXO_NSEC_PER_SEC)
#define AXO_CT_TCP_SYN_NS (60 * AXO_NSEC_PER_SEC)
#define AXO_CT_TCP_CLOSING_NS (10 * AXO_NSEC_PER_SEC)
#define AXO_CT_OTHER_NS (60 * AXO_NSEC_PER_SEC)

#define AXO_CT_BOTH_FIN (AXO_CT_FIN_FORWARD | AXO_CT_FIN_REPLY)
#define AXO_CT_CLOSING (AXO_CT_BOTH_FIN | AXO_CT_RST)
#define AXO_TICKET_VERDICT_SHIFT AXO_IDENTITY_BITS

/* A connection as found for one packet. */
struct axo_connection {
	struct axo_ct_value *entry; /* NULL: none that is alive */
	struct axo_ct_value *over; /* in ct_est, alive or not: its place is taken when the packet opens another */
	bool established; /* entry is in ct_est */
	bool reply; /* the packet goes against the opener's direction */
};

AXO_INLINE __u64 axo_ticket(const struct axo_judgement *judgement)
{
	__u8 verdict = judgement->reason ? AXO_ACTION_DENY : AXO_ACTION_ALLOW;

	return (__u64)judgement->policy_id << 32 | (__u32)verdict << AXO_TICKET_VERDICT_SHIFT |
	       judgement->peer_identity;
}

AXO_INLINE __u32 axo_ticket_identity(__u64 ticket)
{
	return (__u32)ticket & ((1U << AXO_IDENTITY_BITS) - 1);
}

AXO_INLINE bool axo_is_opening(const struct axo_packet *packet)
{
	return packet->protocol == IPPROTO_TCP && (packet->tcp_flags & (AXO_TCP_SYN | AXO_TCP_ACK)) == AXO_TCP_SYN;
}

AXO_INLINE __u64 axo_ct_lifetime_ns(__u8 protocol, __u32 flags)
{
	if (protocol != IPPROTO_TCP)
		return AXO_CT_OTHER_NS;
	/* One FIN alone is half a connection, which may go on sending for long. */
	if (flags & AXO_CT_RST || (flags & AXO_CT_BOTH_FIN) == AXO_CT_BOTH_FIN)
		return AXO_CT_TCP_CLOSING_NS;
	return flags & AXO_CT_ESTABLISHED ? AXO_CT_TCP_NS : AXO_CT_TCP_SYN_NS;
}

/* No key is in both tables for long. An entry past its time counts as absent. */
AXO_INLINE struct axo_connection axo_ct_find(const struct axo_ct_key *key, __u8 packet_direction, __u64 now)
{
	struct axo_connection found = { .entry = bpf_map_lookup_elem(&ct_est, key) };

	found.over = found.entry;
	found.established = found.entry && AXO_READ_ONCE(found.entry->expires_ns) > now;
	if (!found.established) {
		found.entry = bpf_map_lookup_elem(&ct_new, key);
		if (found.entry && AXO_READ_ONCE(found.entry->expires_ns) <= now)
			found.entry = NULL;
	}
	if (found.entry)
		found.reply = !(found.entry->flags & AXO_CT_INGRESS) != (packet_direction == AXO_EGRESS);
	return found;
}

/* A SYN against the opener's direction, or after a close, opens another connection of the same tuple. */
AXO_INLINE bool axo_ct_is_reopened(const struct axo_connection *found, const struct axo_packet *packet)
{
	return axo_is_opening(packet) && (found->reply || found->entry->flags & AXO_CT_CLOSING);
}

/* What a packet adds to the flags of its connection. */
AXO_INLINE __u32 axo_ct_flags_of(const struct axo_packet *packet, __u32 flags, bool reply)
{
	if (reply)
		flags |= AXO_CT_REPLY_SEEN;
	if (packet->protocol != IPPROTO_TCP)
		return flags & AXO_CT_REPLY_SEEN ? flags | AXO_CT_ESTABLISHED : flags;
	if (packet->tcp_flags & AXO_TCP_RST)
		return flags | AXO_CT_RST;
	if (packet->tcp_flags & AXO_TCP_FIN)
		flags |= reply ? AXO_CT_FIN_REPLY : AXO_CT_FIN_FORWARD;
	/* After an answer, whichever packet is not part of the handshake shows that there was one. */
	if (flags & AXO_CT_REPLY_SEEN && !(packet->tcp_flags & AXO_TCP_SYN))
		flags |= AXO_CT_ESTABLISHED;
	return flags;
}

/* Is this packet worth a trace: the first of its direction, one with new TCP flags, or the first in a while? */
AXO_INLINE bool axo_ct_is_news(const struct axo_ct_value *entry, const struct axo_packet *packet, bool reply, __u64 now)
{
	__u8 told = packet->tcp_flags & (AXO_TCP_SYN | AXO_TCP_FIN | AXO_TCP_RST);
	__u64 reported = entry->reported_ns[reply];
	struct axo_config *settings = axo_settings();

	if (!reported || !settings || told & ~entry->tcp_flags[reply])
		return true;
	return now - reported >= settings->trace_interval_ms * AXO_NSEC_PER_MSEC;
}

/* A packet of the connection went through. Says whether it is worth a trace. */
AXO_INLINE bool axo_ct_touch(struct axo_ct_value *entry, const struct axo_packet *packet, bool reply, __u64 now)
{
	__u32 flags = axo_ct_flags_of(packet, entry->flags, reply);
	bool news = axo_ct_is_news(entry, packet, reply, now);

	if (flags != entry->flags)
		__sync_fetch_and_or(&entry->flags, flags);
	if (packet->tcp_flags & ~entry->tcp_flags[reply])
		entry->tcp_flags[reply] |= packet->tcp_flags;
	if (news)
		entry->reported_ns[reply] = now;
	__sync_fetch_and_add(&entry->packets[reply], 1);
	__sync_fetch_and_add(&entry->bytes[reply], packet->length);
	AXO_WRITE_ONCE(entry->expires_ns, now + axo_ct_lifetime_ns(packet->protocol, flags));
	return news;
}

/*
 * Answered: moves to where new connections cannot evict it. Whoever comes second finds it there already, and must not overwrite it:
 * the entry that it holds may meanwhile have been given to another connection.
 */
AXO_INLINE void axo_ct_promote(const struct axo_ct_key *key, const struct axo_ct_value *entry)
{
	long error = bpf_map_update_elem(&ct_est, key, entry, BPF_NOEXIST);

	if (!error || error == -EEXIST)
		bpf_map_delete_elem(&ct_new, key);
	/* Else it stays where it is, and its next packet tries again. */
}

/*
 * A connection of the same key and opener's direction that is over becomes the next one where it stands, if its ticket holds for that, too.
 * Neither ticket nor direction is written: the entry may meanwhile have been given to another key.
 */
AXO_INLINE bool axo_ct_reopen(struct axo_ct_value *over, const struct axo_ct_value *next)
{
	if (AXO_READ_ONCE(over->ticket) != next->ticket || (over->flags & AXO_CT_INGRESS) != next->flags)
		return false;
	over->reported_ns[0] = next->reported_ns[0];
	over->reported_ns[1] = 0;
	over->packets[0] = next->packets[0];
	over->packets[1] = 0;
	over->bytes[0] = next->bytes[0];
	over->bytes[1] = 0;
	over->tcp_flags[0] = next->tcp_flags[0];
	over->tcp_flags[1] = 0;
	__sync_fetch_and_and(&over->flags, AXO_CT_INGRESS);
	AXO_WRITE_ONCE(over->expires_ns, next->expires_ns);
	return true;
}

/* `over`: a connection in ct_est, of the same key, that the new one takes the place of; NULL: none. */
AXO_GLOBAL int axo_ct_create(const struct axo_ct_key *key, const struct axo_packet *packet,
			     const struct axo_judgement *judgement, struct axo_ct_value *over, __u64 now)
{
	struct axo_ct_value value;

	if (!key || !packet || !judgement)
		return AXO_DROP_CT_INVALID;
	value = (struct axo_ct_value){
		.ticket = axo_ticket(judgement),
		.reported_ns = { now },
		.packets = { 1 },
		.bytes = { packet->length },
		.tcp_flags = { packet->tcp_flags },
		.version = AXO_CT_VERSION,
	};

	if (!axo_connection_affordable(judgement->endpoint_id, now))
		return AXO_DROP_CT_NO_SPACE;
	value.flags = axo_ct_flags_of(packet, judgement->direction == AXO_INGRESS ? AXO_CT_INGRESS : 0, false);
	value.expires_ns = now + axo_ct_lifetime_ns(packet->protocol, value.flags);
	if (over && axo_ct_reopen(over, &value))
		return AXO_REASON_NONE;
	if (over)
		bpf_map_delete_elem(&ct_est, key);
	return bpf_map_update_elem(&ct_new, key, &value, BPF_ANY) ? AXO_DROP_CT_INSERT : AXO_REASON_NONE;
}

#endif
