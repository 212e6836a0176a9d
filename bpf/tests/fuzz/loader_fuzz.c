// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The loader's frames and requests: the input is what an agent sends on a connection, taken by the real server through a socket pair and
 * carried out on a kernel that is none (kernel.c). Whatever comes, each answer must be a frame of the protocol.
 * The first byte says in pieces of how many bytes it is sent, and (its lowest bit) whether HELLO was said already.
 */
#include <sys/ioctl.h>

#include "../../loader/server.c"

#include "fuzz.h"

#define PIECES 64

/* Nowhere: no pin, cgroup, namespace or configuration is found or made. */
struct axo_options axo_options = { .socket = "/nowhere/socket",
				   .uid = "0",
				   .bpffs = "/nowhere/bpf",
				   .cgroup = "/nowhere/cgroup",
				   .uplink = "eth*",
				   .hooks = "tcx",
				   .map_entries = "0",
				   .netns_dir = "/nowhere/netns",
				   .cni_conf_dir = "/nowhere/cni",
				   .cni_socket = "/nowhere/cni.sock" };

static struct axo_buffer answers;

/* A refusal says where, why, and what the verifier said. */
static void check_refusal(const __u8 *payload, __u32 length)
{
	struct axo_reader in = { payload, payload + length };
	char sentence[512], log[8];
	__u32 index;

	MUST(!axo_read(&in, "w index, s sentence, s log", &index, sentence, sizeof(sentence), log, sizeof(log)));
	MUST(*sentence);
}

/* Whole frames, one after another, of which the last may have been cut by the end of the connection. */
static void check_answers(bool cut)
{
	size_t at = 0;

	while (answers.length - at >= sizeof(struct axo_frame)) {
		struct axo_frame head;

		memcpy(&head, answers.data + at, sizeof(head));
		MUST(head.length <= AXO_FRAME_MAX && head.type & AXO_ANSWER && head.error < 4096);
		MUST(!(head.flags & ~AXO_FRAME_MORE));
		if (answers.length - at - sizeof(head) < head.length)
			break;
		if (head.error)
			check_refusal(answers.data + at + sizeof(head), head.length);
		at += sizeof(head) + head.length;
	}
	MUST(cut || at == answers.length);
	answers.length = 0;
}

static void take_answers(int fd)
{
	static __u8 bytes[65536];

	for (ssize_t got; (got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0;)
		axo_put(&answers, bytes, got);
}

/* What axo_serve() does when poll tells of this connection, until there is nothing left to do for it. */
static void serve_all(struct axo_connection *c, int peer)
{
	for (int waiting = 1; c->fd >= 0 && (waiting || c->out.length);) {
		if (!c->out.length)
			receive(c);
		flush(c);
		take_answers(peer);
		waiting = 0;
		if (c->fd >= 0)
			ioctl(c->fd, FIONREAD, &waiting);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	stderr = fopen("/dev/null", "w"); /* the loader's log; sanitizers write to the descriptor */
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct axo_connection *c = connections;
	size_t piece, at = 1;
	int pair[2];

	if (!size)
		return 0;
	MUST(axo_maps[0].info.type || !axo_maps_open()); /* the first time, and after UNINSTALL, which closes them */
	MUST(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair));
	c->fd = pair[0];
	c->role = data[0] & 1;
	piece = data[0] >> 1 ? data[0] >> 1 : size;
	for (int i = 0; at < size && c->fd >= 0; i++) {
		size_t some = i < PIECES && piece < size - at ? piece : size - at;
		ssize_t sent = send(pair[1], data + at, some, MSG_NOSIGNAL);

		MUST(sent > 0);
		at += sent;
		serve_all(c, pair[1]);
	}
	take_answers(pair[1]);
	check_answers(c->fd < 0);
	if (c->fd >= 0)
		drop(c);
	close(pair[1]);
	return 0;
}
