// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A pod's link: a veth pair whose peer is born in the pod's namespace. Both sides know each other's MAC for good, so neither
 * ARP nor neighbour discovery is needed; the gateways 169.254.1.1 and fe80::1 are owned by nobody.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <unistd.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/magic.h>
#include <linux/neighbour.h>
#include <linux/nsfs.h>
#include <linux/veth.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "netlink.h"

#define MTU_MIN 1280u
#define MTU_MAX 65535u

static const __u8 gateway4[4] = { 169, 254, 1, 1 };
static const __u8 gateway6[16] = { 0xfe, 0x80, [15] = 1 };

/* One address family of the pair: the same steps for both. */
struct family {
	__u8 number, size, bits;
	const __u8 *address, *gateway;
};

/* --- the pod's namespace --- */

/* Only names directly in the one folder, by either of its usual spellings; no link is followed out of it. */
static const char *name_in_folder(const char *path)
{
	const char *folders[] = { axo_options.netns_dir, "/run/netns", "/var/run/netns" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		size_t length = strlen(folders[i]);
		const char *name = path + length + 1;

		if (strncmp(path, folders[i], length) || path[length] != '/')
			continue;
		if (*name && !strchr(name, '/') && strcmp(name, ".") && strcmp(name, ".."))
			return name;
	}
	return NULL;
}

static bool is_foreign_netns(int fd, int own)
{
	struct statfs fs;
	struct stat there, here;

	return !fstatfs(fd, &fs) && fs.f_type == NSFS_MAGIC && ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNET && !fstat(fd, &there) &&
	       !fstat(own, &here) && there.st_ino != here.st_ino;
}

static int netns_open(const char *path, int own, int *fd, struct axo_problem *problem)
{
	const char *name = name_in_folder(path);
	int folder;

	if (!name)
		return axo_refuse(problem, AXO_REFUSE_NETNS, EPERM, "netns path: must name an entry of %s",
				  axo_options.netns_dir);
	folder = open(axo_options.netns_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*fd = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0)
		close(folder);
	if (*fd < 0)
		return axo_refuse(problem, AXO_REFUSE_NETNS, errno, "netns path: %s: %s", path, strerror(errno));
	if (is_foreign_netns(*fd, own))
		return 0;
	close(*fd);
	return axo_refuse(problem, AXO_REFUSE_NETNS, EPERM, "netns path: %s is not another network namespace", path);
}

/* A netlink socket belongs to the namespace it was made in: there and back for that one call only. */
static int netns_socket(int netns, int own)
{
	int fd;

	if (setns(netns, CLONE_NEWNET))
		return -errno;
	fd = axo_nl_open();
	if (setns(own, CLONE_NEWNET))
		axo_die("netns", "no way back to the own network namespace: %s", strerror(errno));
	return fd;
}

/* --- steps --- */

static int create(int fd, const struct axo_veth *veth, int netns, struct axo_problem *problem)
{
	struct ifinfomsg body = {};
	struct axo_message message;
	struct rtattr *info, *data, *peer;

	axo_message(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &body, sizeof(body));
	axo_attribute(&message, IFLA_IFNAME, veth->node, strlen(veth->node) + 1);
	axo_attribute_u32(&message, IFLA_MTU, veth->mtu);
	axo_attribute_u32(&message, IFLA_GROUP, AXO_LINK_GROUP);
	info = axo_nest(&message, IFLA_LINKINFO, NULL, 0);
	axo_attribute(&message, IFLA_INFO_KIND, "veth", 4);
	data = axo_nest(&message, IFLA_INFO_DATA, NULL, 0);
	peer = axo_nest(&message, VETH_INFO_PEER, &body, sizeof(body));
	axo_attribute(&message, IFLA_IFNAME, veth->pod, strlen(veth->pod) + 1);
	axo_attribute_u32(&message, IFLA_MTU, veth->mtu);
	axo_attribute_u32(&message, IFLA_NET_NS_FD, netns);
	axo_nest_end(&message, peer);
	axo_nest_end(&message, data);
	axo_nest_end(&message, info);
	return axo_nl_talk(fd, &message, problem);
}

static int delete_link(int fd, __u32 ifindex, struct axo_problem *problem)
{
	struct ifinfomsg body = { .ifi_index = ifindex };
	struct axo_message message;

	axo_message(&message, RTM_DELLINK, 0, &body, sizeof(body));
	return axo_nl_talk(fd, &message, problem);
}

/*
 * On the node's side also what the stack needs to route there, told by netlink because /proc/sys is read-only in a container:
 * forward what comes in, do not ask for its way back (the datapath knows pods' addresses better), send no redirects.
 */
static int bring_up(int fd, __u32 ifindex, __u32 mtu, bool node, struct axo_problem *problem)
{
	struct ifinfomsg body = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct rtattr *families, *inet, *conf;
	struct axo_message message;

	axo_message(&message, RTM_NEWLINK, 0, &body, sizeof(body));
	if (mtu)
		axo_attribute_u32(&message, IFLA_MTU, mtu);
	if (node) {
		families = axo_nest(&message, IFLA_AF_SPEC, NULL, 0);
		inet = axo_nest(&message, AF_INET, NULL, 0);
		conf = axo_nest(&message, IFLA_INET_CONF, NULL, 0);
		axo_attribute_u32(&message, IPV4_DEVCONF_FORWARDING, 1);
		axo_attribute_u32(&message, IPV4_DEVCONF_RP_FILTER, 0);
		axo_attribute_u32(&message, IPV4_DEVCONF_SEND_REDIRECTS, 0);
		axo_nest_end(&message, conf);
		axo_nest_end(&message, inet);
		axo_nest_end(&message, families);
	}
	return axo_nl_talk(fd, &message, problem);
}

static int add_address(int fd, __u32 ifindex, const struct family *family, struct axo_problem *problem)
{
	struct ifaddrmsg body = { .ifa_family = family->number, .ifa_prefixlen = family->bits, .ifa_index = ifindex };
	struct axo_message message;

	if (family->number == AF_INET6)
		body.ifa_flags = IFA_F_NODAD; /* nobody else can have it, and the pod is not to wait */
	axo_message(&message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof(body));
	axo_attribute(&message, IFA_LOCAL, family->address, family->size);
	axo_attribute(&message, IFA_ADDRESS, family->address, family->size);
	return axo_nl_talk(fd, &message, problem);
}

static int add_neighbour(int fd, __u32 ifindex, const struct family *family, const __u8 *address, const __u8 *mac,
			 struct axo_problem *problem)
{
	struct ndmsg body = { .ndm_family = family->number, .ndm_ifindex = ifindex, .ndm_state = NUD_PERMANENT };
	struct axo_message message;

	axo_message(&message, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof(body));
	axo_attribute(&message, NDA_DST, address, family->size);
	axo_attribute(&message, NDA_LLADDR, mac, 6);
	return axo_nl_talk(fd, &message, problem);
}

/* `to` NULL: the default route through `via`; else a route to the one address on the link. */
static int add_route(int fd, __u32 ifindex, const struct family *family, const __u8 *to, const __u8 *via, __u8 protocol,
		     struct axo_problem *problem)
{
	struct rtmsg body = { .rtm_family = family->number,
			      .rtm_dst_len = to ? family->bits : 0,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = protocol,
			      .rtm_scope = to ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
			      .rtm_type = RTN_UNICAST };
	struct axo_message message;

	axo_message(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof(body));
	if (to)
		axo_attribute(&message, RTA_DST, to, family->size);
	if (via)
		axo_attribute(&message, RTA_GATEWAY, via, family->size);
	axo_attribute_u32(&message, RTA_OIF, ifindex);
	return axo_nl_talk(fd, &message, problem);
}

static int pod_side(int fd, const struct axo_link *node, const struct axo_link *pod, const struct family *family,
		    struct axo_problem *problem)
{
	int error = add_address(fd, pod->ifindex, family, problem);

	if (!error)
		error = add_neighbour(fd, pod->ifindex, family, family->gateway, node->mac, problem);
	if (!error)
		error = add_route(fd, pod->ifindex, family, family->gateway, NULL, RTPROT_STATIC, problem);
	return error ? error : add_route(fd, pod->ifindex, family, NULL, family->gateway, RTPROT_STATIC, problem);
}

static int node_side(int fd, const struct axo_link *node, const struct axo_link *pod, const struct family *family,
		     struct axo_problem *problem)
{
	int error = add_neighbour(fd, node->ifindex, family, family->address, pod->mac, problem);

	return error ? error : add_route(fd, node->ifindex, family, family->address, NULL, AXO_ROUTE_PROTOCOL_POD, problem);
}

static int configure(int fd, int pod_fd, const struct axo_veth *veth, const struct axo_link *node, const struct axo_link *pod,
		     struct axo_problem *problem)
{
	const struct family families[] = { { AF_INET, 4, 32, veth->addr4, gateway4 }, { AF_INET6, 16, 128, veth->addr6, gateway6 } };
	const bool wanted[] = { veth->has4, veth->has6 };
	struct axo_link lo;
	int error = axo_link_get(pod_fd, "lo", &lo);

	if (!error)
		error = bring_up(pod_fd, lo.ifindex, 0, false, problem);
	if (!error)
		error = bring_up(fd, node->ifindex, veth->mtu, true, problem);
	if (!error)
		error = bring_up(pod_fd, pod->ifindex, veth->mtu, false, problem);
	for (int i = 0; i < 2; i++) {
		if (!error && wanted[i])
			error = pod_side(pod_fd, node, pod, &families[i], problem);
		if (!error && wanted[i])
			error = node_side(fd, node, pod, &families[i], problem);
	}
	return error;
}

/* Each says that the other is its peer, and they stand in the namespaces they should. */
static bool is_pair(const struct axo_link *node, const struct axo_link *pod)
{
	return node->veth && pod->veth && node->peer == pod->ifindex && pod->peer == node->ifindex;
}

/* The pair as wanted: kept when there, else made. *fresh: made by this call. */
static int have_pair(int fd, int pod_fd, const struct axo_veth *veth, int netns, struct axo_link *node, struct axo_link *pod,
		     bool *fresh, struct axo_problem *problem)
{
	int error = axo_link_get(fd, veth->node, node);

	if (!error && !axo_link_ours(node))
		return axo_refuse(problem, AXO_REFUSE_DEVICE, EEXIST, "another's device has that name");
	if (!error && !axo_link_get(pod_fd, veth->pod, pod) && is_pair(node, pod))
		return 0;
	if (!error)
		error = delete_link(fd, node->ifindex, problem);
	if (error && error != -ENODEV)
		return error;
	error = create(fd, veth, netns, problem);
	*fresh = !error;
	if (!error)
		error = axo_link_get(fd, veth->node, node);
	return error ? error : axo_link_get(pod_fd, veth->pod, pod);
}

static int add_in(int fd, int pod_fd, const struct axo_veth *veth, int netns, struct axo_veth_made *made,
		  struct axo_problem *problem)
{
	struct axo_problem ignored;
	struct axo_link node, pod;
	bool fresh = false;
	int error = have_pair(fd, pod_fd, veth, netns, &node, &pod, &fresh, problem);

	if (!error)
		error = configure(fd, pod_fd, veth, &node, &pod, problem);
	if (error && fresh)
		delete_link(fd, node.ifindex, &ignored);
	if (error)
		return error;
	made->ifindex = node.ifindex;
	memcpy(made->pod_mac, pod.mac, sizeof(made->pod_mac));
	memcpy(made->node_mac, node.mac, sizeof(made->node_mac));
	return 0;
}

static int check(const struct axo_veth *veth, struct axo_problem *problem)
{
	int error = axo_name_check(veth->node, problem);

	if (!error)
		error = axo_name_check(veth->pod, problem);
	if (error)
		return error;
	if (veth->mtu < MTU_MIN || veth->mtu > MTU_MAX)
		return axo_refuse(problem, AXO_REFUSE_BOUNDS, EINVAL, "mtu %u: must be from %u to %u", veth->mtu, MTU_MIN, MTU_MAX);
	if (veth->has4 > 1 || veth->has6 > 1 || !(veth->has4 || veth->has6))
		return axo_refuse(problem, AXO_REFUSE_BOUNDS, EINVAL, "has4 and has6: each 0 or 1, and one of them 1");
	return 0;
}

int axo_veth_add(const struct axo_veth *veth, struct axo_veth_made *made, struct axo_problem *problem)
{
	int own = -1, netns = -1, fd = -1, pod_fd = -1;
	int error = check(veth, problem);

	if (error)
		return error;
	own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (own < 0)
		return axo_fail(problem, errno, "the own network namespace cannot be opened: %s", strerror(errno));
	error = netns_open(veth->netns, own, &netns, problem);
	if (!error) {
		struct axo_problem reason = { .sentence = "" };

		fd = axo_nl_open();
		pod_fd = netns_socket(netns, own);
		error = fd < 0 ? fd : pod_fd < 0 ? pod_fd : add_in(fd, pod_fd, veth, netns, made, &reason);
		if (error)
			axo_fail(problem, -error, "device %s: %.400s", veth->node, *reason.sentence ? reason.sentence : strerror(-error));
		close(netns);
	}
	if (fd >= 0)
		close(fd);
	if (pod_fd >= 0)
		close(pod_fd);
	close(own);
	return error;
}

int axo_veth_delete(const char *name, struct axo_problem *problem)
{
	struct axo_link link;
	int fd, error = axo_link_find(name, &link, problem);

	axo_links_sweep();
	if (error)
		return error == -ENODEV ? 0 : error;
	if (!axo_link_ours(&link))
		return axo_refuse(problem, AXO_REFUSE_DEVICE, EPERM, "device %s: not made by VETH_ADD", name);
	axo_detach_ifindex(link.ifindex);
	fd = axo_nl_open();
	error = fd < 0 ? fd : delete_link(fd, link.ifindex, problem);
	if (fd >= 0)
		close(fd);
	return error == -ENODEV ? 0 : error; /* its namespace may have gone first */
}

struct veth_visit {
	void (*visit)(const char *name, __u32 ifindex, void *context);
	void *context;
};

static int visit_veth(const struct axo_link *link, void *context)
{
	const struct veth_visit *each = context;

	if (axo_link_ours(link))
		each->visit(link->name, link->ifindex, each->context);
	return 0;
}

int axo_veth_each(void (*visit)(const char *name, __u32 ifindex, void *context), void *context, struct axo_problem *problem)
{
	struct veth_visit each = { visit, context };

	return axo_links_each(visit_veth, &each, problem);
}
