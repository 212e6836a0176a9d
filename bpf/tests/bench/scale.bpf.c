// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The lookup of a verdict, and the whole way of a packet into a pod, in worlds of different sizes. Keys are drawn from the whole world, or
 * most of them from a few flows. With AXT_COUNT the same code counts its steps: every map that it asks, and every basic block that it enters.
 */
#include "../../lib/compiler.h"
#include "scale.h"

#ifdef AXT_COUNT
struct axt_steps axt_steps;

static __u64 lookups, blocks;

/* Called by what the compiler puts at the start of each basic block. Hidden: to the verifier a part of its callers. */
__hidden __attribute__((no_sanitize("coverage"), noinline, used)) void __sanitizer_cov_trace_pc(void)
{
	blocks++;
}

#define bpf_map_lookup_elem(map, key) (lookups++, bpf_map_lookup_elem(map, key))
#define AXT_UNCOUNTED __attribute__((no_sanitize("coverage")))
#else
#define AXT_UNCOUNTED
#endif

#include "../../lib/datapath.h"

/* Sizes of the world. */
volatile const __u32 axt_identities = 1;
volatile const __u32 axt_policies = 1;
volatile const __u32 axt_endpoints = 1;
volatile const __u32 axt_ports = 1;
volatile const __u32 axt_flows = 1;
/* Keys of ten that are those of axt_flows flows; the others are drawn from the whole world. */
__u32 axt_tenths;
/* Flows so far that are none of these: a packet of another is the first of its connection. */
__u32 axt_next_flow;

/* As good as random, and the same for the same number (the finalizer of MurmurHash3). */
AXO_INLINE __u32 mixed(__u32 number)
{
	number = (number ^ number >> 16) * 0x85ebca6b;
	number = (number ^ number >> 13) * 0xc2b2ae35;
	return number ^ number >> 16;
}

AXO_INLINE __u32 draw_flow(void)
{
	if (bpf_get_prandom_u32() % 10 < axt_tenths)
		return bpf_get_prandom_u32() % axt_flows;
	return axt_flows + axt_next_flow++;
}

AXO_INLINE void draw(struct axo_judgement *judgement, __u32 *port)
{
	__u32 flow = draw_flow();

	judgement->peer_identity = AXT_FIRST_IDENTITY + mixed(flow) % axt_identities;
	judgement->policy_id = 1 + mixed(flow + 0x40000000) % axt_policies;
	judgement->direction = AXO_INGRESS;
	*port = bpf_htons(AXT_FIRST_PORT + mixed(flow + 0x80000000) % axt_ports);
}

AXO_INLINE void begin_steps(void)
{
#ifdef AXT_COUNT
	lookups = blocks = 0;
#endif
}

AXO_INLINE void end_steps(void)
{
#ifdef AXT_COUNT
	if (!axt_steps.runs++) {
		axt_steps.lookups_least = lookups;
		axt_steps.blocks_least = blocks;
	}
	axt_steps.lookups_least = lookups < axt_steps.lookups_least ? lookups : axt_steps.lookups_least;
	axt_steps.lookups_most = lookups > axt_steps.lookups_most ? lookups : axt_steps.lookups_most;
	axt_steps.blocks_least = blocks < axt_steps.blocks_least ? blocks : axt_steps.blocks_least;
	axt_steps.blocks_most = blocks > axt_steps.blocks_most ? blocks : axt_steps.blocks_most;
#endif
}

SEC("tc")
int scale_empty(struct __sk_buff *skb)
{
	return 0;
}

SEC("tc")
int scale_draw(struct __sk_buff *skb)
{
	struct axo_judgement judgement = {};
	__u32 port;

	draw(&judgement, &port);
	return (judgement.peer_identity ^ judgement.policy_id ^ port) == 0xffffffff;
}

/* Returns the reason: 0 when the row allows. */
SEC("tc")
AXT_UNCOUNTED
int scale_judge(struct __sk_buff *skb)
{
	struct axo_judgement judgement = {};
	__u32 port, reason;

	draw(&judgement, &port);
	begin_steps();
	reason = axo_judge(&judgement, IPPROTO_TCP, port);
	end_steps();
	return reason;
}

/* --- packets */

/* What follows each other in a packet from its source address on. */
struct ends {
	__be32 source;
	__be32 destination;
	__be16 sport;
	__be16 dport;
};

/* Makes the packet one of a drawn flow; returns the device of the pod that it is for. */
AXO_INLINE __u32 draw_packet(struct __sk_buff *skb)
{
	__u32 flow = draw_flow(), endpoint = mixed(flow + 0x40000000) % axt_endpoints;
	struct ends ends = {
		.source = bpf_htonl(AXT_PEER_ADDRESS + mixed(flow) % axt_identities),
		.destination = bpf_htonl(AXT_POD_ADDRESS + endpoint),
		.sport = flow,
		.dport = bpf_htons(AXT_FIRST_PORT + mixed(flow + 0x80000000) % axt_ports),
	};

	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, saddr), &ends, sizeof(ends), 0);
	return AXT_FIRST_DEVICE + endpoint;
}

SEC("tc")
int scale_draw_packet(struct __sk_buff *skb)
{
	return draw_packet(skb) == 0;
}

SEC("tc")
AXT_UNCOUNTED
int scale_packet(struct __sk_buff *skb)
{
	__u32 device = draw_packet(skb);
	int action;

	begin_steps();
	action = axo_way_to_pod(skb, axo_endpoint_at(device));
	end_steps();
	return action;
}

/* --- what memory alone takes */

/* As many kilobytes as there are identities, each line naming the next: one read, where it is not known before the one before has come. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, AXO_MAX_SLOTS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, AXO_VECTOR_BITS_MAX / 8);
} chain SEC(".maps");

__u32 axt_link;

SEC("tc")
int scale_read(struct __sk_buff *skb)
{
	__u32 link = axt_link;
	__u32 *next = bpf_map_lookup_elem(&chain, &link);

	if (!next)
		return 1;
	axt_link = *next;
	return 0;
}

char axo_license[] SEC("license") = "Dual BSD/GPL";
