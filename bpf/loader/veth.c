// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A pod's link: a veth pair whose peer is born in the pod's namespace. Both sides know each other's MAC for good, so neither
 * ARP nor neighbour discovery is needed; the gateways 169.254.1.1 and fe80::1 are owned by nobody.
 */
#include <sched.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/magic.h>
#include <linux/neighbour.h>
#include <linux/nsfs.h>
#include <linux/veth.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include "loader.h"

#define PUT (NLM_F_CREATE | NLM_F_REPLACE)
#define MTU_MIN 1280u
#define MTU_MAX 65535u

static const struct family {
	size_t size;
	__u8 number, bits, gateway[16];
} families[2] = { { 4, AF_INET, 32, { 169, 254, 1, 1 } }, { 16, AF_INET6, 128, { 0xfe, 0x80, [15] = 1 } } };

/* Both ends while they are set up; node_fd and pod_fd are netlink sockets in their namespaces. */
struct pair {
	int node_fd, pod_fd, netns;
	struct axo_link node, pod;
};

/* --- the pod's namespace --- */

/* Only names directly in the one folder, by either of its usual spellings. */
static const char *name_in_folder(const char *path)
{
	const char *folders[] = { axo_options.netns_dir, "/run/netns", "/var/run/netns" }, *name = "";

	for (size_t i = 0; i < AXO_COUNT(folders) && !*name; i++) {
		size_t length = strlen(folders[i]);

		if (!strncmp(path, folders[i], length) && path[length] == '/')
			name = path + length + 1;
	}
	return strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..") ? "" : name;
}

static int netns_open(const char *path, int own, int *fd)
{
	axo_autoclose int folder = open(axo_options.netns_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *name = name_in_folder(path);
	struct stat there, here;
	struct statfs fs;

	if (!*name)
		return axo_fail(NETNS_PATH, EPERM, "netns path: not directly in %s", axo_options.netns_dir);
	*fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return axo_fail(NETNS_PATH, errno, "netns path: %s: %s", path, strerror(errno));
	if (!fstatfs(*fd, &fs) && fs.f_type == NSFS_MAGIC && ioctl(*fd, NS_GET_NSTYPE) == CLONE_NEWNET &&
	    !fstat(*fd, &there) && !fstat(own, &here) && there.st_ino != here.st_ino)
		return 0;
	return axo_fail(NETNS, EPERM, "netns path: %s is not another network namespace", path);
}

/* A netlink socket belongs to the namespace it was made in: there and back for that one call only. */
static int netns_socket(int netns, int own)
{
	int fd;

	if (setns(netns, CLONE_NEWNET))
		return -errno;
	fd = axo_nl_open();
	if (setns(own, CLONE_NEWNET))
		err(1, "the way back to the own network namespace");
	return fd;
}

/* --- steps --- */

static int create(const struct pair *pair, const struct axo_veth *veth)
{
	const __u32 group = AXO_LINK_GROUP;
	struct ifinfomsg body = {};

	return axo_nl_do(pair->node_fd, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, body, AXO_TEXT(IFLA_IFNAME, veth->node),
			 AXO_ATTR(IFLA_MTU, veth->mtu), AXO_ATTR(IFLA_GROUP, group), AXO_NEST(IFLA_LINKINFO),
			 AXO_TEXT(IFLA_INFO_KIND, "veth"), AXO_NEST(IFLA_INFO_DATA),
			 AXO_ATTR(VETH_INFO_PEER | NLA_F_NESTED, body), AXO_TEXT(IFLA_IFNAME, veth->pod),
			 AXO_ATTR(IFLA_MTU, veth->mtu), AXO_ATTR(IFLA_NET_NS_FD, pair->netns), AXO_NEST_END,
			 AXO_NEST_END, AXO_NEST_END);
}

static int delete_link(int fd, __u32 ifindex)
{
	struct ifinfomsg body = { .ifi_index = ifindex };

	return axo_nl_do(fd, RTM_DELLINK, 0, body);
}

/*
 * On the node's side also told by netlink what cannot be written in a container's /proc/sys: forward what comes in, and do not
 * ask for its way back, since the datapath knows pods' addresses better.
 */
static int bring_up(int fd, __u32 ifindex, const __u32 *mtu, bool node)
{
	struct ifinfomsg body = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	const __u32 on = 1, off = 0;

	return axo_nl_do(fd, RTM_NEWLINK, 0, body, mtu ? IFLA_MTU : AXO_END, mtu, sizeof(*mtu),
			 node ? IFLA_AF_SPEC | NLA_F_NESTED : AXO_END, NULL, (size_t)0, AXO_NEST(AF_INET),
			 AXO_NEST(IFLA_INET_CONF), AXO_ATTR(IPV4_DEVCONF_FORWARDING, on),
			 AXO_ATTR(IPV4_DEVCONF_RP_FILTER, off), AXO_NEST_END, AXO_NEST_END, AXO_NEST_END);
}

/* IPv6: nobody else can have it, so the pod need not wait. */
static int add_address(int fd, __u32 ifindex, const struct family *family, const __u8 *address)
{
	struct ifaddrmsg body = { .ifa_family = family->number,
				  .ifa_prefixlen = family->bits,
				  .ifa_flags = family->number == AF_INET6 ? IFA_F_NODAD : 0,
				  .ifa_index = ifindex };

	return axo_nl_do(fd, RTM_NEWADDR, PUT, body, IFA_LOCAL, address, family->size, IFA_ADDRESS, address,
			 family->size);
}

static int add_neighbour(int fd, __u32 ifindex, const struct family *family, const __u8 *address, const __u8 *mac)
{
	struct ndmsg body = { .ndm_family = family->number, .ndm_ifindex = ifindex, .ndm_state = NUD_PERMANENT };

	return axo_nl_do(fd, RTM_NEWNEIGH, PUT, body, NDA_DST, address, family->size, NDA_LLADDR, mac, (size_t)6);
}

/* `to` NULL: the default route through `via`; else a route to that one address on the link. */
static int add_route(int fd, __u32 ifindex, const struct family *family, const __u8 *to, const __u8 *via, __u8 protocol)
{
	struct rtmsg body = { .rtm_family = family->number,
			      .rtm_dst_len = to ? family->bits : 0,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = protocol,
			      .rtm_scope = to ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
			      .rtm_type = RTN_UNICAST };

	return axo_nl_do(fd, RTM_NEWROUTE, PUT, body, AXO_ATTR(RTA_OIF, ifindex), to ? RTA_DST : RTA_GATEWAY, to ?: via,
			 family->size);
}

static int configure_family(const struct pair *pair, const struct family *family, const __u8 *address)
{
	__u32 node = pair->node.ifindex, pod = pair->pod.ifindex;

	return add_address(pair->pod_fd, pod, family, address)					  ?:
		       add_neighbour(pair->pod_fd, pod, family, family->gateway, pair->node.mac)  ?:
		       add_route(pair->pod_fd, pod, family, family->gateway, NULL, RTPROT_STATIC) ?:
		       add_route(pair->pod_fd, pod, family, NULL, family->gateway, RTPROT_STATIC) ?:
		       add_neighbour(pair->node_fd, node, family, address, pair->pod.mac)	  ?:
		       add_route(pair->node_fd, node, family, address, NULL, AXO_ROUTE_PROTOCOL_POD);
}

static int configure(const struct pair *pair, const struct axo_veth *veth)
{
	int error = bring_up(pair->pod_fd, 1 /* lo */, NULL, false)			  ?:
			    bring_up(pair->node_fd, pair->node.ifindex, &veth->mtu, true) ?:
			    bring_up(pair->pod_fd, pair->pod.ifindex, &veth->mtu, false);

	for (int i = 0; i < 2 && !error; i++)
		error = veth->has[i] ? configure_family(pair, &families[i], veth->address[i]) : 0;
	return error;
}

/* The pair as wanted: kept when it is there, else made. *fresh: made by this call. */
static int have_pair(struct pair *pair, const struct axo_veth *veth, bool *fresh)
{
	int error = axo_link_get(pair->node_fd, veth->node, &pair->node);

	if (!error && !pair->node.ours)
		return axo_fail(DEVICE, EEXIST, "another's device has that name");
	if (!error && !axo_link_get(pair->pod_fd, veth->pod, &pair->pod) && pair->pod.veth &&
	    pair->node.peer == pair->pod.ifindex && pair->pod.peer == pair->node.ifindex)
		return 0;
	if (!error)
		error = delete_link(pair->node_fd, pair->node.ifindex);
	if (error && error != -ENODEV)
		return error;
	error = create(pair, veth);
	*fresh = !error;
	return error							    ?:
		       axo_link_get(pair->node_fd, veth->node, &pair->node) ?:
		       axo_link_get(pair->pod_fd, veth->pod, &pair->pod);
}

static int check(const struct axo_veth *veth)
{
	int error = axo_name_check(veth->node) ?: axo_name_check(veth->pod);

	if (!error && (veth->mtu < MTU_MIN || veth->mtu > MTU_MAX))
		error = axo_fail(BOUNDS, ERANGE, "mtu %u: %u to %u is wanted", veth->mtu, MTU_MIN, MTU_MAX);
	if (!error && (veth->has[0] > 1 || veth->has[1] > 1 || !(veth->has[0] || veth->has[1])))
		error = axo_fail(BOUNDS, ERANGE, "has4 and has6: each 0 or 1, and one of them 1, is wanted");
	return error;
}

int axo_veth_add(struct axo_veth *veth)
{
	axo_autoclose int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), netns = -1, node_fd = -1, pod_fd = -1;
	struct pair pair = {};
	bool fresh = false;
	char why[400];
	int error = check(veth) ?: netns_open(veth->netns, own, &netns);

	if (error)
		return error;
	pair.node_fd = node_fd = axo_nl_open();
	pair.pod_fd = pod_fd = netns_socket(netns, own);
	pair.netns = netns;
	error = have_pair(&pair, veth, &fresh) ?: configure(&pair, veth);
	snprintf(why, sizeof(why), "%.399s", axo_problem.sentence);
	if (error && fresh)
		delete_link(node_fd, pair.node.ifindex);
	veth->ifindex = pair.node.ifindex;
	memcpy(veth->pod_mac, pair.pod.mac, sizeof(veth->pod_mac));
	memcpy(veth->node_mac, pair.node.mac, sizeof(veth->node_mac));
	return error ? axo_fail(DEVICE, -error, "device %s: %s", veth->node, why) : 0;
}

int axo_veth_delete(const char *name)
{
	axo_autoclose int fd = axo_nl_open();
	struct axo_link link;
	int error = axo_name_check(name) ?: axo_link_get(fd, name, &link);

	axo_links_sweep();
	if (!error && !link.ours)
		return axo_fail(DEVICE, EPERM, "device %s: not made by VETH_ADD", name);
	if (!error) {
		axo_detach_device(link.ifindex);
		error = delete_link(fd, link.ifindex);
	}
	return error == -ENODEV ? 0 : error; /* absent, or gone just now with its namespace */
}
