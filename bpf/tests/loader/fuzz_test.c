// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Random and mutated frames against every request, for FUZZ_SECONDS (5). The loader must answer or close, and be well after
 * it; built with sanitizers it must not find anything. The seed is printed; FUZZ_SEED repeats a run.
 */
#include <time.h>
#include <sys/socket.h>

#include "harness.h"

static __u64 state;

static __u32 any(__u32 below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (__u32)(state >> 11) % below;
}

/* A well-formed request that the loader would take, or nearly. UNINSTALL is left out: it would end the fun. */
static __u16 sensible(struct axo_buffer *payload)
{
	static const char *const maps[] = { "ipcache", "policy",       "membership", "vector", "endpoint_policy",
					    "ct_est",  "events_trace", "counters",   "config", "nosuch" };
	static const __u16 types[] = { AXO_HELLO,     AXO_ATTACH, AXO_UPDATE,	  AXO_DELETE,	AXO_VECTORS,
				       AXO_BITS,      AXO_FLIP,	  AXO_DUMP,	  AXO_VETH_ADD, AXO_VETH_DELETE,
				       AXO_VETH_LIST, AXO_ROUTES, AXO_MASQUERADE, AXO_FORGET,	AXO_CNI_CONF,
				       AXO_STATUS,    AXO_EVENTS };
	__u16 type = types[any(sizeof(types) / sizeof(*types))];
	__u8 junk[256];
	const char *map = maps[any(10)];

	for (size_t i = 0; i < sizeof(junk); i++)
		junk[i] = any(4) ? 0 : any(256);
	payload->length = 0;
	if (type == AXO_UPDATE)
		axo_write(payload, "swwwr", map, any(2) ? 20 : 12, any(2) ? 24 : 208, any(3), junk, (size_t)any(256));
	else if (type == AXO_DELETE)
		axo_write(payload, "swwr", map, any(2) ? 20 : 12, any(4), junk, (size_t)any(100));
	else if (type == AXO_VECTORS)
		axo_write(payload, "swwr", map, any(2) ? 8 : any(70000), any(3), junk, (size_t)any(256));
	else if (type == AXO_ATTACH)
		axo_write(payload, "bs", any(5), any(2) ? "lo" : "axo1");
	else if (type == AXO_VETH_ADD)
		axo_write(payload, "ssswrbrb", test_path("netns/none"), "axo1", "eth0", any(70000), junk, (size_t)4,
			  any(3), junk, (size_t)16, any(3));
	else if (type == AXO_MASQUERADE)
		axo_write(payload, "sswswsshhb", any(2) ? "10.1.0.0/16" : "", any(2) ? "fd00::/8" : "x/y", any(3),
			  "10.0.0.0/8", any(3), any(2) ? "0.0.0.0/0" : "::/0", any(2) ? "10.1.0.5/32" : "", any(3),
			  any(3), any(2) ? 6 : 1);
	else if (type == AXO_DUMP || type == AXO_VETH_DELETE)
		axo_write(payload, "s", map);
	else
		axo_write(payload, "wr", any(3), junk, (size_t)any(100));
	return type;
}

static void mutate(struct axo_buffer *payload)
{
	for (__u32 i = any(4); i && payload->length; i--) {
		static const __u8 edges[] = { 0, 1, 0x7f, 0x80, 0xff };

		payload->data[any(payload->length)] = any(2) ? edges[any(5)] : any(256);
	}
	if (!any(4))
		payload->length = any(payload->length + 1);
	if (!any(8))
		axo_write(payload, "w", any(0xffffffff));
}

/* False when the connection is no longer usable. */
static bool exchange(int fd, __u16 type, const struct axo_buffer *payload)
{
	static struct answer answer;
	struct axo_frame head = { payload->length, any(50) ? type : any(65536), any(100) ? 0 : any(65536), 7,
				  any(100) ? 0 : 1 };

	if (!any(500))
		head.length = any(0xffffffff);
	if (send(fd, &head, sizeof(head), MSG_NOSIGNAL) != sizeof(head))
		return false;
	if (head.length != payload->length) {
		shutdown(fd, SHUT_WR);
		while (client_receive(fd, &answer))
			;
		return false;
	}
	if (payload->length && send(fd, payload->data, payload->length, MSG_NOSIGNAL) != (ssize_t)payload->length)
		return false;
	do {
		if (!client_receive(fd, &answer))
			return false;
		CHECK(answer.head.request_id == 7, "an answer to another request");
	} while (answer.head.flags & AXO_FRAME_MORE);
	return true;
}

int main(void)
{
	const char *time_given = getenv("FUZZ_SECONDS"), *seed_given = getenv("FUZZ_SEED");
	static struct axo_buffer payload;
	double until;
	__u64 seed = seed_given ? strtoull(seed_given, NULL, 10) : (__u64)time(NULL) * 2654435761u + getpid();
	unsigned long frames = 0, connections = 0;
	pid_t loader;
	int fd = -1, control;

	world_enter();
	unsetenv("AXO_REFUSALS"); /* what chance provokes is no test of a refusal */
	test_case("fuzz");
	printf("fuzz_test: seed %llu\n", seed);
	fflush(stdout);
	state = seed | 1;
	loader = loader_start("--hooks", "tcx", "--cgroup", test_dir,
			      NULL); /* no cgroup of the machine's is to be had */
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	until = seconds() + (time_given ? atof(time_given) : 5);
	for (; seconds() < until; frames++) {
		__u16 type = sensible(&payload);

		if (any(3))
			mutate(&payload);
		if (fd < 0) {
			fd = any(10) ? client_hello(1) : client_connect();
			connections++;
		}
		if (!exchange(fd, type, &payload)) {
			close(fd);
			fd = -1;
		}
	}
	client_do(control, AXO_STATUS, NULL);
	loader_stop(loader);
	printf("fuzz_test: %lu frames on %lu connections\n", frames, connections);
	return test_end();
}
