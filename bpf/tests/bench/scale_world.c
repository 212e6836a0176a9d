// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Identities have the upper half of the bits and bit 0; rows ask for lower bits, and last for one of the upper. Each identity has one
 * address, each pod a policy of its own.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/in.h>
#include <stdlib.h>
#include <string.h>

#include "../../host/width.h"
#include "../check.h"
#include "scale_world.h"

static void set(struct bpf_map *map, const void *key, const void *value)
{
	if (bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY))
		axt_die("%s: %s", bpf_map__name(map), strerror(errno));
}

static void mapped(__u8 out[16], __u32 ipv4)
{
	ipv4 = htonl(ipv4);
	memset(out, 0, 16);
	out[10] = out[11] = 0xff;
	memcpy(out + 12, &ipv4, sizeof(ipv4));
}

static void fill_identities(const struct axt_world *world)
{
	static __u64 words[WIDTH / 64] = { 1 };

	memset(words + WIDTH / 128, 0xff, WIDTH / 16);
	for (__u32 i = 0; i < world->identities; i++) {
		__u32 identity = AXT_FIRST_IDENTITY + i, slot = i + 1;

		set(world->timed->maps.identity_slot, &identity, &slot);
		set(world->timed->maps.membership, &slot, words);
	}
}

static void fill_addresses(const struct axt_world *world)
{
	for (__u32 i = 0; i < world->identities; i++) {
		struct axo_ipcache_value value = { .identity = AXT_FIRST_IDENTITY + i };
		__u8 address[16];

		mapped(address, AXT_PEER_ADDRESS + i);
		set(world->timed->maps.ipcache_host, address, &value);
	}
}

static struct axo_row row_of(__u32 id)
{
	struct axo_row row = { .id = id, .nsegments = SEGMENTS };

	for (int i = 0; i < SEGMENTS; i++) {
		row.segments[i] = (struct axo_segment){ .action = AXO_ACTION_ALLOW, .nbits = AXO_SEGMENT_BITS };
		for (int j = 0; j < AXO_SEGMENT_BITS; j++)
			row.segments[i].bits[j] = 1 + rand() % (WIDTH / 2 - 1);
	}
	row.segments[SEGMENTS - 1].bits[AXO_SEGMENT_BITS - 1] = WIDTH / 2 + rand() % (WIDTH / 2);
	return row;
}

/* A counter that is there already is counted in as many steps as any other. */
static void fill_counter(const struct axt_world *world, __u32 policy, __u32 row)
{
	struct axo_counter_key key = {
		.policy_id = policy, .row = row, .segment = SEGMENTS - 1, .direction = AXO_INGRESS
	};
	struct axo_count counts[64] = {};

	if (libbpf_num_possible_cpus() > 64)
		axt_die("more than 64 CPUs");
	set(world->timed->maps.counters, &key, counts);
}

static void fill_policies(const struct axt_world *world)
{
	struct axo_policy_head head = { .flags = AXO_POLICY_ENFORCE_INGRESS };

	for (__u32 policy = 1; policy <= world->policies; policy++) {
		set(world->timed->maps.policy_head, &policy, &head);
		for (int port = 0; port < PORTS; port++) {
			struct axo_row row = row_of(port + 1);
			struct axo_policy_key key = {
				.prefixlen = AXO_POLICY_PREFIX_PORT,
				.policy_id = htonl(policy),
				.direction = AXO_INGRESS,
				.protocol = IPPROTO_TCP,
				.port = htons(AXT_FIRST_PORT + port),
			};

			set(world->timed->maps.policy_port, &key, &row);
			if (policy <= world->endpoints)
				fill_counter(world, policy, row.id);
		}
	}
}

static void fill_endpoints(const struct axt_world *world)
{
	struct axo_config config = { .world_ipv4 = AXO_ID_WORLD,
				     .world_ipv6 = AXO_ID_WORLD,
				     /* No packet is told for its time alone: it would take other steps. */
				     .trace_interval_ms = 24 * 3600 * 1000 };
	__u32 zero = 0;

	set(world->timed->maps.config, &zero, &config);
	for (__u32 i = 0; i < world->endpoints; i++) {
		struct axo_endpoint pod = { .ifindex = AXT_FIRST_DEVICE + i,
					    .id = i + 1,
					    .flags = AXO_ENDPOINT_IPV4,
					    .identity = AXT_FIRST_IDENTITY,
					    .ipv4 = htonl(AXT_POD_ADDRESS + i) };
		__u32 id = pod.id, policy = i + 1;
		__u8 address[16];

		mapped(address, AXT_POD_ADDRESS + i);
		set(world->timed->maps.endpoint, address, &pod);
		set(world->timed->maps.endpoint_dev, &pod.ifindex, &pod);
		set(world->timed->maps.endpoint_policy, &id, &policy);
	}
}

/* In one circle through all of them, in no order that a processor could guess. */
static void fill_chain(const struct axt_world *world)
{
	__u32 *order = calloc(world->identities, sizeof(*order)), link[WIDTH / 32] = {};

	for (__u32 i = 0; i < world->identities; i++)
		order[i] = i;
	for (__u32 i = world->identities - 1; i; i--) {
		__u32 other = rand() % (i + 1), kept = order[i];

		order[i] = order[other];
		order[other] = kept;
	}
	for (__u32 i = 0; i < world->identities; i++) {
		link[0] = order[(i + 1) % world->identities];
		set(world->timed->maps.chain, &order[i], link);
	}
	free(order);
}

#define PREPARE(skeleton, world)                                                                                       \
	do {                                                                                                           \
		axo_set_width(skeleton, WIDTH);                                                                        \
		*(__u32 *)&(skeleton)->rodata->axt_identities = (world)->identities;                                   \
		*(__u32 *)&(skeleton)->rodata->axt_policies = (world)->policies;                                       \
		*(__u32 *)&(skeleton)->rodata->axt_endpoints = (world)->endpoints;                                     \
		*(__u32 *)&(skeleton)->rodata->axt_ports = PORTS;                                                      \
		*(__u32 *)&(skeleton)->rodata->axt_flows = FLOWS;                                                      \
		bpf_map__set_max_entries((skeleton)->maps.chain, (world)->identities);                                 \
	} while (0)

/* All but constants and variables, which each object has for itself. */
static void share_maps(const struct axt_world *world)
{
	struct bpf_map *map, *mine;

	bpf_object__for_each_map(map, world->timed->obj)
	{
		if (strchr(bpf_map__name(map), '.'))
			continue;
		mine = bpf_object__find_map_by_name(world->counted->obj, bpf_map__name(map));
		if (!mine || bpf_map__reuse_fd(mine, bpf_map__fd(map)))
			axt_die("%s: %s", bpf_map__name(map), strerror(errno));
	}
}

void axt_world_load(struct axt_world *world)
{
	world->endpoints = world->policies < AXO_MAX_ENDPOINTS ? world->policies : AXO_MAX_ENDPOINTS - 1;
	world->timed = scale__open();
	world->counted = scale_count__open();
	if (!world->timed || !world->counted)
		axt_die("open: %s", strerror(errno));
	PREPARE(world->timed, world);
	PREPARE(world->counted, world);
	if (scale__load(world->timed))
		axt_die("load: %s", strerror(errno));
	share_maps(world);
	if (scale_count__load(world->counted))
		axt_die("load: %s", strerror(errno));
	fill_identities(world);
	fill_addresses(world);
	fill_policies(world);
	fill_endpoints(world);
	fill_chain(world);
}

static void each_new(const struct axt_world *world,
		     void (*visit)(const struct axt_world *, const struct axo_ct_key *, struct axo_ct_value *))
{
	int fd = bpf_map__fd(world->timed->maps.ct_new);
	struct axo_ct_value value;
	struct axo_ct_key key;

	while (!bpf_map_get_next_key(fd, NULL, &key)) {
		if (!bpf_map_lookup_elem(fd, &key, &value) && visit)
			visit(world, &key, &value);
		bpf_map_delete_elem(fd, &key);
	}
}

void axt_world_forget_connections(const struct axt_world *world)
{
	each_new(world, NULL);
}

static void establish(const struct axt_world *world, const struct axo_ct_key *key, struct axo_ct_value *value)
{
	value->flags |= AXO_CT_REPLY_SEEN | AXO_CT_ESTABLISHED;
	set(world->timed->maps.ct_est, key, value);
}

void axt_world_establish(const struct axt_world *world)
{
	each_new(world, establish);
}
