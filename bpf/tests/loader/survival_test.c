// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * kill -9 of the loader at any moment: connections under policy go on, denied ones stay denied, nothing is forgotten.
 * And its contrary: uninstall leaves the node as it was.
 */
#include <signal.h>
#include <sys/stat.h>

#include "harness.h"

static int control;
static const char *root;

/* Pins, devices' links, routes, neighbours, rules, files: all that a loader may make. */
static const char *state_of_node(void)
{
	return output_of("cd %s && ls bpf bpf/axoneme/maps bpf/axoneme/progs bpf/axoneme/links cni 2>&1; ip -o link | "
			 "cut -d' ' -f2 | grep -v axo; "
			 "ip route | grep -v axo; ip -6 route | grep -v fe80; nft list ruleset; bpftool cgroup show "
			 "%s; tc qdisc show dev up0; tc filter show dev up0 ingress",
			 test_dir, root);
}

static pid_t start(void)
{
	pid_t loader = loader_start("--cgroup", root, NULL);

	control = client_hello(1);
	return loader;
}

static pid_t killed(pid_t loader, struct pod *pods)
{
	struct flow flow = flow_start(&pods[0], &pods[1]);
	__u32 policy_head = map_id("policy_head"), observed;
	char *links = strdup(output_of("ls %s/bpf/axoneme/links", test_dir));

	test_case("kill -9: the connection goes on, the denied stays denied");
	pod_policy(control, &pods[2], POLICY_CLOSED);
	CHECK(!can_connect(&pods[0], &pods[2]), "denied before");
	loader_kill(loader);
	close(control);
	CHECK(flow_runs(&flow, 100), "without a loader: %s", strerror(flow.state->broken));
	CHECK(!can_connect(&pods[0], &pods[2]) && !can_connect(&pods[2], &pods[0]), "denied without a loader");
	CHECK(can_connect(&pods[0], &pods[1]), "allowed without a loader");

	test_case("started again it finds everything, before and after LOAD");
	loader = start();
	CHECK(client_dump(control, "endpoint_policy", NULL, NULL) == 3, "read without a LOAD");
	CHECK(status_number(control, "vectorBits") == 512, "its width too");
	pod_policy(control, &pods[2], POLICY_OPEN);
	CHECK(can_connect(&pods[0], &pods[2]), "opened without a LOAD");
	pod_policy(control, &pods[2], POLICY_CLOSED);
	memcpy(&observed, client_do(control, AXO_LOAD, payload_of("w", 512))->bytes, 4);
	CHECK(observed == 1 && map_id("policy_head") == policy_head, "the same maps");
	for (int i = 0; i < 3; i++)
		client_do(control, AXO_ATTACH, payload_of("bs", 1, pods[i].device));
	CHECK(!strcmp(links, output_of("ls %s/bpf/axoneme/links", test_dir)), "the same links");
	CHECK(flow_runs(&flow, 100), "after LOAD and ATTACH: %s", strerror(flow.state->broken));
	CHECK(!can_connect(&pods[0], &pods[2]), "still denied");
	flow_stop(&flow);
	free(links);
	return loader;
}

/* Killed in the midst of loads: what is pinned stays whole. */
static pid_t killed_while_loading(pid_t loader, struct pod *pods)
{
	struct flow flow = flow_start(&pods[0], &pods[1]);

	test_case("killed in the midst of LOAD");
	for (int i = 0; i < 6; i++) {
		client_send(control, AXO_LOAD, payload_of("w", 512));
		usleep(i * 40000);
		loader_kill(loader);
		close(control);
		loader = start();
		client_do(control, AXO_STATUS, NULL);
		CHECK(flow_runs(&flow, 20), "%s", strerror(flow.state->broken));
	}
	client_do(control, AXO_LOAD, payload_of("w", 512));
	CHECK(!strstr(output_of("ls %s/bpf/axoneme/maps %s/bpf/axoneme/progs", test_dir, test_dir), "unfinished"),
	      "no half-made pin");
	CHECK(!can_connect(&pods[0], &pods[2]), "still denied");
	flow_stop(&flow);
	return loader;
}

/* Wider maps are made and filled while the narrow ones judge; ATTACH changes over. */
static void widened(struct pod *pods)
{
	struct flow flow = flow_start(&pods[0], &pods[1]);

	test_case("the next width takes over without a gap");
	client_do(control, AXO_LOAD, payload_of("w", 2048));
	CHECK(flow_runs(&flow, 50), "after LOAD: %s", strerror(flow.state->broken));
	CHECK(!can_connect(&pods[0], &pods[2]) && can_connect(&pods[0], &pods[1]), "the old verdicts");
	policies_make(control);
	for (int i = 0; i < 3; i++)
		pod_write(control, &pods[i]);
	pod_policy(control, &pods[2], POLICY_CLOSED);
	CHECK(flow_runs(&flow, 50), "before ATTACH: %s", strerror(flow.state->broken));
	for (int i = 0; i < 3; i++)
		client_do(control, AXO_ATTACH, payload_of("bs", 1, pods[i].device));
	CHECK(flow_runs(&flow, 50), "after ATTACH: %s", strerror(flow.state->broken));
	CHECK(!can_connect(&pods[0], &pods[2]) && can_connect(&pods[0], &pods[1]), "the same verdicts");
	flow_stop(&flow);
}

static void make_everything(void)
{
	__u8 route[33] = { [10] = 0xff, [11] = 0xff, [12] = 10, [13] = 8, [16] = 112, [27] = 0xff,
			   [28] = 0xff, [29] = 192,  [30] = 0,	[31] = 2, [32] = 11 };

	client_do(control, AXO_ATTACH, payload_of("bs", 2, "up0"));
	client_do(control, AXO_ATTACH, payload_of("bs", 3, ""));
	client_do(control, AXO_ROUTES, payload_of("wr", 1, route, sizeof(route)));
	client_do(control, AXO_MASQUERADE,
		  payload_of("sswwsshhb", "10.9.0.0/24", "", 0, 1, "0.0.0.0/0", "10.9.0.1/32", 80, 80, 6));
	client_do(control, AXO_CNI_CONF, payload_of("b", 1));
}

static void uninstalled(pid_t loader, const char *before, const struct pod *pods)
{
	struct axo_reader in;
	struct answer *answer;
	const char *said;
	char names[3][16];
	__u32 count;

	test_case("UNINSTALL leaves nothing but running pods' devices, and names them");
	make_everything();
	CHECK(strcmp(before, state_of_node()), "there is something to take away");
	answer = client_do(control, AXO_UNINSTALL, NULL);
	in = (struct axo_reader){ answer->bytes, answer->bytes + answer->head.length };
	said = axo_read(&in, "w count, s first, s second, s third", &count, names[0], sizeof(names[0]), names[1],
			sizeof(names[1]), names[2], sizeof(names[2]));
	CHECK(!said && count == 3, "three devices are left: %s", said);
	for (int i = 0; i < 3; i++)
		CHECK(!strcmp(names[i], pods[i].device), "left: %s", names[i]);
	CHECK(!strcmp(before, state_of_node()), "before:\n%s\nafter:\n%s", before, state_of_node());
	client_do(control, AXO_UNINSTALL, NULL);
	client_refused(control, AXO_DUMP, payload_of("s", "ipcache"), ENOENT, "not loaded");

	test_case("the same from the command line, while no loader serves");
	client_do(control, AXO_LOAD, payload_of("w", 512));
	make_everything();
	client_do(control, AXO_ATTACH, payload_of("bs", 1, "axo00000001"));
	close(control);
	loader_stop(loader);
	said = output_of("%s --bpffs %s/bpf/axoneme --cgroup %s --cni-conf-dir %s/cni uninstall 2>&1",
			 getenv("AXO_LOADER"), test_dir, root, test_dir);
	CHECK(strstr(said, "axo00000001") && strstr(said, "axo00000003"), "%s", said);
	CHECK(!strcmp(before, state_of_node()), "before:\n%s\nafter:\n%s", before, state_of_node());
}

int main(void)
{
	struct pod pods[3];
	char *before;
	pid_t loader;

	world_enter();
	root = world_cgroup();
	shell("ip link add up0 type veth peer name up1 && ip link set up0 up && ip link set up1 up && ip addr add "
	      "192.0.2.10/24 dev up0");
	before = strdup(state_of_node());
	loader = start();
	client_do(control, AXO_LOAD, payload_of("w", 512));
	policies_make(control);
	for (__u16 i = 0; i < 3; i++)
		pods[i] = pod_join(control, i + 1);
	loader = killed(loader, pods);
	loader = killed_while_loading(loader, pods);
	widened(pods);
	uninstalled(loader, before, pods);
	free(before);
	return test_end();
}
