// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Events from the rings to the agent: whole, in order, bounded, counted when shed, and never in the way of requests. */
#include <poll.h>
#include <signal.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/socket.h>

#include "harness.h"

#define CALL_RINGBUF_OUTPUT 130
#define EVENT_BYTES sizeof(struct axo_event)

_Static_assert(sizeof(struct axo_event) % 8 == 0, "the producer writes words");

static int control;
static pid_t loader;

/* A program that puts one event of that type and size, about endpoint 7, into the ring; each test-run repeat is an event. */
static int producer(const char *ring, __u8 type, int size)
{
	struct axo_event event = { .type = type, .endpoint_id = 7 };
	struct bpf_insn program[64];
	char path[160];
	int map, count = 0, fd;

	snprintf(path, sizeof(path), "bpf/axoneme/maps/%s", ring);
	map = bpf_obj_get(test_path(path));
	CHECK(map >= 0, "%s", ring);
	program[count++] = (struct bpf_insn){ .code = 0x85, .imm = 5 }; /* r0 = bpf_ktime_get_ns() */
	for (size_t at = 0; at < EVENT_BYTES; at += 8) {
		int word[2];

		memcpy(word, (__u8 *)&event + at, 8);
		if (at) {
			program[count++] = (struct bpf_insn){ .code = 0x18, .dst_reg = 0, .imm = word[0] };
			program[count++] = (struct bpf_insn){ .imm = word[1] };
		}
		program[count++] = (struct bpf_insn){
			.code = 0x7b, .dst_reg = 10, .src_reg = 0, .off = (short)at - (short)EVENT_BYTES
		};
	}
	program[count++] = (struct bpf_insn){ .code = 0x18, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map };
	program[count++] = (struct bpf_insn){};
	program[count++] = (struct bpf_insn){ .code = 0xbf, .dst_reg = 2, .src_reg = 10 };
	program[count++] = (struct bpf_insn){ .code = 0x07, .dst_reg = 2, .imm = -(int)EVENT_BYTES };
	program[count++] = (struct bpf_insn){ .code = 0xb7, .dst_reg = 3, .imm = size };
	program[count++] = (struct bpf_insn){ .code = 0xb7, .dst_reg = 4, .imm = 1 }; /* BPF_RB_NO_WAKEUP */
	program[count++] = (struct bpf_insn){ .code = 0x85, .imm = CALL_RINGBUF_OUTPUT };
	program[count++] = (struct bpf_insn){ .code = 0xb7 };
	program[count++] = (struct bpf_insn){ .code = 0x95 };
	CHECK(count <= 64, "program");
	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "axl_producer", "GPL", program, count, NULL);
	CHECK(fd >= 0, "producer");
	close(map);
	return fd;
}

static void produce(int producer_fd, int events)
{
	__u8 packet[64] = {};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = sizeof(packet), .repeat = events);

	CHECK(!bpf_prog_test_run_opts(producer_fd, &options), "test run");
}

/* So many events more, in steps that fit the ring, each taken by the loader before the next. */
static void produce_many(int producer_fd, const char *ring, int events)
{
	char name[40];
	__u64 taken;

	snprintf(name, sizeof(name), "%s\":{\"taken", ring);
	for (taken = status_number(control, name); events > 0; events -= 16384) {
		int step = events < 16384 ? events : 16384;

		produce(producer_fd, step);
		taken += step;
		for (int i = 0; i < 1000 && status_number(control, name) < taken; i++)
			usleep(2000);
		CHECK(status_number(control, name) == taken, "the loader took %llu of %llu",
		      status_number(control, name), taken);
	}
}

struct tally {
	__u64 verdicts, traces, lost_verdicts, lost_traces, last_ns, backwards;
};

static void count_events(struct tally *tally, const struct answer *frame)
{
	const __u8 *at = frame->bytes + 4;
	__u32 count;

	memcpy(&count, frame->bytes, 4);
	CHECK(frame->head.length == 4 + count * (1 + EVENT_BYTES), "the frame's length");
	for (__u32 i = 0; i < count; i++, at += 1 + EVENT_BYTES) {
		struct axo_event event;

		memcpy(&event, at + 1, sizeof(event));
		CHECK(event.endpoint_id == 7 && (*at == 1 || *at == 2), "an event of ring %u", *at);
		CHECK((*at == 1) == (event.type != AXO_EVENT_TRACE), "type %u in ring %u", event.type, *at);
		tally->verdicts += *at == 1;
		tally->traces += *at == 2;
		tally->backwards += event.time_ns < tally->last_ns;
		tally->last_ns = event.time_ns;
	}
}

static void count_lost(struct tally *tally, const struct answer *frame)
{
	const __u8 *at = frame->bytes + 4;
	__u32 count;

	memcpy(&count, frame->bytes, 4);
	CHECK(frame->head.length == 4 + count * 12, "the frame's length");
	for (__u32 i = 0; i < count; i++, at += 12) {
		struct axo_lost_key key;
		__u64 lost;

		memcpy(&key, at, 4);
		memcpy(&lost, at + 4, 8);
		CHECK(key.endpoint_id == 7 && key.reason == 0, "endpoint %u", key.endpoint_id);
		*(key.type == AXO_EVENT_TRACE ? &tally->lost_traces : &tally->lost_verdicts) += lost;
	}
}

/* All that comes until it is quiet for half a second. */
static struct tally listen_to(int fd)
{
	static struct answer frame;
	struct tally tally = {};
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	while (poll(&wait, 1, 500) == 1) {
		CHECK(client_receive(fd, &frame), "the events end");
		CHECK(!frame.head.error && !frame.head.request_id, "an answer");
		if (frame.head.type == AXO_EVENTS)
			count_events(&tally, &frame);
		else if (frame.head.type == AXO_LOST)
			count_lost(&tally, &frame);
		else
			CHECK(false, "a frame of type %u", frame.head.type);
	}
	return tally;
}

static long resident_kb(void)
{
	return atol(output_of("grep RssAnon /proc/%d/status | tr -dc 0-9", loader));
}

static void delivered(int verdicts, int traces)
{
	int events;
	struct tally tally;

	test_case("events of both rings arrive in the order of their times");
	for (int i = 0; i < 50; i++) {
		produce(verdicts, 10);
		produce(traces, 20);
	}
	usleep(400000); /* until the loader has looked at its rings, which it does at least each 100 ms */
	events = client_hello(2);
	tally = listen_to(events);
	CHECK(tally.verdicts == 500 && tally.traces == 1000 && !tally.lost_traces, "%llu, %llu", tally.verdicts,
	      tally.traces);
	CHECK(!tally.backwards, "%llu times backwards", tally.backwards);
	close(events);

	test_case("what happens while no agent listens is there for the next one");
	usleep(100000);
	produce(verdicts, 300);
	usleep(300000);
	events = client_hello(2);
	tally = listen_to(events);
	CHECK(tally.verdicts == 300, "%llu", tally.verdicts);
	close(events);
}

/* As programs of another build would, that go on until ATTACH. */
static void other_size(int verdicts)
{
	int shorter = producer("events_verdict", AXO_EVENT_DROP, EVENT_BYTES - 8), events = client_hello(2);
	struct tally tally;

	test_case("events of another size are counted and passed over");
	produce(shorter, 3);
	produce(verdicts, 2);
	tally = listen_to(events);
	CHECK(tally.verdicts == 2, "%llu", tally.verdicts);
	CHECK(status_number(control, "event_size") == 3, "counted");
	close(shorter);
	close(events);
}

static void one_listener(int verdicts)
{
	int first = client_hello(2), second = client_hello(2);
	struct answer frame = {};
	struct tally tally;

	test_case("a second listener takes the place of the first");
	CHECK(!client_receive(first, &frame), "the first is still served");
	produce(verdicts, 5);
	tally = listen_to(second);
	CHECK(tally.verdicts == 5, "%llu", tally.verdicts);
	close(first);
	close(second);
}

static void slow_listener(int traces)
{
	int events = client_hello(2), next;
	double begun;
	struct tally tally;

	test_case("a listener that reads nothing holds up neither requests nor the rings");
	produce_many(traces, "events_trace", 100000);
	begun = seconds();
	client_do(control, AXO_STATUS, NULL);
	CHECK(seconds() - begun < 2, "%.1f s", seconds() - begun);

	test_case("what it did not take goes whole to the next one");
	next = client_hello(2);
	close(events);
	tally = listen_to(next);
	CHECK(tally.traces > 90000 && tally.traces <= 100000 && !tally.lost_traces, "%llu", tally.traces);
	close(next);
}

static void shed(int verdicts, int traces)
{
	/* The sanitizer keeps what was freed for a while. */
	bool sanitized = strstr(getenv("AXO_LOADER"), "sanitized");
	struct tally tally;
	long before, after;
	int events;

	test_case("a full buffer sheds the oldest traces, never a verdict, counts them, and grows no further");
	produce_many(verdicts, "events_verdict", 5000);
	produce_many(traces, "events_trace", 660000);
	before = resident_kb();
	produce_many(traces, "events_trace", 100000);
	produce_many(verdicts, "events_verdict", 5000);
	after = resident_kb();
	CHECK(after - before < (sanitized ? 16384 : 2048), "%ld kB, then %ld kB resident", before, after);
	CHECK(after < 70 * 1024 || sanitized, "%ld kB resident", after);

	test_case("what was shed is told once, and what is shed after that besides");
	events = client_hello(2);
	CHECK(poll(&(struct pollfd){ .fd = events, .events = POLLIN }, 1, 5000) == 1, "nothing is told");
	produce_many(traces, "events_trace", 50000);
	tally = listen_to(events);
	CHECK(tally.verdicts == 10000 && !tally.lost_verdicts, "%llu verdicts, %llu lost", tally.verdicts,
	      tally.lost_verdicts);
	CHECK(tally.traces + tally.lost_traces == 810000 && tally.lost_traces > 100000, "%llu traces, %llu lost",
	      tally.traces, tally.lost_traces);
	CHECK(tally.traces * (EVENT_BYTES + 4) < 64ull << 20, "%llu traces are more than was to be kept", tally.traces);
	close(events);
}

int main(void)
{
	int verdicts, traces;

	world_enter();
	loader = loader_start(NULL);
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	verdicts = producer("events_verdict", AXO_EVENT_DROP, EVENT_BYTES);
	traces = producer("events_trace", AXO_EVENT_TRACE, EVENT_BYTES);
	delivered(verdicts, traces);
	other_size(verdicts);
	one_listener(verdicts);
	slow_listener(traces);
	shed(verdicts, traces);
	loader_stop(loader);
	return test_end();
}
