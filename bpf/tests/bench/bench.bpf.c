// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is measured: the datapath's own code, in programs that give it other keys at each run. Each has a twin that does all but the
 * thing measured.
 */
#include "../../prog/axoneme.bpf.c"

/* Sizes of the world that keys are drawn from. */
volatile const __u32 bench_identities = 1;
volatile const __u32 bench_policies = 1;
volatile const __u32 bench_rows = 1;

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
	*port = bpf_htons(BENCH_FIRST_PORT + (random >> 16) % bench_rows);
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

/* The peer: a row for each identity and port of one endpoint, then one for every identity, both asked as the reference datapath does. */
struct bench_identity_key {
	__u32 prefixlen;
	__be32 identity;
	__u8 direction;
	__u8 protocol;
	__be16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 600000);
	__type(key, struct bench_identity_key);
	__type(value, __u64);
} bench_identity_rows SEC(".maps");

SEC("tc")
int bench_judge_identity_rows(struct __sk_buff *skb)
{
	struct axo_judgement judgement = {};
	struct bench_identity_key key = { .prefixlen = 64, .direction = AXO_INGRESS, .protocol = IPPROTO_TCP };
	__u64 *exact, *wildcard;
	__u32 port;

	bench_draw_key(&judgement, &port);
	key.port = port;
	key.identity = bpf_htonl(judgement.peer_identity);
	exact = bpf_map_lookup_elem(&bench_identity_rows, &key);
	key.identity = 0;
	wildcard = bpf_map_lookup_elem(&bench_identity_rows, &key);
	return !exact || wildcard;
}

/* Another connection: from another of 64 Ki peers and ports, or between other ports. */
AXO_INLINE void bench_renew_peer(struct __sk_buff *skb)
{
	__u32 random = bpf_get_prandom_u32();
	__u16 host = random;

	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, saddr) + 2, &host, sizeof(host), 0);
	host = random >> 16;
	bpf_skb_store_bytes(skb, ETH_HLEN + sizeof(struct iphdr), &host, sizeof(host), 0);
}

AXO_INLINE void bench_renew_ports(struct __sk_buff *skb)
{
	__u32 ports = bpf_get_prandom_u32();
	__u8 ttl = 64; /* given back what the run before took */

	bpf_skb_store_bytes(skb, ETH_HLEN + sizeof(struct iphdr), &ports, sizeof(ports), 0);
	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, ttl), &ttl, sizeof(ttl), 0);
}

SEC("tc")
int bench_peer(struct __sk_buff *skb)
{
	bench_renew_peer(skb);
	return TC_ACT_OK;
}

SEC("tc")
int bench_ports(struct __sk_buff *skb)
{
	bench_renew_ports(skb);
	return TC_ACT_OK;
}

SEC("tc")
int bench_miss_to_workload(struct __sk_buff *skb)
{
	bench_renew_peer(skb);
	return axo_way_to_workload(skb);
}

SEC("tc")
int bench_miss_from_workload(struct __sk_buff *skb)
{
	bench_renew_ports(skb);
	return axo_way_from_workload(skb);
}

/* A whole connection, a packet a run: SYN, SYN-ACK, ACK, a request, its answer, a reset. Each has ports of its own. */
#define BENCH_PACKETS 6
#define BENCH_FLAGS 0x141818101202 /* a byte each, from the lowest on */
#define BENCH_ANSWERS 0x12 /* a bit each: the second and the fifth */
#define BENCH_ALL_PORTS (10 * 65536)
#define BENCH_CLIENT_PORTS 16384 /* some half of Linux's range: so many it takes before one a second time */
__u32 bench_step;

AXO_INLINE __u32 bench_next_packet(struct __sk_buff *skb, __u32 connections)
{
	__u32 step = bench_step++, connection = step / BENCH_PACKETS % connections, at = step % BENCH_PACKETS;
	__u8 back = BENCH_ANSWERS >> at & 1, ttl = 64, flags = BENCH_FLAGS >> at * 8;
	__be16 client = connection * 40503, server = bpf_htons(BENCH_FIRST_PORT + (connection >> 16) % 10);
	struct {
		__u8 addresses[8];
		__be16 ports[2];
	} ends = { { 10, 0, 1, 10 + back, 10, 0, 1, 11 - back }, { back ? server : client, back ? client : server } };

	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, ttl), &ttl, sizeof(ttl), 0);
	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, saddr), &ends, sizeof(ends), 0);
	bpf_skb_store_bytes(skb, ETH_HLEN + sizeof(struct iphdr) + 13, &flags, sizeof(flags), 0);
	return 1 + back;
}

SEC("tc")
int bench_packets(struct __sk_buff *skb)
{
	return bench_next_packet(skb, BENCH_ALL_PORTS) > 2;
}

SEC("tc")
int bench_connections(struct __sk_buff *skb)
{
	__u32 device = bench_next_packet(skb, BENCH_ALL_PORTS);

	return axo_way_from_pod(skb, axo_endpoint_at(device));
}

SEC("tc")
int bench_connections_again(struct __sk_buff *skb)
{
	__u32 device = bench_next_packet(skb, BENCH_CLIENT_PORTS);

	return axo_way_from_pod(skb, axo_endpoint_at(device));
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
