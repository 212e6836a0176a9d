// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <linux/pkt_cls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host/link.h"
#include "../host/netns.h"
#include "../host/scope.h"
#include "../host/width.h"
#include "axoneme.skel.h"
#include "world.h"

#define MAX_EVENTS 4096

struct axt_pod pod_a = {
	.id = 10,
	.identity = ID_A,
	.ipv4 = A4,
	.ipv6 = A6,
	.mac = { 0x02, 0, 0, 0, 0xa, 0x1 },
	.node_mac = { 0x02, 0, 0, 0, 0xa, 0x2 },
};
struct axt_pod pod_b = {
	.id = 20,
	.identity = ID_B,
	.ipv4 = B4,
	.ipv6 = B6,
	.mac = { 0x02, 0, 0, 0, 0xb, 0x1 },
	.node_mac = { 0x02, 0, 0, 0, 0xb, 0x2 },
};

struct ring {
	struct ring_buffer *reader;
	struct axo_event events[MAX_EVENTS];
	size_t count;
};

static struct axoneme *loaded;
static unsigned width, small; /* small: entries of the maps that are turned down, or 0 */
static __u32 uplink;
static struct ring verdicts, traces;

/* --- devices and programs */

int axo_nl_failed(int error, const char *where, const char *words)
{
	axt_die("a device cannot be set up: %s%s (errno %d)", where, words, error);
}

static __u32 make_device(const char *name)
{
	axo_autoclose int fd = axo_nl_open(), own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	char peer[AXO_NAME_SIZE];
	struct axo_link link;

	snprintf(peer, sizeof(peer), "%sp", name);
	axo_pair_add(fd, name, 0, peer, own, AXT_MTU);
	axo_link_get(fd, name, &link);
	return link.ifindex;
}

/* A namespace of our own: test-run takes devices from the caller's, and nobody else sees ours. */
static void make_devices(void)
{
	if (uplink)
		return;
	if (unshare(CLONE_NEWNET))
		axt_die("unshare: %s", strerror(errno));
	pod_a.ifindex = make_device("axt-a");
	pod_b.ifindex = make_device("axt-b");
	uplink = make_device("axt-up");
}

static int take(void *context, void *data, size_t size)
{
	struct ring *ring = context;

	if (size != sizeof(struct axo_event))
		axt_die("event of %zu bytes", size);
	if (ring->count < MAX_EVENTS)
		ring->events[ring->count++] = *(struct axo_event *)data;
	return 0;
}

static void open_ring(struct ring *ring, const char *map)
{
	ring_buffer__free(ring->reader);
	ring->reader = ring_buffer__new(axt_map_fd(map), take, ring, NULL);
	if (!ring->reader)
		axt_die("%s: %s", map, strerror(errno));
}

void axt_read_rings(void)
{
	ring_buffer__consume(verdicts.reader);
	ring_buffer__consume(traces.reader);
}

void axt_forget_events(void)
{
	verdicts.count = traces.count = 0;
}

/* The maps that packets fill. */
static int turn_down(unsigned entries)
{
	struct bpf_map *maps[] = { loaded->maps.ct_new, loaded->maps.ct_est, loaded->maps.frag, loaded->maps.counters };
	int error = 0;

	for (size_t i = 0; entries && !error && i < sizeof(maps) / sizeof(maps[0]); i++)
		error = bpf_map__set_max_entries(maps[i], entries);
	return error;
}

static void load(unsigned bits, unsigned entries)
{
	int error;

	axoneme__destroy(loaded);
	loaded = axoneme__open();
	if (!loaded)
		axt_die("open: %s", strerror(errno));
	loaded->rodata->axo_node_netns = axo_own_netns();
	error = axo_set_width(loaded, bits) ?: turn_down(entries) ?: axoneme__load(loaded);
	if (error)
		axt_die("load at %u bits: %s", bits, strerror(-error));
	width = bits;
	small = entries;
	open_ring(&verdicts, "events_verdict");
	open_ring(&traces, "events_trace");
}

unsigned axt_width(void)
{
	return width;
}

__u32 axt_uplink_ifindex(void)
{
	return uplink;
}

int axt_map_fd(const char *map)
{
	int fd = bpf_object__find_map_fd_by_name(loaded->obj, map);

	if (fd < 0)
		axt_die("no map %s", map);
	return fd;
}

int axt_program_fd(const char *program)
{
	struct bpf_program *found = bpf_object__find_program_by_name(loaded->obj, program);

	if (!found)
		axt_die("no program %s", program);
	return bpf_program__fd(found);
}

static void clear_hash(const char *map)
{
	int fd = axt_map_fd(map);
	__u8 key[64];

	while (!bpf_map_get_next_key(fd, NULL, key))
		bpf_map_delete_elem(fd, key);
}

static void clear_array(const char *map, __u32 entries, size_t value_size)
{
	void *zero = calloc(1, value_size);

	for (__u32 i = 0; i < entries; i++)
		axt_map_set(map, &i, zero);
	free(zero);
}

static void add_pod(const struct axt_pod *pod)
{
	struct axo_endpoint endpoint = {
		.ifindex = pod->ifindex,
		.id = pod->id,
		.flags = AXO_ENDPOINT_IPV4 | AXO_ENDPOINT_IPV6,
		.identity = pod->identity,
	};
	__u8 address[16];

	axt_address(endpoint.ipv6, pod->ipv6);
	memcpy(endpoint.mac, pod->mac, sizeof(endpoint.mac));
	memcpy(endpoint.node_mac, pod->node_mac, sizeof(endpoint.node_mac));
	axt_address(address, pod->ipv4);
	memcpy(&endpoint.ipv4, address + 12, sizeof(endpoint.ipv4));
	axt_map_set("endpoint", address, &endpoint);
	axt_map_set("endpoint", endpoint.ipv6, &endpoint);
	axt_map_set("endpoint_dev", &pod->ifindex, &endpoint);
	axt_ipcache(pod->ipv4, pod->identity, AXO_IPCACHE_LOCAL);
	axt_ipcache(pod->ipv6, pod->identity, AXO_IPCACHE_LOCAL);
	axt_enforce(pod, POLICY_OPEN);
}

static void forget(void)
{
	static const char *const hashes[] = {
		"ipcache",     "ipcache_host", "identity_slot", "policy",   "policy_port", "policy_more",
		"policy_head", "endpoint",     "endpoint_dev",	"ct_new",   "ct_est",	   "frag",
		"service",     "backend",      "sock_reverse",	"counters", "events_lost",
	};

	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		clear_hash(hashes[i]);
	clear_array("endpoint_policy", 64, sizeof(__u32));
	clear_array("event_bucket", 64, 2 * sizeof(__u64));
	clear_array("membership", 64, width / 8);
	clear_array("vector", 64, width / 8);
	clear_array("metrics", (AXO_EGRESS + 1) << 8, sizeof(struct axo_count) * libbpf_num_possible_cpus());
	axt_read_rings();
	axt_forget_events();
}

static void populate(void)
{
	axt_config(axt_config_default());
	axt_policy(POLICY_OPEN, 0);
	axt_policy(POLICY_CLOSED, AXO_POLICY_ENFORCE_INGRESS | AXO_POLICY_ENFORCE_EGRESS);
	axt_identity(ID_A, 1, (int[]){ BIT_EVERYONE, BIT_A, BIT_PODS, -1 });
	axt_identity(ID_B, 2, (int[]){ BIT_EVERYONE, BIT_B, BIT_PODS, -1 });
	axt_identity(ID_REMOTE, 3, (int[]){ BIT_EVERYONE, BIT_REMOTE, BIT_PODS, -1 });
	axt_identity(AXO_ID_HOST, 4, (int[]){ BIT_EVERYONE, BIT_HOST, -1 });
	axt_identity(AXO_ID_WORLD_IPV4, 5, (int[]){ BIT_EVERYONE, BIT_WORLD, -1 });
	axt_identity(AXO_ID_WORLD_IPV6, 6, (int[]){ BIT_EVERYONE, BIT_WORLD, -1 });
	add_pod(&pod_a);
	add_pod(&pod_b);
	axt_ipcache(NODE4, AXO_ID_HOST, AXO_IPCACHE_LOCAL);
	axt_ipcache(NODE6, AXO_ID_HOST, AXO_IPCACHE_LOCAL);
	axt_ipcache("10.0.1.0/24", AXO_ID_UNKNOWN, AXO_IPCACHE_LOCAL);
	axt_ipcache("10.0.2.0/24", AXO_ID_UNKNOWN, 0);
	axt_ipcache(REMOTE4, ID_REMOTE, 0);
	axt_ipcache(REMOTE6, ID_REMOTE, 0);
}

void axt_world_of(unsigned vector_bits, unsigned entries)
{
	make_devices();
	if (width != vector_bits || small != entries)
		load(vector_bits, entries);
	forget();
	populate();
}

void axt_world(unsigned vector_bits)
{
	axt_world_of(vector_bits, 0);
}

/* --- packets */

static struct axt_result run(const char *program, const struct axt_frame *frame, __u32 ifindex, __u32 ingress_ifindex)
{
	struct __sk_buff context = { .ifindex = ifindex, .ingress_ifindex = ingress_ifindex };
	struct axt_result result = { .frame = *frame };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .data_out = result.frame.bytes, .data_size_out = sizeof(result.frame.bytes), .ctx_in = &context,
		    .ctx_size_in = sizeof(context));

	axt_forget_events();
	if (bpf_prog_test_run_opts(axt_program_fd(program), &options))
		axt_die("%s: test-run: %s", program, strerror(errno));
	axt_read_rings();
	result.action = options.retval;
	result.frame.length = options.data_size_out;
	return result;
}

struct axt_result axt_from_pod_raw(const struct axt_pod *pod, struct axt_frame frame)
{
	return run("axo_from_workload", &frame, pod->ifindex, pod->ifindex);
}

struct axt_result axt_from_pod(const struct axt_pod *pod, struct axt_frame frame)
{
	return axt_from_pod_raw(pod, axt_with_macs(frame, pod->mac, pod->node_mac));
}

struct axt_result axt_from_node(const struct axt_pod *pod, struct axt_frame frame)
{
	frame = axt_with_macs(frame, pod->node_mac, pod->mac);
	return run("axo_to_workload", &frame, pod->ifindex, 0);
}

struct axt_result axt_from_wire(const struct axt_pod *pod, struct axt_frame frame)
{
	frame = axt_with_macs(frame, pod->node_mac, pod->mac);
	return run("axo_to_workload", &frame, pod->ifindex, uplink);
}

struct axt_result axt_at_uplink(struct axt_frame frame)
{
	return run("axo_from_uplink", &frame, uplink, uplink);
}

size_t axt_verdicts(const struct axo_event **events)
{
	*events = verdicts.events;
	return verdicts.count;
}

size_t axt_traces(const struct axo_event **events)
{
	*events = traces.events;
	return traces.count;
}
