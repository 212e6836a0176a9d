/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* As much rtnetlink as devices, addresses, neighbours and routes need. */
#ifndef AXO_NETLINK_H
#define AXO_NETLINK_H

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "loader.h"

/* Marks by which ours are told from others' without any state. */
#define AXO_ROUTE_PROTOCOL 0x61	    /* routes to other nodes: the set of AXO_ROUTES */
#define AXO_ROUTE_PROTOCOL_POD 0x62 /* the route to a pod: goes with its device */
#define AXO_LINK_GROUP 0x61786f6e   /* "axon": set in the very step that makes a device */

struct axo_link {
	__u32 ifindex, peer; /* peer: ifindex in the peer's namespace, 0 when it has none */
	bool loopback, veth, ours;
	char name[AXO_NAME_SIZE];
	__u8 mac[6];
};

#define AXO_END -1 /* closes a list of attributes: int type, const void *data, size_t size, … */
typedef int axo_visit(const struct nlmsghdr *head, void *context);

/* Attributes one after another; data that is itself such a row nests. Buffers are sized for what their callers put in. */
size_t axo_attributes(__u8 *to, ...);
int axo_nl_open(void); /* in the namespace the caller is in now; negative errno */
/*
 * Sends one request (body of `size` bytes, then attributes) and takes all of its answer: visit sees each message until it
 * returns other than 0. Fails with the kernel's own words where it has some, else with errno's.
 */
int axo_nl(int fd, __u16 type, __u16 flags, const void *body, size_t size, axo_visit *visit, void *context, ...);
/* Copies the attribute behind a body of that size, if it is there and fits. */
bool axo_nl_read(const struct nlmsghdr *head, size_t body, __u16 type, void *to, size_t size);

int axo_name_check(const char *name); /* refuses what no device may be called */
int axo_link_get(int fd, const char *name, struct axo_link *link);
int axo_link_find(const char *name, struct axo_link *link); /* in the own namespace */
int axo_links(struct axo_buffer *links); /* appends a struct axo_link for each device */
bool axo_nl_has_filters(__u32 ifindex);				      /* anybody's, at the device's clsact qdisc */

#endif
