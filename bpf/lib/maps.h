/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map, named and shaped as abi.h says. Hashes whose elements are many and mostly unused are not preallocated.
 * The loader changes value_size of membership and vector (axo_vector_bits / 8) and nothing else.
 */
#ifndef AXO_LIB_MAPS_H
#define AXO_LIB_MAPS_H

#include "config.h"

#define AXO_MAX_LOST 16384
#define AXO_MAX_METRICS ((AXO_EGRESS + 1) << 8)

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_IPCACHE);
	__type(key, struct axo_ipcache_key);
	__type(value, struct axo_ipcache_value);
} ipcache SEC(".maps");

struct axo_address {
	__u8 bytes[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_IPCACHE);
	__type(key, struct axo_address);
	__type(value, struct axo_ipcache_value);
} ipcache_host SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_SLOTS);
	__type(key, __u32);
	__type(value, __u32);
} identity_slot SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, AXO_MAX_SLOTS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, AXO_VECTOR_BITS_MIN / 8);
} membership SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, AXO_MAX_VECTORS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, AXO_VECTOR_BITS_MIN / 8);
} vector SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_ROWS);
	__type(key, struct axo_policy_key);
	__type(value, struct axo_row);
} policy_port SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_ROWS);
	__type(key, struct axo_policy_key);
	__type(value, struct axo_row);
} policy SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_ROWS);
	__type(key, __u32);
	__type(value, struct axo_row);
} policy_more SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_POLICIES);
	__type(key, __u32);
	__type(value, struct axo_policy_head);
} policy_head SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, AXO_MAX_ENDPOINTS);
	__type(key, __u32);
	__type(value, __u32);
} endpoint_policy SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2 * AXO_MAX_ENDPOINTS); /* one of each family */
	__type(key, struct axo_address);
	__type(value, struct axo_endpoint);
} endpoint SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, AXO_MAX_ENDPOINTS);
	__type(key, __u32);
	__type(value, struct axo_endpoint);
} endpoint_dev SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, AXO_MAX_CT_NEW);
	__type(key, struct axo_ct_key);
	__type(value, struct axo_ct_value);
} ct_new SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, AXO_MAX_CT_EST);
	__type(key, struct axo_ct_key);
	__type(value, struct axo_ct_value);
} ct_est SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, AXO_MAX_FRAGMENTS);
	__type(key, struct axo_frag_key);
	__type(value, struct axo_frag_value);
} frag SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_SERVICES);
	__type(key, struct axo_service_key);
	__type(value, struct axo_service_value);
} service SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_BACKENDS);
	__type(key, struct axo_backend_key);
	__type(value, struct axo_backend_value);
} backend SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, AXO_MAX_SOCK_REVERSE);
	__type(key, struct axo_sock_reverse_key);
	__type(value, struct axo_sock_reverse_value);
} sock_reverse SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_COUNTERS);
	__type(key, struct axo_counter_key);
	__type(value, struct axo_count);
} counters SEC(".maps");

/* Indexed by an axo_metric_key read as a word. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, AXO_MAX_METRICS);
	__type(key, __u32);
	__type(value, struct axo_count);
} metrics SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, AXO_MAX_LOST);
	__type(key, struct axo_lost_key);
	__type(value, __u64);
} events_lost SEC(".maps");

/*
 * The datapath's own: when the next event (or connection) of an endpoint would be due if it kept exactly to its rate, in
 * CLOCK_MONOTONIC ns. One word is a whole token bucket: how far it lies ahead of now is what has been spent.
 */
struct axo_bucket {
	__u64 event_due_ns;
	__u64 connection_due_ns;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, AXO_MAX_ENDPOINTS);
	__type(key, __u32);
	__type(value, struct axo_bucket);
} event_bucket SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct axo_config);
} config SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, AXO_RING_BYTES);
} events_verdict SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, AXO_RING_BYTES);
} events_trace SEC(".maps");

#endif
