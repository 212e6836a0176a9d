/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pairs of veth devices, and what is set on a device, each by one request. Shared by the loader, the judge and the datapath's tests.
 * fd: a netlink socket in the device's namespace. Returns 0 or what axo_nl_failed() does.
 */
#ifndef AXO_LINK_H
#define AXO_LINK_H

#include <stdbool.h>
#include "rtnetlink.h"

#define AXO_NAME_SIZE 16 /* a device name and its terminator (IFNAMSIZ) */
#define AXO_LINK_GROUP                                                                                                 \
	0x61786f6e /* "axon": set in the very step that makes a pair, so that ours are told without any state */

struct axo_link {
	__u32 ifindex, peer; /* peer: ifindex in the peer's namespace, 0 when it has none */
	bool loopback, veth, ours;
	char name[AXO_NAME_SIZE];
	__u8 mac[6];
};

/* Addresses are 16 bytes, as in the maps: one of IPv4 is mapped, and begins after as many bytes. */
size_t axo_mapped(const __u8 *address); /* 12, or 0 for IPv6 */
#define AXO_ADDRESS(type, address)                                                                                     \
	(int)(type), (const void *)((address) + axo_mapped(address)), 16 - axo_mapped(address)
extern const __u8 axo_gateways[2][16]; /* 169.254.1.1 and fe80::1, owned by nobody */

/* A pair whose peer is born in the namespace netns; index 0: any. */
int axo_pair_add(int fd, const char *name, __u32 index, const char *peer, int netns, __u32 mtu);
int axo_link_delete(int fd, __u32 ifindex);
int axo_link_get(int fd, const char *name, struct axo_link *link);
void axo_link_read(const struct nlmsghdr *head, void *link); /* a struct axo_link */
/*
 * Sets it up. forward: also what cannot be written in a container's /proc/sys: forward what comes in, and do not ask for its way back,
 * since the datapath knows pods' addresses better.
 */
int axo_link_up(int fd, __u32 ifindex, __u32 mtu, bool forward);
int axo_address_add(int fd, __u32 ifindex, const __u8 *address);
int axo_neighbour_add(int fd, __u32 ifindex, const __u8 *address, const __u8 *mac);
/*
 * RTM_NEWROUTE, in place of one with that metric (0: the kernel's usual), or RTM_DELROUTE. bits: of the 128. `to` NULL: the default route;
 * `via` NULL: on the link; ifindex 0: where `via` is.
 */
int axo_route(int fd, __u16 type, const __u8 *to, __u8 bits, const __u8 *via, __u32 ifindex, __u8 protocol,
	      __u32 metric);

#endif
