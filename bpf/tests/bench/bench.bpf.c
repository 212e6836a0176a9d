// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is measured: the datapath's own code, in programs that give it other keys at each run. Each has a twin that does all but the
 * thing measured.
 */
#include "../../prog/axoneme.bpf.c"

/* Sizes of the world that keys are drawn from. */
volatile const __u32 bench_identities = 1;
volatile const __u32 bench_policies = 1;
volatile const __u32 bench_ports = 1;

#define BENCH_FIRST_IDENTITY 256
#define BENCH_FIRST_PORT 1000

SEC("tc")
int bench_empty(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

AXO_INLINE void bench_draw_key(struct axo_judgement *judgement, __u32 *port)
{
	__u32 random = bpf_get_prandom_u32();

	judgement->peer_identity = BENCH_FIRST_IDENTITY + bpf_get_prandom_u32() % bench_identities;
	judgement->policy_id = 1 + (random & 0xffff) % bench_policies;
	judgement->direction = AXO_INGRESS;
	*port = bpf_htons(BENCH_FIRST_PORT + (random >> 16) % bench_ports);
}

SEC("tc")
int bench_draw(struct __sk_buff *skb)
{
	struct axo_judgement judgement = {};
	__u32 port;

	bench_draw_key(&judgement, &port);
	return (judgement.peer_identity ^ judgement.policy_id ^ port) == 0xffffffff;
}

/* Returns the reason: 0 when the row allows. */
SEC("tc")
int bench_judge(struct __sk_buff *skb)
{
	struct axo_judgement judgement = {};
	__u32 port;

	bench_draw_key(&judgement, &port);
	return axo_judge(&judgement, IPPROTO_TCP, port);
}

/* Another source port, and the hop taken at the last run given back. */
AXO_INLINE void bench_renew_packet(struct __sk_buff *skb)
{
	__u16 port = bpf_get_prandom_u32();
	__u8 ttl = 64;

	bpf_skb_store_bytes(skb, ETH_HLEN + sizeof(struct iphdr), &port, sizeof(port), 0);
	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, ttl), &ttl, sizeof(ttl), 0);
}

SEC("tc")
int bench_renew(struct __sk_buff *skb)
{
	bench_renew_packet(skb);
	return TC_ACT_OK;
}

SEC("tc")
int bench_miss_to_workload(struct __sk_buff *skb)
{
	bench_renew_packet(skb);
	return axo_way_to_workload(skb);
}

SEC("tc")
int bench_miss_from_workload(struct __sk_buff *skb)
{
	bench_renew_packet(skb);
	return axo_way_from_workload(skb);
}

/* The hop alone given back: the packet stays one of the same connection. */
SEC("tc")
int bench_rewind(struct __sk_buff *skb)
{
	__u8 ttl = 64;

	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, ttl), &ttl, sizeof(ttl), 0);
	return TC_ACT_OK;
}

SEC("tc")
int bench_hit_from_workload(struct __sk_buff *skb)
{
	__u8 ttl = 64;

	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, ttl), &ttl, sizeof(ttl), 0);
	return axo_way_from_workload(skb);
}
