/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loader's protocol: length-prefixed frames on a Unix stream socket, all integers little-endian, map keys and values as in abi.h.
 *
 * A connection starts with HELLO each way. A control connection then carries requests, answered in order, one answer (or
 * a run of AXO_FRAME_MORE frames, for dumps) for each; the next request is read when the answer has been taken. An event connection
 * carries EVENTS and LOST frames from the loader and nothing back (a byte sent there ends it). There is one: a newer one takes the place of an older, and gets
 * whole what that one did not take. At most 8 connections stand at a time. A refused HELLO ends its connection.
 * The peer's uid must be the one the loader was started for (--uid); others are closed unheard, and counted.
 *
 * Strings inside payloads: __u16 length, then that many bytes, no terminator ("str" below). Arrays are packed, no padding between
 * elements. A frame longer than AXO_FRAME_MAX is refused and ends the connection. A payload must end with its last field.
 */
#ifndef AXO_PROTOCOL_H
#define AXO_PROTOCOL_H

#define AXO_PROTOCOL_VERSION 2
#define AXO_FRAME_MAX (4u * 1024 * 1024)

struct axo_frame {
	__u32 length;	  /* bytes of payload after this header */
	__u16 type;	  /* enum axo_request; an answer has the request's type | AXO_ANSWER */
	__u16 flags;	  /* AXO_FRAME_MORE: further frames of this answer follow */
	__u32 request_id; /* chosen by the asker, repeated in the answer */
	__u32 error;	  /* answers: errno, 0 on success; requests: 0 */
};

#define AXO_ANSWER 0x8000
#define AXO_FRAME_MORE 1

/*
 * An answer with error != 0 has the payload: __u32 failing index (0xffffffff: none), str sentence (names the field and the
 * reason), str verifier log (may be empty). With error == 0 the payload is as said at each request.
 */
enum axo_request {
	/* __u32 version, __u32 role (1 control, 2 events), str build id, then layout text (str with __u32 length): lines "struct.field offset size\n",
	 * sorted, as in gen/layout.txt (at most 64 KiB), "" to skip the comparison (tools). Answer: the loader's own __u32 version, str build id, text layout. A differing line is refused:
	 * the sentence names the first struct.field that differs. */
	AXO_HELLO = 1,
	/* __u32 vector_bits (512, 2048 or 8192). Opens the object, sets sizes and read-only data, reuses pinned maps whose shape is the same (a derived map of
	 * another shape is made anew), loads, pins maps. Programs attached so far go on running, with the maps
	 * they were loaded with: after a change of vector_bits, fill `membership` and `vector` (as new, all zero), then ATTACH again; the old
	 * ones go with the last program that uses them. Observed maps of another shape are refused with EEXIST (another capacity is kept).
	 * A LOAD that fails changes nothing. Idempotent. Answer: __u32 1 if observed maps were found pinned, else 0. */
	AXO_LOAD = 2,
	/* __u8 kind (1 workload, 2 uplink, 3 cgroup), str device name or cgroup path. Attaches the loaded programs or swaps them into the
	 * pinned links, atomically. Workloads are devices of VETH_ADD only; an uplink is any other that --uplink allows, but not lo; the cgroup is
	 * "" for the loader's own (--cgroup, or the first cgroup2 mount), or that one's path. Answer: __u32 ifindex (0 for a cgroup). */
	AXO_ATTACH = 3,
	/* 4 is free: programs go with their device (VETH_DELETE) or all at once (UNINSTALL). */
	/* str map, __u32 key size, __u32 value size, __u32 count, keys, values. Every key written, or the failing index told (those before it are written).
	 * Per-CPU maps and rings cannot be written. membership, vector and endpoint_policy are written with AXO_VECTORS, AXO_BITS, AXO_FLIP. Answer: empty. */
	AXO_UPDATE = 5,
	/* str map, __u32 key size, __u32 count, keys. Also from per-CPU tables, but not from the array `metrics`. Absent keys are no error. Answer: __u32 number deleted. */
	AXO_DELETE = 6,
	/* str map ("membership" or "vector"), __u32 words a vector, __u32 count, then count x { __u32 index, __u64 words[] }: each word one atomic store. Answer: empty. */
	AXO_VECTORS = 7,
	/* __u32 count, then count x { __u32 slot, __u16 bit, __u8 set, __u8 pad }: atomic and/or on membership. Answer: empty. */
	AXO_BITS = 8,
	/* __u32 count, then count x { __u32 endpoint id, __u32 policy id }: one atomic 32-bit store each, in order. Answer: empty. */
	AXO_FLIP = 9,
	/* str map. Answer: frames of { __u32 key size, __u32 value size, __u32 count, count x { key, value } }; per-CPU values are summed as __u64 words.
	 * The last one, without AXO_FRAME_MORE, may be empty. What changes meanwhile may be seen or not, or twice.
	 * membership, vector, endpoint_policy: only entries that are not all zero. */
	AXO_DUMP = 10,
	/* 11 is free: an endpoint's connections are found by DUMP and taken away by DELETE. */
	/* str netns path, str node-side device name, str pod-side device name, __u32 mtu, __u8 addr4[4], __u8 has4, __u8 addr6[16], __u8 has6. Makes the veth pair with its peer in that namespace,
	 * addresses, link-scope gateway routes (169.254.1.1, fe80::1) and permanent neighbours on both sides, brings both and the pod's lo up, adds the node's host route. Idempotent: a
	 * device of that name that fits is kept, one of ours that does not is made anew, another's is refused with EEXIST. Answer: __u32 ifindex, __u8 pod mac[6], __u8 node mac[6]. */
	AXO_VETH_ADD = 12,
	/* str node-side device name. Removes links, pins and the device. Absent is no error. Answer: empty. */
	AXO_VETH_DELETE = 13,
	/* Answer: __u32 count, then count x { str device name, __u32 ifindex, __u8 attached }: every device that AXO_VETH_ADD made. */
	AXO_VETH_LIST = 14,
	/* __u32 count, then count x { __u8 prefix[16], __u8 bits (of the 128), __u8 via[16] }: routes to other nodes' pod ranges (protocol 0x61). Replaces the whole set: others of this
	 * protocol number are removed. Answer: empty. */
	AXO_ROUTES = 15,
	/* str pod CIDR v4 ("" none), str pod CIDR v6 ("" none), __u32 count of exempt prefixes, count x str CIDR, then __u32 count of host ports, count x { str CIDR of the
	 * node's addresses, str CIDR of the pod's (of which the address counts), __u16 port, __u16 pod port, __u8 protocol (6 or 17) }. Loads table inet axoneme: masquerades what leaves from the pod ranges to anything
	 * not exempt; sends what comes to a port of the node, and not from a pod of it, on to the pod. Atomic replacement; known connections go on as they began. Answer: empty. */
	AXO_MASQUERADE = 16,
	/* __u8 1 write, 0 remove. The CNI configuration list from the loader's own template. Answer: empty. */
	AXO_CNI_CONF = 17,
	/* Removes every pin, link, route, table, conf that the loader made; veths of running pods are left and named. Answer: __u32 count, count x str device left. */
	AXO_UNINSTALL = 18,
	/* Answer: str JSON: kernel features as probed, with a sentence each; maps with entries and capacity; refusals counted by name; rings' losses. */
	AXO_STATUS = 19,
	/* Loader to agent on an event connection: __u32 count, count x { __u8 ring (1 verdict, 2 trace), struct axo_event }. */
	AXO_EVENTS = 20,
	/* Loader to agent on an event connection: count x { __u16 endpoint id, __u8 type, __u8 reason (0), __u64 lost since the last such frame } with __u32 count before:
	 * what the loader shed from a full queue, of which each ring has one, oldest first. What did not get into a ring is in the map events_lost instead. */
	AXO_LOST = 21,
	/* __u8 address[16], __u16 port. The node's stack forgets its flows of datagrams (UDP) to that address and port: the next datagram of each goes where the port leads
	 * now. For ports that AXO_MASQUERADE has just turned. Answer: empty. */
	AXO_FORGET = 22,
};

/*
 * The CNI plugin's socket (the agent listens): one exchange a connection. The plugin sends axo_cni_request, its CNI_* environment as KEY=VALUE\0…, then stdin;
 * the agent answers axo_cni_answer and the bytes for stdout (at most 1 MiB). It is given 60 s for ADD and GC, 30 s for DEL, 20 s for CHECK, 10 s for STATUS.
 * A DEL that got no answer is kept in /var/lib/axoneme/cni-spool as the file del-CONTAINERID-IFNAME, which holds the request as it would
 * have been sent; the agent replays and removes those before its first ADD.
 */
#define AXO_CNI_MAGIC 0x4e435841 /* "AXCN" */

struct axo_cni_request {
	__u32 magic;
	__u32 environment_length;
	__u32 stdin_length;
};

struct axo_cni_answer {
	__u32 magic;
	__u32 exit_code;
	__u32 stdout_length;
};

#endif
