// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From the rings to the agent: rings are drained into a bounded buffer whether an agent listens or not. When it is full, the
 * oldest traces go first; drops and verdicts only when there is no trace left. What goes is counted by endpoint and kind.
 *
 * What did not even get into a ring is counted by the datapath, in the map events_lost.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <bpf/libbpf.h>

#include "frames.h"

#define BUFFER_BYTES (64u * 1024 * 1024)
#define SLICE 8192	   /* events taken from the rings before requests have their turn */
#define FRAME_EVENTS 2048u /* 220 KiB */
#define FRAME_LOST 65536u
#define KINDS (256 + 2)	   /* a drop by its reason, a trace, a verdict */

struct slot {
	struct axo_event event;
	__u32 next;
};

#define SLOTS ((__u32)(BUFFER_BYTES / sizeof(struct slot)))
#define NOTHING 0xffffffffu

struct queue {
	__u32 head, tail, length;
	__u64 taken, shed;
};

enum { VERDICTS = 1, TRACES = 2 }; /* ring numbers as in the frame */

static struct slot *slots; /* never touched pages cost nothing */
static __u32 used, unused = NOTHING;
static struct queue queues[3] = { [VERDICTS] = { NOTHING, NOTHING, 0, 0, 0 }, [TRACES] = { NOTHING, NOTHING, 0, 0, 0 } };
static struct ring_buffer *rings;
static int budget;

static __u64 lost[AXO_MAX_ENDPOINTS][KINDS];
static bool lost_at[AXO_MAX_ENDPOINTS], lost_any;
static struct axo_buffer frame; /* on its way; empty: none */

static void count_lost(const struct axo_event *event)
{
	__u32 endpoint = event->endpoint_id < AXO_MAX_ENDPOINTS ? event->endpoint_id : 0;
	__u32 kind = event->type == AXO_EVENT_DROP ? event->subtype : event->type == AXO_EVENT_TRACE ? 256 : 257;

	lost[endpoint][kind]++;
	lost_at[endpoint] = lost_any = true;
}

static __u32 pop(struct queue *queue)
{
	__u32 slot = queue->head;

	queue->head = slots[slot].next;
	if (queue->head == NOTHING)
		queue->tail = NOTHING;
	queue->length--;
	return slot;
}

static void release(__u32 slot)
{
	slots[slot].next = unused;
	unused = slot;
}

/* A free slot; at need that of the oldest trace, else (for a verdict) that of the oldest verdict. */
static __u32 claim(int ring)
{
	struct queue *victim = queues[TRACES].length ? &queues[TRACES] : &queues[VERDICTS];
	__u32 slot = unused;

	if (slot != NOTHING) {
		unused = slots[slot].next;
	} else if (used < SLOTS) {
		slot = used++;
	} else if (ring == VERDICTS || victim == &queues[TRACES]) {
		slot = pop(victim);
		victim->shed++;
		count_lost(&slots[slot].event);
	}
	return slot;
}

static int take_event(void *context, void *data, size_t size)
{
	int ring = (int)(long)context;
	struct queue *queue = &queues[ring];
	__u32 slot;

	if (size != sizeof(struct axo_event)) {
		axo_count_refusal(AXO_REFUSE_EVENT_SIZE);
		return 0;
	}
	queue->taken++;
	slot = claim(ring);
	if (slot == NOTHING) {
		queue->shed++;
		count_lost(data);
	} else {
		memcpy(&slots[slot].event, data, sizeof(struct axo_event));
		slots[slot].next = NOTHING;
		if (queue->tail == NOTHING)
			queue->head = slot;
		else
			slots[queue->tail].next = slot;
		queue->tail = slot;
		queue->length++;
	}
	return --budget > 0 ? 0 : -EAGAIN; /* libbpf keeps the place and stops */
}

void axo_events_close(void)
{
	ring_buffer__free(rings);
	rings = NULL;
}

int axo_events_open(struct axo_problem *problem)
{
	const struct axo_map *verdict = axo_map_named("events_verdict"), *trace = axo_map_named("events_trace");

	axo_events_close();
	if (!slots) {
		slots = mmap(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (slots == MAP_FAILED)
			axo_die("memory", "cannot map the event buffer: %s", strerror(errno));
	}
	if (!verdict->type || !trace->type)
		return 0;
	rings = ring_buffer__new(verdict->fd, take_event, (void *)VERDICTS, NULL);
	if (rings && !ring_buffer__add(rings, trace->fd, take_event, (void *)TRACES))
		return 0;
	axo_events_close();
	return axo_fail(problem, errno, "the event rings cannot be mapped: %s", strerror(errno));
}

bool axo_events_drain(void)
{
	budget = SLICE;
	if (rings)
		ring_buffer__consume(rings);
	return budget <= 0;
}

static void frame_begin(__u16 type)
{
	struct axo_frame head = { .type = type };

	frame.length = 0;
	axo_put(&frame, &head, sizeof(head));
	axo_put_u32(&frame, 0);
}

static void frame_end(__u32 count)
{
	__u32 length = frame.length - sizeof(struct axo_frame);

	memcpy(frame.data, &length, sizeof(length));
	memcpy(frame.data + sizeof(struct axo_frame), &count, sizeof(count));
}

static __u32 put_lost(__u32 endpoint)
{
	static const __u8 types[] = { AXO_EVENT_TRACE, AXO_EVENT_VERDICT };
	__u32 count = 0;

	for (__u32 kind = 0; kind < KINDS; kind++) {
		if (!lost[endpoint][kind])
			continue;
		axo_put_u16(&frame, endpoint);
		axo_put_u8(&frame, kind < 256 ? AXO_EVENT_DROP : types[kind - 256]);
		axo_put_u8(&frame, kind < 256 ? kind : 0);
		axo_put(&frame, &lost[endpoint][kind], sizeof(__u64));
		lost[endpoint][kind] = 0;
		count++;
	}
	lost_at[endpoint] = false;
	return count;
}

static void frame_lost(void)
{
	__u32 count = 0;

	frame_begin(AXO_LOST);
	lost_any = false;
	for (__u32 endpoint = 0; endpoint < AXO_MAX_ENDPOINTS; endpoint++) {
		if (lost_at[endpoint] && count < FRAME_LOST)
			count += put_lost(endpoint);
		lost_any |= lost_at[endpoint];
	}
	frame_end(count);
}

/* The ring whose oldest event is the older one. */
static int oldest(void)
{
	const struct queue *verdicts = &queues[VERDICTS], *traces = &queues[TRACES];

	if (!verdicts->length || !traces->length)
		return verdicts->length ? VERDICTS : TRACES;
	return slots[verdicts->head].event.time_ns <= slots[traces->head].event.time_ns ? VERDICTS : TRACES;
}

static void frame_events(void)
{
	__u32 count = 0;

	frame_begin(AXO_EVENTS);
	for (; count < FRAME_EVENTS && queues[VERDICTS].length + queues[TRACES].length; count++) {
		int ring = oldest();
		__u32 slot = pop(&queues[ring]);

		axo_put_u8(&frame, ring);
		axo_put(&frame, &slots[slot].event, sizeof(struct axo_event));
		release(slot);
	}
	frame_end(count);
}

const struct axo_buffer *axo_events_frame(void)
{
	if (frame.length)
		return &frame;
	if (lost_any)
		frame_lost();
	else if (queues[VERDICTS].length + queues[TRACES].length)
		frame_events();
	else
		return NULL;
	return &frame;
}

void axo_events_sent(void)
{
	frame.length = 0;
}

void axo_events_status(struct axo_buffer *out)
{
	for (int ring = VERDICTS; ring <= TRACES; ring++) {
		axo_put_text(out, "%s\"%s\":{\"taken\":%llu,\"buffered\":%u,\"shed\":%llu}", ring == VERDICTS ? "" : ",",
			     ring == VERDICTS ? "events_verdict" : "events_trace", queues[ring].taken, queues[ring].length,
			     queues[ring].shed);
	}
}
