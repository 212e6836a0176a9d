// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What tests ask the loader, as its agent does. */
#include <sys/socket.h>
#include <sys/un.h>
#include "harness.h"

uid_t client_uid;
struct axo_buffer test_payload;

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
