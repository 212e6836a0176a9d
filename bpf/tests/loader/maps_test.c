// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every kind of map written, read back and bounded; words of the shared arrays as the kernel's own readers see them. */
#include <bpf/bpf.h>

#include "harness.h"

static int control;

static int pinned(const char *name)
{
	char path[160];
	int fd;

	snprintf(path, sizeof(path), "bpf/axoneme/maps/%s", name);
	fd = bpf_obj_get(test_path(path));
	CHECK(fd >= 0, "pin of map %s", name);
	return fd;
}

static void fill(void *bytes, size_t size, __u32 seed)
{
	for (size_t i = 0; i < size; i++)
		((__u8 *)bytes)[i] = seed * 31 + i * 7 + 1;
}

/* Many entries go in, come back as they were, and go; absent ones do not count. */
static void round_trip(const char *map, __u32 key_size, __u32 value_size, __u32 prefix)
{
	enum { MANY = 300 };
	static __u8 keys[MANY * 64], values[MANY * 256];
	__u8 value[256];
	__u32 deleted;

	test_case(map);
	fill(values, sizeof(values), key_size);
	memset(keys, 0, sizeof(keys));
	for (__u32 i = 0; i < MANY; i++) {
		__u32 number = i + 1;

		memcpy(keys + i * key_size + key_size - 4, &number, 4);
		if (prefix)
			memcpy(keys + i * key_size, &prefix, 4);
	}
	client_do(control, AXO_UPDATE,
		  payload_of("swwwrr", map, key_size, value_size, MANY, keys, (size_t)MANY * key_size, values,
			     (size_t)MANY * value_size));
	CHECK(client_dump(control, map, NULL, NULL) == MANY, "all are dumped");
	CHECK(client_dump(control, map, keys + 7 * key_size, value) == 1, "one of them");
	CHECK(!memcmp(value, values + 7 * value_size, value_size), "its value");
	memcpy(&deleted,
	       client_do(control, AXO_DELETE, payload_of("swwr", map, key_size, MANY, keys, (size_t)MANY * key_size))
		       ->bytes,
	       4);
	CHECK(deleted == MANY, "%u deleted", deleted);
	memcpy(&deleted,
	       client_do(control, AXO_DELETE, payload_of("swwr", map, key_size, 2, keys, (size_t)2 * key_size))->bytes,
	       4);
	CHECK(deleted == 0, "absent ones are no error");
	CHECK(client_dump(control, map, NULL, NULL) == 0, "none is left");
}

static void refusals(void)
{
	static const __u8 zeros[256];
	__u8 keys[3 * 20] = {}, values[3 * 24] = {};
	__u32 bits[] = { 128, 129, 128 };
	struct answer *answer;

	test_case("wrong shapes, maps and uses are refused");
	client_refused(control, AXO_UPDATE,
		       payload_of("swwwrr", "ipcache", 16, 24, 1, zeros, (size_t)16, zeros, (size_t)24), EINVAL,
		       "shape");
	client_refused(control, AXO_UPDATE,
		       payload_of("swwwrr", "ipcache", 20, 20, 1, zeros, (size_t)20, zeros, (size_t)20), EINVAL,
		       "shape");
	client_refused(control, AXO_UPDATE, payload_of("swww", "ipcache", 20, 0, 0), EINVAL, "shape");
	client_refused(control, AXO_UPDATE, payload_of("swww", "ipcache", 0, 0, 5), EINVAL, "shape");
	client_refused(control, AXO_UPDATE, payload_of("swww", "nosuch", 4, 4, 0), ENOENT, "nosuch");
	client_refused(control, AXO_UPDATE,
		       payload_of("swwwrr", "membership", 4, 64, 1, zeros, (size_t)4, zeros, (size_t)64), EINVAL,
		       "not written this way");
	client_refused(control, AXO_UPDATE,
		       payload_of("swwwrr", "counters", 12, 16, 1, zeros, (size_t)12, zeros, (size_t)16), EINVAL,
		       "not written this way");
	client_refused(control, AXO_DELETE, payload_of("swwr", "endpoint_policy", 4, 1, zeros, (size_t)4), EINVAL,
		       "not written this way");
	client_refused(control, AXO_DUMP, payload_of("s", "events_trace"), EINVAL, "ring");
	client_refused(control, AXO_DUMP, payload_of("s", "../../etc"), ENOENT, "none of that name");

	test_case("the failing element is told, those before it are written");
	for (int i = 0; i < 3; i++) {
		memcpy(keys + i * 20, &bits[i], 4);
		keys[i * 20 + 19] = i + 1;
	}
	answer = client_call(control, AXO_UPDATE,
			     payload_of("swwwrr", "ipcache", 20, 24, 3, keys, sizeof(keys), values, sizeof(values)));
	CHECK(answer->head.error == EINVAL && answer->index == 1, "errno %u, index %u", answer->head.error,
	      answer->index);
	CHECK(client_dump(control, "ipcache", NULL, NULL) == 1, "the first one");
	client_do(control, AXO_DELETE, payload_of("swwr", "ipcache", 20, 1, keys, (size_t)20));
}

static void full_map(void)
{
	static __u32 keys[AXO_MAX_POLICIES + 8];
	static struct axo_policy_head values[AXO_MAX_POLICIES + 8];
	struct answer *answer;

	test_case("a full map refuses the batch that would overflow it");
	for (__u32 i = 0; i < AXO_MAX_POLICIES + 8; i++)
		keys[i] = i + 1;
	answer = client_call(control, AXO_UPDATE,
			     payload_of("swwwrr", "policy_head", 4, 8, AXO_MAX_POLICIES + 8, keys, sizeof(keys), values,
					sizeof(values)));
	CHECK(answer->head.error == E2BIG && answer->index == AXO_MAX_POLICIES, "errno %u, index %u",
	      answer->head.error, answer->index);
	CHECK(strstr(answer->sentence, "16384"), "the sentence tells its capacity: %s", answer->sentence);
	CHECK(client_dump(control, "policy_head", NULL, NULL) == AXO_MAX_POLICIES, "a dump of several frames is whole");
	client_do(control, AXO_DELETE,
		  payload_of("swwr", "policy_head", 4, AXO_MAX_POLICIES, keys, (size_t)4 * AXO_MAX_POLICIES));
}

static __u64 word_of(int fd, __u32 slot, __u32 word)
{
	__u64 words[AXO_VECTOR_BITS_MAX / 64];

	CHECK(!bpf_map_lookup_elem(fd, &slot, words), "slot %u", slot);
	return words[word];
}

static void shared_words(void)
{
	__u64 words[8] = { 1, 2, 3, 4, 5, 6, 7, 1ull << 63 }, value[8];
	int membership = pinned("membership"), vector = pinned("vector"), flips = pinned("endpoint_policy");
	__u32 slot = 65535, policy;

	test_case("vectors, bits and flips are seen in the maps");
	client_do(control, AXO_VECTORS,
		  payload_of("swwwrwr", "membership", 8, 2, 1, words, sizeof(words), slot, words, sizeof(words)));
	CHECK(word_of(membership, 1, 7) == 1ull << 63 && word_of(membership, 65535, 0) == 1, "membership");
	client_do(control, AXO_VECTORS, payload_of("swwwr", "vector", 8, 1, 4095, words, sizeof(words)));
	CHECK(word_of(vector, 4095, 2) == 3, "vector");
	client_do(control, AXO_BITS, payload_of("wwhbbwhbbwhbb", 3, 1, 511, 0, 0, 1, 64, 1, 0, 65535, 0, 0, 0));
	CHECK(word_of(membership, 1, 7) == 0 && word_of(membership, 1, 1) == 3 && word_of(membership, 65535, 0) == 0,
	      "bits");
	client_do(control, AXO_FLIP, payload_of("wwwww", 2, 4095, 77, 1, 78));
	slot = 4095;
	CHECK(!bpf_map_lookup_elem(flips, &slot, &policy) && policy == 77, "flip");
	CHECK(client_dump(control, "endpoint_policy", NULL, NULL) == 2, "only what is not zero is dumped");
	slot = 65535;
	CHECK(client_dump(control, "membership", &slot, value) == 1 && value[7] == 1ull << 63,
	      "the last slot is dumped");

	test_case("bounds of vectors, bits and flips; a bad element changes nothing");
	client_refused(control, AXO_VECTORS,
		       payload_of("swwwrwr", "membership", 8, 2, 2, words, sizeof(words), 65536, words, sizeof(words)),
		       ERANGE, "index 65536");
	client_refused(control, AXO_VECTORS, payload_of("sww", "membership", 32, 0), EINVAL, "32 words");
	client_refused(control, AXO_VECTORS, payload_of("sww", "membership", 0x20000000, 8), EINVAL, "words");
	client_refused(control, AXO_VECTORS, payload_of("sww", "endpoint_policy", 0, 0), EINVAL, "no vectors");
	client_refused(control, AXO_VECTORS, payload_of("sww", "ipcache", 3, 0), EINVAL, "no vectors");
	client_refused(control, AXO_BITS, payload_of("wwhbbwhbb", 2, 2, 5, 1, 0, 1, 512, 1, 0), ERANGE, "bit 512");
	client_refused(control, AXO_BITS, payload_of("wwhbb", 1, 65536, 5, 1, 0), ERANGE, "slot 65536");
	client_refused(control, AXO_BITS, payload_of("wwhbb", 1, 2, 5, 2, 0), ERANGE, "set 2");
	client_refused(control, AXO_FLIP, payload_of("wwwww", 2, 5, 5, 4096, 1), ERANGE, "endpoint id 4096");
	CHECK(word_of(membership, 2, 0) == 0, "nothing written");
	slot = 5;
	CHECK(!bpf_map_lookup_elem(flips, &slot, &policy) && !policy, "nothing flipped");
	close(membership);
	close(vector);
	close(flips);
}

static void widths(void)
{
	__u64 words[AXO_VECTOR_BITS_MAX / 64] = { [127] = 5 };
	int before = pinned("membership"), policies = pinned("policy_head"), after;
	struct axo_policy_head head = {};
	struct bpf_map_info info[2] = {};
	__u32 length = sizeof(*info), key = 9;

	test_case("another width makes all derived maps anew and leaves the old to whoever uses them");
	client_do(control, AXO_UPDATE, payload_of("swwwwd", "policy_head", 4, 8, 1, key, 3ull));
	client_do(control, AXO_LOAD, payload_of("w", 8192));
	after = pinned("membership");
	CHECK(!bpf_obj_get_info_by_fd(after, &info[0], &length) && info[0].value_size == 1024, "value size %u",
	      info[0].value_size);
	CHECK(word_of(before, 1, 1) == 3, "the old one holds what it held");
	client_do(control, AXO_VECTORS, payload_of("swwwr", "membership", 128, 1, 65535, words, sizeof(words)));
	CHECK(word_of(after, 65535, 127) == 5, "the last word of the last slot");
	client_do(control, AXO_BITS, payload_of("wwhbb", 1, 65535, 8191, 1, 0));
	CHECK(word_of(after, 65535, 127) == (5 | 1ull << 63), "the last bit");
	CHECK(client_dump(control, "policy_head", NULL, NULL) == 0, "policy_head is a new map");
	CHECK(!bpf_map_lookup_elem(policies, &key, &head) && head.flags == 3, "its old one holds what it held");
	CHECK(status_number(control, "vectorBits") == 8192, "status");
	client_refused(control, AXO_LOAD, payload_of("w", 1024), ERANGE, "1024");
	close(before);
	close(after);
	close(policies);
}

static void connections(void)
{
	struct axo_ct_key keys[4] = {};
	struct axo_ct_value values[4] = {};
	__u32 deleted;

	test_case("an endpoint's connections are dumped, and deleted by their keys");
	for (int i = 0; i < 4; i++)
		keys[i].local_port = i;
	client_do(control, AXO_UPDATE,
		  payload_of("swwwrr", "ct_est", sizeof(*keys), sizeof(*values), 4, keys, sizeof(keys), values,
			     sizeof(values)));
	CHECK(client_dump(control, "ct_est", NULL, NULL) == 4, "ct_est");
	memcpy(&deleted,
	       client_do(control, AXO_DELETE, payload_of("swwr", "ct_est", sizeof(*keys), 3, keys, 3 * sizeof(*keys)))
		       ->bytes,
	       4);
	CHECK(deleted == 3, "%u deleted", deleted);
	CHECK(client_dump(control, "ct_est", &keys[3], NULL) == 1 && client_dump(control, "ct_est", NULL, NULL) == 1,
	      "ct_est");
}

static void per_cpu_sums(void)
{
	int cpus = sysconf(_SC_NPROCESSORS_CONF), fd = pinned("metrics");
	struct axo_count values[256] = {}, sum;
	struct axo_metric_key key = { .reason = 133, .direction = AXO_EGRESS };
	struct axo_counter_key counted = { .policy_id = 7, .direction = AXO_EGRESS };

	test_case("per-CPU values are dumped as sums");
	for (int i = 0; i < cpus; i++)
		values[i] = (struct axo_count){ i + 1, 1000 };
	CHECK(!bpf_map_update_elem(fd, &key, values, BPF_ANY), "metrics");
	CHECK(client_dump(control, "metrics", &key, &sum) == 1, "dumped");
	CHECK(sum.packets == (__u64)cpus * (cpus + 1) / 2 && sum.bytes == 1000ull * cpus, "%llu, %llu", sum.packets,
	      sum.bytes);
	close(fd);

	test_case("and entries of theirs can be deleted, but for those of an array");
	fd = pinned("counters");
	CHECK(!bpf_map_update_elem(fd, &counted, values, BPF_ANY), "counters");
	CHECK(client_dump(control, "counters", &counted, &sum) == 1 && sum.bytes == 1000ull * cpus, "%llu", sum.bytes);
	client_do(control, AXO_DELETE, payload_of("swwr", "counters", sizeof(counted), 1, &counted, sizeof(counted)));
	CHECK(client_dump(control, "counters", &counted, &sum) == 0, "deleted");
	client_refused(control, AXO_DELETE, payload_of("swwr", "metrics", sizeof(key), 1, &key, sizeof(key)), EINVAL,
		       "metrics");
	close(fd);
}

/* A shape of an observed map that an older build might have left. */
static void foreign_pin(const char *name, enum bpf_map_type type, __u32 key_size, __u32 value_size, __u32 entries,
			__u32 flags)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
	int fd = bpf_map_create(type, name, key_size, value_size, entries, &options);
	char path[160];

	snprintf(path, sizeof(path), "bpf/axoneme/maps/%s", name);
	unlink(test_path(path));
	CHECK(fd >= 0 && !bpf_obj_pin(fd, test_path(path)), "pin of %s", name);
	close(fd);
}

static void other_shapes(void)
{
	__u32 head = map_id("policy_head"), vector = map_id("vector"), established = map_id("ct_est"),
	      counters = map_id("counters");
	int fd, id, other;
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	test_case("with a derived map of another shape all of them are made anew, an observed one is refused unless "
		  "only its "
		  "capacity differs");
	foreign_pin("service", BPF_MAP_TYPE_HASH, 20, 16, 100, 0);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	CHECK(status_number(control, "vectorBits") == 512, "back");
	fd = pinned("service");
	CHECK(!bpf_obj_get_info_by_fd(fd, &info, &length) && info.value_size == 8, "service has its own shape again");
	close(fd);
	CHECK(map_id("policy_head") != head && map_id("vector") != vector, "with all that is derived");
	CHECK(map_id("ct_est") == established && map_id("counters") == counters, "and nothing that is observed");
	client_do(control, AXO_LOAD, payload_of("w", 512));
	head = map_id("policy_head");
	unlink(test_path("bpf/axoneme/maps/ipcache_host"));
	client_do(control, AXO_LOAD, payload_of("w", 512));
	CHECK(map_id("policy_head") != head, "also when one was not there");
	foreign_pin("ct_new", BPF_MAP_TYPE_LRU_HASH, sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 4096, 0);
	client_do(control, AXO_LOAD, payload_of("w", 512));
	fd = pinned("ct_new");
	CHECK(!bpf_obj_get_info_by_fd(fd, &info, &length) && info.max_entries == 4096,
	      "ct_new is the one that was there");
	id = info.id;
	close(fd);
	foreign_pin("ct_est", BPF_MAP_TYPE_LRU_HASH, sizeof(struct axo_ct_key), 64, 4096, 0);
	fd = pinned("ipcache");
	CHECK(!bpf_obj_get_info_by_fd(fd, &info, &length), "info");
	other = info.id;
	close(fd);
	client_refused(control, AXO_LOAD, payload_of("w", 2048), EEXIST, "ct_est");
	fd = pinned("ipcache");
	CHECK(!bpf_obj_get_info_by_fd(fd, &info, &length) && (int)info.id == other, "a refused load changes nothing");
	close(fd);
	fd = pinned("ct_new");
	CHECK(!bpf_obj_get_info_by_fd(fd, &info, &length) && (int)info.id == id, "nor here");
	close(fd);
	CHECK(status_number(control, "vectorBits") == 512, "nor the width");
}

int main(void)
{
	pid_t loader;
	__u32 observed;

	world_enter();
	loader = loader_start(NULL);
	control = client_hello(1);
	test_case("before LOAD");
	client_refused(control, AXO_DUMP, payload_of("s", "ipcache"), ENOENT, "not loaded");
	memcpy(&observed, client_do(control, AXO_LOAD, payload_of("w", 512))->bytes, 4);
	CHECK(!observed, "nothing was pinned");
	memcpy(&observed, client_do(control, AXO_LOAD, payload_of("w", 512))->bytes, 4);
	CHECK(observed == 1, "the second time the first one's maps are found");
	round_trip("ipcache", sizeof(struct axo_ipcache_key), sizeof(struct axo_ipcache_value), 128);
	round_trip("ipcache_host", 16, sizeof(struct axo_ipcache_value), 0);
	round_trip("identity_slot", 4, 4, 0);
	round_trip("policy", sizeof(struct axo_policy_key), sizeof(struct axo_row), AXO_POLICY_PREFIX_PORT);
	round_trip("policy_port", sizeof(struct axo_policy_key), sizeof(struct axo_row), AXO_POLICY_PREFIX_PORT);
	round_trip("policy_more", 4, sizeof(struct axo_row), 0);
	round_trip("policy_head", 4, sizeof(struct axo_policy_head), 0);
	round_trip("endpoint", 16, sizeof(struct axo_endpoint), 0);
	round_trip("endpoint_dev", 4, sizeof(struct axo_endpoint), 0);
	round_trip("ct_new", sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 0);
	round_trip("ct_est", sizeof(struct axo_ct_key), sizeof(struct axo_ct_value), 0);
	round_trip("frag", sizeof(struct axo_frag_key), sizeof(struct axo_frag_value), 0);
	round_trip("service", sizeof(struct axo_service_key), sizeof(struct axo_service_value), 0);
	round_trip("backend", sizeof(struct axo_backend_key), sizeof(struct axo_backend_value), 0);
	round_trip("sock_reverse", sizeof(struct axo_sock_reverse_key), sizeof(struct axo_sock_reverse_value), 0);
	refusals();
	full_map();
	shared_words();
	connections();
	per_cpu_sums();
	widths();
	other_shapes();
	loader_stop(loader);
	return test_end();
}
