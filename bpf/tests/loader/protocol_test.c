// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Who is heard, what HELLO compares, and that no frame, however wrong, does more than name its bad field. */
#include <sys/socket.h>
#include <sys/stat.h>

#include "harness.h"

static char layout[16384];

static struct axo_buffer *hello_of(__u32 version, __u32 role, const char *text)
{
	return payload_of("wwswr", version, role, "test", (__u32)strlen(text), text, strlen(text));
}

static void refused_and_closed(const struct axo_buffer *payload, int error, const char *word)
{
	struct answer none = {};
	int fd = client_connect();

	client_refused(fd, AXO_HELLO, payload, error, word);
	CHECK(!client_receive(fd, &none), "a connection without HELLO stays open");
	close(fd);
}

static void hello(void)
{
	struct answer *answer;
	__u32 version, length;
	__u16 build;
	char changed[sizeof(layout)], *line;
	int fd = client_connect();

	test_case("hello: the loader tells its layout");
	answer = client_do(fd, AXO_HELLO, hello_of(AXO_PROTOCOL_VERSION, 1, ""));
	memcpy(&version, answer->bytes, 4);
	memcpy(&build, answer->bytes + 4, 2);
	memcpy(&length, answer->bytes + 6 + build, 4);
	CHECK(version == AXO_PROTOCOL_VERSION && answer->head.length == 10u + build + length && length < sizeof(layout),
	      "its shape");
	memcpy(layout, answer->bytes + 10 + build, length);
	CHECK(strstr(layout, "\naxo_row.segments "), "rows are in it: %s", layout);
	CHECK(strstr(layout, "\naxo_event.time_ns 0 8\n"), "events are in it");
	client_refused(fd, AXO_HELLO, hello_of(AXO_PROTOCOL_VERSION, 1, ""), EPROTO, "HELLO");
	close(fd);

	test_case("hello: the same layout is taken");
	fd = client_connect();
	client_do(fd, AXO_HELLO, hello_of(AXO_PROTOCOL_VERSION, 1, layout));
	close(fd);

	test_case("hello: a field that moved, is missing or unknown is named");
	strcpy(changed, layout);
	line = strstr(changed, "axo_event.time_ns 0 8");
	line[strlen("axo_event.time_ns ")] = '4';
	refused_and_closed(hello_of(AXO_PROTOCOL_VERSION, 1, changed), EPROTO, "axo_event.time_ns");
	strcpy(changed, layout);
	line = strstr(changed, "axo_row.id ");
	memmove(line, strchr(line, '\n') + 1, strlen(strchr(line, '\n') + 1) + 1);
	refused_and_closed(hello_of(AXO_PROTOCOL_VERSION, 1, changed), EPROTO, "axo_row.id");
	snprintf(changed, sizeof(changed), "%.16000saxo_zebra.x 0 4\n", layout);
	refused_and_closed(hello_of(AXO_PROTOCOL_VERSION, 1, changed), EPROTO, "axo_zebra.x");
	refused_and_closed(hello_of(AXO_PROTOCOL_VERSION + 1, 1, ""), EPROTO, "version");
	refused_and_closed(hello_of(AXO_PROTOCOL_VERSION, 3, ""), EINVAL, "role");
}

static int try_as_other(void *context)
{
	struct axo_frame head = { .type = AXO_STATUS };
	struct answer none = {};
	int fd;

	(void)context;
	client_uid = 12345;
	fd = client_connect();
	send(fd, &head, sizeof(head), MSG_NOSIGNAL); /* it may be closed already */
	return client_receive(fd, &none);
}

static void other_users(void)
{
	int self = open("/proc/self/ns/net", O_RDONLY), fd;

	test_case("another user is closed unheard, and counted");
	CHECK(!chmod(test_path("loader.sock"), 0666), "open the door");
	CHECK(!pod_run(self, try_as_other, NULL), "another user was answered");
	fd = client_hello(1);
	CHECK(status_number(fd, "peer_uid") == 1, "counted");
	close(fd);
}

static void bad_frames(void)
{
	struct answer none = {};
	struct axo_frame huge = { .length = AXO_FRAME_MAX + 1, .type = AXO_STATUS };
	int fd = client_hello(1);

	client_do(fd, AXO_LOAD, payload_of("w", 512));
	test_case("truncated, overlong and overflowing frames name their field");
	client_refused(fd, AXO_LOAD, payload_of("h", 512), EINVAL, "vector_bits");
	client_refused(fd, AXO_LOAD, payload_of("ww", 512, 0), EINVAL, "4 bytes are left over");
	client_refused(fd, AXO_UPDATE, payload_of("h", 60000), EINVAL, "map");
	client_refused(fd, AXO_UPDATE, payload_of("sww", "ipcache", 20, 24), EINVAL, "count");
	client_refused(fd, AXO_UPDATE, payload_of("swww", "ipcache", 20, 24, 0xffffffff), EINVAL, "keys");
	client_refused(fd, AXO_UPDATE, payload_of("swwwr", "ipcache", 20, 24, 1, layout, (size_t)20), EINVAL, "values");
	client_refused(fd, AXO_DELETE, payload_of("sww", "ipcache", 20, 0x80000000), EINVAL, "keys");
	client_refused(fd, AXO_BITS, payload_of("w", 0x20000001), EINVAL, "elements");
	client_refused(fd, AXO_FLIP, payload_of("w", 0x20000000), EINVAL, "elements");
	client_refused(fd, AXO_ROUTES, payload_of("w", 0xffffffff), EINVAL, "routes");
	client_refused(fd, AXO_MASQUERADE, payload_of("ssw", "", "", 0xffffffff), EINVAL, "CIDR");
	client_refused(fd, AXO_ATTACH, payload_of("bs", 4, "eth0"), EINVAL, "kind");
	client_refused(fd, AXO_DUMP, payload_of("hr", 4, "ab\0c", (size_t)4), EINVAL, "NUL");
	client_refused(fd, AXO_DUMP, payload_of("s", "a-name-that-is-longer-than-any-map-has"), EINVAL, "too long");
	client_refused(fd, AXO_VETH_ADD, payload_of("ss", "/run/netns/x", "axo1"), EINVAL, "pod-side");
	client_refused(fd, AXO_VETH_LIST, payload_of("b", 0), EINVAL, "left over");
	client_refused(fd, 99, NULL, ENOSYS, "99");
	client_refused(fd, AXO_EVENTS, NULL, ENOSYS, "20");
	client_refused(fd, 0, NULL, ENOSYS, "type 0");

	test_case("a frame longer than any ends the connection");
	CHECK(send(fd, &huge, sizeof(huge), 0) == sizeof(huge), "send");
	CHECK(!client_receive(fd, &none), "still open");
	close(fd);
	fd = client_hello(1);
	CHECK(status_number(fd, "oversize_frame") == 1 && status_number(fd, "malformed_frame") >= 16,
	      "both are counted");

	test_case("requests need HELLO, and a control connection");
	close(fd);
	fd = client_connect();
	client_refused(fd, AXO_STATUS, NULL, EPROTO, "HELLO");
	close(fd);
	fd = client_hello(2);
	client_send(fd, AXO_STATUS, NULL);
	CHECK(!client_receive(fd, &none), "an event connection takes requests");
	close(fd);
}

static void many_connections(void)
{
	struct answer none = {};
	int fds[16], refused = 0, fd;

	test_case("a client that only connects cannot make it grow, and does not lock others out for good");
	for (int i = 0; i < 16; i++)
		fds[i] = client_connect();
	usleep(200000);
	for (int i = 0; i < 16; i++) {
		char byte;

		refused += recv(fds[i], &byte, 1, MSG_DONTWAIT) == 0;
		close(fds[i]);
	}
	CHECK(refused == 8, "%d of 16 were closed", refused);
	usleep(100000);
	fd = client_hello(1);
	CHECK(status_number(fd, "too_many_connections") == 8, "counted");

	test_case("a half-sent request does not keep others waiting");
	CHECK(send(fd, &(struct axo_frame){ .length = 1000, .type = AXO_LOAD }, 10, 0) == 10, "send");
	fds[0] = client_hello(1);
	client_do(fds[0], AXO_STATUS, NULL);
	close(fd);
	close(fds[0]);
	(void)none;
}

/* Nobody else is in the test's network namespace. */
static void no_ports(void)
{
	static const char *const tables[] = { "tcp",	  "tcp6", "udp",  "udp6",  "udplite",
					      "udplite6", "raw",  "raw6", "packet" };

	test_case("it listens at no port, so that no packet reaches it");
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		CHECK(atoi(output_of("wc -l </proc/net/%s", tables[i])) <= 1, "%s",
		      output_of("cat /proc/net/%s", tables[i]));
	CHECK(strstr(output_of("cat /proc/net/unix"), "loader.sock"), "but at its Unix socket");
}

int main(void)
{
	pid_t loader;

	world_enter();
	loader = loader_start(NULL);
	hello();
	other_users();
	bad_frames();
	many_connections();
	no_ports();
	loader_stop(loader);
	return test_end();
}
