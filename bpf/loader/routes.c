// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Routes to other nodes' pod ranges: the whole set at once, told from others' by its protocol number. */
#include "loader.h"

static const __u32 metric = 0x61; /* never that of another's route, so that replacing ours replaces no other */
static const __u8 mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool is_ipv4(const __u8 *address)
{
	return !memcmp(address, mapped, sizeof(mapped));
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct axo_route));
}

static int change(int fd, __u16 type, __u16 flags, const struct axo_route *route)
{
	size_t skip = is_ipv4(route->prefix) ? sizeof(mapped) : 0;
	struct rtmsg body = { .rtm_family = skip ? AF_INET : AF_INET6,
			      .rtm_dst_len = route->bits - skip * 8,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = AXO_ROUTE_PROTOCOL,
			      .rtm_type = RTN_UNICAST };

	return axo_nl_do(fd, type, flags, body, RTA_DST, route->prefix + skip, 16 - skip, RTA_GATEWAY,
			 route->via + skip, 16 - skip, AXO_ATTR(RTA_PRIORITY, metric));
}

/* Collects our routes; a dump may give more than was asked for. */
static void append_route(const struct nlmsghdr *head, void *context)
{
	const struct rtmsg *body = NLMSG_DATA(head);
	size_t skip = body->rtm_family == AF_INET ? sizeof(mapped) : 0;
	struct axo_route route = { .bits = body->rtm_dst_len + skip * 8 };

	if (head->nlmsg_type != RTM_NEWROUTE || body->rtm_protocol != AXO_ROUTE_PROTOCOL)
		return;
	memcpy(route.prefix, mapped, skip);
	memcpy(route.via, mapped, skip);
	axo_nl_read(head, sizeof(*body), RTA_DST, route.prefix + skip, 16 - skip);
	axo_nl_read(head, sizeof(*body), RTA_GATEWAY, route.via + skip, 16 - skip);
	axo_put(context, &route, sizeof(route));
}

static int check(const struct axo_route *routes, __u32 count)
{
	for (__u32 i = 0; i < count; i++) {
		const struct axo_route *route = &routes[i];
		bool ipv4 = is_ipv4(route->prefix), fits = route->bits <= 128 && (!ipv4 || route->bits >= 96);

		for (__u32 bit = route->bits; bit < 128; bit++)
			fits &= !(route->prefix[bit / 8] & 0x80 >> bit % 8);
		axo_problem.index = i;
		if (!fits || is_ipv4(route->via) != ipv4)
			return axo_fail(ROUTE, ERANGE, "route %u: %s", i,
					fits ? "via is of the other address family" : "bits do not fit the prefix");
	}
	axo_problem.index = AXO_NO_INDEX;
	return 0;
}

/* First all that are wanted, then away with what else bears our mark. */
int axo_routes_replace(const struct axo_route *routes, __u32 count)
{
	axo_autoclose int fd = axo_nl_open();
	axo_autofree struct axo_buffer present = {}, wanted = {};
	int error = check(routes, count);

	for (__u32 i = 0; i < count && !error; i++) {
		error = change(fd, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &routes[i]);
		axo_problem.index = error ? i : AXO_NO_INDEX;
	}
	error = error ?: axo_nl_dump(fd, RTM_GETROUTE, (struct rtmsg){}, append_route, &present);
	axo_put(&wanted, routes, count * sizeof(*routes));
	if (count)
		qsort(wanted.data, count, sizeof(*routes), compare);
	for (size_t at = 0; at < present.length && !error; at += sizeof(*routes)) {
		const void *old = present.data + at;

		if (!count || !bsearch(old, wanted.data, count, sizeof(*routes), compare))
			error = change(fd, RTM_DELROUTE, 0, old);
	}
	return error;
}
