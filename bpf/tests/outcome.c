// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What came of a packet: its fate, events, counts and connections. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

struct axo_event axt_last(enum axo_event_type type)
{
	const struct axo_event *events;
	size_t count = type == AXO_EVENT_TRACE ? axt_traces(&events) : axt_verdicts(&events);

	for (size_t i = count; i; i--)
		if (events[i - 1].type == type)
			return events[i - 1];
	axt_fail(__FILE__, __LINE__, "no event of type %d", type);
	return (struct axo_event){};
}

static int dropped_as(void)
{
	const struct axo_event *events;

	for (size_t i = axt_verdicts(&events); i; i--)
		if (events[i - 1].type == AXO_EVENT_DROP)
			return events[i - 1].subtype;
	return 0;
}

void axt_expect_passed(const char *file, int line, struct axt_result result)
{
	if (result.action != TC_ACT_OK)
		axt_fail(file, line, "not passed to the stack: action %d, reason %d", result.action, dropped_as());
}

void axt_expect_delivered(const char *file, int line, struct axt_result result, const struct axt_pod *to)
{
	if (result.action != TC_ACT_REDIRECT)
		axt_fail(file, line, "not delivered: action %d, reason %d", result.action, dropped_as());
	else if (memcmp(result.frame.bytes, to->mac, 6) || memcmp(result.frame.bytes + 6, to->node_mac, 6))
		axt_fail(file, line, "delivered with other MAC addresses than those of endpoint %d", to->id);
}

void axt_expect_dropped(const char *file, int line, struct axt_result result, enum axt_reason reason)
{
	if (result.action != TC_ACT_SHOT)
		axt_fail(file, line, "not dropped: action %d", result.action);
	else if (dropped_as() != (int)reason)
		axt_fail(file, line, "dropped for reason %d, expected %d", dropped_as(), reason);
}

struct axo_count axt_count(const char *map, const void *key)
{
	int cpus = libbpf_num_possible_cpus();
	struct axo_count *each = calloc(cpus, sizeof(*each)), sum = {};

	if (axt_map_get(map, key, each)) {
		for (int i = 0; i < cpus; i++) {
			sum.packets += each[i].packets;
			sum.bytes += each[i].bytes;
		}
	}
	free(each);
	return sum;
}

struct axo_count axt_counter(__u32 policy, __u32 row, __u8 segment, __u8 direction)
{
	struct axo_counter_key key = { .policy_id = policy, .row = row, .segment = segment, .direction = direction };

	return axt_count("counters", &key);
}

struct axo_count axt_metric(__u8 reason, __u8 direction)
{
	struct axo_metric_key key = { .reason = reason, .direction = direction };

	return axt_count("metrics", &key);
}

__u64 axt_lost(__u16 endpoint, __u8 type, __u8 reason)
{
	struct axo_lost_key key = { .endpoint_id = endpoint, .type = type, .reason = reason };
	int cpus = libbpf_num_possible_cpus();
	__u64 *each = calloc(cpus, sizeof(*each)), sum = 0;

	if (axt_map_get("events_lost", &key, each))
		for (int i = 0; i < cpus; i++)
			sum += each[i];
	free(each);
	return sum;
}

static bool next_key(int fd, struct axo_ct_key *key, bool first)
{
	return !bpf_map_get_next_key(fd, first ? NULL : key, key);
}

size_t axt_ct_entries(const char *map)
{
	int fd = axt_map_fd(map);
	struct axo_ct_key key;
	size_t entries = 0;

	for (bool first = true; next_key(fd, &key, first); first = false)
		entries++;
	return entries;
}

bool axt_ct_only(const char *map, const struct axt_pod *pod, struct axo_ct_key *key, struct axo_ct_value *value)
{
	int fd = axt_map_fd(map);
	struct axo_ct_key each;
	size_t entries = 0;

	for (bool first = true; next_key(fd, &each, first); first = false) {
		if (each.endpoint_id != pod->id)
			continue;
		*key = each;
		entries++;
	}
	return entries == 1 && axt_map_get(map, key, value);
}

static void age(const char *map, __u64 ns)
{
	int fd = axt_map_fd(map);
	struct axo_ct_value value;
	struct axo_ct_key key;

	for (bool first = true; next_key(fd, &key, first); first = false) {
		axt_map_get(map, &key, &value);
		value.expires_ns = value.expires_ns > ns ? value.expires_ns - ns : 0;
		for (int i = 0; i < 2; i++)
			value.reported_ns[i] = value.reported_ns[i] > ns ? value.reported_ns[i] - ns :
					       value.reported_ns[i]	 ? 1 :
									   0;
		axt_map_set(map, &key, &value);
	}
}

void axt_ct_age(__u64 seconds)
{
	age("ct_new", seconds * 1000000000ULL);
	age("ct_est", seconds * 1000000000ULL);
}
