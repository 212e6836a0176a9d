// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every table full, one by one, at a size turned down: what does not fit is refused by name and place, what drives others out keeps its
 * bound, and a policy that could not be written whole judges nobody.
 */
#include "harness.h"

#define ENTRIES 256
#define TOO_MANY (ENTRIES + 44)
#define FIRST 100000 /* key; no pod of the test has it */

static int control;

static const struct table {
	const char *name;
	__u32 key_size, value_size, prefix; /* prefix: bits of a trie's key */
	int error; /* 0: the oldest make room */
} tables[] = {
	{ "ipcache", sizeof(struct axo_ipcache_key), sizeof(struct axo_ipcache_value), 128, ENOSPC },
	{ "identity_slot", 4, 4, 0, E2BIG },
	{ "policy", sizeof(struct axo_policy_key), sizeof(struct axo_row), AXO_POLICY_PREFIX_PORT, ENOSPC },
	{ "policy_more", 4, sizeof(struct axo_row), 0, E2BIG },
	{ "policy_head", 4, sizeof(struct axo_policy_head), 0, E2BIG },
	{ "ipcache_host", 16, sizeof(struct axo_ipcache_value), 0, E2BIG },
	{ "endpoint", 16, sizeof(struct axo_endpoint), 0, E2BIG },
	{ "endpoint_dev", 4, sizeof(struct axo_endpoint), 0, E2BIG },
	{ "service", sizeof(struct axo_service_key), sizeof(struct axo_service_value), 0, E2BIG },
	{ "backend", sizeof(struct axo_backend_key), sizeof(struct axo_backend_value), 0, E2BIG },
	{ "ct_new", sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 0, 0 },
	{ "ct_est", sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 0, 0 },
	{ "frag", sizeof(struct axo_frag_key), sizeof(struct axo_frag_value), 0, 0 },
	{ "sock_reverse", sizeof(struct axo_sock_reverse_key), sizeof(struct axo_sock_reverse_value), 0, 0 },
};

/* Keys `first` and on; the number stands in their last bytes, or in a trie's first ones after the prefix. */
static const struct axo_buffer *entries_of(const struct table *table, __u32 first, __u32 count, bool values)
{
	static __u8 keys[TOO_MANY * 64];
	static const __u8 zeros[TOO_MANY * sizeof(struct axo_row)];

	memset(keys, 0, sizeof(keys));
	for (__u32 i = 0; i < count; i++) {
		__u32 number = first + i;

		memcpy(keys + i * table->key_size + table->key_size - 4, &number, 4);
		if (table->prefix)
			memcpy(keys + i * table->key_size, &table->prefix, 4);
	}
	if (values)
		return payload_of("swwwrr", table->name, table->key_size, table->value_size, count, keys,
				  (size_t)count * table->key_size, zeros, (size_t)count * table->value_size);
	return payload_of("swwr", table->name, table->key_size, count, keys, (size_t)count * table->key_size);
}

static void overflows(const struct table *table)
{
	__u32 before = client_dump(control, table->name, NULL, NULL), room = ENTRIES - before;
	struct answer *answer = client_call(control, AXO_UPDATE, entries_of(table, FIRST, TOO_MANY, true));
	char name[40];

	test_case(table->name);
	if (!table->error) {
		CHECK(!answer->head.error, "refused: %s", answer->sentence);
		CHECK(client_dump(control, table->name, NULL, NULL) <= ENTRIES, "it keeps its bound");
		return;
	}
	CHECK((int)answer->head.error == table->error, "errno %u: %s", answer->head.error, answer->sentence);
	CHECK(answer->index == room, "index %u, with room for %u", answer->index, room);
	snprintf(name, sizeof(name), "map %s (at most 256 entries)", table->name);
	CHECK(strstr(answer->sentence, name) && strstr(answer->sentence, "full"), "%s", answer->sentence);
	CHECK(client_dump(control, table->name, NULL, NULL) == ENTRIES, "those before it are written");
	/* What is in it can still be replaced where it is, or taken out to make room. */
	client_do(control, AXO_DELETE, entries_of(table, FIRST, TOO_MANY, false));
	CHECK(client_dump(control, table->name, NULL, NULL) == before, "others' entries are left");
	client_do(control, AXO_UPDATE, entries_of(table, FIRST, room, true));
	client_do(control, AXO_DELETE, entries_of(table, FIRST, room, false));
}

/* The agent writes rows first and flips last: a batch refused in its midst has changed no verdict. */
static void half_a_policy(const struct pod *one, const struct pod *two, const struct pod *three)
{
	const struct table *policy = &tables[2];
	struct flow flow = flow_start(one, two);

	test_case("rows of a policy that do not fit judge nobody");
	pod_policy(control, three, POLICY_CLOSED);
	CHECK(client_call(control, AXO_UPDATE, entries_of(policy, 1, TOO_MANY, true))->head.error == ENOSPC,
	      "refused half way");
	CHECK(flow_runs(&flow, 50), "what was allowed goes on: %s", strerror(flow.state->broken));
	CHECK(!can_connect(one, three), "what was denied stays denied");
	client_do(control, AXO_DELETE, entries_of(policy, 1, TOO_MANY, false));
	CHECK(client_dump(control, "policy", NULL, NULL) == 0, "and can be taken out again");
	CHECK(flow_runs(&flow, 50), "%s", strerror(flow.state->broken));
	flow_stop(&flow);
}

static void not_one_more(void)
{
	__u32 index = 1;

	test_case("ids are places in arrays: those are as large as they were built, and no larger");
	client_do(control, AXO_FLIP, payload_of("www", 1, AXO_MAX_ENDPOINTS - 1, POLICY_OPEN));
	client_refused(control, AXO_UPDATE,
		       payload_of("swwwrr", "config", 4, (__u32)sizeof(struct axo_config), 1, &index, sizeof(index),
				  &(struct axo_config){}, sizeof(struct axo_config)),
		       E2BIG, "map config");
	client_refused(control, AXO_FLIP, payload_of("www", 1, AXO_MAX_ENDPOINTS, 1), ERANGE, "endpoint id");
}

int main(void)
{
	struct axo_metric_key passed = { .direction = AXO_INGRESS };
	struct axo_count count = {};
	struct pod one, two, three;
	pid_t loader;

	world_enter();
	loader = loader_start("--map-entries", "256", NULL);
	control = client_hello(1);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	policies_make(control);
	one = pod_join(control, 1);
	two = pod_join(control, 2);
	three = pod_join(control, 3);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		overflows(&tables[i]);
	not_one_more();
	half_a_policy(&one, &two, &three);
	test_case("however small tables are, what passes is counted");
	CHECK(client_dump(control, "metrics", &passed, &count) == 1 && count.packets, "%llu packets", count.packets);
	CHECK(status_number(control, "map_full") >= 10, "each is counted");
	loader_stop(loader);

	test_case("a size that is no number is refused");
	loader = loader_start("--map-entries", "many", NULL);
	control = client_hello(1);
	client_refused(control, AXO_LOAD, payload_of("w", 512), EINVAL, "map-entries");
	loader_stop(loader);
	return test_end();
}
