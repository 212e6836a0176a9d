// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-loader: the one privileged process of a node. It loads, attaches, pins and writes what the agent tells it, holds no
 * policy, and keeps nothing that it could not read back from the kernel: killing it at any time loses nothing.
 */
#include <limits.h>
#include <bpf/libbpf.h>

#include "netlink.h"

struct axo_options axo_options = {
	.socket = "/run/axoneme/loader/loader.sock",
	.bpffs = "/sys/fs/bpf/axoneme",
	.netns_dir = "/run/netns",
	.cni_conf_dir = "/etc/cni/net.d",
	.cni_socket = "/run/axoneme/cni.sock",
};

/* Paths, as --name PATH. */
static const struct {
	const char *name, **to, *meaning;
} paths[] = {
	{ "socket", &axo_options.socket, "where the agent connects" },
	{ "bpffs", &axo_options.bpffs, "folder of the pins, on a bpf file system" },
	{ "cgroup", &axo_options.cgroup, "cgroup2 folder for the socket programs (the first cgroup2 mount)" },
	{ "netns-dir", &axo_options.netns_dir, "folder of the pods' network namespaces" },
	{ "cni-conf-dir", &axo_options.cni_conf_dir, "where the container runtime reads its configuration" },
	{ "cni-socket-path", &axo_options.cni_socket, "where the agent listens for the CNI plugin" },
};

static void usage(void)
{
	printf("usage: axoneme-loader [options]            serve the agent, in the foreground\n"
	       "       axoneme-loader [options] uninstall  take away all that was made on this node\n"
	       "       axoneme-loader [options] probe      say what this kernel can do\n"
	       "  --uid N                 the only user that is heard (0)\n"
	       "  --uplink PATTERN        devices that may be uplinks; may be repeated (any but lo and pods')\n"
	       "  --hooks auto|tcx|clsact how programs are attached to devices (TCX where the kernel has it)\n");
	for (size_t i = 0; i < AXO_COUNT(paths); i++)
		printf("  --%-21s %s (%s)\n", paths[i].name, paths[i].meaning, *paths[i].to ?: "");
}

static void bad_option(const char *option, const char *wanted)
{
	fprintf(stderr, "axoneme-loader: %s: %s is wanted; see --help\n", option, wanted);
	exit(2);
}

static void set_option(const char *name, const char *value)
{
	static const char *const hooks[] = { "auto", "tcx", "clsact" };
	size_t i = 0;

	if (!strcmp(name, "uid")) {
		char *end;

		axo_options.uid = strtoul(value, &end, 10);
		if (*end || !*value)
			bad_option("--uid", "a user's number");
	} else if (!strcmp(name, "uplink")) {
		if (axo_options.nuplinks == AXO_COUNT(axo_options.uplinks))
			bad_option("--uplink", "no more than 16 patterns");
		axo_options.uplinks[axo_options.nuplinks++] = value;
	} else if (!strcmp(name, "hooks")) {
		while (i < AXO_COUNT(hooks) && strcmp(value, hooks[i]))
			i++;
		if (i == AXO_COUNT(hooks))
			bad_option("--hooks", "auto, tcx or clsact");
		axo_options.hooks = i;
	} else {
		while (i < AXO_COUNT(paths) && strcmp(name, paths[i].name))
			i++;
		if (i == AXO_COUNT(paths))
			bad_option(name, "an option");
		/* Short enough for a socket address, and fit to stand in the CNI configuration. */
		if (value[0] != '/' || strlen(value) > 100 || strpbrk(value, "\"\\\n"))
			bad_option(name, "an absolute path of at most 100 characters without quotes");
		*paths[i].to = value;
	}
}

static int libbpf_says(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char text[480];

	if (level == LIBBPF_WARN && vsnprintf(text, sizeof(text), format, arguments) > 0)
		axo_log("libbpf", "%s", text);
	return 0;
}

static int run(const char *command)
{
	struct axo_buffer out = {};
	int error = 0;

	if (!command) {
		axo_links_sweep();
		return axo_maps_open() ?: axo_events_open() ?: axo_serve();
	}
	if (!strcmp(command, "probe")) {
		axo_probe(&out, "%-14s %-5s  %s\n");
	} else if (!strcmp(command, "uninstall")) {
		struct axo_buffer links = {};

		error = axo_uninstall() ?: axo_links(&links);
		for (const struct axo_link *link = (void *)links.data; (__u8 *)link < links.data + links.length; link++) {
			if (link->ours)
				axo_print(&out, "left, of a running pod: %s\n", link->name);
		}
	} else {
		bad_option(command, "uninstall or probe");
	}
	fwrite(out.data, 1, out.length, stdout);
	return error;
}

int main(int argc, char **argv)
{
	int i = 1, error;

	for (; i < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--help"))
			return usage(), 0;
		if (!strcmp(argv[i], "--version"))
			return printf("axoneme-loader %s (protocol %d)\n", AXO_BUILD_ID, AXO_PROTOCOL_VERSION), 0;
		if (i + 1 == argc)
			bad_option(argv[i], "a value");
		set_option(argv[i] + 2, argv[i + 1]);
	}
	libbpf_set_print(libbpf_says);
	error = run(argv[i]);
	if (error)
		axo_log(argv[i] ?: "start", "%s", axo_problem.sentence);
	return error ? 1 : 0;
}
