// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
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
#include <sys/un.h>
#include <sys/wait.h>
#include <bpf/bpf.h>
#include "harness.h"

char test_dir[64];
bool loader_confined;
uid_t client_uid;
struct axo_buffer test_payload;
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
	static char paths[8][160];
	static int turn;

	turn = (turn + 1) % 8;
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

static void remove_world(void)
{
	if (getpid() != world_owner)
		return;
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

/* --- the loader --- */

static const char *option_of(const char *name, const char *path)
{
	static char options[8][200];
	static int turn;

	(void)name;
	turn = (turn + 1) % 8;
	snprintf(options[turn], sizeof(options[turn]), "%s", test_path(path));
	return options[turn];
}

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
	const char *arguments[40] = { "axoneme-loader",
				      "--socket",
				      option_of("", "loader.sock"),
				      "--bpffs",
				      option_of("", "bpf/axoneme"),
				      "--netns-dir",
				      option_of("", "netns"),
				      "--cni-conf-dir",
				      option_of("", "cni") };
	int count = 9;
	pid_t child;
	va_list list;

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

/* --- the client --- */

int client_connect(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", test_path("loader.sock"));
	CHECK(!seteuid(client_uid), "become %u", client_uid);
	CHECK(!connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
	CHECK(!seteuid(0), "become root again");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return fd;
}

void client_send(int fd, __u16 type, const struct axo_buffer *payload)
{
	static __u32 id;
	struct axo_frame head = { .length = payload ? payload->length : 0, .type = type, .request_id = ++id };
	size_t sent = 0;

	CHECK(send(fd, &head, sizeof(head), MSG_NOSIGNAL) == sizeof(head), "send");
	while (payload && sent < payload->length) {
		ssize_t some = send(fd, payload->data + sent, payload->length - sent, MSG_NOSIGNAL);

		CHECK(some > 0, "send");
		sent += some;
	}
}

static bool receive_all(int fd, void *to, size_t size)
{
	for (size_t got = 0; got < size;) {
		ssize_t some = recv(fd, (__u8 *)to + got, size - got, 0);

		CHECK(some >= 0 || errno == ECONNRESET, "no answer; log: %s", output_of("tail -n 5 %s/log", test_dir));
		if (some <= 0)
			return false;
		got += some;
	}
	return true;
}

bool client_receive(int fd, struct answer *answer)
{
	struct axo_reader in;
	const char *bad;

	if (!receive_all(fd, &answer->head, sizeof(answer->head)))
		return false;
	CHECK(answer->head.length <= AXO_FRAME_MAX, "a frame of %u bytes", answer->head.length);
	free(answer->bytes);
	answer->bytes = calloc(1, answer->head.length + 1);
	if (!receive_all(fd, answer->bytes, answer->head.length))
		return false;
	if (!answer->head.error)
		return true;
	in = (struct axo_reader){ answer->bytes, answer->bytes + answer->head.length };
	bad = axo_read(&in, "w index, s sentence+", &answer->index, answer->sentence, sizeof(answer->sentence));
	CHECK(!bad, "a refusal's %s", bad);
	return true;
}

struct answer *client_call(int fd, __u16 type, const struct axo_buffer *payload)
{
	static struct answer answer;

	client_send(fd, type, payload);
	CHECK(client_receive(fd, &answer), "request %u: connection closed", type);
	CHECK(answer.head.type == (type | AXO_ANSWER), "answer of type %x to request %u", answer.head.type, type);
	return &answer;
}

struct answer *client_do(int fd, __u16 type, const struct axo_buffer *payload)
{
	struct answer *answer = client_call(fd, type, payload);

	CHECK(!answer->head.error, "request %u: %s: %s", type, strerror(answer->head.error), answer->sentence);
	return answer;
}

void client_refused(int fd, __u16 type, const struct axo_buffer *payload, int error, const char *word)
{
	struct answer *answer = client_call(fd, type, payload);

	CHECK(answer->head.error, "request %u is not refused (%s expected)", type, word);
	CHECK((int)answer->head.error == error, "request %u: errno %u, not %d: %s", type, answer->head.error, error,
	      answer->sentence);
	CHECK(strstr(answer->sentence, word), "request %u: \"%s\" does not say %s", type, answer->sentence, word);
}

int client_hello(__u32 role)
{
	int fd = client_connect();

	client_do(fd, AXO_HELLO, payload_of("wwsw", AXO_PROTOCOL_VERSION, role, "test", 0));
	return fd;
}

__u32 client_dump(int fd, const char *map, const void *key, void *value)
{
	struct answer answer = {};
	__u32 shape[3], found = 0;

	client_send(fd, AXO_DUMP, payload_of("s", map));
	do {
		CHECK(client_receive(fd, &answer), "dump of %s: closed", map);
		CHECK(!answer.head.error, "dump of %s: %s", map, answer.sentence);
		memcpy(shape, answer.bytes, sizeof(shape));
		CHECK(answer.head.length == sizeof(shape) + (size_t)shape[2] * (shape[0] + shape[1]),
		      "dump of %s: frame length", map);
		for (__u32 i = 0; i < shape[2]; i++) {
			const __u8 *entry = answer.bytes + sizeof(shape) + (size_t)i * (shape[0] + shape[1]);

			if (key && memcmp(entry, key, shape[0]))
				continue;
			if (value)
				memcpy(value, entry + shape[0], shape[1]);
			found++;
		}
	} while (answer.head.flags & AXO_FRAME_MORE);
	free(answer.bytes);
	return found;
}

__u64 status_number(int fd, const char *name)
{
	struct answer *answer = client_do(fd, AXO_STATUS, NULL);
	char wanted[64], *at;

	snprintf(wanted, sizeof(wanted), "\"%s\":", name);
	at = strstr((char *)answer->bytes + 2, wanted);
	CHECK(at, "status has no %s: %s", name, answer->bytes + 2);
	return strtoull(at + strlen(wanted), NULL, 10);
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
