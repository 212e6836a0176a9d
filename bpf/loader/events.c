// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From the rings to the agent. Each ring is drained into a bounded queue of its own whether an agent listens or not, so that traces never
 * take the place of drops and verdicts. When one is full its oldest events go, and are counted by endpoint and type. What did not even
 * get into a ring the datapath counts itself, in the map events_lost.
 */
#include "loader.h"

#define QUEUE_EVENTS (32u * 1024 * 1024 / sizeof(struct axo_event))
#define SLICE 8192 /* events taken from the rings before requests have their turn */
#define FRAME_EVENTS 2048u /* some 200 KiB */

static struct axo_event places[2][QUEUE_EVENTS]; /* pages never touched cost nothing */
static struct queue {
	const char *ring;
	struct axo_event *events; /* in a circle */
	__u32 first, length;
	__u64 taken, shed;
} verdicts = { .ring = "events_verdict", .events = places[0] },
  traces = { .ring = "events_trace", .events = places[1] };

static struct ring_buffer *rings;
static int budget;
static __u64 lost[AXO_MAX_ENDPOINTS][AXO_EVENT_VERDICT + 1]; /* by enum axo_event_type */
static bool lost_any;
static struct axo_buffer frame; /* on its way; empty: none */

static const struct axo_event *pop(struct queue *queue)
{
	const struct axo_event *event = &queue->events[queue->first];

	queue->first = (queue->first + 1) % QUEUE_EVENTS;
	queue->length--;
	return event;
}

static int take_event(void *context, void *data, size_t size)
{
	struct queue *queue = context;

	if (size != sizeof(struct axo_event)) {
		axo_refusals[AXO_REFUSE_EVENT_SIZE]++;
		return 0;
	}
	if (queue->length == QUEUE_EVENTS) {
		const struct axo_event *oldest = pop(queue);

		lost[oldest->endpoint_id % AXO_MAX_ENDPOINTS][oldest->type <= AXO_EVENT_VERDICT ? oldest->type : 0]++;
		lost_any = true;
		queue->shed++;
	}
	memcpy(&queue->events[(queue->first + queue->length++) % QUEUE_EVENTS], data, size);
	queue->taken++;
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
	if (!verdict->info.type || !trace->info.type)
		return 0;
	rings = ring_buffer__new(verdict->fd, take_event, &verdicts, NULL);
	if (rings && !ring_buffer__add(rings, trace->fd, take_event, &traces))
		return 0;
	axo_events_close();
	return axo_fail(KERNEL, EIO, "the event rings cannot be mapped");
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

/* Drops are not told apart by reason here. */
static __u32 put_lost(void)
{
	__u32 count = 0;

	for (__u32 i = 0; i < AXO_COUNT(lost) * AXO_COUNT(*lost); i++) {
		struct axo_lost_key key = { .endpoint_id = i / AXO_COUNT(*lost), .type = i % AXO_COUNT(*lost) };
		__u64 *cell = &lost[key.endpoint_id][key.type];

		if (!*cell)
			continue;
		axo_write(&frame, "rd", &key, sizeof(key), *cell);
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
		bool verdict = verdicts.length && (!traces.length || verdicts.events[verdicts.first].time_ns <=
									     traces.events[traces.first].time_ns);

		axo_write(&frame, "br", verdict ? 1 : 2, pop(verdict ? &verdicts : &traces), sizeof(struct axo_event));
	}
	return count;
}

struct axo_buffer *axo_events_frame(void)
{
	struct axo_frame head = { .type = lost_any ? AXO_LOST : AXO_EVENTS };
	__u32 count;

	if (frame.length)
		return &frame;
	if (!lost_any && !verdicts.length && !traces.length)
		return NULL;
	axo_write(&frame, "rw", &head, sizeof(head), 0);
	count = lost_any ? put_lost() : put_events();
	head.length = frame.length - sizeof(head);
	memcpy(frame.data, &head, sizeof(head));
	memcpy(frame.data + sizeof(head), &count, sizeof(count));
	return &frame;
}

void axo_events_status(FILE *out)
{
	static const char format[] = "%s\"%s\":{\"taken\":%llu,\"buffered\":%u,\"shed\":%llu}";

	fprintf(out, format, "", verdicts.ring, verdicts.taken, verdicts.length, verdicts.shed);
	fprintf(out, format, ",", traces.ring, traces.taken, traces.length, traces.shed);
}
