/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The questions that axoneme-judge answers on its standard streams: a request is answered before the next is read. All is packed and
 * little-endian, as the loader's protocol is.
 *
 *   request: __u32 bytes that follow, __u8 enum axj_request, payload
 *   answer:  __u32 bytes that follow, __u8 0, payload; or __u8 1 and a sentence that says what was refused
 */
#ifndef AXJ_JUDGE_H
#define AXJ_JUDGE_H

#include <linux/types.h>

#include "../../include/abi.h"

enum axj_request {
	/* __u32 bits of a vector, __u32 endpoints: another world, of which nothing is known yet. */
	AXJ_OPEN = 1,
	/* __u16 length and name of a map, __u32 bytes of a key, __u32 of a value, __u32 count, then each key with its value. */
	AXJ_FILL = 2,
	/* Empties conntrack. */
	AXJ_FORGET = 3,
	/* struct axj_packet, any number of them. The answer is as many struct axj_answer. */
	AXJ_RUN = 4,
};

/* Devices are made with these numbers: the uplink, and after it the node's side of each endpoint by its id. */
#define AXJ_UPLINK 100000

enum axj_way {
	AXJ_FROM_POD = 0, /* axo_from_workload: the endpoint sends it */
	AXJ_FROM_WIRE = 1, /* axo_to_workload: it came in at the uplink */
	AXJ_FROM_NODE = 2, /* axo_to_workload: the node itself sends it */
};

/* The first packet of a flow: a SYN, a datagram, a message. */
struct axj_packet {
	__u8 way; /* enum axj_way */
	__u8 family; /* 4 or 6 */
	__u8 protocol; /* TCP, UDP, SCTP, and ICMP of that family */
	__u8 direction; /* enum axo_direction, of the endpoint */
	__u16 endpoint; /* whose device it passes */
	__u16 sport; /* ICMP: identifier */
	__u16 dport; /* ICMP: type */
	__u8 src[16];
	__u8 dst[16];
	__u8 src_mac[6];
	__u8 dst_mac[6];
} __attribute__((packed));

struct axj_answer {
	__u32 action; /* TC_ACT_ */
	__u16 dropped_at; /* endpoint at which it was dropped; 0: it was not */
	__u16 events; /* drops and verdicts told of the endpoint in the direction that was asked about */
	struct axo_event last; /* the last of them */
} __attribute__((packed));

#endif
