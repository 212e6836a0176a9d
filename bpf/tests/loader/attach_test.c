// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs on devices and the cgroup root, by TCX links and by clsact filters; swapped under a running connection. */
#include <sys/stat.h>
#include <sys/mount.h>

#include "harness.h"

static int control;

static const char *links(void)
{
	return output_of("ls %s/bpf/axoneme/links", test_dir);
}

static void refusals(void)
{
	test_case("only pods' devices take workload programs, only others an uplink's");
	shell("ip link add up0 type veth peer name up1; ip link add other0 type veth peer name other1");
	client_refused(control, AXO_ATTACH, payload_of("bs", 1, "up0"), EPERM, "up0");
	client_refused(control, AXO_ATTACH, payload_of("bs", 1, "lo"), EPERM, "lo");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "lo"), EPERM, "loopback");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "axo00000001"), EPERM, "workload");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "other0"), EPERM, "allowed");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "nosuch"), ENODEV, "nosuch");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "../up0"), EINVAL, "device name");
	client_refused(control, 11, payload_of("bs", 2, "up0"), ENOSYS, "request type 11");
	client_refused(control, AXO_ATTACH, payload_of("bs", 3, "/sys/fs/cgroup"), EPERM, "/sys/fs/cgroup");
}

static void uplink(bool tcx)
{
	struct answer *answer;
	char pin[32];
	__u32 ifindex;

	test_case("an uplink is attached, again without change");
	answer = client_do(control, AXO_ATTACH, payload_of("bs", 2, "up0"));
	memcpy(&ifindex, answer->bytes, 4);
	CHECK((int)ifindex == atoi(output_of("ip -o link show up0")), "ifindex %u", ifindex);
	snprintf(pin, sizeof(pin), "dev%u_axo_from_uplink\n", ifindex);
	client_do(control, AXO_ATTACH, payload_of("bs", 2, "up0"));
	CHECK(!tcx == !!strstr(output_of("tc filter show dev up0 ingress"), "axo_from_uplink"), "%s",
	      output_of("tc filter show dev up0 ingress"));
	CHECK(tcx == !!strstr(links(), pin), "links: %s", links());
}

static __u8 attached_state(const char *name)
{
	struct answer *answer = client_do(control, AXO_VETH_LIST, NULL);
	char *at = memmem(answer->bytes, answer->head.length, name, strlen(name));

	CHECK(at, "%s is not listed", name);
	return at[strlen(name) + 4];
}

static void swap_under_flow(struct pod *one, struct pod *two)
{
	struct flow flow;

	test_case("programs are swapped under a running connection without one byte lost");
	flow = flow_start(one, two);
	CHECK(attached_state(one->device) == 1, "listed as attached");
	CHECK(client_dump(control, "ct_est", NULL, NULL) > 0 || client_dump(control, "ct_new", NULL, NULL) > 0,
	      "the datapath sees it");
	for (int i = 0; i < 4; i++) {
		client_do(control, AXO_LOAD, payload_of("w", 512));
		client_do(control, AXO_ATTACH, payload_of("bs", 1, one->device));
		client_do(control, AXO_ATTACH, payload_of("bs", 1, two->device));
	}
	CHECK(flow_runs(&flow, 50), "after the swaps: %s", strerror(flow.state->broken));

	test_case("flipped to a policy that denies, the connection stops; flipped back, it goes on");
	pod_policy(control, two, POLICY_CLOSED);
	usleep(50000);
	CHECK(!flow_runs(&flow, 1), "goes on under the closed policy");
	pod_policy(control, two, POLICY_OPEN);
	CHECK(flow_runs(&flow, 50) || flow_runs(&flow, 50) || flow_runs(&flow, 50), "does not go on: %s",
	      strerror(flow.state->broken));

	test_case("what took programs away from a veth is seen and mended; deleted, nothing is left of it");
	/* Detached, since the kernel takes its time to free a link that is only unpinned. */
	shell("for l in %s/bpf/axoneme/links/dev$(ip -o link show %s | cut -d: -f1)_*; do [ ! -e $l ] || { bpftool "
	      "link "
	      "detach pinned $l && rm $l; } || exit 1; done; tc qdisc del dev %s clsact 2>/dev/null; true",
	      test_dir, one->device, one->device);
	CHECK(attached_state(one->device) == 0, "listed as not attached");
	client_do(control, AXO_ATTACH, payload_of("bs", 1, one->device));
	CHECK(flow_runs(&flow, 50), "%s", strerror(flow.state->broken));
	flow_stop(&flow);
	client_do(control, AXO_VETH_DELETE, payload_of("s", one->device));
	client_do(control, AXO_VETH_DELETE, payload_of("s", two->device));
	CHECK(!strstr(links(), "dev"), "links: %s", links());
}

static void vanished(void)
{
	struct pod pod = pod_join(control, 9);

	test_case("pins of a device that went with its pod are swept");
	shell("ip link del %s", pod.device);
	CHECK(strstr(links(), "dev"), "still pinned");
	client_do(control, AXO_VETH_DELETE, payload_of("s", pod.device));
	CHECK(!strstr(links(), "dev"), "links: %s", links());
}

static void cgroup(const char *root)
{
	struct stat node;
	char pin[64];

	test_case("socket programs go to the loader's cgroup, and only there; pins tell which one that is");
	client_do(control, AXO_ATTACH, payload_of("bs", 3, ""));
	client_do(control, AXO_ATTACH, payload_of("bs", 3, root));
	CHECK(!stat(root, &node), "%s", root);
	snprintf(pin, sizeof(pin), "cgroup%lu_axo_connect4\n", (unsigned long)node.st_ino);
	CHECK(strstr(links(), pin) && strstr(links(), "getpeername6"), "links: %s", links());
	CHECK(strstr(output_of("bpftool cgroup show %s", root), "axo_connect4"), "%s",
	      output_of("bpftool cgroup show %s", root));
}

static void uninstalled(bool tcx, const char *root)
{
	test_case("uninstalled, no program is left anywhere; another's clsact filter stays where it is");
	client_do(control, AXO_ATTACH, payload_of("bs", 2, "up1"));
	if (!tcx)
		shell("tc filter add dev up0 egress prio 5 bpf da object-pinned %s/bpf/axoneme/progs/axo_to_workload",
		      test_dir);
	client_do(control, AXO_UNINSTALL, NULL);
	CHECK(!strstr(output_of("bpftool cgroup show %s", root), "axo_"), "%s",
	      output_of("bpftool cgroup show %s", root));
	CHECK(!strstr(output_of("tc filter show dev up0 ingress"), "axo_"), "ours is not");
	CHECK(!strstr(output_of("tc qdisc show dev up1"), "clsact"), "the qdisc is gone with it: %s",
	      output_of("tc qdisc show dev up1"));
	CHECK(tcx == !strstr(output_of("tc filter show dev up0 egress"), "axo_to_workload"), "another's is there");
}

static void run(const char *hooks, const char *root)
{
	bool tcx = !strcmp(hooks, "tcx");
	pid_t loader = loader_start("--hooks", hooks, "--uplink", "@(up*|eth[0-9])", "--cgroup", root, NULL);
	struct pod one, two;

	control = client_hello(1);
	test_case("attaching needs a load");
	shell("ip link add up0 type veth peer name up1");
	client_refused(control, AXO_ATTACH, payload_of("bs", 2, "up0"), ENOENT, "LOAD");
	shell("ip link del up0");
	client_do(control, AXO_LOAD, payload_of("w", 512));
	policies_make(control);
	one = pod_join(control, 1);
	two = pod_join(control, 2);
	refusals();
	swap_under_flow(&one, &two);
	if (tcx)
		vanished();
	uplink(tcx);
	cgroup(root);
	uninstalled(tcx, root);
	shell("ip link del up0; ip link del other0; umount -l %s/netns/axl-* && rm %s/netns/axl-*", test_dir, test_dir);
	loader_stop(loader);
}

int main(void)
{
	const char *root;

	world_enter();
	root = world_cgroup();
	run("tcx", root);
	run("clsact", root);
	return test_end();
}
