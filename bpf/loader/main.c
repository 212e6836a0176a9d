// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-loader: the one privileged process of a node. It loads, attaches, pins and writes what the agent tells it, holds no
 * policy, and keeps nothing that it could not read back from the kernel: killing it at any time loses nothing.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/libbpf.h>

#include "frames.h"

struct axo_options axo_options = {
	.socket = "/run/axoneme/loader/loader.sock",
	.bpffs = "/sys/fs/bpf/axoneme",
	.cni_conf_dir = "/etc/cni/net.d",
	.cni_socket = "/run/axoneme/cni.sock",
	.netns_dir = "/run/netns",
};

static const char usage[] =
	"usage: axoneme-loader [options]            serve the agent, in the foreground\n"
	"       axoneme-loader [options] uninstall  take away all that was made on this node\n"
	"       axoneme-loader [options] probe      say what this kernel can do\n"
	"  --socket PATH           where the agent connects (%s)\n"
	"  --uid N                 the only user that is heard (0)\n"
	"  --bpffs DIR             folder of the pins, on a bpf file system (%s)\n"
	"  --cgroup DIR            cgroup2 folder for the socket programs (the first cgroup2 mount)\n"
	"  --uplink PATTERN        devices that may be attached as uplinks; may be repeated (any but lo and pods')\n"
	"  --netns-dir DIR         folder of the pods' network namespaces (%s)\n"
	"  --cni-conf-dir DIR      where the container runtime reads its configuration (%s)\n"
	"  --cni-socket-path PATH  where the agent listens for the CNI plugin (%s)\n"
	"  --hooks auto|tcx|clsact how programs are attached to devices (auto: TCX where the kernel has it)\n"
	"  --version, --help\n";

static int refuse_option(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, "axoneme-loader: --%s %s: %s is wanted\n", option, value, wanted);
	exit(2);
}

static void set_uid(const char *value)
{
	char *end;
	unsigned long uid = strtoul(value, &end, 10);

	if (!*value || *end || uid >= UINT_MAX)
		refuse_option("uid", value, "a user's number");
	axo_options.uid = uid;
}

static void set_hooks(const char *value)
{
	static const char *const names[] = { "auto", "tcx", "clsact" };

	for (int i = 0; i < 3; i++) {
		if (!strcmp(value, names[i])) {
			axo_options.hooks = i;
			return;
		}
	}
	refuse_option("hooks", value, "auto, tcx or clsact");
}

static const char *path_option(const char *option, const char *value)
{
	/* Short enough for our buffers, and fit to stand in the CNI configuration. */
	if (value[0] != '/' || strlen(value) > 200 || strpbrk(value, "\"\\\n"))
		refuse_option(option, value, "an absolute path without quotes");
	return value;
}

static void add_uplink(const char *value)
{
	if (axo_options.nuplinks == sizeof(axo_options.uplinks) / sizeof(*axo_options.uplinks))
		refuse_option("uplink", value, "no more than 16 patterns");
	axo_options.uplinks[axo_options.nuplinks++] = value;
}

static const struct option options[] = {
	{ "socket", required_argument, NULL, 's' },	  { "uid", required_argument, NULL, 'u' },
	{ "bpffs", required_argument, NULL, 'b' },	  { "cgroup", required_argument, NULL, 'g' },
	{ "uplink", required_argument, NULL, 'l' },	  { "netns-dir", required_argument, NULL, 'n' },
	{ "cni-conf-dir", required_argument, NULL, 'd' }, { "cni-socket-path", required_argument, NULL, 'c' },
	{ "hooks", required_argument, NULL, 'k' },	  { "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },		  {},
};

static void set_option(int option, const char *name)
{
	const char **paths[256] = {
		['s'] = &axo_options.socket,    ['b'] = &axo_options.bpffs,	   ['g'] = &axo_options.cgroup,
		['n'] = &axo_options.netns_dir, ['d'] = &axo_options.cni_conf_dir, ['c'] = &axo_options.cni_socket,
	};

	if (option == 'u')
		set_uid(optarg);
	else if (option == 'k')
		set_hooks(optarg);
	else if (option == 'l')
		add_uplink(optarg);
	else
		*paths[option] = path_option(name, optarg);
}

static void parse(int argc, char **argv)
{
	int option, index;

	while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (option == '?')
			exit(2);
		if (option == 'v') {
			printf("axoneme-loader %s (protocol %d)\n", AXO_BUILD_ID, AXO_PROTOCOL_VERSION);
			exit(0);
		}
		if (option == 'h') {
			printf(usage, axo_options.socket, axo_options.bpffs, axo_options.netns_dir, axo_options.cni_conf_dir,
			       axo_options.cni_socket);
			exit(0);
		}
		set_option(option, options[index].name);
	}
}

static int libbpf_says(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char text[480];

	if (level == LIBBPF_WARN && vsnprintf(text, sizeof(text), format, arguments) > 0)
		axo_log("libbpf", "%s", text);
	return 0;
}

static void print_probe(const char *name, bool works, const char *sentence, void *context)
{
	(void)context;
	printf("%-14s %-3s  %s\n", name, works ? "yes" : "no", sentence);
}

static void print_left(const char *name, __u32 ifindex, void *context)
{
	(void)ifindex;
	(void)context;
	printf("left: %s (a running pod's)\n", name);
}

static int serve(struct axo_problem *problem)
{
	int error = axo_maps_open(problem);

	if (!error)
		error = axo_events_open(problem);
	axo_links_sweep();
	return error ? error : axo_serve(problem);
}

int main(int argc, char **argv)
{
	struct axo_problem problem = { .index = AXO_NO_INDEX };
	const char *command;
	int error = 0;

	parse(argc, argv);
	libbpf_set_print(libbpf_says);
	setvbuf(stderr, NULL, _IOLBF, 0);
	command = argv[optind];
	if (!command)
		error = serve(&problem);
	else if (!strcmp(command, "probe"))
		axo_probe(print_probe, NULL);
	else if (!strcmp(command, "uninstall"))
		error = axo_uninstall(&problem) ?: axo_veth_each(print_left, NULL, &problem);
	else
		refuse_option("command", command, "uninstall or probe");
	if (error)
		axo_log(command ? command : "start", "%s", problem.sentence);
	return error ? 1 : 0;
}
