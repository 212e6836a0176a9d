// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-cni: what the container runtime executes (CNI specification 1.1.0, reading 0.3.1 and later). It hands its environment
 * and standard input to the agent's socket and prints what the agent answers. It understands neither: of the configuration it
 * looks only for the version, which its own error messages must repeat, and for the socket.
 *
 * VERSION is answered here. A DEL that the agent cannot take is kept in the spool folder, as the bytes that would have been
 * sent, and succeeds; the agent replays the folder before its first ADD. Anything else fails with code 11, "try again later" (STATUS: 50).
 *
 * Environment, beyond CNI_*: AXONEME_CNI_SOCKET, AXONEME_CNI_SPOOL and AXONEME_CNI_TIMEOUT (seconds) override the socket, the
 * spool folder and the time that the agent is given.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../host/name.h"
#include "../include/protocol.h"

#ifndef AXO_CNI_SOCKET
#define AXO_CNI_SOCKET "/run/axoneme/cni.sock"
#endif
#ifndef AXO_CNI_SPOOL
#define AXO_CNI_SPOOL "/var/lib/axoneme/cni-spool"
#endif

#define TEXT_MAX (1024 * 1024) /* of standard input, of the environment, and of an answer */

enum cni_code { CNI_ENVIRONMENT = 4, CNI_IO = 5, CNI_DECODE = 6, CNI_TRY_AGAIN = 11, CNI_NOT_AVAILABLE = 50 };

struct text {
	char bytes[TEXT_MAX + 1]; /* always terminated */
	size_t length;
};

/* Seconds after which the agent is given up; below the two minutes of the kubelet. */
static const struct command {
	const char *name;
	int timeout;
	enum cni_code unreachable;
} commands[] = {
	{ "ADD", 60, CNI_TRY_AGAIN }, { "DEL", 30, CNI_TRY_AGAIN },	   { "CHECK", 20, CNI_TRY_AGAIN },
	{ "GC", 60, CNI_TRY_AGAIN },  { "STATUS", 10, CNI_NOT_AVAILABLE }, { "VERSION", 0, CNI_TRY_AGAIN },
};

static struct text input, environment, answer;
static char version[32] = "1.0.0";

static void fail(enum cni_code code, const char *message, const char *format, ...)
	__attribute__((format(printf, 3, 4), noreturn));

static void fail(enum cni_code code, const char *message, const char *format, ...)
{
	char details[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(details, sizeof(details), format, arguments);
	va_end(arguments);
	for (char *at = details; *at; at++) {
		if (*at == '"' || *at == '\\' || (unsigned char)*at < ' ')
			*at = '\'';
	}
	printf("{\"cniVersion\":\"%s\",\"code\":%d,\"msg\":\"%s\",\"details\":\"%s\"}\n", version, code, message,
	       details);
	exit(1);
}

/* --- what is read of the configuration --- */

/* The end of the JSON string that starts after the quote at `at`; NULL when there is none. */
static const char *string_end(const char *at)
{
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\' && !*++at)
			return NULL;
	}
	return *at ? at : NULL;
}

/* The value of a key of the outermost object, when it is a plain string that fits; else `value` stays as it is. */
static void scan(const char *json, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);
	int depth = 0;

	for (; *json; json++) {
		const char *start = json, *from;

		depth += (*json == '{' || *json == '[') - (*json == '}' || *json == ']');
		if (*json != '"')
			continue;
		json = string_end(start);
		if (!json)
			return;
		if (depth != 1 || (size_t)(json - start - 1) != length || memcmp(start + 1, key, length))
			continue;
		from = json + 1 + strspn(json + 1, " \t\r\n");
		if (*from != ':')
			continue; /* a value of that name */
		from += 1 + strspn(from + 1, " \t\r\n");
		json = *from == '"' ? string_end(from) : NULL;
		if (json && (size_t)(json - from) <= size && !memchr(from, '\\', json - from))
			snprintf(value, size, "%.*s", (int)(json - from - 1), from + 1);
		return;
	}
}

static void find_version(void)
{
	char found[sizeof(version)];

	memcpy(found, version, sizeof(found));
	scan(input.bytes, "cniVersion", found, sizeof(found));
	if (*found && strspn(found, "0123456789.") == strlen(found))
		memcpy(version, found, sizeof(found));
}

static const char *find_socket(void)
{
	static char path[108] = AXO_CNI_SOCKET;
	const char *override = getenv("AXONEME_CNI_SOCKET");

	if (override)
		snprintf(path, sizeof(path), "%s", override);
	else
		scan(input.bytes, "socket", path, sizeof(path));
	return path;
}

/* --- the agent --- */

static void read_input(void)
{
	ssize_t got;

	while (input.length < TEXT_MAX && (got = read(0, input.bytes + input.length, TEXT_MAX - input.length)) > 0)
		input.length += got;
	if (input.length == TEXT_MAX)
		fail(CNI_DECODE, "network configuration too long", "standard input holds more than %d bytes", TEXT_MAX);
}

static void collect_environment(char **variables)
{
	for (; *variables; variables++) {
		size_t size = strlen(*variables) + 1;

		if (strncmp(*variables, "CNI_", 4))
			continue;
		if (environment.length + size > TEXT_MAX)
			fail(CNI_ENVIRONMENT, "environment too long", "CNI_ variables take more than %d bytes",
			     TEXT_MAX);
		memcpy(environment.bytes + environment.length, *variables, size);
		environment.length += size;
	}
}

static bool write_all(int fd, const void *bytes, size_t size)
{
	for (ssize_t done; size; size -= done, bytes = (const char *)bytes + done) {
		done = write(fd, bytes, size);
		if (done <= 0)
			return false;
	}
	return true;
}

static bool read_all(int fd, void *bytes, size_t size)
{
	for (ssize_t done; size; size -= done, bytes = (char *)bytes + done) {
		done = read(fd, bytes, size);
		if (done <= 0)
			return false;
	}
	return true;
}

static bool write_request(int fd)
{
	struct axo_cni_request request = { AXO_CNI_MAGIC, environment.length, input.length };

	return write_all(fd, &request, sizeof(request)) && write_all(fd, environment.bytes, environment.length) &&
	       write_all(fd, input.bytes, input.length);
}

static void time_is_up(int signal)
{
	(void)signal; /* only there to interrupt what waits */
}

/* The agent's exit code with its answer read, or -1 when there was no whole answer in time. */
static int ask(int timeout)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct sigaction interrupt = { .sa_handler = time_is_up };
	/* Again every second: the first might come just before a call that waits. */
	struct itimerval deadline = { { 1, 0 }, { timeout, 0 } }, off = {};
	struct axo_cni_answer head;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool whole;

	sigaction(SIGALRM, &interrupt, NULL);
	signal(SIGPIPE, SIG_IGN);
	setitimer(ITIMER_REAL, &deadline, NULL);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", find_socket());
	whole = fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address)) && write_request(fd) &&
		read_all(fd, &head, sizeof(head));
	if (whole && (head.magic != AXO_CNI_MAGIC || head.stdout_length > TEXT_MAX || head.exit_code > 255))
		fail(CNI_IO, "unintelligible answer", "%s does not speak this plugin's protocol", find_socket());
	whole = whole && read_all(fd, answer.bytes, head.stdout_length);
	setitimer(ITIMER_REAL, &off, NULL);
	if (fd >= 0)
		close(fd);
	answer.length = whole ? head.stdout_length : 0;
	return whole ? (int)head.exit_code : -1;
}

/* --- the spool --- */

/* Whatever is made here belongs to the agent, the owner of the folder above, which has to read and remove it. */
static void make_folder(const char *folder)
{
	char parent[512];
	struct stat owner;

	snprintf(parent, sizeof(parent), "%s/..", folder);
	if (!mkdir(folder, 0700) && !stat(parent, &owner) && chown(folder, owner.st_uid, owner.st_gid))
		fail(CNI_TRY_AGAIN, "axoneme agent not reachable", "and %s cannot be given to it: %s", folder,
		     strerror(errno));
}

/* One file a sandbox and interface, since a runtime repeats DEL until it succeeds; the first one knows most. */
static void spool(void)
{
	const char *folder = getenv("AXONEME_CNI_SPOOL") ?: AXO_CNI_SPOOL;
	const char *container = getenv("CNI_CONTAINERID") ?: "", *interface = getenv("CNI_IFNAME") ?: "";
	char path[512], fresh[512];
	struct stat owner;
	int fd;

	if (!axo_is_name(container, 128) || (*interface && !axo_is_name(interface, 15)))
		fail(CNI_ENVIRONMENT, "invalid environment",
		     "CNI_CONTAINERID or CNI_IFNAME is missing or not well-formed");
	snprintf(path, sizeof(path), "%s/del-%s-%s", folder, container, interface);
	snprintf(fresh, sizeof(fresh), "%s/.del-%s-%s-%d", folder, container, interface, getpid());
	make_folder(folder);
	if (!access(path, F_OK))
		return;
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || stat(folder, &owner) || fchown(fd, owner.st_uid, owner.st_gid) || !write_request(fd) ||
	    rename(fresh, path)) {
		int error = errno;

		unlink(fresh);
		fail(CNI_TRY_AGAIN, "axoneme agent not reachable", "and the removal cannot be kept in %s: %s", folder,
		     strerror(error));
	}
	close(fd);
}

static const struct command *find_command(void)
{
	const char *name = getenv("CNI_COMMAND") ?: "";

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	}
	fail(CNI_ENVIRONMENT, "invalid environment",
	     "CNI_COMMAND is \"%.32s\": ADD, DEL, CHECK, GC, STATUS or VERSION is wanted (a container runtime runs "
	     "this program)",
	     name);
}

int main(int argc, char **argv, char **variables)
{
	const struct command *command;
	int code, timeout;

	(void)argc;
	(void)argv;
	command = find_command();
	read_input();
	find_version();
	if (!strcmp(command->name, "VERSION")) {
		printf("{\"cniVersion\":\"%s\",\"supportedVersions\":[\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n",
		       version);
		return 0;
	}
	collect_environment(variables);
	timeout = atoi(getenv("AXONEME_CNI_TIMEOUT") ?: "") ?: (int)command->timeout;
	code = ask(timeout);
	if (code >= 0) {
		fwrite(answer.bytes, 1, answer.length, stdout);
		return fflush(stdout) ? 1 : code;
	}
	if (!strcmp(command->name, "DEL")) {
		spool();
		return 0;
	}
	fail(command->unreachable, "axoneme agent not reachable",
	     "no answer on %s within %d s; look at the axoneme pod of this node (kubectl -n kube-system get pods -o "
	     "wide)",
	     find_socket(), timeout);
}
