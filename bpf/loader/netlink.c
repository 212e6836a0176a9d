// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* As much rtnetlink as devices, addresses, neighbours and routes need. */
#include <stdarg.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include "loader.h"

int axo_nl_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), on = 1;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)); /* words for errors */
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)); /* without an echo of the request before them */
	return fd;
}

static void put_attributes(struct nlmsghdr *message, va_list list)
{
	struct rtattr *nests[4]; /* not ended yet */
	int depth = 0;

	for (int type = va_arg(list, int); type != AXO_END; type = va_arg(list, int)) {
		__u8 *end = (__u8 *)message + message->nlmsg_len;
		struct rtattr *at = (void *)end;
		const void *data;
		size_t size;

		if (type == AXO_NEST_END) {
			depth--;
			nests[depth]->rta_len = end - (__u8 *)nests[depth];
			continue;
		}
		data = va_arg(list, const void *);
		size = va_arg(list, size_t);
		*at = (struct rtattr){ .rta_len = RTA_LENGTH(size), .rta_type = type };
		if (size)
			memcpy(RTA_DATA(at), data, size);
		message->nlmsg_len += RTA_SPACE(size);
		if (type & NLA_F_NESTED)
			nests[depth++] = at;
	}
}

/* The outcome, in the kernel's own words where it has some. */
static int read_error(const struct nlmsghdr *head)
{
	const struct nlmsgerr *answer = NLMSG_DATA(head);
	char words[256] = {};

	if (!answer->error)
		return 0;
	axo_nl_read(head, sizeof(*answer), NLMSGERR_ATTR_MSG, words, sizeof(words) - 1);
	return axo_fail(AXO_REFUSE_KERNEL, -answer->error, "%s", *words ? words : strerror(-answer->error));
}

int axo_nl(int fd, __u16 type, __u16 flags, const void *body, size_t size, axo_visit *visit, void *context, ...)
{
	static __u32 sequence;
	__u8 message[1024] __attribute__((aligned(8))) = {}, answer[32 * 1024] __attribute__((aligned(8)));
	struct nlmsghdr *sent = (void *)message;
	__u32 mine = ++sequence; /* visitors may ask further questions */
	va_list list;

	va_start(list, context);
	*sent = (struct nlmsghdr){ NLMSG_SPACE(size), type, NLM_F_REQUEST | NLM_F_ACK | flags, mine, 0 };
	memcpy(NLMSG_DATA(sent), body, size);
	put_attributes(sent, list);
	va_end(list);
	if (send(fd, message, sent->nlmsg_len, 0) < 0)
		return axo_fail_errno(errno, "netlink");
	for (;;) {
		const struct nlmsghdr *head = (void *)answer;
		ssize_t left = recv(fd, answer, sizeof(answer), 0);

		if (left < 0)
			return axo_fail_errno(errno, "netlink");
		for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
			if (head->nlmsg_seq != mine)
				continue;
			if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE)
				return head->nlmsg_type == NLMSG_ERROR ? read_error(head) : 0;
			if (visit)
				visit(head, context);
		}
	}
}

void axo_nl_read(const struct nlmsghdr *head, size_t body, __u16 type, void *to, size_t size)
{
	const struct rtattr *at = (const void *)((const __u8 *)NLMSG_DATA(head) + NLMSG_ALIGN(body));
	ssize_t left = (ssize_t)head->nlmsg_len - NLMSG_SPACE(body);

	for (; RTA_OK(at, left); at = RTA_NEXT(at, left)) {
		if ((at->rta_type & NLA_TYPE_MASK) == type && RTA_PAYLOAD(at) <= size)
			memcpy(to, RTA_DATA(at), RTA_PAYLOAD(at));
	}
}

/* --- devices --- */

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

static void append_link(const struct nlmsghdr *head, void *context)
{
	struct axo_link link;

	read_link(head, &link);
	axo_put(context, &link, sizeof(link));
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
	return axo_fail(AXO_REFUSE_DEVICE_NAME, EINVAL,
			"device name: 1 to 15 letters, digits, '_', '.', '-' are wanted");
}

int axo_links(struct axo_buffer *links)
{
	axo_autoclose int fd = axo_nl_open();
	struct ifinfomsg body = {};

	int error = axo_nl_dump(fd, RTM_GETLINK, body, append_link, links);

	axo_put(links, &(struct axo_link){}, sizeof(struct axo_link));
	return error;
}

static void count_filter(const struct nlmsghdr *head, void *context)
{
	*(int *)context += head->nlmsg_type == RTM_NEWTFILTER;
}

bool axo_nl_has_filters(__u32 ifindex)
{
	axo_autoclose int fd = axo_nl_open();
	struct tcmsg in = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) };
	struct tcmsg out = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS) };
	int count = 0, error = axo_nl_dump(fd, RTM_GETTFILTER, in, count_filter, &count) ?:
				       axo_nl_dump(fd, RTM_GETTFILTER, out, count_filter, &count);

	return count || error; /* when in doubt, they stay */
}
