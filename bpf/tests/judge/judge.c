// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * axoneme-judge: verdicts out of the real entry programs under test-run, for whoever fills their maps (see judge.h). Nothing is pinned
 * or attached: programs, maps and devices end with the process.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../host/link.h"
#include "../../host/map.h"
#include "../../host/width.h"
#include "../check.h"
#include "../packet.h"
#include "axoneme.skel.h"
#include "judge.h"

#define MAX_REQUEST (64 << 20)
#define MTU 1500

static struct axoneme *loaded;
static unsigned width;
static unsigned devices; /* made so far, the uplink included */
static struct ring_buffer *verdicts, *traces;
static const struct axj_packet *asked;
static struct axj_answer *answering;

/* --- answers */

static void answer(__u8 status, const void *payload, size_t size)
{
	static struct axo_buffer out;

	out.length = 0;
	axo_write(&out, "wbr", (__u32)(size + sizeof(status)), status, payload, size);
	if (fwrite(out.data, 1, out.length, stdout) != out.length || fflush(stdout))
		axt_die("nobody reads the answers");
}

/* Answers with a sentence. Always false: the request was not done. */
__attribute__((format(printf, 1, 2))) static bool refuse(const char *format, ...)
{
	char sentence[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	answer(1, sentence, strlen(sentence));
	return false;
}

/* --- programs and devices */

static int read_verdict(void *context, void *data, size_t size)
{
	const struct axo_event *event = data;

	(void)context, (void)size;
	if (event->type == AXO_EVENT_DROP)
		answering->dropped_at = event->endpoint_id;
	if (event->endpoint_id != asked->endpoint || event->direction != asked->direction)
		return 0;
	answering->events++;
	answering->last = *event;
	return 0;
}

static int ignore(void *context, void *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

static bool load(unsigned bits)
{
	struct bpf_program *program;

	ring_buffer__free(verdicts);
	ring_buffer__free(traces);
	verdicts = traces = NULL;
	axoneme__destroy(loaded);
	width = 0;
	loaded = axoneme__open();
	if (!loaded)
		return refuse("open: %s", strerror(errno));
	bpf_object__for_each_program(program, loaded->obj) bpf_program__set_autoload(program, false);
	bpf_program__set_autoload(loaded->progs.axo_from_workload, true);
	bpf_program__set_autoload(loaded->progs.axo_to_workload, true);
	if (axo_set_width(loaded, bits) || axoneme__load(loaded))
		return refuse("loading programs with vectors of %u bits: %s", bits, strerror(errno));
	verdicts = ring_buffer__new(bpf_map__fd(loaded->maps.events_verdict), read_verdict, NULL, NULL);
	traces = ring_buffer__new(bpf_map__fd(loaded->maps.events_trace), ignore, NULL, NULL);
	if (!verdicts || !traces)
		return refuse("reading events: %s", strerror(errno));
	width = bits;
	return true;
}

int axo_nl_failed(int error, const char *where, const char *words)
{
	refuse("making devices: %s%s", where, words);
	return -error;
}

/* Test-run takes no device that is not there. They end with our namespace. */
static bool make_devices(unsigned count)
{
	axo_autoclose int fd = axo_nl_open(), own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	char name[AXO_NAME_SIZE], peer[AXO_NAME_SIZE];

	for (; devices < count; devices++) {
		snprintf(name, sizeof(name), "axj%u", devices);
		snprintf(peer, sizeof(peer), "axj%up", devices);
		if (axo_pair_add(fd, name, AXJ_UPLINK + devices, peer, own, MTU))
			return false;
	}
	return true;
}

/* --- worlds */

static struct axo_map opened(struct bpf_map *map)
{
	struct axo_map opened = { .name = bpf_map__name(map) };
	int error = axo_map_open(&opened, fcntl(bpf_map__fd(map), F_DUPFD_CLOEXEC, 0));

	if (error)
		axt_die("%s: %s", opened.name, strerror(-error));
	return opened;
}

/* Keys first, then deletions: each place in the map is that of a key. */
static void clear(struct bpf_map *cleared)
{
	axo_autofree struct axo_buffer entries = {};
	struct axo_map map = opened(cleared);
	struct axo_dump dump;
	__u32 count = 0;
	int more = axo_dump_begin(&dump, &map) ?: 1;

	while (more > 0)
		more = axo_dump_next(&dump, &entries, &count);
	if (more < 0)
		axt_die("%s: %s", map.name, strerror(-more));
	for (size_t i = 0; i < count; i++)
		bpf_map_delete_elem(map.fd, entries.data + i * (map.info.key_size + map.info.value_size));
	axo_dump_end(&dump);
	axo_map_close(&map);
}

static void zero(struct bpf_map *zeroed)
{
	struct axo_map map = opened(zeroed);

	memset(map.words, 0, (size_t)map.stride * map.info.max_entries);
	axo_map_close(&map);
}

static void forget_connections(void)
{
	clear(loaded->maps.ct_new);
	clear(loaded->maps.ct_est);
}

static void forget(void)
{
	clear(loaded->maps.ipcache);
	clear(loaded->maps.ipcache_host);
	clear(loaded->maps.identity_slot);
	clear(loaded->maps.policy);
	clear(loaded->maps.policy_port);
	clear(loaded->maps.policy_more);
	clear(loaded->maps.policy_head);
	clear(loaded->maps.endpoint);
	clear(loaded->maps.endpoint_dev);
	zero(loaded->maps.membership);
	zero(loaded->maps.vector);
	zero(loaded->maps.endpoint_policy);
	forget_connections();
}

static bool open_world(struct axo_reader *request)
{
	__u32 bits, endpoints;
	const char *bad = axo_read(request, "w bits, w endpoints", &bits, &endpoints);

	if (bad)
		return refuse("open: %s", bad);
	if (!axo_is_width(bits))
		return refuse("open: vectors cannot have %u bits", bits);
	if (endpoints >= AXO_MAX_ENDPOINTS)
		return refuse("open: %u endpoints, a node has at most %u", endpoints, AXO_MAX_ENDPOINTS - 1);
	if (!make_devices(endpoints + 1))
		return false;
	if (bits != width)
		return load(bits);
	forget();
	return true;
}

static bool fill(struct axo_reader *request)
{
	__u32 key_size, value_size, count, each;
	const void *entries;
	char name[32];
	struct bpf_map *map;
	const char *bad = axo_read(request, "s map, w key size, w value size, w count+", name, sizeof(name), &key_size,
				   &value_size, &count);

	if (bad)
		return refuse("fill: %s", bad);
	map = loaded ? bpf_object__find_map_by_name(loaded->obj, name) : NULL;
	if (!map)
		return refuse("fill: there is no map %s", name);
	if (key_size != bpf_map__key_size(map) || value_size != bpf_map__value_size(map))
		return refuse("fill: %s has keys of %u and values of %u bytes, not %u and %u", name,
			      bpf_map__key_size(map), bpf_map__value_size(map), key_size, value_size);
	each = key_size + value_size;
	bad = axo_read(request, "a entries", &entries, &count, &each);
	if (bad)
		return refuse("fill: %s: %s", name, bad);
	for (const __u8 *at = entries; count--; at += each)
		if (bpf_map_update_elem(bpf_map__fd(map), at, at + key_size, BPF_ANY))
			return refuse("fill: %s: %s", name, strerror(errno));
	return true;
}

/* --- packets */

static struct axt_frame frame_of(const struct axj_packet *packet)
{
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
	int family = packet->family == 4 ? AF_INET : AF_INET6, skip = packet->family == 4 ? 12 : 0;

	inet_ntop(family, packet->src + skip, src, sizeof(src));
	inet_ntop(family, packet->dst + skip, dst, sizeof(dst));
	switch (packet->protocol) {
	case IPPROTO_TCP:
		return axt_tcp(src, packet->sport, dst, packet->dport, SYN);
	case IPPROTO_UDP:
		return axt_udp(src, packet->sport, dst, packet->dport);
	case IPPROTO_SCTP:
		return axt_sctp(src, packet->sport, dst, packet->dport);
	default:
		return axt_icmp(src, dst, packet->dport, 0, packet->sport);
	}
}

static bool run_one(const struct axj_packet *packet, struct axj_answer *result)
{
	struct axt_frame frame = axt_with_macs(frame_of(packet), packet->src_mac, packet->dst_mac), out;
	struct __sk_buff context = { .ifindex = AXJ_UPLINK + packet->endpoint };
	struct bpf_program *program =
		packet->way == AXJ_FROM_POD ? loaded->progs.axo_from_workload : loaded->progs.axo_to_workload;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
		    .data_out = out.bytes, .data_size_out = sizeof(out.bytes), .ctx_in = &context,
		    .ctx_size_in = sizeof(context));

	if (packet->way == AXJ_FROM_POD)
		context.ingress_ifindex = context.ifindex;
	else if (packet->way == AXJ_FROM_WIRE)
		context.ingress_ifindex = AXJ_UPLINK;
	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options))
		return refuse("test-run at endpoint %u: %s", packet->endpoint, strerror(errno));
	asked = packet;
	answering = result;
	ring_buffer__consume(verdicts);
	result->action = options.retval;
	return true;
}

static bool run(const struct axo_reader *request)
{
	size_t count = (request->end - request->at) / sizeof(struct axj_packet);
	const struct axj_packet *packets = (const void *)request->at;
	struct axj_answer *results = calloc(count + 1, sizeof(*results));
	bool done = results && loaded;

	if (!done)
		refuse("run: no world is open");
	for (size_t i = 0; done && i < count; i++) {
		done = run_one(&packets[i], &results[i]);
		if (i % 1024 == 0)
			ring_buffer__consume(traces);
	}
	if (done)
		answer(0, results, count * sizeof(*results));
	free(results);
	return false; /* answered either way */
}

static bool serve(__u8 type, struct axo_reader *request)
{
	switch (type) {
	case AXJ_OPEN:
		return open_world(request);
	case AXJ_FILL:
		return fill(request);
	case AXJ_FORGET:
		if (!loaded)
			return refuse("forget: no world is open");
		forget_connections();
		return true;
	case AXJ_RUN:
		return run(request);
	default:
		return refuse("there is no request %u", type);
	}
}

int main(void)
{
	__u8 *request;
	__u32 length;

	if (geteuid())
		axt_die("axoneme-judge loads programs into the kernel, which needs root");
	if (unshare(CLONE_NEWNET))
		axt_die("a network namespace of its own: %s", strerror(errno));
	request = malloc(MAX_REQUEST);
	if (!request)
		axt_die("no memory");
	answer(0, NULL, 0); /* ready */
	while (fread(&length, sizeof(length), 1, stdin) == 1) {
		if (!length || length > MAX_REQUEST || fread(request, 1, length, stdin) != length)
			axt_die("a request of %u bytes is cut short or too long", length);
		if (serve(request[0], &(struct axo_reader){ request + 1, request + length }))
			answer(0, NULL, 0);
	}
	axoneme__destroy(loaded);
	return 0;
}
