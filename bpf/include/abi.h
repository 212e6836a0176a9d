/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one contract between the datapath, the loader and the agent: keys, values and events, byte for byte.
 *
 * Every struct here is spelt with explicit padding, so that its BTF layout is the same for every compiler; bpf/gen/layout.json is
 * made from that BTF and both sides compare it when they meet. Integers are in host order unless their type is __be16 or __be32.
 * Addresses are 16 bytes; an IPv4 address is its v4-mapped form (::ffff:a.b.c.d), so that one map and one code path serve both families.
 *
 * Derived maps (rebuilt from desired state) may change freely with AXO_ABI_VERSION. Observed maps (ct_new, ct_est, sock_reverse)
 * have frozen keys, a version byte and spare bytes: see axo_ct_value.
 */
#ifndef AXO_ABI_H
#define AXO_ABI_H

#define AXO_ABI_VERSION 2

/* Capacities. A full derived map refuses the batch that would overflow it; LRU maps evict. */
#define AXO_MAX_ENDPOINTS 4096		/* endpoint ids 1..4095; 0 is nobody */
#define AXO_MAX_SLOTS 65536		/* membership vectors, one an identity; slot 0 belongs to identity 0 (unknown) */
#define AXO_MAX_VECTORS 4096		/* interned bit sets too long for a segment */
#define AXO_MAX_ROWS 262144
#define AXO_MAX_POLICIES 16384
#define AXO_MAX_IPCACHE 262144 /* single addresses, and as many prefixes */
#define AXO_MAX_CT_NEW 65536
#define AXO_MAX_CT_EST 262144
#define AXO_MAX_FRAGMENTS 8192
#define AXO_MAX_SERVICES 65536
#define AXO_MAX_BACKENDS 262144
#define AXO_MAX_SOCK_REVERSE 65536
#define AXO_MAX_COUNTERS 131072
#define AXO_RING_BYTES (4 * 1024 * 1024) /* each of the two rings */

/* Widths a vector can have, in bits; chosen when the programs are loaded. */
#define AXO_VECTOR_BITS_MIN 512
#define AXO_VECTOR_BITS_MID 2048
#define AXO_VECTOR_BITS_MAX 8192

/* The workload's direction, in Hubble's numbers (flow.TrafficDirection). */
enum axo_direction {
	AXO_INGRESS = 1,
	AXO_EGRESS = 2,
};

/* Reserved identities that the datapath itself must know. */
enum axo_identity {
	AXO_ID_UNKNOWN = 0,
	AXO_ID_HOST = 1,
	AXO_ID_WORLD = 2,
	AXO_ID_REMOTE_NODE = 6,
	AXO_ID_KUBE_APISERVER = 7, /* in the cluster: the address of a node */
	AXO_ID_WORLD_IPV4 = 9,
	AXO_ID_WORLD_IPV6 = 10,
};

enum axo_action {
	AXO_ACTION_NONE = 0, /* no segment matched: the policy's default decides */
	AXO_ACTION_ALLOW = 1,
	AXO_ACTION_DENY = 2,
	AXO_ACTION_REDIRECT = 3, /* to the proxy; segment.rules names the rule set */
};

/* --- who is the peer ------------------------------------------------------------------------------------------------- */

/* ipcache_host: HASH 16-byte address -> axo_ipcache_value, for single addresses; ipcache: LPM_TRIE -> the same, for prefixes, asked when there
 * is none of the address itself. prefixlen counts bits of addr, so an IPv4 /n is 96 + n. No entry: the world. */
struct axo_ipcache_key {
	__u32 prefixlen;
	__u8 addr[16];
};

enum axo_ipcache_flags {
	/* This node's own address or pod range: as a source it may never come in at the uplink. */
	AXO_IPCACHE_LOCAL = 1 << 0,
};

struct axo_ipcache_value {
	__u32 identity;
	__u16 flags;	     /* enum axo_ipcache_flags */
	__u8 encrypt_key;    /* 0: not encrypted */
	__u8 pad;
	__u8 tunnel[16];     /* the node behind which the address lives; all zero: native routing */
};

/* identity_slot: HASH __u32 identity -> __u32 slot.
 * membership: ARRAY slot -> vector of AXO_VECTOR_BITS bits, little-endian 64-bit words, mmapable; bit i set: selector i picks the
 * identity; bit 0 (everyone) is set in each. Written by atomic 64-bit stores only.
 * vector: ARRAY index -> the same shape; interned bit sets of segments. */

/* --- what does the policy say ------------------------------------------------------------------------------------------ */

/*
 * policy_port: HASH -> axo_row, for rows of one port, prefixlen 64; policy: LPM_TRIE -> axo_row, for all that are shorter, asked when
 * there is none of the port itself. Bits count from policy_id on: 40 = every protocol and port, 48 = one protocol, 48 + n = a port prefix
 * of n bits. The port is the destination port; for ICMP and ICMPv6 the message type (0..255). A longer prefix's row holds
 * what shorter ones contribute, so the first hit decides. Protocol is the IP protocol number, 0 in rows for every protocol.
 */
struct axo_policy_key {
	__u32 prefixlen;
	__be32 policy_id;
	__u8 direction; /* enum axo_direction */
	__u8 protocol;
	__be16 port;
};

#define AXO_POLICY_PREFIX_ANY 40
#define AXO_POLICY_PREFIX_PROTOCOL 48
#define AXO_POLICY_PREFIX_PORT 64

#define AXO_MAX_ROW_CHAIN 31 /* rows joined by `next`: 248 segments, so that none has the number AXO_SEGMENT_DEFAULT */
#define AXO_SEGMENT_BITS 8
#define AXO_SEGMENT_VECTOR 0xff /* nbits of a segment whose set is in `vector` */
#define AXO_ROW_SEGMENTS 8

/* One step of a row: when any of its bits is set in the peer's vector, its action is the verdict. */
struct axo_segment {
	__u8 action;  /* enum axo_action */
	__u8 nbits;   /* 0..AXO_SEGMENT_BITS, or AXO_SEGMENT_VECTOR */
	__u16 rules;  /* for AXO_ACTION_REDIRECT: number of the rule set within the policy; else 0 */
	__u32 vector; /* index in `vector` when nbits is AXO_SEGMENT_VECTOR */
	__u16 bits[AXO_SEGMENT_BITS];
};

/*
 * The verdict for one {policy, direction, protocol, port prefix}: segments in order, first match wins. More than fit go on in
 * `policy_more` at `next`. `shadow` is the row (in `policy_more`) of the full set when audited policies are left out of this one;
 * where that row denies and this one does not, the verdict is AUDIT. Where no segment of the shadow matches, the default of policy_head
 * decides there, too: a default deny that only audited policies bring is a last segment {DENY, bit 0}.
 * A row that names a row, a vector or a bit which is not there denies, as 165.
 */
struct axo_row {
	__u32 id;	/* unique within its policy id; named in events and counters */
	__u32 next;	/* 0: none */
	__u32 shadow;	/* 0: none */
	__u8 nsegments; /* 0..AXO_ROW_SEGMENTS */
	__u8 pad[3];
	struct axo_segment segments[AXO_ROW_SEGMENTS];
};
/* policy_more: HASH __u32 index -> axo_row. Indexes are not reused while an older row may still name them. */

/* policy_head: HASH __u32 policy id -> axo_policy_head. Policy ids are never reused; 0 means "nothing known yet": dropped as 165. */
enum axo_policy_flags {
	AXO_POLICY_ENFORCE_INGRESS = 1 << 0, /* no segment matched: deny; else allow */
	AXO_POLICY_ENFORCE_EGRESS = 1 << 1,
	AXO_POLICY_AUDIT = 1 << 2, /* endpoint-wide audit: a deny becomes AUDIT */
};

struct axo_policy_head {
	__u32 flags; /* enum axo_policy_flags */
	__u32 pad;
};
/* endpoint_policy: ARRAY endpoint id -> __u32 policy id, mmapable; the flip is one atomic 32-bit store. */

/* --- endpoints --------------------------------------------------------------------------------------------------------- */

enum axo_endpoint_flags {
	AXO_ENDPOINT_IPV4 = 1 << 0,
	AXO_ENDPOINT_IPV6 = 1 << 1,
};

/* endpoint: HASH 16-byte address -> axo_endpoint (both families name the same endpoint).
 * endpoint_dev: HASH __u32 ifindex of the node-side veth -> axo_endpoint. */
struct axo_endpoint {
	__u32 ifindex; /* node-side veth */
	__u16 id;
	__u16 flags; /* enum axo_endpoint_flags */
	__u32 identity;
	__be32 ipv4;
	__u8 ipv6[16];
	__u8 mac[6];	  /* the pod's own: a frame from it must carry it as source */
	__u8 node_mac[6]; /* the node-side veth's */
};

/* --- conntrack (observed: frozen keys) -------------------------------------------------------------------------------------- */

/*
 * ct_new, ct_est: LRU_HASH. One key for both ways of a connection: it is told from the endpoint's side (its own address is implied by
 * endpoint_id and the peer's family), so one lookup finds it for a packet in either direction and the entry of one
 * endpoint is never a ticket for another. Who opened it stands in the value (AXO_CT_INGRESS): a packet the other way is a reply.
 * A TCP SYN without ACK against the opener's direction is no reply but a new connection, and judged as one.
 *
 * ICMP echo: local_port is the identifier, peer_port is 0 when the endpoint asked and 1 when the peer did.
 */
struct axo_ct_key {
	__u8 peer[16];
	__be16 local_port;
	__be16 peer_port;
	__u16 endpoint_id;
	__u8 protocol;
	__u8 cluster;	/* cluster of the peer when meshed; 0 */
	__u32 scope;	/* index of the local address for an endpoint that has many (the node); 0 for pods */
};

enum axo_ct_flags {
	AXO_CT_INGRESS = 1 << 0,     /* opened towards the endpoint; else opened by it */
	AXO_CT_REPLY_SEEN = 1 << 1,
	AXO_CT_ESTABLISHED = 1 << 2, /* TCP: handshake done; others: a reply was seen */
	AXO_CT_FIN_FORWARD = 1 << 3,
	AXO_CT_FIN_REPLY = 1 << 4,
	AXO_CT_RST = 1 << 5,
};

#define AXO_CT_VERSION 1

/*
 * ticket is one 64-bit word, stored and loaded whole, so that a verdict is never paired with another policy's id:
 *   policy id << 32 | verdict (enum axo_action) << 28 | peer identity (28 bits; the widest in use has 26).
 * It holds while both policy id and identity are the current ones; otherwise the flow is judged again, with the opener's tuple.
 */
struct axo_ct_value {
	__u64 ticket;
	__u64 expires_ns;     /* CLOCK_MONOTONIC, bpf_ktime_get_ns(); an entry past it counts as absent */
	__u64 reported_ns[2]; /* last trace event: opener's direction, replies */
	__u64 packets[2];     /* opener's direction, replies */
	__u64 bytes[2];
	__u32 flags;	    /* enum axo_ct_flags */
	__u8 tcp_flags[2];  /* all flags seen, each way */
	__u8 version;	    /* AXO_CT_VERSION */
	__u8 pad;
	__u32 service;	    /* reverse NAT index; 0: none */
	__u8 spare[20];
};

/* frag: LRU_HASH axo_frag_key -> axo_frag_value: later fragments get the ports of the first. */
struct axo_frag_key {
	__u8 src[16];
	__u8 dst[16];
	__u32 id; /* IPv4: 16-bit identification; IPv6: fragment header's */
	__u16 endpoint_id;
	__u8 protocol;
	__u8 pad;
};

struct axo_frag_value {
	__be16 sport;
	__be16 dport;
};

/* --- services at the socket ---------------------------------------------------------------------------------------------------- */

/* service: HASH -> axo_service_value. A change writes the backends of a new id, then replaces this one value. */
struct axo_service_key {
	__u8 addr[16];
	__be16 port;
	__u8 protocol; /* IPPROTO_TCP or IPPROTO_UDP */
	__u8 pad;
};

struct axo_service_value {
	__u32 id;
	__u32 count; /* backends in slots 0..count-1; 0: connect fails with ECONNREFUSED */
};

/* backend: HASH -> axo_backend_value. */
struct axo_backend_key {
	__u32 service_id;
	__u32 slot;
};

struct axo_backend_value {
	__u8 addr[16];
	__be16 port;
	__u16 pad;
};

/* sock_reverse: LRU_HASH -> axo_sock_reverse_value: what getpeername and recvmsg say instead of the backend. */
struct axo_sock_reverse_key {
	__u64 cookie;
	__u8 addr[16];
	__be16 port;
	__u16 pad[3];
};

struct axo_sock_reverse_value {
	__u8 addr[16];
	__be16 port;
	__u16 pad;
};

/* --- counters ------------------------------------------------------------------------------------------------------------------------ */

#define AXO_SEGMENT_DEFAULT 0xff /* the policy's default decided, no segment */

/* counters: PERCPU_HASH -> axo_count. Packets judged (new flows, re-judged ones and drops), by what decided. */
struct axo_counter_key {
	__u32 policy_id;
	__u32 row;	/* 0 with AXO_SEGMENT_DEFAULT when there was no row */
	__u8 segment;	/* index in the row (over policy_more), or AXO_SEGMENT_DEFAULT */
	__u8 direction; /* enum axo_direction */
	__u8 pad[2];
};

/* metrics: PERCPU_ARRAY -> axo_count; the index is the key read as a word. reason 0: forwarded. */
#define AXO_METRIC_UNCOUNTED 255 /* a reason: what `counters` or `events_lost`, being full, had no place for */
struct axo_metric_key {
	__u8 reason;	/* reasons.def */
	__u8 direction; /* enum axo_direction */
	__u8 pad[2];
};

struct axo_count {
	__u64 packets;
	__u64 bytes;
};

/* events_lost: PERCPU_HASH -> __u64: events not sent because the endpoint's bucket was empty or the ring was full. */
struct axo_lost_key {
	__u16 endpoint_id;
	__u8 type;   /* enum axo_event_type */
	__u8 reason; /* drops: the reason; else 0 */
};

/* --- events ---------------------------------------------------------------------------------------------------------------------------- */

/* Hubble's message types. */
enum axo_event_type {
	AXO_EVENT_DROP = 1,
	AXO_EVENT_TRACE = 4,
	AXO_EVENT_VERDICT = 5,
};

/* Hubble's trace observation points, for AXO_EVENT_TRACE. */
enum axo_trace_point {
	AXO_TRACE_TO_ENDPOINT = 0,
	AXO_TRACE_TO_HOST = 2,
	AXO_TRACE_TO_STACK = 3,
	AXO_TRACE_TO_OVERLAY = 4,
	AXO_TRACE_FROM_ENDPOINT = 5,
};

/* Hubble's trace reasons: what conntrack knew. */
enum axo_ct_state {
	AXO_CT_STATE_UNKNOWN = 0,
	AXO_CT_STATE_NEW = 1,
	AXO_CT_STATE_ESTABLISHED = 2,
	AXO_CT_STATE_REPLY = 3,
	AXO_CT_STATE_RELATED = 4,
};

enum axo_event_flags {
	AXO_EVENT_AUDIT = 1 << 0, /* not denied, although the full set of policies denies */
};

#define AXO_NO_BIT 0xffff

/*
 * Drops and verdicts go to events_verdict, traces to events_trace. Addresses, ports and identities are the packet's (source first),
 * not the opener's; direction is that of the connection at this endpoint, so a reply (ct_state) goes against it.
 * policy_id, row, segment and bit name what decided; with AXO_SEGMENT_DEFAULT it was the policy's default. A denial by policy (133, 181) is told as a
 * verdict and as a drop. A verdict with AXO_EVENT_AUDIT has subtype ALLOW, which was done, and names what would have denied, with action DENY.
 */
struct axo_event {
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u8 type;     /* enum axo_event_type */
	__u8 subtype;  /* drop: reason (reasons.def); trace: axo_trace_point; verdict: axo_action */
	__u8 direction;
	__u8 family; /* 4 or 6; 0: not IP */
	__u8 protocol;
	__u8 tcp_flags;
	__u8 icmp_type;
	__u8 icmp_code;
	__u16 endpoint_id; /* the endpoint whose policy judged */
	__u8 ct_state;	   /* enum axo_ct_state */
	__u8 flags;	   /* enum axo_event_flags */
	__u32 length;	   /* bytes of the packet from its MAC header on */
	__u32 src_identity;
	__u32 dst_identity;
	__u32 policy_id;
	__u32 row;
	__u8 segment;
	__u8 action; /* enum axo_action of the segment or default; 0 when no policy was asked */
	__u16 bit;   /* the selector that matched, or AXO_NO_BIT */
	__u32 ifindex;
	__u8 src[16];
	__u8 dst[16];
	__be16 sport;
	__be16 dport;
	__u8 src_mac[6];
	__u8 dst_mac[6];
};

/* --- run-time switches -------------------------------------------------------------------------------------------------------------- */

/* config: ARRAY of one. Everything that may change without loading programs again. */
struct axo_config {
	__u32 world_ipv4;     /* identity of an IPv4 source or destination without an ipcache entry: 2, or 9 in dual stack */
	__u32 world_ipv6;     /* 2 or 10 */
	__u32 trace_interval_ms; /* medium level: at most one trace per flow and direction in this time; 0: every packet */
	__u32 event_rate;     /* drops and verdicts an endpoint may send per second; burst is the same; 0: no bound */
	__u32 ct_new_rate;    /* new connections an endpoint may open or receive per second; burst is 1/4 of ct_new; 0: no bound */
	__u32 pad;
};

#endif
