// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-loader: the one privileged process of a node. It loads, attaches, pins and writes what the agent tells it, holds no
 * policy, and keeps nothing that it could not read back from the kernel: killing it at any time loses nothing.
 */
#include "loader.h"

struct axo_options axo_options;

static const struct {
	const char *name, *value, **to, *meaning;
} options[] = {
	{ "socket", "/run/axoneme/loader/loader.sock", &axo_options.socket, "where the agent connects" },
	{ "uid", "0", &axo_options.uid, "the only user that is heard" },
	{ "bpffs", "/sys/fs/bpf/axoneme", &axo_options.bpffs, "folder of the pins, on a bpf file system" },
	{ "cgroup", "", &axo_options.cgroup, "cgroup2 folder for the socket programs; the first cgroup2 mount" },
	{ "uplink", "*", &axo_options.uplink, "pattern of devices that may be uplinks: eth0, en*, @(eth*|bond0)" },
	{ "hooks", "auto", &axo_options.hooks, "how programs hang on devices: auto, tcx or clsact" },
	{ "map-entries", "0", &axo_options.map_entries, "most entries of a table, for small nodes; 0: as built" },
	{ "netns-dir", "/run/netns", &axo_options.netns_dir, "folder of the pods' network namespaces" },
	{ "cni-conf-dir", "/etc/cni/net.d", &axo_options.cni_conf_dir, "where the runtime reads its configuration" },
	{ "cni-socket-path", "/run/axoneme/cni.sock", &axo_options.cni_socket,
	  "where the agent awaits the CNI plugin" },
};

static void usage(void)
{
	printf("axoneme-loader %s (protocol %d)\n"
	       "usage: axoneme-loader [--OPTION VALUE]...            serve the agent, in the foreground\n"
	       "       axoneme-loader [--OPTION VALUE]... uninstall  take away all that was made on this node\n",
	       AXO_BUILD_ID, AXO_PROTOCOL_VERSION);
	for (size_t i = 0; i < AXO_COUNT(options); i++)
		printf("  --%-16s %s (%s)\n", options[i].name, options[i].meaning, options[i].value);
}

/* Short enough for a socket address, and fit to stand in the CNI configuration. */
static bool set_option(const char *name, const char *value)
{
	for (size_t i = 0; i < AXO_COUNT(options) && strlen(value) <= 100 && !strpbrk(value, "\"\\\n"); i++) {
		if (strcmp(name, options[i].name))
			continue;
		*options[i].to = value;
		return *options[i].value != '/' || *value == '/';
	}
	return false;
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

static int uninstall(void)
{
	axo_autofree struct axo_buffer left = {};
	int error = axo_uninstall(&left);

	for (const struct axo_link *link = (void *)left.data; link->ifindex; link++)
		printf("left, of a running pod: %s\n", link->name);
	return error;
}

static int run(const char *command)
{
	if (!strcmp(command, "uninstall"))
		return uninstall();
	if (*command)
		return axo_fail(MALFORMED, EINVAL, "there is no such command; see --help");
	axo_links_sweep();
	return axo_maps_open() ?: axo_events_open() ?: axo_serve();
}

int main(int argc, char **argv)
{
	int i, error;

	for (i = 0; i < (int)AXO_COUNT(options); i++)
		*options[i].to = options[i].value;
	for (i = 1; i < argc && !strncmp(argv[i], "--", 2); i++) {
		char *name = argv[i] + 2, *value = strchr(name, '=');

		if (!strcmp(name, "help") || !strcmp(name, "version"))
			return usage(), 0;
		if (value)
			*value++ = '\0';
		else if (i + 1 < argc)
			value = argv[++i];
		if (!value || !set_option(name, value)) {
			fprintf(stderr,
				"axoneme-loader: --%s: no such option, or a value that does not fit; see --help\n",
				name);
			return 2;
		}
	}
	libbpf_set_print(libbpf_says);
	error = run(argv[i] ?: "");
	if (error)
		axo_log(argv[i] ?: "start", "%s", axo_problem.sentence);
	return error ? 1 : 0;
}
