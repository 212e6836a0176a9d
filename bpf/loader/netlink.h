/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* As much rtnetlink as veth pairs, addresses, neighbours and routes need. Messages are built in place and bounded. */
#ifndef AXO_NETLINK_H
#define AXO_NETLINK_H

#include <fcntl.h>
#include <linux/rtnetlink.h>

#include "loader.h"

/* Routes and devices of ours bear these marks, so that they can be told from others' without any state. */
#define AXO_ROUTE_PROTOCOL 0x61	    /* to other nodes: the set of AXO_ROUTES */
#define AXO_ROUTE_PROTOCOL_POD 0x62 /* to a pod of this node: goes with its device */
#define AXO_ROUTE_METRIC 0x61	    /* so that replacing ours never replaces another's */
#define AXO_LINK_GROUP 0x61786f6e   /* "axon": set as the device is made, in the same step */

struct axo_message {
	union {
		struct nlmsghdr head;
		__u8 bytes[1024];
	};
};

struct axo_link {
	__u32 ifindex, peer, group, mtu; /* peer: ifindex in the peer's namespace, 0 unless it has one */
	bool loopback, veth;
	char name[AXO_NAME_MAX];
	__u8 mac[6];
};

/* A socket in the namespace the caller is in now; negative errno. */
int axo_nl_open(void);
void axo_message(struct axo_message *message, __u16 type, __u16 flags, const void *body, size_t size);
void axo_attribute(struct axo_message *message, __u16 type, const void *data, size_t size);
void axo_attribute_u32(struct axo_message *message, __u16 type, __u32 value);
struct rtattr *axo_nest(struct axo_message *message, __u16 type, const void *body, size_t size);
void axo_nest_end(struct axo_message *message, struct rtattr *nest);
/* Sends and awaits the acknowledgement; the kernel's own words, where it has some, end up in the problem. */
int axo_nl_talk(int fd, struct axo_message *message, struct axo_problem *problem);
/* Sends a dump (or a get of one) and calls visit for each message of the answer; a visit that is not 0 ends it. */
int axo_nl_dump(int fd, struct axo_message *message, int (*visit)(const struct nlmsghdr *head, void *context), void *context);
const struct rtattr *axo_find_attribute(const struct nlmsghdr *head, size_t body, __u16 type);

/* By name, in the namespace of the socket. -ENODEV without a sentence when there is none. */
int axo_link_get(int fd, const char *name, struct axo_link *link);
/* By name in the own namespace; checks the name itself first. */
int axo_link_find(const char *name, struct axo_link *link, struct axo_problem *problem);
int axo_links_each(int (*visit)(const struct axo_link *link, void *context), void *context, struct axo_problem *problem);
bool axo_link_ours(const struct axo_link *link);
/* Refuses what no device may be called. */
int axo_name_check(const char *name, struct axo_problem *problem);
/* Some filter hangs on the device's clsact qdisc. */
bool axo_nl_has_filters(__u32 ifindex);

#endif
