// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Routes to other nodes' pod ranges: the whole set at once, told from others' by its protocol number. */
#include "loader.h"

struct route { /* as in the frame */
	__u8 prefix[16], bits, via[16];
};

static const __u32 metric = 0x61; /* never that of another's route, so that replacing ours replaces no other */
static bool among(const struct route *routes, __u32 count, const struct route *one)
{
	for (const struct route *route = routes; route < routes + count; route++) {
		if (!memcmp(route, one, sizeof(*one)))
			return true;
	}
	return false;
}

static int change(int fd, __u16 type, const struct route *route)
{
	return axo_route(fd, type, route->prefix, route->bits, route->via, 0, AXO_ROUTE_PROTOCOL, metric);
}

/* Collects our routes; a dump may give more than was asked for. */
static void append_route(const struct nlmsghdr *head, void *context)
{
	const struct rtmsg *body = NLMSG_DATA(head);
	size_t skip = body->rtm_family == AF_INET ? 12 : 0;
	struct route route = { .bits = body->rtm_dst_len + skip * 8 };

	if (head->nlmsg_type != RTM_NEWROUTE || body->rtm_protocol != AXO_ROUTE_PROTOCOL)
		return;
	memcpy(route.prefix, axo_gateways, skip);
	memcpy(route.via, axo_gateways, skip);
	axo_nl_read(head, sizeof(*body), RTA_DST, route.prefix + skip, 16 - skip);
	axo_nl_read(head, sizeof(*body), RTA_GATEWAY, route.via + skip, 16 - skip);
	axo_put(context, &route, sizeof(route));
}

static int check(const struct route *routes, __u32 count)
{
	for (__u32 i = 0; i < count; i++) {
		const struct route *route = &routes[i];
		size_t mapped = axo_mapped(route->prefix);
		bool fits = route->bits <= 128 && route->bits >= 8 * mapped;

		for (__u32 bit = route->bits; bit < 128; bit++)
			fits &= !(route->prefix[bit / 8] & 0x80 >> bit % 8);
		axo_problem.index = i;
		if (!fits || axo_mapped(route->via) != mapped)
			return axo_fail(ROUTE, ERANGE, "route %u: %s", i,
					fits ? "via is of the other address family" : "bits do not fit the prefix");
	}
	axo_problem.index = AXO_NO_INDEX;
	return 0;
}

/* First all that are wanted, then away with what else bears our mark. */
int axo_routes(struct axo_connection *c)
{
	axo_autoclose int fd = axo_nl_open();
	axo_autofree struct axo_buffer present = {};
	const struct route *routes;
	__u32 count;
	int error = axo_parse(&c->in, "w count, a routes", &count, &routes, &count, &(__u32){ sizeof(*routes) }) ?:
			    check(routes, count);

	for (__u32 i = 0; !error && i < count; i++) {
		error = change(fd, RTM_NEWROUTE, &routes[i]);
		axo_problem.index = error ? i : AXO_NO_INDEX;
	}
	error = error ?: axo_nl_dump(fd, RTM_GETROUTE, (struct rtmsg){}, append_route, &present);
	for (size_t at = 0; at < present.length && !error; at += sizeof(*routes)) {
		const struct route *old = (void *)(present.data + at);

		if (!among(routes, count, old))
			error = change(fd, RTM_DELROUTE, old);
	}
	return error;
}
