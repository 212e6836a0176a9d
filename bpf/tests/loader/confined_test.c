// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The loader as it runs in its container: four capabilities, a folder that hands its group on, an agent of another user. */
#include <sys/stat.h>

#include "harness.h"

#define AGENT 10464

int main(void)
{
	struct stat socket;
	struct pod one, two;
	const char *root;
	pid_t loader;
	int control;

	world_enter();
	root = world_cgroup();
	test_case("without CAP_CHOWN the folder gives the socket to the agent's group");
	CHECK(!chown(test_dir, 0, AGENT) && !chmod(test_dir, 02775), "the socket's folder");
	loader_confined = true;
	client_uid = AGENT;
	loader = loader_start("--uid", "10464", "--cgroup", root, NULL);
	CHECK(!stat(test_path("loader.sock"), &socket) && socket.st_gid == AGENT && (socket.st_mode & 0777) == 0660,
	      "group %u, mode %o", socket.st_gid, socket.st_mode);
	CHECK(!setegid(AGENT), "the agent's group");

	test_case("four capabilities are enough for every request");
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	policies_make(control);
	one = pod_join(control, 1);
	two = pod_join(control, 2);
	CHECK(can_connect(&one, &two), "the pods reach each other");
	shell("ip link add up0 type veth peer name up1");
	client_do(control, AXO_ATTACH, payload_of("bs", 2, "up0"));
	client_do(control, AXO_ATTACH, payload_of("bs", 3, ""));
	client_do(control, AXO_ROUTES, payload_of("w", 0));
	client_do(control, AXO_MASQUERADE,
		  payload_of("sswwsshhb", "10.9.0.0/24", "", 0, 1, "0.0.0.0/0", "10.9.0.1/32", 53, 53, 17));
	client_do(control, AXO_FORGET, payload_of("rh", (__u8[16]){}, (size_t)16, 53));
	client_do(control, AXO_CNI_CONF, payload_of("b", 1));
	client_do(control, AXO_DUMP, payload_of("s", "ipcache"));
	client_do(control, AXO_STATUS, NULL);
	client_do(control, AXO_UNINSTALL, NULL);
	client_do(control, AXO_VETH_DELETE, payload_of("s", one.device));
	loader_stop(loader);

	test_case("a folder that does not give the socket away is told, not worked around");
	CHECK(!chmod(test_dir, 0755), "no longer setgid");
	unlink(test_path("log"));
	CHECK(strstr(output_of("setpriv --bounding-set -all,+bpf,+net_admin,+sys_admin %s --socket %s/other.sock --uid "
			       "10464 "
			       "--bpffs %s/bpf/axoneme 2>&1; echo exit $?",
			       getenv("AXO_LOADER"), test_dir, test_dir),
		     "other.sock: Operation not permitted"),
	      "it says why");
	return test_end();
}
