// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/veth.h>
#include <sys/socket.h>
#include "link.h"

#define PUT (NLM_F_CREATE | NLM_F_REPLACE)

const __u8 axo_gateways[2][16] = { { [10] = 0xff, 0xff, 169, 254, 1, 1 }, { 0xfe, 0x80, [15] = 1 } };

size_t axo_mapped(const __u8 *address)
{
	return memcmp(address, axo_gateways, 12) ? 0 : 12;
}

static __u8 family_of(const __u8 *address)
{
	return axo_mapped(address) ? AF_INET : AF_INET6;
}

int axo_pair_add(int fd, const char *name, __u32 index, const char *peer, int netns, __u32 mtu)
{
	const __u32 group = AXO_LINK_GROUP;
	struct ifinfomsg body = { .ifi_index = index }, other = {};

	return axo_nl_do(
		fd, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, body, AXO_TEXT(IFLA_IFNAME, name), AXO_ATTR(IFLA_MTU, mtu),
		AXO_ATTR(IFLA_GROUP, group), AXO_NEST(IFLA_LINKINFO), AXO_TEXT(IFLA_INFO_KIND, "veth"),
		AXO_NEST(IFLA_INFO_DATA), AXO_ATTR(VETH_INFO_PEER | NLA_F_NESTED, other), AXO_TEXT(IFLA_IFNAME, peer),
		AXO_ATTR(IFLA_MTU, mtu), AXO_ATTR(IFLA_NET_NS_FD, netns), AXO_NEST_END, AXO_NEST_END, AXO_NEST_END);
}

int axo_link_delete(int fd, __u32 ifindex)
{
	struct ifinfomsg body = { .ifi_index = ifindex };

	return axo_nl_do(fd, RTM_DELLINK, 0, body);
}

void axo_link_read(const struct nlmsghdr *head, void *to)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	struct axo_link *link = to;
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

int axo_link_get(int fd, const char *name, struct axo_link *link)
{
	struct ifinfomsg body = {};

	return axo_nl(fd, RTM_GETLINK, 0, &body, sizeof(body), axo_link_read, link, AXO_TEXT(IFLA_IFNAME, name),
		      AXO_END);
}

int axo_link_up(int fd, __u32 ifindex, __u32 mtu, bool forward)
{
	struct ifinfomsg body = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	const __u32 on = 1, off = 0;

	return axo_nl_do(fd, RTM_NEWLINK, 0, body, AXO_ATTR(IFLA_MTU, mtu),
			 forward ? IFLA_AF_SPEC | NLA_F_NESTED : AXO_END, NULL, (size_t)0, AXO_NEST(AF_INET),
			 AXO_NEST(IFLA_INET_CONF), AXO_ATTR(IPV4_DEVCONF_FORWARDING, on),
			 AXO_ATTR(IPV4_DEVCONF_RP_FILTER, off), AXO_NEST_END, AXO_NEST_END, AXO_NEST_END);
}

/* IPv6: nobody else can have it, so the pod need not wait. */
int axo_address_add(int fd, __u32 ifindex, const __u8 *address)
{
	struct ifaddrmsg body = { .ifa_family = family_of(address),
				  .ifa_prefixlen = 128 - 8 * axo_mapped(address),
				  .ifa_flags = axo_mapped(address) ? 0 : IFA_F_NODAD,
				  .ifa_index = ifindex };

	return axo_nl_do(fd, RTM_NEWADDR, PUT, body, AXO_ADDRESS(IFA_LOCAL, address),
			 AXO_ADDRESS(IFA_ADDRESS, address));
}

int axo_neighbour_add(int fd, __u32 ifindex, const __u8 *address, const __u8 *mac)
{
	struct ndmsg body = { .ndm_family = family_of(address), .ndm_ifindex = ifindex, .ndm_state = NUD_PERMANENT };

	return axo_nl_do(fd, RTM_NEWNEIGH, PUT, body, AXO_ADDRESS(NDA_DST, address), NDA_LLADDR, mac, (size_t)6);
}

int axo_route(int fd, __u16 type, const __u8 *to, __u8 bits, const __u8 *via, __u32 ifindex, __u8 protocol,
	      __u32 metric)
{
	struct rtmsg body = { .rtm_family = family_of(to ?: via),
			      .rtm_dst_len = to ? bits - 8 * axo_mapped(to) : 0,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = protocol,
			      .rtm_scope = via ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
			      .rtm_type = RTN_UNICAST };

	return axo_nl_do(fd, type, type == RTM_NEWROUTE ? PUT : 0, body, AXO_ATTR(RTA_OIF, ifindex),
			 AXO_ATTR(RTA_PRIORITY, metric), AXO_ADDRESS(to ? RTA_DST : RTA_GATEWAY, to ?: via),
			 AXO_ADDRESS(to && via ? RTA_GATEWAY : AXO_END, via ?: to));
}
