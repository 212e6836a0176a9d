// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What tests start: a world, and a loader in it. */
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <bpf/bpf.h>
#include "harness.h"

char test_dir[64];
bool loader_confined;
static const char *current = "start";
static double started;
static char loader_path[4096];

void fail_at(const char *file, int line, const char *condition, const char *format, ...)
{
	int error = errno;
	va_list arguments;

	fprintf(stderr, "FAIL %s (%s:%d): %s: ", current, file, line, condition);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, " (errno %d %s)\n", error, strerror(error));
	exit(1);
}

void test_case(const char *name)
{
	current = name;
}

double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

int test_end(void)
{
	printf("ok %s %.1f s\n", program_invocation_short_name, seconds() - started);
	return 0;
}

/* --- the world --- */

const char *test_path(const char *name)
{
	static char paths[16][160];
	static int turn;

	turn = (turn + 1) % 16;
	snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", test_dir, name);
	return paths[turn];
}

static void make_folder(const char *name)
{
	CHECK(!mkdir(test_path(name), 0755) || errno == EEXIST, "folder %s", name);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	CHECK(!ioctl(fd, SIOCSIFFLAGS, &request), "lo up");
	close(fd);
}

static pid_t world_owner;
static char cgroup[128];

static void remove_world(void)
{
	if (getpid() != world_owner)
		return;
	if (*cgroup)
		rmdir(cgroup);
	umount2(test_dir, MNT_DETACH);
	rmdir(test_dir);
}

void world_enter(void)
{
	started = seconds();
	CHECK(getenv("AXO_CNI"), "AXO_CNI must name the CNI plugin");
	CHECK(getenv("AXO_LOADER") && realpath(getenv("AXO_LOADER"), loader_path), "AXO_LOADER must name the loader");
	strcpy(test_dir, "/tmp/axl-XXXXXX");
	CHECK(mkdtemp(test_dir), "temporary folder");
	CHECK(!unshare(CLONE_NEWNS | CLONE_NEWNET), "namespaces of its own (root is needed)");
	CHECK(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	CHECK(!mount("axl", test_dir, "tmpfs", 0, NULL), "tmpfs");
	world_owner = getpid();
	atexit(remove_world);
	make_folder("bpf");
	make_folder("netns");
	make_folder("cni");
	CHECK(!mount("axl", test_path("bpf"), "bpf", 0, NULL), "bpffs");
	loopback_up();
}

const char *world_cgroup(void)
{
	make_folder("cgroup");
	CHECK(!mount("axl", test_path("cgroup"), "cgroup2", 0, NULL), "cgroup2");
	snprintf(cgroup, sizeof(cgroup), "%s/cgroup/axl-%d", test_dir, getpid());
	CHECK(!mkdir(cgroup, 0755), "%s", cgroup);
	return cgroup;
}

int pod_make(const char *name)
{
	char path[160], source[64];
	pid_t child;
	int ready[2], end[2], fd;
	char byte;

	snprintf(path, sizeof(path), "%s/netns/%s", test_dir, name);
	CHECK(!pipe(ready) && !pipe(end), "pipes");
	child = fork();
	if (!child) {
		if (unshare(CLONE_NEWNET) || write(ready[1], "x", 1) != 1)
			_exit(1);
		close(end[1]);
		_exit(read(end[0], &byte, 1) < 0);
	}
	CHECK(read(ready[0], &byte, 1) == 1, "pod's namespace");
	fd = open(path, O_CREAT | O_RDONLY, 0600);
	close(fd);
	snprintf(source, sizeof(source), "/proc/%d/ns/net", child);
	CHECK(!mount(source, path, NULL, MS_BIND, NULL), "bind %s", path);
	close(end[1]);
	close(end[0]);
	close(ready[0]);
	close(ready[1]);
	wait_for(child);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0, "open %s", path);
	return fd;
}

pid_t pod_start(int netns, int (*function)(void *context), void *context)
{
	pid_t child = fork();

	CHECK(child >= 0, "fork");
	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!child)
		_exit(setns(netns, CLONE_NEWNET) ? 99 : function(context));
	return child;
}

int wait_for(pid_t pid)
{
	int status;

	CHECK(waitpid(pid, &status, 0) == pid, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int pod_run(int netns, int (*function)(void *context), void *context)
{
	return wait_for(pod_start(netns, function, context));
}

const char *output_of(const char *format, ...)
{
	static char outputs[4][65536];
	static int turn;
	char command[1024], *output = outputs[turn = (turn + 1) % 4];
	size_t length;
	va_list arguments;
	FILE *pipe;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	pipe = popen(command, "r");
	CHECK(pipe, "%s", command);
	length = fread(output, 1, sizeof(outputs[0]) - 1, pipe);
	output[length] = 0;
	pclose(pipe);
	return output;
}

void shell(const char *format, ...)
{
	char command[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	CHECK(!system(command), "%s", command);
}

__u32 map_id(const char *name)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "bpf/axoneme/maps/%s", name);
	fd = bpf_obj_get(test_path(path));
	CHECK(fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &length), "map %s", name);
	close(fd);
	return info.id;
}

/* --- the loader --- */

static void confine(void)
{
	for (int capability = 0; capability <= CAP_LAST_CAP; capability++) {
		if (capability != CAP_BPF && capability != CAP_PERFMON && capability != CAP_NET_ADMIN &&
		    capability != CAP_SYS_ADMIN)
			prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	}
}

pid_t loader_start(const char *option, ...)
{
	const char *paths[][2] = {
		{ "--socket", test_path("loader.sock") },
		{ "--bpffs", test_path("bpf/axoneme") },
		{ "--netns-dir", test_path("netns") },
		{ "--cni-conf-dir", test_path("cni") },
	};
	const char *arguments[40] = { "axoneme-loader" };
	int count = 1 + sizeof(paths) / sizeof(*arguments);
	pid_t child;
	va_list list;

	memcpy(arguments + 1, paths, sizeof(paths));
	va_start(list, option);
	for (; option; option = va_arg(list, const char *))
		arguments[count++] = option;
	va_end(list);
	unlink(test_path("loader.sock"));
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		int log = open(test_path("log"), O_CREAT | O_WRONLY | O_APPEND, 0644);

		dup2(log, 2);
		if (loader_confined)
			confine();
		execv(loader_path, (char *const *)arguments);
		_exit(127);
	}
	for (int i = 0; i < 500 && access(test_path("loader.sock"), F_OK); i++)
		usleep(10000);
	CHECK(!access(test_path("loader.sock"), F_OK), "the loader does not start: %s",
	      output_of("cat %s/log", test_dir));
	usleep(20000); /* between bind and listen */
	return child;
}

void loader_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	CHECK(wait_for(pid) == 128 + SIGKILL, "the loader was not there to be killed: %s",
	      output_of("cat %s/log", test_dir));
}

/* The names of the refusals that it has counted go to the file which the suite compares with the table of all. */
static void keep_refusals(void)
{
	const char *path = getenv("AXO_REFUSALS");
	FILE *file = path ? fopen(path, "a") : NULL;
	char *status, *at;
	int fd;

	if (!file)
		return;
	fd = client_hello(1);
	status = (char *)client_do(fd, AXO_STATUS, NULL)->bytes + 2;
	at = strstr(status, "\"refusals\":{");
	CHECK(at, "the status has no refusals: %s", status);
	*strchrnul(at, '}') = 0;
	for (at = strtok(at + strlen("\"refusals\":{"), ","); at; at = strtok(NULL, ",")) {
		char name[64];
		__u64 count;

		CHECK(sscanf(at, "\"%63[^\"]\":%llu", name, &count) == 2, "a refusal in the status: %s", at);
		if (count)
			fprintf(file, "%s\n", name);
	}
	fclose(file);
	close(fd);
}

void loader_stop(pid_t pid)
{
	int code;

	keep_refusals();
	kill(pid, SIGTERM);
	code = wait_for(pid);
	CHECK(!code, "the loader ends with %d: %s", code, output_of("tail -n 30 %s/log", test_dir));
}
