// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Routes to other nodes' pod ranges: the whole set at once, told from others' by its protocol number. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "frames.h"
#include "netlink.h"

static const __u8 mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool is_ipv4(const __u8 *address)
{
	return !memcmp(address, mapped, sizeof(mapped));
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct axo_route));
}

static int change(int fd, __u16 type, __u16 flags, const struct axo_route *route, struct axo_problem *problem)
{
	bool ipv4 = is_ipv4(route->prefix);
	size_t skip = ipv4 ? 12 : 0;
	struct rtmsg body = { .rtm_family = ipv4 ? AF_INET : AF_INET6,
			      .rtm_dst_len = route->bits - skip * 8,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = AXO_ROUTE_PROTOCOL,
			      .rtm_type = RTN_UNICAST };
	struct axo_message message;

	axo_message(&message, type, flags, &body, sizeof(body));
	axo_attribute(&message, RTA_DST, route->prefix + skip, 16 - skip);
	axo_attribute(&message, RTA_GATEWAY, route->via + skip, 16 - skip);
	axo_attribute_u32(&message, RTA_PRIORITY, AXO_ROUTE_METRIC);
	return axo_nl_talk(fd, &message, problem);
}

static void put_address(__u8 *to, const struct nlmsghdr *head, __u16 type, bool ipv4)
{
	const struct rtattr *address = axo_find_attribute(head, sizeof(struct rtmsg), type);
	size_t size = ipv4 ? 4 : 16;

	memset(to, 0, 16);
	if (ipv4)
		memcpy(to, mapped, sizeof(mapped));
	if (address && RTA_PAYLOAD(address) == size)
		memcpy(to + 16 - size, RTA_DATA(address), size);
}

/* Collects our routes. (A dump may give more than was asked for.) */
static int take_route(const struct nlmsghdr *head, void *context)
{
	const struct rtmsg *body = NLMSG_DATA(head);
	bool ipv4 = body->rtm_family == AF_INET;
	struct axo_route route;

	if (head->nlmsg_type != RTM_NEWROUTE || body->rtm_protocol != AXO_ROUTE_PROTOCOL || body->rtm_table != RT_TABLE_MAIN)
		return 0;
	put_address(route.prefix, head, RTA_DST, ipv4);
	put_address(route.via, head, RTA_GATEWAY, ipv4);
	route.bits = body->rtm_dst_len + (ipv4 ? 96 : 0);
	axo_put(context, &route, sizeof(route));
	return 0;
}

static int present_routes(int fd, struct axo_buffer *found, struct axo_problem *problem)
{
	static const __u8 families[] = { AF_INET, AF_INET6 };
	int error = 0;

	for (size_t i = 0; i < sizeof(families) && !error; i++) {
		struct rtmsg body = { .rtm_family = families[i], .rtm_table = RT_TABLE_MAIN, .rtm_protocol = AXO_ROUTE_PROTOCOL };
		struct axo_message message;

		axo_message(&message, RTM_GETROUTE, NLM_F_DUMP, &body, sizeof(body));
		error = axo_nl_dump(fd, &message, take_route, found);
	}
	qsort(found->data, found->length / sizeof(struct axo_route), sizeof(struct axo_route), compare);
	return error ? axo_fail(problem, -error, "routes cannot be listed: %s", strerror(-error)) : 0;
}

static bool has_host_bits(const struct axo_route *route)
{
	for (unsigned int bit = route->bits; bit < 128; bit++) {
		if (route->prefix[bit / 8] & 0x80 >> bit % 8)
			return true;
	}
	return false;
}

static int check(const struct axo_route *routes, __u32 count, struct axo_problem *problem)
{
	for (__u32 i = 0; i < count; i++) {
		const struct axo_route *route = &routes[i];
		bool ipv4 = is_ipv4(route->prefix);

		problem->index = i;
		if (route->bits > 128 || (ipv4 && route->bits < 96) || has_host_bits(route))
			return axo_refuse(problem, AXO_REFUSE_BOUNDS, EINVAL,
					  "routes[%u].bits: %u is no prefix length of that prefix", i, route->bits);
		if (is_ipv4(route->via) != ipv4)
			return axo_refuse(problem, AXO_REFUSE_BOUNDS, EINVAL,
					  "routes[%u].via: not of the prefix's address family", i);
	}
	problem->index = AXO_NO_INDEX;
	return 0;
}

static int replace(int fd, const struct axo_route *wanted, __u32 count, struct axo_problem *problem)
{
	struct axo_buffer found = {};
	int error = present_routes(fd, &found, problem);
	struct axo_route *present = (void *)found.data;
	size_t present_count = found.length / sizeof(*present);

	for (__u32 i = 0; i < count && !error; i++) {
		if (present_count && bsearch(&wanted[i], present, present_count, sizeof(*present), compare))
			continue;
		error = change(fd, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &wanted[i], problem);
		if (error)
			problem->index = i;
	}
	/* Those replaced above are gone already, which is no error. */
	for (size_t i = 0; i < present_count && !error; i++) {
		if (!count || !bsearch(&present[i], wanted, count, sizeof(*wanted), compare))
			error = change(fd, RTM_DELROUTE, 0, &present[i], problem);
		if (error == -ESRCH)
			error = 0;
	}
	free(found.data);
	return error;
}

int axo_routes_replace(const struct axo_route *routes, __u32 count, struct axo_problem *problem)
{
	struct axo_route *wanted;
	int fd, error = check(routes, count, problem);

	if (error)
		return error;
	wanted = malloc((size_t)count * sizeof(*wanted) + 1);
	if (!wanted)
		axo_die("memory", "cannot hold %u routes", count);
	memcpy(wanted, routes, (size_t)count * sizeof(*wanted));
	qsort(wanted, count, sizeof(*wanted), compare);
	fd = axo_nl_open();
	error = fd < 0 ? axo_fail(problem, -fd, "netlink: %s", strerror(-fd)) : replace(fd, wanted, count, problem);
	free(wanted);
	if (fd >= 0)
		close(fd);
	return error;
}
