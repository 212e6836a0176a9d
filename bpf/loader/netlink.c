// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <sys/socket.h>

#include "netlink.h"

int axo_nl_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), on = 1;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)); /* words for errors; we do without on old kernels */
	return fd;
}

static void append(struct axo_message *message, const void *data, size_t size)
{
	size_t at = NLMSG_ALIGN(message->head.nlmsg_len);

	if (at + NLMSG_ALIGN(size) > sizeof(message->bytes))
		axo_die("netlink", "a message of ours is longer than its buffer"); /* all sizes are fixed: a bug */
	memcpy(message->bytes + at, data, size);
	message->head.nlmsg_len = at + size;
}

void axo_message(struct axo_message *message, __u16 type, __u16 flags, const void *body, size_t size)
{
	memset(message, 0, sizeof(*message));
	message->head.nlmsg_type = type;
	message->head.nlmsg_flags = NLM_F_REQUEST | flags;
	message->head.nlmsg_len = NLMSG_HDRLEN;
	append(message, body, size);
}

void axo_attribute(struct axo_message *message, __u16 type, const void *data, size_t size)
{
	struct rtattr head = { .rta_len = RTA_LENGTH(size), .rta_type = type };

	append(message, &head, sizeof(head));
	if (size)
		append(message, data, size);
}

void axo_attribute_u32(struct axo_message *message, __u16 type, __u32 value)
{
	axo_attribute(message, type, &value, sizeof(value));
}

struct rtattr *axo_nest(struct axo_message *message, __u16 type, const void *body, size_t size)
{
	size_t at = NLMSG_ALIGN(message->head.nlmsg_len);

	axo_attribute(message, type, body, size);
	return (struct rtattr *)(message->bytes + at);
}

void axo_nest_end(struct axo_message *message, struct rtattr *nest)
{
	nest->rta_len = message->bytes + message->head.nlmsg_len - (__u8 *)nest;
}

/* The sentence of an extended acknowledgement, which follows the request's header echoed back. */
static void read_words(const struct nlmsghdr *head, struct axo_problem *problem)
{
	const struct nlmsgerr *error = NLMSG_DATA(head);
	size_t skip = sizeof(*error), left;
	const struct rtattr *at;

	if (!(head->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(head->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(error->msg.nlmsg_len) - sizeof(error->msg);
	if (skip > NLMSG_PAYLOAD(head, 0))
		return;
	at = (const struct rtattr *)((const __u8 *)error + skip);
	left = NLMSG_PAYLOAD(head, 0) - skip;
	for (; RTA_OK(at, left); at = RTA_NEXT(at, left)) {
		if (at->rta_type == NLMSGERR_ATTR_MSG)
			axo_fail(problem, 0, "%.*s", (int)RTA_PAYLOAD(at), (const char *)RTA_DATA(at));
	}
}

static int send_message(int fd, struct axo_message *message)
{
	static __u32 sequence;

	message->head.nlmsg_seq = ++sequence;
	return send(fd, message, message->head.nlmsg_len, 0) < 0 ? -errno : 0;
}

int axo_nl_talk(int fd, struct axo_message *message, struct axo_problem *problem)
{
	__u8 answer[4096] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *head = (void *)answer;
	int error;

	message->head.nlmsg_flags |= NLM_F_ACK;
	error = send_message(fd, message);
	if (error)
		return error;
	do {
		ssize_t size = recv(fd, answer, sizeof(answer), 0);

		if (size < (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)))
			return size < 0 ? -errno : -EBADMSG;
	} while (head->nlmsg_seq != message->head.nlmsg_seq || head->nlmsg_type != NLMSG_ERROR);
	error = ((const struct nlmsgerr *)NLMSG_DATA(head))->error;
	if (error) {
		axo_fail(problem, -error, "%s", strerror(-error));
		read_words(head, problem);
	}
	return error;
}

int axo_nl_dump(int fd, struct axo_message *message, int (*visit)(const struct nlmsghdr *head, void *context), void *context)
{
	__u8 answer[32 * 1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	bool dump = message->head.nlmsg_flags & NLM_F_DUMP;
	int error = send_message(fd, message);

	for (bool done = error; !done;) {
		const struct nlmsghdr *head = (void *)answer;
		ssize_t size = recv(fd, answer, sizeof(answer), 0);
		size_t left = size;

		if (size < 0)
			return -errno;
		for (; NLMSG_OK(head, left) && !done; head = NLMSG_NEXT(head, left)) {
			if (head->nlmsg_seq != message->head.nlmsg_seq)
				continue;
			done = !dump || head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR;
			if (head->nlmsg_type == NLMSG_ERROR)
				error = ((const struct nlmsgerr *)NLMSG_DATA(head))->error;
			else if (head->nlmsg_type != NLMSG_DONE && !error)
				error = visit(head, context);
		}
	}
	return error;
}

const struct rtattr *axo_find_attribute(const struct nlmsghdr *head, size_t body, __u16 type)
{
	const struct rtattr *at = (const void *)((const __u8 *)NLMSG_DATA(head) + NLMSG_ALIGN(body));
	size_t left = NLMSG_PAYLOAD(head, body);

	for (; RTA_OK(at, left); at = RTA_NEXT(at, left)) {
		if ((at->rta_type & NLA_TYPE_MASK) == type)
			return at;
	}
	return NULL;
}

/* --- devices --- */

static void copy_attribute(const struct nlmsghdr *head, __u16 type, void *to, size_t size)
{
	const struct rtattr *attribute = axo_find_attribute(head, sizeof(struct ifinfomsg), type);

	if (attribute && RTA_PAYLOAD(attribute) <= size)
		memcpy(to, RTA_DATA(attribute), RTA_PAYLOAD(attribute));
}

static void read_link(const struct nlmsghdr *head, struct axo_link *link)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	const struct rtattr *kind = axo_find_attribute(head, sizeof(*info), IFLA_LINKINFO);

	memset(link, 0, sizeof(*link));
	link->ifindex = info->ifi_index;
	link->loopback = info->ifi_flags & IFF_LOOPBACK;
	copy_attribute(head, IFLA_IFNAME, link->name, sizeof(link->name));
	copy_attribute(head, IFLA_LINK, &link->peer, sizeof(link->peer));
	copy_attribute(head, IFLA_GROUP, &link->group, sizeof(link->group));
	copy_attribute(head, IFLA_MTU, &link->mtu, sizeof(link->mtu));
	copy_attribute(head, IFLA_ADDRESS, link->mac, sizeof(link->mac));
	/* IFLA_INFO_KIND comes first of what IFLA_LINKINFO nests. */
	if (kind && RTA_PAYLOAD(kind) >= RTA_LENGTH(sizeof("veth")))
		link->veth = !memcmp(RTA_DATA((const struct rtattr *)RTA_DATA(kind)), "veth", sizeof("veth"));
}

static int take_link(const struct nlmsghdr *head, void *context)
{
	read_link(head, context);
	return 0;
}

int axo_link_get(int fd, const char *name, struct axo_link *link)
{
	struct ifinfomsg body = {};
	struct axo_message message;

	axo_message(&message, RTM_GETLINK, 0, &body, sizeof(body));
	axo_attribute(&message, IFLA_IFNAME, name, strlen(name) + 1);
	return axo_nl_dump(fd, &message, take_link, link);
}

int axo_name_check(const char *name, struct axo_problem *problem)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(name);

	if (length && length < AXO_NAME_MAX && strspn(name, allowed) == length && strcmp(name, ".") && strcmp(name, ".."))
		return 0;
	return axo_refuse(problem, AXO_REFUSE_DEVICE_NAME, EINVAL,
			  "device name: 1 to 15 letters, digits, '_', '.' or '-' are wanted");
}

int axo_link_find(const char *name, struct axo_link *link, struct axo_problem *problem)
{
	int fd, error = axo_name_check(name, problem);

	if (error)
		return error;
	fd = axo_nl_open();
	error = fd < 0 ? fd : axo_link_get(fd, name, link);
	if (fd >= 0)
		close(fd);
	return error ? axo_fail(problem, -error, "device %s: %s", name, strerror(-error)) : 0;
}

bool axo_link_ours(const struct axo_link *link)
{
	return link->veth && link->group == AXO_LINK_GROUP;
}

struct link_visit {
	int (*visit)(const struct axo_link *link, void *context);
	void *context;
};

static int visit_link(const struct nlmsghdr *head, void *context)
{
	struct link_visit *each = context;
	struct axo_link link;

	read_link(head, &link);
	return each->visit(&link, each->context);
}

int axo_links_each(int (*visit)(const struct axo_link *link, void *context), void *context, struct axo_problem *problem)
{
	struct link_visit each = { visit, context };
	struct ifinfomsg body = {};
	struct axo_message message;
	int fd = axo_nl_open(), error;

	axo_message(&message, RTM_GETLINK, NLM_F_DUMP, &body, sizeof(body));
	error = fd < 0 ? fd : axo_nl_dump(fd, &message, visit_link, &each);
	if (fd >= 0)
		close(fd);
	return error ? axo_fail(problem, -error, "devices cannot be listed: %s", strerror(-error)) : 0;
}

static int count_filter(const struct nlmsghdr *head, void *context)
{
	*(int *)context += head->nlmsg_type == RTM_NEWTFILTER;
	return 0;
}

bool axo_nl_has_filters(__u32 ifindex)
{
	static const __u32 parents[] = { TC_H_MIN_INGRESS, TC_H_MIN_EGRESS };
	int fd = axo_nl_open(), filters = 0;

	for (size_t i = 0; fd >= 0 && i < 2; i++) {
		struct tcmsg body = { .tcm_ifindex = ifindex, .tcm_parent = TC_H_MAKE(TC_H_CLSACT, parents[i]) };
		struct axo_message message;

		axo_message(&message, RTM_GETTFILTER, NLM_F_DUMP, &body, sizeof(body));
		if (axo_nl_dump(fd, &message, count_filter, &filters))
			filters++; /* when in doubt, leave it */
	}
	if (fd >= 0)
		close(fd);
	return filters || fd < 0;
}
