/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The verdict on one connection: who is the peer (identity -> slot -> vector), what does the policy say about this port (the port's
 * own row, else the row of the longest prefix), and which of the row's bits does the vector have?
 */
#ifndef AXO_LIB_POLICY_H
#define AXO_LIB_POLICY_H

#include "identity.h"

/* Whose policy judges a packet, as whose traffic, and what came of it. */
struct axo_judgement {
	__u32 policy_id;
	__u32 row;
	__u32 endpoint_identity;
	__u32 peer_identity;
	__u16 endpoint_id;
	__u16 bit;
	__u8 direction; /* of the connection: whose rules are asked */
	__u8 packet_direction; /* of the packet at hand: the other way in replies */
	__u8 segment;
	__u8 action;
	__u8 flags; /* enum axo_event_flags */
	__u8 reason; /* enum axo_reason: why it does not pass */
	__u8 ct_state;
	__u8 pad;
};

/* What a row answers: bit << 16 | segment << 8 | action, or one of these. */
#define AXO_MATCH_NONE 0xffffffff
#define AXO_MATCH_BROKEN 0xfffffffe /* it names a row, a vector or a bit that is not there */

/* A slot that no identity has: such a peer is picked by bit 0 alone, which picks everyone. */
#define AXO_SLOT_NONE 0xffffffff

AXO_INLINE __u32 axo_lowest_bit(__u64 word)
{
	__u32 bit = 0;

#pragma clang loop unroll(full)
	for (__u32 step = 32; step; step >>= 1) {
		if (!(word & ((1ULL << step) - 1))) {
			word >>= step;
			bit += step;
		}
	}
	return bit;
}

/* The first bit that the vector of a slot and an interned set have in common, or AXO_NO_BIT, or AXO_MATCH_BROKEN. */
AXO_GLOBAL __u32 axo_common_bit(__u32 slot, __u32 index)
{
	const __u64 *peer = bpf_map_lookup_elem(&membership, &slot);
	const __u64 *set = bpf_map_lookup_elem(&vector, &index);
	const __u32 words = AXO_VECTOR_WORDS;
	__u64 common;

	if (!set)
		return AXO_MATCH_BROKEN;
	if (!peer)
		return set[0] & 1 ? 0 : AXO_NO_BIT;
		/* Four words a step: where nothing is in common, which is the slow case, one branch is paid for all four. */
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < words; i += 4) {
		const __u64 *a = peer + i, *b = set + i;

		if (!((a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3])))
			continue;
#pragma clang loop unroll(full)
		for (__u32 j = 0; j < 4; j++) {
			common = a[j] & b[j];
			if (common)
				return (i + j) * 64 + axo_lowest_bit(common);
		}
	}
	return AXO_NO_BIT;
}

/* Four bit numbers of a segment, read as one word: the first in the lowest 16 bits. */
#define AXO_LANES 4
#define AXO_LANE_BITS 16

AXO_INLINE __u64 axo_lanes_of(const struct axo_segment *segment, __u32 group)
{
	__u64 lanes;

	__builtin_memcpy(&lanes, __builtin_assume_aligned(&segment->bits[group * AXO_LANES], sizeof(__u64)),
			 sizeof(lanes));
	return lanes;
}

AXO_INLINE __u32 axo_lane(__u64 lanes, __u32 i)
{
	return lanes >> (i * AXO_LANE_BITS) & 0xffff;
}

/* Which of four bits are in a vector: bit i for lane i. No branches: what a peer has is as good as random. */
AXO_INLINE __u32 axo_lanes_in(const __u64 *peer, __u64 lanes, __u32 bits)
{
	__u32 hits = 0;

#pragma clang loop unroll(full)
	for (__u32 i = 0; i < AXO_LANES; i++) {
		__u32 bit = axo_lane(lanes, i);

		hits |= (peer[bit >> 6 & (bits / 64 - 1)] >> (bit & 63) & 1) << i;
	}
	return hits;
}

/* Which of four bits are bit 0. */
AXO_INLINE __u32 axo_lanes_zero(__u64 lanes)
{
	__u32 hits = 0;

#pragma clang loop unroll(full)
	for (__u32 i = 0; i < AXO_LANES; i++)
		hits |= !axo_lane(lanes, i) << i;
	return hits;
}

/*
 * The first of a segment's bits that the peer has, or AXO_NO_BIT. A number beyond the vector's width must not be taken for
 * another within: such a row was written for programs of another width.
 */
AXO_INLINE __u32 axo_listed_bit(const struct axo_segment *segment, const __u64 *peer, __u32 bits)
{
	__u64 beyond = (0xffff & ~(bits - 1)) * 0x0001000100010001ULL;

#pragma clang loop unroll(full)
	for (__u32 group = 0; group < AXO_SEGMENT_BITS / AXO_LANES; group++) {
		__u64 lanes = axo_lanes_of(segment, group);
		__s32 used = segment->nbits - group * AXO_LANES;
		__u32 hits;

		if (used <= 0)
			break;
		if (lanes & beyond)
			return AXO_MATCH_BROKEN;
		hits = peer ? axo_lanes_in(peer, lanes, bits) : axo_lanes_zero(lanes);
		if (used < AXO_LANES)
			hits &= (1 << used) - 1;
		if (hits)
			return axo_lane(lanes, axo_lowest_bit(hits));
	}
	return AXO_NO_BIT;
}

/* The first segment of one row that has a bit of the peer. */
AXO_GLOBAL __u32 axo_match_row(const struct axo_row *row, __u32 slot)
{
	const __u64 *peer = bpf_map_lookup_elem(&membership, &slot);
	const __u32 bits = axo_vector_bits;

	if (!row)
		return AXO_MATCH_BROKEN;
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < AXO_ROW_SEGMENTS; i++) {
		const struct axo_segment *segment = &row->segments[i];
		__u32 bit;

		if (i >= row->nsegments)
			break;
		if (segment->nbits == AXO_SEGMENT_VECTOR)
			bit = axo_common_bit(slot, segment->vector);
		else
			bit = axo_listed_bit(segment, peer, bits);
		if (bit == AXO_MATCH_BROKEN)
			return AXO_MATCH_BROKEN;
		if (bit != AXO_NO_BIT)
			return bit << 16 | i << 8 | segment->action;
	}
	return AXO_MATCH_NONE;
}

/* The same over a row and those that it goes on in. */
AXO_GLOBAL __u32 axo_match(const struct axo_row *row, __u32 slot)
{
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < AXO_MAX_ROW_CHAIN; i++) {
		__u32 match, next;

		if (!row)
			return AXO_MATCH_BROKEN;
		match = axo_match_row(row, slot);
		if (match != AXO_MATCH_NONE)
			return match + (i * AXO_ROW_SEGMENTS << 8);
		next = row->next;
		if (!next)
			return AXO_MATCH_NONE;
		row = bpf_map_lookup_elem(&policy_more, &next);
	}
	return AXO_MATCH_BROKEN;
}

AXO_INLINE __u32 axo_slot_of(__u32 identity)
{
	__u32 *slot = identity == AXO_ID_UNKNOWN ? NULL : bpf_map_lookup_elem(&identity_slot, &identity);

	return slot ? *slot : AXO_SLOT_NONE;
}

AXO_INLINE bool axo_is_enforced(const struct axo_judgement *judgement, const struct axo_policy_head *head)
{
	return head->flags &
	       (judgement->direction == AXO_INGRESS ? AXO_POLICY_ENFORCE_INGRESS : AXO_POLICY_ENFORCE_EGRESS);
}

/* What a match says, or the default where there was none. A number that is no action is a denial. */
AXO_INLINE __u8 axo_action_of(const struct axo_judgement *judgement, const struct axo_policy_head *head, __u32 match)
{
	__u8 action = match;

	if (match == AXO_MATCH_NONE)
		return axo_is_enforced(judgement, head) ? AXO_ACTION_DENY : AXO_ACTION_ALLOW;
	return action == AXO_ACTION_ALLOW || action == AXO_ACTION_REDIRECT ? action : AXO_ACTION_DENY;
}

/* Why a packet does not pass. A peer that nobody knows is no affair of a policy which merely does not let everyone in. */
AXO_INLINE enum axo_reason axo_reason_of(__u8 action, __u32 match, __u32 slot)
{
	if (action == AXO_ACTION_ALLOW)
		return AXO_REASON_NONE;
	if (action == AXO_ACTION_REDIRECT)
		return AXO_DROP_NO_PROXY;
	if (match != AXO_MATCH_NONE)
		return AXO_DROP_POLICY_DENY;
	return slot == AXO_SLOT_NONE ? AXO_DROP_UNKNOWN_SENDER : AXO_DROP_POLICY;
}

/* Names what decided. */
AXO_INLINE void axo_name_cause(struct axo_judgement *judgement, const struct axo_row *row, __u32 match, __u8 action)
{
	judgement->row = row ? row->id : 0;
	judgement->segment = match == AXO_MATCH_NONE ? AXO_SEGMENT_DEFAULT : match >> 8;
	judgement->bit = match == AXO_MATCH_NONE ? AXO_NO_BIT : match >> 16;
	judgement->action = action;
}

/*
 * Passed, or sent to a proxy, by what is enforced: would the full set, with the audited policies, have denied it? Then that is what the event names.
 * A shadow that is not there says nothing; what is enforced does not hang on it.
 */
AXO_INLINE void axo_shadow(struct axo_judgement *judgement, const struct axo_policy_head *head, __u32 slot, __u32 index)
{
	const struct axo_row *row = bpf_map_lookup_elem(&policy_more, &index);
	__u32 match = axo_match(row, slot);

	if (match == AXO_MATCH_BROKEN || axo_action_of(judgement, head, match) != AXO_ACTION_DENY)
		return;
	axo_name_cause(judgement, row, match, AXO_ACTION_DENY);
	judgement->flags |= AXO_EVENT_AUDIT;
}

AXO_INLINE bool axo_is_denial(__u8 reason)
{
	return reason == AXO_DROP_POLICY || reason == AXO_DROP_POLICY_DENY || reason == AXO_DROP_UNKNOWN_SENDER;
}

/* By hash first: most rules name a port, and a trie gets deeper with each policy of the node. */
AXO_INLINE const struct axo_row *axo_row_of(const struct axo_judgement *judgement, __u8 protocol, __be16 port)
{
	struct axo_policy_key key = {
		.prefixlen = AXO_POLICY_PREFIX_PORT,
		.policy_id = bpf_htonl(judgement->policy_id),
		.direction = judgement->direction,
		.protocol = protocol,
		.port = port,
	};
	const struct axo_row *row;

	row = bpf_map_lookup_elem(&policy_port, &key);
	return row ? row : bpf_map_lookup_elem(&policy, &key);
}

/* All that the row alone does not say: defaults, denials, audits. */
AXO_INLINE enum axo_reason axo_judge_fully(struct axo_judgement *judgement, const struct axo_policy_head *head,
					   const struct axo_row *row, __u32 slot, __u32 match)
{
	__u8 action = axo_action_of(judgement, head, match);

	axo_name_cause(judgement, row, match, action);
	judgement->reason = axo_reason_of(action, match, slot);
	if (row && row->shadow && (!judgement->reason || judgement->reason == AXO_DROP_NO_PROXY))
		axo_shadow(judgement, head, slot, row->shadow);
	if (head->flags & AXO_POLICY_AUDIT && axo_is_denial(judgement->reason)) {
		judgement->reason = AXO_REASON_NONE;
		judgement->flags |= AXO_EVENT_AUDIT;
	}
	return judgement->reason;
}

/*
 * Judges by policy_id, direction and peer_identity, and fills in the rest; policy_id must be what endpoint_policy holds now.
 * Returns the reason.
 */
AXO_GLOBAL int axo_judge(struct axo_judgement *judgement, __u32 protocol, __u32 port_be)
{
	__u32 policy_id, slot, match = AXO_MATCH_NONE;
	const struct axo_policy_head *head;
	const struct axo_row *row;

	if (!judgement)
		return AXO_DROP_NO_POLICY;
	judgement->flags = 0;
	judgement->reason = AXO_DROP_NO_POLICY;
	axo_name_cause(judgement, NULL, AXO_MATCH_NONE, AXO_ACTION_NONE);
	policy_id = judgement->policy_id;
	if (!policy_id)
		return AXO_DROP_NO_POLICY;

	slot = axo_slot_of(judgement->peer_identity);
	row = axo_row_of(judgement, protocol, port_be);
	if (row)
		match = axo_match(row, slot);
	if (match == AXO_MATCH_BROKEN)
		return AXO_DROP_NO_POLICY;
	/* An allowing segment, the usual case, stands whatever the head says. */
	if (row && !row->shadow && (match & 0xff) == AXO_ACTION_ALLOW) {
		axo_name_cause(judgement, row, match, AXO_ACTION_ALLOW);
		judgement->reason = AXO_REASON_NONE;
		return AXO_REASON_NONE;
	}
	head = bpf_map_lookup_elem(&policy_head, &policy_id);
	if (!head)
		return AXO_DROP_NO_POLICY;
	return axo_judge_fully(judgement, head, row, slot, match);
}

AXO_INLINE __u32 axo_policy_of(__u32 endpoint_id)
{
	__u32 *policy_id = bpf_map_lookup_elem(&endpoint_policy, &endpoint_id);

	return policy_id ? AXO_READ_ONCE(*policy_id) : 0;
}

#endif
