// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>
#include "rtnetlink.h"
#include "scope.h"

int axo_nl_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), on = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)); /* words for errors */
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)); /* without an echo of the request before them */
	return fd;
}

int axo_nl_open_in(int netns)
{
	axo_autoclose int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd;

	if (own < 0 || setns(netns, CLONE_NEWNET))
		return -1;
	fd = axo_nl_open();
	if (setns(own, CLONE_NEWNET))
		err(1, "the way back to the own network namespace");
	return fd;
}

static void put_attributes(struct nlmsghdr *message, va_list list)
{
	struct nlattr *nests[4]; /* not ended yet */
	int depth = 0;

	for (int type = va_arg(list, int); type != AXO_END; type = va_arg(list, int)) {
		if (type == AXO_NEST_END) {
			mnl_attr_nest_end(message, nests[--depth]);
		} else {
			const void *data = va_arg(list, const void *);

			nests[depth] = mnl_nlmsg_get_payload_tail(message);
			depth += !!(type & NLA_F_NESTED);
			mnl_attr_put(message, type, va_arg(list, size_t), data);
		}
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
	return axo_nl_failed(-answer->error, "", *words ? words : strerror(-answer->error));
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
		return axo_nl_failed(errno, "netlink: ", strerror(errno));
	for (;;) {
		const struct nlmsghdr *head = (void *)answer;
		ssize_t left = recv(fd, answer, sizeof(answer), 0);

		if (left < 0)
			return axo_nl_failed(errno, "netlink: ", strerror(errno));
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
	const struct nlattr *at;

	mnl_attr_for_each(at, head, body)
	{
		if (mnl_attr_get_type(at) == type && mnl_attr_get_payload_len(at) <= size)
			memcpy(to, mnl_attr_get_payload(at), mnl_attr_get_payload_len(at));
	}
}
