// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the node's devices are, and whose. */
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include "loader.h"

static void read_link(const struct nlmsghdr *head, void *context)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	struct axo_link *link = context;
	__u8 kind[512] = {}; /* a nest whose first attribute is IFLA_INFO_KIND */
	__u32 group = 0;

	*link = (struct axo_link){ .ifindex = info->ifi_index, .loopback = info->ifi_flags & IFF_LOOPBACK };
	axo_nl_read(head, sizeof(*info), IFLA_IFNAME, link->name, sizeof(link->name));
	axo_nl_read(head, sizeof(*info), IFLA_LINK, &link->peer, sizeof(link->peer));
	axo_nl_read(head, sizeof(*info), IFLA_ADDRESS, link->mac, sizeof(link->mac));
	axo_nl_read(head, sizeof(*info), IFLA_GROUP, &group, sizeof(group));
	axo_nl_read(head, sizeof(*info), IFLA_LINKINFO, kind, sizeof(kind));
	link->veth = !memcmp(kind + RTA_LENGTH(0), "veth", sizeof("veth"));
	link->ours = link->veth && group == AXO_LINK_GROUP;
}

static void append_link(const struct nlmsghdr *head, void *links)
{
	struct axo_link link;

	read_link(head, &link);
	axo_put(links, &link, sizeof(link));
}

static void append_ours(const struct nlmsghdr *head, void *links)
{
	struct axo_link link;

	read_link(head, &link);
	axo_put(links, &link, link.ours ? sizeof(link) : 0);
}

int axo_link_get(int fd, const char *name, struct axo_link *link)
{
	axo_autoclose int own = fd < 0 ? axo_nl_open() : -1;
	struct ifinfomsg body = {};
	int error = axo_nl(fd < 0 ? own : fd, RTM_GETLINK, 0, &body, sizeof(body), read_link, link,
			   AXO_TEXT(IFLA_IFNAME, name), AXO_END);

	return error ? axo_fail_errno(-error, "device %s", name) : 0;
}

int axo_name_check(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(name);

	if (length && length < AXO_NAME_SIZE && strspn(name, allowed) == length && strcmp(name, ".") &&
	    strcmp(name, ".."))
		return 0;
	return axo_fail(DEVICE_NAME, EINVAL, "device name: 1 to 15 letters, digits, '_', '.', '-' are wanted");
}

int axo_links(struct axo_buffer *links, bool ours)
{
	axo_autoclose int fd = axo_nl_open();
	struct ifinfomsg body = {};
	int error = axo_nl_dump(fd, RTM_GETLINK, body, ours ? append_ours : append_link, links);

	axo_put(links, &(struct axo_link){}, sizeof(struct axo_link));
	return error;
}

static void count_filter(const struct nlmsghdr *head, void *context)
{
	*(int *)context += head->nlmsg_type == RTM_NEWTFILTER;
}

bool axo_has_filters(__u32 ifindex)
{
	axo_autoclose int fd = axo_nl_open();
	struct tcmsg in = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) };
	struct tcmsg out = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS) };
	int count = 0, error = axo_nl_dump(fd, RTM_GETTFILTER, in, count_filter, &count) ?:
				       axo_nl_dump(fd, RTM_GETTFILTER, out, count_filter, &count);

	return count || error; /* when in doubt, they stay */
}
