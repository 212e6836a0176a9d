// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-loader: the one privileged process of a node. It loads, attaches, pins and writes what the agent tells it, holds no
 * policy, and keeps nothing that it could not read back from the kernel: killing it at any time loses nothing.
 */
#include <bpf/libbpf.h>
#include "loader.h"

struct axo_options axo_options = {
	.socket = "/run/axoneme/loader/loader.sock",
	.bpffs = "/sys/fs/bpf/axoneme",
	.netns_dir = "/run/netns",
	.cni_conf_dir = "/etc/cni/net.d",
	.cni_socket = "/run/axoneme/cni.sock",
};

static const struct {
	const char *name, *meaning, **path; /* path NULL: no path, see set_option() */
} options[] = {
	{ "socket", "PATH  where the agent connects", &axo_options.socket },
	{ "uid", "N  the only user that is heard (0)", NULL },
	{ "bpffs", "DIR  folder of the pins, on a bpf file system", &axo_options.bpffs },
	{ "cgroup", "DIR  cgroup2 folder for the socket programs (the first cgroup2 mount)", &axo_options.cgroup },
	{ "uplink", "PATTERN  devices that may be uplinks; may be repeated (any but lo and pods')", NULL },
	{ "hooks", "auto|tcx|clsact  how programs are attached to devices (TCX where the kernel has it)", NULL },
	{ "netns-dir", "DIR  folder of the pods' network namespaces", &axo_options.netns_dir },
	{ "cni-conf-dir", "DIR  where the container runtime reads its configuration", &axo_options.cni_conf_dir },
	{ "cni-socket-path", "PATH  where the agent listens for the CNI plugin", &axo_options.cni_socket },
};

static void usage(void)
{
	printf("axoneme-loader %s (protocol %d)\n"
	       "usage: axoneme-loader [options]            serve the agent, in the foreground\n"
	       "       axoneme-loader [options] uninstall  take away all that was made on this node\n"
	       "       axoneme-loader [options] probe      say what this kernel can do\n",
	       AXO_BUILD_ID, AXO_PROTOCOL_VERSION);
	for (size_t i = 0; i < AXO_COUNT(options); i++)
		printf("  --%s %s %s\n", options[i].name, options[i].meaning,
		       options[i].path ? *options[i].path ?: "" : "");
}

static bool set_option(const char *name, const char *value)
{
	static const char *const hooks[] = { "auto", "tcx", "clsact" };
	size_t i = 0;
	char end;

	if (!strcmp(name, "uid"))
		return sscanf(value, "%u%c", &axo_options.uid, &end) == 1;
	if (!strcmp(name, "uplink") && axo_options.nuplinks < AXO_COUNT(axo_options.uplinks)) {
		axo_options.uplinks[axo_options.nuplinks++] = value;
		return true;
	}
	for (i = 0; !strcmp(name, "hooks") && i < AXO_COUNT(hooks); i++) {
		if (!strcmp(value, hooks[i])) {
			axo_options.hooks = i;
			return true;
		}
	}
	/* Short enough for a socket address, and fit to stand in the CNI configuration. */
	for (i = 0; i < AXO_COUNT(options) && *value == '/' && strlen(value) <= 100 && !strpbrk(value, "\"\\\n"); i++) {
		if (options[i].path && !strcmp(name, options[i].name)) {
			*options[i].path = value;
			return true;
		}
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

static int run(const char *command)
{
	axo_autofree struct axo_buffer out = {}, left = {};
	__u32 count = 0;
	int error = 0;

	if (!*command) {
		axo_links_sweep();
		return axo_maps_open() ?: axo_events_open() ?: axo_serve();
	}
	if (!strcmp(command, "probe"))
		axo_probe(&out, "%-14s %-5s  %s\n");
	else if (!strcmp(command, "uninstall"))
		error = axo_uninstall(&left, &count);
	else
		error = axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "there is no such command; see --help");
	for (struct axo_reader in = { left.data, left.data + left.length }; count; count--) {
		char name[AXO_NAME_SIZE];

		if (!axo_parse(&in, "s name+", name, sizeof(name)))
			axo_print(&out, "left, of a running pod: %s\n", name);
	}
	fwrite(out.data, 1, out.length, stdout);
	return error;
}

int main(int argc, char **argv)
{
	int i = 1, error;

	for (; i < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "--version"))
			return usage(), 0;
		if (i + 1 == argc || !set_option(argv[i] + 2, argv[i + 1])) {
			fprintf(stderr, "axoneme-loader: %s: no such option, or not of a value that fits; see --help\n",
				argv[i]);
			return 2;
		}
	}
	libbpf_set_print(libbpf_says);
	error = run(argv[i] ?: "");
	if (error)
		axo_log(argv[i] ?: "start", "%s", axo_problem.sentence);
	return error ? 1 : 0;
}
