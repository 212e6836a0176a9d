// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From the rings to the agent. Rings are drained into a bounded buffer whether an agent listens or not. When it is full, the
 * oldest traces go first, and drops and verdicts only when there is no trace left; what goes is counted by endpoint and type.
 * What did not even get into a ring the datapath counts itself, in the map events_lost.
 */
#include <sys/mman.h>
#include <bpf/libbpf.h>
#include "loader.h"

#define BUFFER_BYTES (64u * 1024 * 1024)
#define SLICE 8192 /* events taken from the rings before requests have their turn */
#define FRAME_EVENTS 2048u /* some 200 KiB */
#define NOTHING 0xffffffffu

static struct slot {
	struct axo_event event;
	__u32 next;
} * slots; /* pages never touched cost nothing */

static struct queue {
	const char *ring;
	__u32 head, tail, length;
	__u64 taken, shed;
} verdicts = { .ring = "events_verdict" }, traces = { .ring = "events_trace" };

static __u32 used, unused = NOTHING; /* slots ever used; the first of those given back */
static struct ring_buffer *rings;
static int budget;
static __u64 lost[AXO_MAX_ENDPOINTS][AXO_EVENT_VERDICT + 1]; /* by enum axo_event_type */
static bool lost_any;
static struct axo_buffer frame; /* on its way; empty: none */

static struct slot *pop(struct queue *queue)
{
	struct slot *slot = &slots[queue->head];

	queue->head = slot->next;
	queue->length--;
	return slot;
}

static void count_lost(struct queue *queue, const struct axo_event *event)
{
	queue->shed++;
	lost[event->endpoint_id % AXO_MAX_ENDPOINTS][event->type <= AXO_EVENT_VERDICT ? event->type : 0]++;
	lost_any = true;
}

/* Into a free slot; at need that of the oldest trace, else, for a verdict only, that of the oldest verdict. */
static int take_event(void *context, void *data, size_t size)
{
	struct queue *queue = context, *victim = traces.length ? &traces : &verdicts;
	struct slot *slot = NULL;

	if (size != sizeof(struct axo_event)) {
		axo_refusals[AXO_REFUSE_EVENT_SIZE]++;
		return 0;
	}
	queue->taken++;
	if (unused != NOTHING) {
		slot = &slots[unused];
		unused = slot->next;
	} else if (used < BUFFER_BYTES / sizeof(*slot)) {
		slot = &slots[used++];
	} else if (victim == &traces || queue == &verdicts) {
		slot = pop(victim);
		count_lost(victim, &slot->event);
	} else {
		count_lost(queue, data);
	}
	if (slot) {
		memcpy(&slot->event, data, size);
		*(queue->length++ ? &slots[queue->tail].next : &queue->head) = slot - slots;
		queue->tail = slot - slots;
	}
	return --budget > 0 ? 0 : -EAGAIN; /* libbpf keeps the place and stops */
}

void axo_events_close(void)
{
	ring_buffer__free(rings);
	rings = NULL;
}

int axo_events_open(void)
{
	const struct axo_map *verdict = axo_map_named(verdicts.ring), *trace = axo_map_named(traces.ring);

	axo_events_close();
	if (!slots)
		slots = mmap(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			     -1, 0);
	if (slots == MAP_FAILED)
		axo_die("event buffer");
	if (!verdict->type || !trace->type)
		return 0;
	rings = ring_buffer__new(verdict->fd, take_event, &verdicts, NULL);
	if (rings && !ring_buffer__add(rings, trace->fd, take_event, &traces))
		return 0;
	axo_events_close();
	return axo_fail(AXO_REFUSE_KERNEL, EIO, "the event rings cannot be mapped");
}

int axo_events_fd(void)
{
	return rings ? ring_buffer__epoll_fd(rings) : -1;
}

bool axo_events_drain(void)
{
	budget = SLICE;
	if (rings)
		ring_buffer__consume(rings);
	return budget <= 0;
}

/* Drops are not told apart by reason here: they only go when there is no trace left to shed. */
static __u32 put_lost(void)
{
	__u32 count = 0;

	for (__u32 i = 0; i < AXO_COUNT(lost) * AXO_COUNT(*lost); i++) {
		struct axo_lost_key key = { .endpoint_id = i / AXO_COUNT(*lost), .type = i % AXO_COUNT(*lost) };
		__u64 *cell = &lost[key.endpoint_id][key.type];

		if (!*cell)
			continue;
		axo_put(&frame, &key, sizeof(key));
		axo_put(&frame, cell, sizeof(*cell));
		*cell = 0;
		count++;
	}
	lost_any = false;
	return count;
}

/* From both rings in the order of their times. */
static __u32 put_events(void)
{
	__u32 count = 0;

	for (; count < FRAME_EVENTS && verdicts.length + traces.length; count++) {
		bool verdict = verdicts.length && (!traces.length || slots[verdicts.head].event.time_ns <=
									     slots[traces.head].event.time_ns);
		struct slot *slot = pop(verdict ? &verdicts : &traces);

		axo_put(&frame, &(__u8){ verdict ? 1 : 2 }, 1);
		axo_put(&frame, &slot->event, sizeof(slot->event));
		slot->next = unused;
		unused = slot - slots;
	}
	return count;
}

const struct axo_buffer *axo_events_frame(void)
{
	struct axo_frame head = { .type = lost_any ? AXO_LOST : AXO_EVENTS };
	__u32 count;

	if (frame.length)
		return &frame;
	if (!lost_any && !verdicts.length && !traces.length)
		return NULL;
	axo_put(&frame, &head, sizeof(head));
	axo_put_u32(&frame, 0);
	count = lost_any ? put_lost() : put_events();
	head.length = frame.length - sizeof(head);
	memcpy(frame.data, &head, sizeof(head));
	memcpy(frame.data + sizeof(head), &count, sizeof(count));
	return &frame;
}

void axo_events_sent(void)
{
	frame.length = 0;
}

void axo_events_status(struct axo_buffer *out)
{
	for (const struct queue *queue = &verdicts; queue; queue = queue == &verdicts ? &traces : NULL)
		axo_print(out, "%s\"%s\":{\"taken\":%llu,\"buffered\":%u,\"shed\":%llu}", queue == &traces ? "," : "",
			  queue->ring, queue->taken, queue->length, queue->shed);
}
