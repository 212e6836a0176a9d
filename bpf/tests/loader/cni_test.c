// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The CNI plugin against an agent that answers, hangs, talks nonsense or is not there. */
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "harness.h"

static const char *conf =
	"{\"nested\":{\"cniVersion\":\"9.9\"},\"cniVersion\":\"1.1.0\",\"name\":\"axoneme\",\"type\":\"axoneme-cni\"}";

struct result {
	int code;
	const char *text;
	double took;
};

/* Runs the plugin with these CNI_ variables (as shell words) and standard input. */
static struct result plugin(const char *variables, const char *input)
{
	struct result result;
	FILE *file = fopen(test_path("stdin"), "w");
	double begun = seconds();

	CHECK(file && fputs(input, file) >= 0 && !fclose(file), "standard input");
	result.text = output_of("env -i %s AXONEME_CNI_SPOOL=%s/state/spool %s <%s/stdin; echo \" exit $?\"", variables,
				test_dir, getenv("AXO_CNI"), test_dir);
	result.took = seconds() - begun;
	result.code = atoi(strstr(result.text, " exit ") + 6);
	return result;
}

static const char *with_socket(const char *variables)
{
	static char text[512];

	snprintf(text, sizeof(text), "%s AXONEME_CNI_SOCKET=%s/cni.sock", variables, test_dir);
	return text;
}

enum behaviour { ANSWER, HANG, HANG_HALFWAY, CLOSE, NONSENSE, HUGE };

/* Serves one request; writes what it got to "request". */
static void serve_one(int listener, enum behaviour behaviour)
{
	static const char text[] = "{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.9.0.5/32\"}]}\n";
	struct axo_cni_answer answer = { behaviour == NONSENSE ? 1 : AXO_CNI_MAGIC, 3,
					 behaviour == HUGE ? 1u << 30 : sizeof(text) - 1 };
	struct axo_cni_request request;
	char bytes[65536];
	int fd = accept(listener, NULL, NULL), file = open(test_path("request"), O_CREAT | O_TRUNC | O_WRONLY, 0644);

	if (behaviour == CLOSE)
		_exit(0);
	if (recv(fd, &request, sizeof(request), MSG_WAITALL) != sizeof(request) || request.magic != AXO_CNI_MAGIC ||
	    request.environment_length + request.stdin_length > sizeof(bytes) ||
	    recv(fd, bytes, request.environment_length + request.stdin_length, MSG_WAITALL) < 0)
		_exit(1);
	if (write(file, &request, sizeof(request)) < 0 ||
	    write(file, bytes, request.environment_length + request.stdin_length) < 0)
		_exit(1);
	if (behaviour == HANG)
		pause();
	send(fd, &answer, sizeof(answer), MSG_NOSIGNAL);
	send(fd, text, behaviour == HANG_HALFWAY ? 5 : sizeof(text) - 1, MSG_NOSIGNAL);
	if (behaviour == HANG_HALFWAY)
		pause();
	_exit(0);
}

static pid_t agent(enum behaviour behaviour)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	unlink(test_path("cni.sock"));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", test_path("cni.sock"));
	CHECK(!bind(listener, (struct sockaddr *)&address, sizeof(address)) && !listen(listener, 1), "listen");
	child = fork();
	if (!child)
		serve_one(listener, behaviour);
	close(listener);
	return child;
}

static void agent_gone(pid_t child)
{
	kill(child, SIGKILL);
	wait_for(child);
	unlink(test_path("cni.sock"));
}

static void local(void)
{
	struct result result;

	test_case("VERSION needs no agent and repeats the version of the request");
	result = plugin("CNI_COMMAND=VERSION", conf);
	CHECK(!result.code && strstr(result.text, "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"0.3.1\",\"0.4."
						  "0\",\"1.0.0\",\"1.1.0\"]}"),
	      "%s", result.text);
	result = plugin("CNI_COMMAND=VERSION",
			"{\"name\":\"cniVersion\",\"a\":[\"cniVersion\",\"2\"],\"cniVersion\" :\n \"0.4.0\"}");
	CHECK(strstr(result.text, "{\"cniVersion\":\"0.4.0\""), "%s", result.text);
	result = plugin("CNI_COMMAND=VERSION", "{\"cniVersion\":\"1\\\"0\"}");
	CHECK(strstr(result.text, "{\"cniVersion\":\"1.0.0\""), "nothing but a version is repeated: %s", result.text);
	result = plugin("CNI_COMMAND=VERSION", "{\"cniVersion\":\"\"}");
	CHECK(strstr(result.text, "{\"cniVersion\":\"1.0.0\""), "nor an empty one: %s", result.text);
	result = plugin("CNI_COMMAND=VERSION", "");
	CHECK(strstr(result.text, "{\"cniVersion\":\"1.0.0\""), "%s", result.text);

	test_case("a wrong command is an error of the environment");
	result = plugin("CNI_COMMAND=PAINT", conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":4") && strstr(result.text, "PAINT"), "%s", result.text);
	result = plugin("", conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":4"), "%s", result.text);
}

static void forwarded(void)
{
	static char request[65536];
	struct axo_cni_request head;
	struct result result;
	pid_t child = agent(ANSWER);
	size_t length;
	FILE *file;

	test_case("ADD hands over environment and input as they are, and prints the answer with its code");
	result = plugin(with_socket("CNI_COMMAND=ADD CNI_CONTAINERID=abc CNI_NETNS=/run/netns/x CNI_IFNAME=eth0 "
				    "'CNI_ARGS=K8S_POD_NAME=p;a=b c' HOME=/root"),
			conf);
	wait_for(child);
	CHECK(result.code == 3 && strstr(result.text, "10.9.0.5/32"), "%s", result.text);
	file = fopen(test_path("request"), "r");
	length = fread(request, 1, sizeof(request), file);
	fclose(file);
	memcpy(&head, request, sizeof(head));
	CHECK(length == sizeof(head) + head.environment_length + head.stdin_length && head.stdin_length == strlen(conf),
	      "its lengths");
	CHECK(!memcmp(request + sizeof(head) + head.environment_length, conf, head.stdin_length), "its input");
	CHECK(memmem(request, length, "CNI_ARGS=K8S_POD_NAME=p;a=b c", 30), "its arguments, terminated");
	CHECK(!memmem(request, length, "HOME", 4) && !memmem(request, length, "AXONEME", 7),
	      "nothing else of its environment");

	test_case("the socket may be named in the configuration");
	child = agent(ANSWER);
	snprintf(request, sizeof(request),
		 "{\"cniVersion\":\"1.0.0\",\"args\":{\"socket\":\"/no\"},\"socket\":\"%s/cni.sock\"}", test_dir);
	result = plugin("CNI_COMMAND=CHECK CNI_CONTAINERID=abc", request);
	CHECK(result.code == 3, "%s", result.text);
	agent_gone(child);
}

static void not_there(void)
{
	static const struct {
		const char *command, *code;
	} cases[] = { { "ADD", "\"code\":11" },
		      { "CHECK", "\"code\":11" },
		      { "GC", "\"code\":11" },
		      { "STATUS", "\"code\":50" } };
	char variables[64];
	struct result result;
	pid_t child;

	test_case("without an agent: try again later, in the request's version, with what to do");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(variables, sizeof(variables), "CNI_COMMAND=%s CNI_CONTAINERID=abc", cases[i].command);
		result = plugin(with_socket(variables), conf);
		CHECK(result.code == 1 && strstr(result.text, cases[i].code) &&
			      strstr(result.text, "{\"cniVersion\":\"1.1.0\"") && strstr(result.text, "kubectl"),
		      "%s: %s", cases[i].command, result.text);
	}

	test_case("an agent that closes, or answers in another tongue or beyond measure");
	child = agent(CLOSE);
	result = plugin(with_socket("CNI_COMMAND=ADD CNI_CONTAINERID=abc"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":11"), "%s", result.text);
	agent_gone(child);
	child = agent(NONSENSE);
	result = plugin(with_socket("CNI_COMMAND=ADD CNI_CONTAINERID=abc"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":5"), "%s", result.text);
	agent_gone(child);
	child = agent(HUGE);
	result = plugin(with_socket("CNI_COMMAND=ADD CNI_CONTAINERID=abc"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":5"), "%s", result.text);
	agent_gone(child);
}

static void timeouts(void)
{
	struct result result;
	pid_t child = agent(HANG);

	test_case("an agent that hangs is given up in time, also in the midst of its answer");
	result = plugin(with_socket("CNI_COMMAND=STATUS AXONEME_CNI_TIMEOUT=1"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":50") && result.took >= 0.9 && result.took < 4,
	      "%.1f s: %s", result.took, result.text);
	agent_gone(child);
	child = agent(HANG_HALFWAY);
	result = plugin(with_socket("CNI_COMMAND=ADD AXONEME_CNI_TIMEOUT=1"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":11") && !strstr(result.text, "ips") && result.took < 4,
	      "%.1f s: %s", result.took, result.text);
	agent_gone(child);
}

static void spooled(void)
{
	static char request[65536];
	struct axo_cni_request head;
	struct result result;
	struct stat file;
	size_t length;
	FILE *kept;
	pid_t child;

	test_case("DEL without an agent succeeds and is kept for it, once a sandbox, owned by it");
	CHECK(!mkdir(test_path("state"), 0700) && !chown(test_path("state"), 10464, 10464), "the agent's folder");
	result =
		plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=abc CNI_IFNAME=eth0 CNI_NETNS=/run/netns/x"), conf);
	CHECK(!result.code && !strcmp(result.text, " exit 0\n"), "%s", result.text);
	result = plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=abc CNI_IFNAME=eth0 CNI_NETNS="), conf);
	CHECK(!result.code, "%s", result.text);
	result = plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=other CNI_IFNAME=eth0"), conf);
	CHECK(!result.code, "%s", result.text);
	CHECK(!strcmp(output_of("ls -A %s/state/spool", test_dir), "del-abc-eth0\ndel-other-eth0\n"), "%s",
	      output_of("ls -A %s/state/spool", test_dir));
	CHECK(!stat(test_path("state/spool"), &file) && file.st_uid == 10464 && (file.st_mode & 0777) == 0700,
	      "the folder's owner");
	CHECK(!stat(test_path("state/spool/del-abc-eth0"), &file) && file.st_uid == 10464 &&
		      (file.st_mode & 0777) == 0600,
	      "the file's owner");
	kept = fopen(test_path("state/spool/del-abc-eth0"), "r");
	length = fread(request, 1, sizeof(request), kept);
	fclose(kept);
	memcpy(&head, request, sizeof(head));
	CHECK(head.magic == AXO_CNI_MAGIC && length == sizeof(head) + head.environment_length + head.stdin_length,
	      "as it would have been sent");
	CHECK(memmem(request, length, "CNI_NETNS=/run/netns/x", 23),
	      "the first one is kept, which knows the namespace");

	test_case("a DEL that times out is kept too; one that is answered is not");
	child = agent(HANG);
	result =
		plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=slow CNI_IFNAME=eth0 AXONEME_CNI_TIMEOUT=1"), conf);
	agent_gone(child);
	CHECK(!result.code && strstr(output_of("ls %s/state/spool", test_dir), "del-slow-eth0"), "%s", result.text);
	child = agent(ANSWER);
	result = plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=quick CNI_IFNAME=eth0"), conf);
	agent_gone(child);
	CHECK(result.code == 3 && !strstr(output_of("ls %s/state/spool", test_dir), "quick"), "%s", result.text);

	test_case("names that would leave the spool are refused");
	result = plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=../../x CNI_IFNAME=eth0"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":4"), "%s", result.text);
	result = plugin(with_socket("CNI_COMMAND=DEL CNI_CONTAINERID=x CNI_IFNAME=a/b"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":4"), "%s", result.text);
	result = plugin(with_socket("CNI_COMMAND=DEL"), conf);
	CHECK(result.code == 1 && strstr(result.text, "\"code\":4"), "%s", result.text);
}

int main(void)
{
	world_enter();
	local();
	forwarded();
	not_there();
	timeouts();
	spooled();
	return test_end();
}
