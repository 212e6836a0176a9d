// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The lookup of a verdict in worlds of different sizes. Keys are drawn from the whole world, or most of them from a few flows. With
 * AXT_COUNT the same code counts its steps: every map that it asks, and every basic block that it enters.
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

#include "../../lib/policy.h"

#define FIRST_IDENTITY 256
#define FIRST_PORT 1000

/* Sizes of the world. */
volatile const __u32 axt_identities = 1;
volatile const __u32 axt_policies = 1;
volatile const __u32 axt_ports = 1;
/* Nine keys of ten are those of this many flows; 0: every key is drawn from the whole world. */
__u32 axt_flows;

/* As good as random, and the same for the same number (the finalizer of MurmurHash3). */
AXO_INLINE __u32 mixed(__u32 number)
{
	number = (number ^ number >> 16) * 0x85ebca6b;
	number = (number ^ number >> 13) * 0xc2b2ae35;
	return number ^ number >> 16;
}

AXO_INLINE void draw(struct axo_judgement *judgement, __u32 *port)
{
	__u32 flow = bpf_get_prandom_u32();

	if (axt_flows && bpf_get_prandom_u32() % 10)
		flow %= axt_flows;
	judgement->peer_identity = FIRST_IDENTITY + mixed(flow) % axt_identities;
	judgement->policy_id = 1 + mixed(flow + 1) % axt_policies;
	judgement->direction = AXO_INGRESS;
	*port = bpf_htons(FIRST_PORT + mixed(flow + 2) % axt_ports);
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
#ifdef AXT_COUNT
	lookups = blocks = 0;
#endif
	reason = axo_judge(&judgement, IPPROTO_TCP, port);
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
	return reason;
}

char axo_license[] SEC("license") = "Dual BSD/GPL";
