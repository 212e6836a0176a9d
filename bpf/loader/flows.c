// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the node's stack knows of flows of datagrams. They have no end: one that began before its port led elsewhere would go on as it began. */
#include <netinet/in.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include "../host/rtnetlink.h"
#include "loader.h"

#define CONNTRACK(request) (NFNL_SUBSYS_CTNETLINK << 8 | (request))
#define BY_PORT (1 << 3 | 1 << 5) /* what a filter compares of the opener's tuple: protocol and destination's port */

struct forgotten {
	int fd;
	struct in6_addr to;
};

/* By address it is compared here: kernels to 6.18 at least have that the wrong way round for IPv6. */
static void forget(const struct nlmsghdr *head, void *context)
{
	const struct nfgenmsg *body = NLMSG_DATA(head);
	const struct forgotten *what = context;
	bool v4 = body->nfgen_family == AF_INET;
	__u8 tuple[72] = {}; /* nested: addresses {from, to}, then protocol and ports; 48 bytes for IPv4 */

	axo_nl_read(head, sizeof(*body), CTA_TUPLE_ORIG, tuple, sizeof(tuple));
	if (memcmp(tuple + (v4 ? 16 : 28), &what->to.s6_addr[v4 ? 12 : 0], v4 ? 4 : 16))
		return;
	axo_nl(what->fd, CONNTRACK(IPCTNL_MSG_CT_DELETE), 0, body, sizeof(*body), NULL, NULL,
	       CTA_TUPLE_ORIG | NLA_F_NESTED, tuple, (size_t)(v4 ? 48 : 72), AXO_NEST_END, AXO_END);
}

int axo_forget(struct axo_connection *c)
{
	axo_autoclose int asks = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	axo_autoclose int tells = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	struct forgotten what = { .fd = tells };
	const __u32 filter = BY_PORT;
	const __u8 protocol = IPPROTO_UDP;
	__u16 number = 0;
	int error = axo_parse(&c->in, "r address, h port", &what.to, sizeof(what.to), &number);
	const struct nfgenmsg body = { .nfgen_family = IN6_IS_ADDR_V4MAPPED(&what.to) ? AF_INET : AF_INET6 };
	const __be16 port = htons(number);

	return error ?:
		       axo_nl(asks, CONNTRACK(IPCTNL_MSG_CT_GET), NLM_F_DUMP, &body, sizeof(body), forget, &what,
			      AXO_NEST(CTA_TUPLE_ORIG), AXO_NEST(CTA_TUPLE_PROTO), AXO_ATTR(CTA_PROTO_NUM, protocol),
			      AXO_ATTR(CTA_PROTO_DST_PORT, port), AXO_NEST_END, AXO_NEST_END, AXO_NEST(CTA_FILTER),
			      AXO_ATTR(CTA_FILTER_ORIG_FLAGS, filter), AXO_NEST_END, AXO_END);
}
