// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A pod's link: a veth pair whose peer is born in the pod's namespace. Both sides know each other's MAC for good, so neither
 * ARP nor neighbour discovery is needed; the gateways 169.254.1.1 and fe80::1 are owned by nobody.
 */
#include <sched.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include "../host/name.h"
#include "loader.h"

struct veth {
	struct axo_link node, pod; /* names as asked for; the rest of what was made */
	int netns, node_fd, pod_fd; /* the namespace, and netlink sockets in the node's and in it */
	__u32 mtu;
	__u8 address[2][16], has[2]; /* IPv4 (mapped), IPv6 */
};

#define MTU_MIN 1280u
#define MTU_MAX 65535u
#define LO_MTU 65536u /* as the kernel has it; its index is 1 in every namespace */

int axo_name_check(const char *name)
{
	if (axo_is_name(name, AXO_NAME_SIZE - 1) && strcmp(name, ".") && strcmp(name, ".."))
		return 0;
	return axo_fail(DEVICE_NAME, EINVAL, "device name: 1 to 15 letters, digits, '_', '.', '-' are wanted");
}

/* --- the pod's namespace --- */

/* Only names directly in the one folder, by either of its usual spellings. */
static int netns_open(const char *path, int *fd)
{
	const char *folders[] = { axo_options.netns_dir, "/run/netns", "/var/run/netns" }, *name = "";
	axo_autoclose int folder = open(axo_options.netns_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat there, here;
	struct statfs fs;

	for (size_t i = 0; i < AXO_COUNT(folders) && !*name; i++) {
		size_t length = strlen(folders[i]);

		name = !strncmp(path, folders[i], length) && path[length] == '/' ? path + length + 1 : "";
	}
	if (!*name || *name == '.' || strchr(name, '/'))
		return axo_fail(NETNS_PATH, EPERM, "netns path: not directly in %s", axo_options.netns_dir);
	*fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return axo_fail(NETNS_PATH, errno, "netns path: %s: %s", path, strerror(errno));
	if (!fstatfs(*fd, &fs) && fs.f_type == NSFS_MAGIC && ioctl(*fd, NS_GET_NSTYPE) == CLONE_NEWNET &&
	    !fstat(*fd, &there) && !stat("/proc/self/ns/net", &here) && there.st_ino != here.st_ino)
		return 0;
	return axo_fail(NETNS, EPERM, "netns path: %s is not another network namespace", path);
}

/* --- both ends --- */

static int configure_family(const struct veth *veth, const __u8 *address, const __u8 *gateway)
{
	int node_fd = veth->node_fd, pod_fd = veth->pod_fd;
	__u32 node = veth->node.ifindex, pod = veth->pod.ifindex;

	return axo_address_add(pod_fd, pod, address)						  ?:
		       axo_neighbour_add(pod_fd, pod, gateway, veth->node.mac)			  ?:
		       axo_route(pod_fd, RTM_NEWROUTE, gateway, 128, NULL, pod, RTPROT_STATIC, 0) ?:
		       axo_route(pod_fd, RTM_NEWROUTE, NULL, 0, gateway, pod, RTPROT_STATIC, 0)	  ?:
		       axo_neighbour_add(node_fd, node, address, veth->pod.mac)			  ?:
		       axo_route(node_fd, RTM_NEWROUTE, address, 128, NULL, node, AXO_ROUTE_PROTOCOL_POD, 0);
}

static int configure(const struct veth *veth)
{
	int error = axo_link_up(veth->pod_fd, 1, LO_MTU, false)				    ?:
			    axo_link_up(veth->node_fd, veth->node.ifindex, veth->mtu, true) ?:
			    axo_link_up(veth->pod_fd, veth->pod.ifindex, veth->mtu, false);

	for (int i = 0; i < 2 && !error; i++)
		error = veth->has[i] ? configure_family(veth, veth->address[i], axo_gateways[i]) : 0;
	return error;
}

/* The pair as wanted: kept when it is there, else made. *fresh: made by this call. */
static int have_pair(struct veth *veth, bool *fresh)
{
	struct axo_link *node = &veth->node, *pod = &veth->pod;
	int error = axo_link_get(veth->node_fd, node->name, node);

	if (!error && !node->ours)
		return axo_fail(DEVICE, EEXIST, "another's device has that name");
	if (!error && !axo_link_get(veth->pod_fd, pod->name, pod) && pod->veth && node->peer == pod->ifindex &&
	    pod->peer == node->ifindex)
		return 0;
	if (!error)
		error = axo_link_delete(veth->node_fd, node->ifindex);
	if (error && error != -ENODEV)
		return error;
	error = axo_pair_add(veth->node_fd, node->name, 0, pod->name, veth->netns, veth->mtu);
	*fresh = !error;
	return error ?: axo_link_get(veth->node_fd, node->name, node) ?: axo_link_get(veth->pod_fd, pod->name, pod);
}

static int check(const struct veth *veth)
{
	int error = axo_name_check(veth->node.name) ?: axo_name_check(veth->pod.name);

	if (!error && (veth->mtu < MTU_MIN || veth->mtu > MTU_MAX))
		error = axo_fail(BOUNDS, ERANGE, "mtu %u: %u to %u is wanted", veth->mtu, MTU_MIN, MTU_MAX);
	if (!error && (veth->has[0] > 1 || veth->has[1] > 1 || !(veth->has[0] || veth->has[1])))
		error = axo_fail(BOUNDS, ERANGE, "has4 and has6: each 0 or 1, and one of them 1, is wanted");
	return error;
}

int axo_veth_add(struct axo_connection *c)
{
	axo_autoclose int netns = -1, node_fd = -1, pod_fd = -1;
	struct veth v = { .address = { { [10] = 0xff, 0xff } } };
	bool fresh = false;
	char path[256], why[400];
	int error = axo_parse(&c->in,
			      "s netns path, s node-side device name, s pod-side device name, w mtu, r addr4, b has4, "
			      "r addr6, b has6",
			      path, sizeof(path), v.node.name, sizeof(v.node.name), v.pod.name, sizeof(v.pod.name),
			      &v.mtu, v.address[0] + 12, (size_t)4, &v.has[0], v.address[1], (size_t)16, &v.has[1]);

	error = error ?: check(&v) ?: netns_open(path, &netns);
	if (error)
		return error;
	v.netns = netns;
	v.node_fd = node_fd = axo_nl_open();
	v.pod_fd = pod_fd = axo_nl_open_in(netns);
	error = have_pair(&v, &fresh) ?: configure(&v);
	snprintf(why, sizeof(why), "%.399s", axo_problem.sentence);
	if (error && fresh)
		axo_link_delete(node_fd, v.node.ifindex);
	axo_write(&c->out, "wrr", v.node.ifindex, v.pod.mac, sizeof(v.pod.mac), v.node.mac, sizeof(v.node.mac));
	return error ? axo_fail(DEVICE, -error, "device %s: %s", v.node.name, why) : 0;
}

int axo_veth_delete(struct axo_connection *c)
{
	axo_autoclose int fd = axo_nl_open();
	char name[AXO_NAME_SIZE];
	struct axo_link link;
	int error = axo_parse(&c->in, "s node-side device name", name, sizeof(name)) ?: axo_name_check(name);

	if (error)
		return error;
	axo_links_sweep();
	error = axo_link_get(fd, name, &link);
	if (!error && !link.ours)
		return axo_fail(DEVICE, EPERM, "device %s: not made by VETH_ADD", name);
	if (!error) {
		axo_detach_device(link.ifindex);
		error = axo_link_delete(fd, link.ifindex);
	}
	return error == -ENODEV ? 0 : error; /* absent, or gone just now with its namespace */
}

/* --- all devices --- */

static void append_link(const struct nlmsghdr *head, void *links)
{
	axo_link_read(head, axo_put(links, &(struct axo_link){}, sizeof(struct axo_link)));
}

int axo_links(struct axo_buffer *links)
{
	axo_autoclose int fd = axo_nl_open();
	int error = axo_nl_dump(fd, RTM_GETLINK, (struct ifinfomsg){}, append_link, links);

	axo_put(links, &(struct axo_link){}, sizeof(struct axo_link));
	return error;
}

/* AXO_VETH_LIST, and AXO_UNINSTALL, after which these are what is left. */
int axo_devices(struct axo_connection *c)
{
	bool uninstall = c->head.type == AXO_UNINSTALL;
	axo_autofree struct axo_buffer links = {};
	int error = axo_parse(&c->in, "") ?: uninstall ? axo_uninstall(&links) : axo_links(&links);
	size_t at = c->out.length;
	__u32 count = 0;

	axo_put_number(c);
	for (const struct axo_link *link = (void *)links.data; !error && link->ifindex; link++) {
		if (!link->ours)
			continue;
		axo_write(&c->out, uninstall ? "s" : "swb", link->name, link->ifindex, axo_attached(link->ifindex));
		if (uninstall)
			axo_log("left, of a running pod", "%s", link->name);
		count++;
	}
	memcpy(c->out.data + at, &count, sizeof(count));
	return error;
}
