// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-loader: the one privileged process of a node. It loads, attaches, pins and writes what the agent tells it, holds no
 * policy, and keeps nothing that it could not read back from the kernel: killing it at any time loses nothing.
 */
#include <argp.h>
#include "loader.h"

#define FIRST_KEY 256 /* no letter, so that options have long names only */
#define PLACE(field) (offsetof(struct axo_options, field) / sizeof(char *))
#define OPTION(name, field, value, meaning) [PLACE(field)] = { name, FIRST_KEY + PLACE(field), value, 0, meaning, 0 }

struct axo_options axo_options;
const char *argp_program_version = "axoneme-loader " AXO_BUILD_ID;

/* What help shows as an option's argument is what it is by default. */
static const struct argp_option options[] = {
	OPTION("socket", socket, "/run/axoneme/loader/loader.sock", "where the agent connects"),
	OPTION("uid", uid, "0", "the only user that is heard"),
	OPTION("bpffs", bpffs, "/sys/fs/bpf/axoneme", "folder of the pins, on a bpf file system"),
	OPTION("cgroup", cgroup, "", "cgroup2 folder for the socket programs; else the first cgroup2 mount"),
	OPTION("uplink", uplink, "*", "pattern of devices that may be uplinks: eth0, en*, @(eth*|bond0)"),
	OPTION("hooks", hooks, "auto", "how programs hang on devices: auto, tcx or clsact"),
	OPTION("map-entries", map_entries, "0", "most entries of a table, for small nodes; 0: as built"),
	OPTION("netns-dir", netns_dir, "/run/netns", "folder of the pods' network namespaces"),
	OPTION("cni-conf-dir", cni_conf_dir, "/etc/cni/net.d", "where the runtime reads its configuration"),
	OPTION("cni-socket-path", cni_socket, "/run/axoneme/cni.sock", "where the agent awaits the CNI plugin"),
	{},
};

/* Values are short enough for a socket address, and fit to stand in the CNI configuration. */
static error_t take(int key, char *value, struct argp_state *state)
{
	size_t place = key - FIRST_KEY;
	const char **to = (const char **)&axo_options;

	if (key != ARGP_KEY_ARG && place >= AXO_COUNT(options) - 1)
		return ARGP_ERR_UNKNOWN;
	to = key == ARGP_KEY_ARG ? state->input : to + place;
	if (strlen(value) > 100 || strpbrk(value, "\"\\\n") || (**to == '/' && *value != '/'))
		argp_error(state, "%s %s: a path must be absolute, a value short and without quotes",
			   key == ARGP_KEY_ARG ? "command" : options[place].name, value);
	*to = value;
	return 0;
}

static int libbpf_says(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char text[480];

	/* Its netlink errors come back as errnos, too, and are mostly expected: no qdisc, no filter. */
	if (level == LIBBPF_WARN && vsnprintf(text, sizeof(text), format, arguments) > 0 &&
	    !strstr(text, "Kernel error message"))
		axo_log("libbpf", "%s", text);
	return 0;
}

static int run(const char *command)
{
	static struct axo_connection self = { .head = { .type = AXO_UNINSTALL } };

	if (!strcmp(command, "uninstall"))
		return axo_devices(&self);
	if (*command)
		return axo_fail(MALFORMED, EINVAL, "there is no such command; see --help");
	axo_links_sweep();
	return axo_maps_open() ?: axo_events_open() ?: axo_serve();
}

int main(int argc, char **argv)
{
	static const struct argp parser = {
		.options = options,
		.parser = take,
		.args_doc = "[uninstall]",
		.doc = "Serves the agent, in the foreground; uninstall takes away all that was made on this node.",
	};
	const char *command = "";
	int error;

	for (size_t i = 0; i < AXO_COUNT(options) - 1; i++)
		((const char **)&axo_options)[i] = options[i].arg;
	argp_err_exit_status = 2;
	argp_parse(&parser, argc, argv, 0, NULL, &command);
	libbpf_set_print(libbpf_says);
	error = run(command);
	if (error)
		axo_log(*command ? command : "start", "%s", axo_problem.sentence);
	return error ? 1 : 0;
}
