// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every request of protocol.h, in one table. A handler reads all its fields, refuses what does not fit before it changes
 * anything, and appends the answer's payload. (Of a failed one the payload is thrown away.)
 */
#include "loader.h"

#define LAYOUT_MAX 65536u

/* --- hello --- */

static const char layout[] =
#include "layout.inc" /* lines "struct.field offset size", sorted: made from the BTF of the built-in object */
	;

/* Names the first field in which two sorted layouts differ. */
static int compare_layouts(const char *theirs, const char *ours)
{
	for (int length; *theirs || *ours; theirs += length, ours += length) {
		const char *first = !*ours || (*theirs && strcmp(theirs, ours) < 0) ? theirs : ours;

		length = strcspn(ours, "\n") + 1;
		if (*theirs && *ours && !strncmp(theirs, ours, length))
			continue;
		return axo_fail(LAYOUT, EPROTO, "layout: %.*s: agent has \"%.*s\", loader has \"%.*s\"",
				(int)strcspn(first, " \n"), first, (int)strcspn(theirs, "\n"), theirs,
				(int)strcspn(ours, "\n"), ours);
	}
	return 0;
}

static int hello(struct axo_connection *c)
{
	const char *text;
	axo_autofree char *theirs = NULL;
	__u32 version, role, length;
	char build[128];
	int error = axo_parse(&c->in, "w version, w role, s build id, w layout length, a layout", &version, &role,
			      build, sizeof(build), &length, &text, &length, &(__u32){ 1 });

	if (error)
		return error;
	if (version != AXO_PROTOCOL_VERSION)
		return axo_fail(VERSION, EPROTO, "version: agent speaks %u, loader %u", version, AXO_PROTOCOL_VERSION);
	if (role < 1 || role > 2 || length > LAYOUT_MAX)
		return axo_fail(MALFORMED, EINVAL, "role (1 or 2) or layout (at most %u bytes)", LAYOUT_MAX);
	theirs = strndup(text, length);
	error = length ? compare_layouts(theirs, layout) : 0;
	c->role = error ? 0 : role;
	axo_write(&c->out, "wswr", AXO_PROTOCOL_VERSION, AXO_BUILD_ID, (__u32)strlen(layout), layout, strlen(layout));
	return error;
}

/* --- programs and maps --- */

/* A number of the answer; its place is good until more is appended. */
static __u32 *put_number(struct axo_connection *c)
{
	return axo_put(&c->out, &(__u32){ 0 }, sizeof(__u32));
}

static int load(struct axo_connection *c)
{
	__u32 bits, *observed = put_number(c);

	return axo_parse(&c->in, "w vector_bits", &bits) ?: axo_object_load(bits, observed);
}

static int attach(struct axo_connection *c)
{
	__u32 *ifindex = put_number(c);
	char where[256];
	__u8 kind;

	return axo_parse(&c->in, "b kind, s device name or cgroup path", &kind, where, sizeof(where)) ?:
		       axo_attach(kind, where, ifindex);
}

/* AXO_UPDATE and AXO_DELETE: the same fields, but for values. */
static int change(struct axo_connection *c)
{
	bool update = c->head.type == AXO_UPDATE;
	const void *keys, *values;
	__u32 key_size, value_size, count;
	struct axo_map *map;
	char name[32];
	int error = axo_parse(&c->in, "s map, w key size+", name, sizeof(name), &key_size)	      ?:
			    axo_parse(&c->in, update ? "w value size+" : "+", &value_size)	      ?:
			    axo_parse(&c->in, "w count, a keys+", &count, &keys, &count, &key_size)   ?:
			    axo_parse(&c->in, update ? "a values" : "", &values, &count, &value_size) ?:
			    axo_map_find(name, &map);

	if (error)
		return error;
	if (map->kind != AXO_MAP_ENTRIES)
		return axo_fail(MAP_USE, EINVAL, "map %s: is not written this way", name);
	if (key_size != map->info.key_size || (update && value_size != map->info.value_size))
		return axo_fail(MAP_SHAPE, EINVAL, "map %s: has another shape (key size %u, value size %u)", name,
				map->info.key_size, map->info.value_size);
	return update ? axo_map_update(map, keys, values, count) : axo_map_delete(map, keys, count, put_number(c));
}

static int check_bound(__u32 element, const char *field, __u32 value, __u32 limit)
{
	if (value < limit)
		return 0;
	axo_problem.index = element;
	return axo_fail(BOUNDS, ERANGE, "element %u: %s %u is not below %u", element, field, value, limit);
}

/* What AXO_VECTORS, AXO_BITS and AXO_FLIP have for elements: an index, then the words, one bit's change, or the word. */
struct element {
	__u32 index;
	union {
		__u32 word;
		struct {
			__u16 bit;
			__u8 set;
		};
	};
};

static int check_element(const struct axo_map *map, __u16 type, __u32 i, const struct element *element)
{
	const char *field = type == AXO_BITS ? "slot" : type == AXO_FLIP ? "endpoint id" : "index";
	int error = check_bound(i, field, element->index, map->info.max_entries);

	if (error || type != AXO_BITS)
		return error;
	return check_bound(i, "bit", element->bit, map->info.value_size * 8) ?: check_bound(i, "set", element->set, 2);
}

static void store_element(const struct axo_map *map, __u16 type, const struct element *element, const __u8 *words)
{
	__u64 *to = (__u64 *)(map->words + (size_t)element->index * map->stride), word;

	if (type == AXO_FLIP)
		__atomic_store_n((__u32 *)to, element->word, __ATOMIC_SEQ_CST);
	else if (type == AXO_BITS && element->set)
		__atomic_or_fetch(to + element->bit / 64, 1ull << element->bit % 64, __ATOMIC_SEQ_CST);
	else if (type == AXO_BITS)
		__atomic_and_fetch(to + element->bit / 64, ~(1ull << element->bit % 64), __ATOMIC_SEQ_CST);
	for (__u32 i = 0; type == AXO_VECTORS && i < map->info.value_size / sizeof(word); i++) {
		memcpy(&word, words + i * sizeof(word), sizeof(word));
		__atomic_store_n(to + i, word, __ATOMIC_SEQ_CST);
	}
}

/* All elements are checked before the first is stored. */
static int words(struct axo_connection *c)
{
	__u16 type = c->head.type;
	char name[32] = "membership";
	__u32 words = 0, count, each = sizeof(struct element);
	struct element element;
	const __u8 *elements;
	struct axo_map *map;
	int error = type == AXO_VECTORS ? axo_parse(&c->in, "s map, w words+", name, sizeof(name), &words) : 0;

	error = error ?: axo_map_find(type == AXO_FLIP ? "endpoint_policy" : name, &map);
	if (error)
		return error;
	if (type == AXO_VECTORS && (map->kind != AXO_MAP_WORDS || !words || words != map->info.value_size / 8))
		return axo_fail(MAP_USE, EINVAL, "map %s: holds no vectors of %u words", name, words);
	each = type == AXO_VECTORS ? sizeof(__u32) + words * 8 : each;
	error = axo_parse(&c->in, "w count, a elements", &count, &elements, &count, &each);
	for (__u32 i = 0; !error && i < 2 * count; i++) {
		const __u8 *at = elements + (size_t)(i % count) * each;

		memcpy(&element, at, sizeof(element));
		if (i < count)
			error = check_element(map, type, i, &element);
		else
			store_element(map, type, &element, at + sizeof(__u32));
	}
	return error;
}

static int dump(struct axo_connection *c)
{
	char name[32];
	struct axo_map *map;
	int error = axo_parse(&c->in, "s map", name, sizeof(name)) ?: axo_map_find(name, &map);

	if (error)
		return error;
	if (map->kind == AXO_MAP_RING)
		return axo_fail(MAP_USE, EINVAL, "map %s: a ring cannot be dumped", name);
	error = axo_dump_begin(&c->dump, map);
	return error ? axo_fail_errno(-error, "map %s", name) : 0;
}

static int ct_purge(struct axo_connection *c)
{
	__u32 *deleted = put_number(c);
	__u16 endpoint_id;

	return axo_parse(&c->in, "h endpoint id", &endpoint_id) ?: axo_maps_purge(endpoint_id, deleted);
}

/* --- network and node --- */

static int veth_add(struct axo_connection *c)
{
	struct axo_veth v = {};
	int error = axo_parse(&c->in,
			      "s netns path, s node-side device name, s pod-side device name, w mtu, r addr4, b has4, "
			      "r addr6, b has6",
			      v.path, sizeof(v.path), v.node.name, sizeof(v.node.name), v.pod.name, sizeof(v.pod.name),
			      &v.mtu, v.address[0], (size_t)4, &v.has[0], v.address[1], (size_t)16, &v.has[1]);

	error = error ?: axo_veth_add(&v);
	axo_write(&c->out, "wrr", v.node.ifindex, v.pod.mac, sizeof(v.pod.mac), v.node.mac, sizeof(v.node.mac));
	return error;
}

static int veth_delete(struct axo_connection *c)
{
	char name[AXO_NAME_SIZE];

	return axo_parse(&c->in, "s node-side device name", name, sizeof(name)) ?: axo_veth_delete(name);
}

/* AXO_VETH_LIST, and AXO_UNINSTALL, after which these are what is left. */
static int devices(struct axo_connection *c)
{
	bool uninstall = c->head.type == AXO_UNINSTALL;
	axo_autofree struct axo_buffer links = {};
	int error = axo_parse(&c->in, "") ?: uninstall ? axo_uninstall(&links) : axo_links(&links, true);

	if (error)
		return error;
	axo_write(&c->out, "w", (__u32)(links.length / sizeof(struct axo_link)) - 1);
	for (const struct axo_link *link = (void *)links.data; link->ifindex; link++)
		axo_write(&c->out, uninstall ? "s" : "swb", link->name, link->ifindex, axo_attached(link->ifindex));
	return 0;
}

static int routes(struct axo_connection *c)
{
	const void *elements;
	__u32 count;

	return axo_parse(&c->in, "w count, a routes", &count, &elements, &count, &(__u32){ sizeof(struct axo_route) }) ?:
		       axo_routes_replace(elements, count);
}

static int cni_conf(struct axo_connection *c)
{
	__u8 write;

	return axo_parse(&c->in, "b write", &write) ?: check_bound(0, "write", write, 2) ?: axo_conf(write);
}

static int status(struct axo_connection *c)
{
	axo_autofree char *text = NULL;
	FILE *out = open_memstream(&text, &(size_t){ 0 });

	if (!out)
		err(1, "memory");
	axo_status(out);
	fclose(out);
	axo_write(&c->out, "s", text);
	return axo_parse(&c->in, "");
}

static int (*const handlers[])(struct axo_connection *c) = {
	[AXO_HELLO] = hello,	   [AXO_LOAD] = load,	      [AXO_ATTACH] = attach,
	[AXO_UPDATE] = change,	   [AXO_DELETE] = change,     [AXO_VECTORS] = words,
	[AXO_BITS] = words,	   [AXO_FLIP] = words,	      [AXO_DUMP] = dump,
	[AXO_CT_PURGE] = ct_purge, [AXO_VETH_ADD] = veth_add, [AXO_VETH_DELETE] = veth_delete,
	[AXO_VETH_LIST] = devices, [AXO_ROUTES] = routes,     [AXO_MASQUERADE] = axo_masquerade,
	[AXO_CNI_CONF] = cni_conf, [AXO_UNINSTALL] = devices, [AXO_STATUS] = status,
};

static void begin(struct axo_connection *c)
{
	c->out.length = c->sent = 0;
	axo_put(&c->out, &c->head, sizeof(c->head));
	axo_problem = (struct axo_problem){ .index = AXO_NO_INDEX };
}

static void finish(struct axo_connection *c, __u16 flags, int error)
{
	struct axo_frame answer = { 0, c->head.type | AXO_ANSWER, flags, c->head.request_id, -error };

	if (error) {
		axo_refusals[axo_problem.why]++;
		c->out.length = sizeof(answer);
		axo_write(&c->out, "wss", axo_problem.index, axo_problem.sentence, axo_problem.log ?: "");
		axo_log("refused", "request %u: %s", c->head.type, axo_problem.sentence);
	}
	answer.length = c->out.length - sizeof(answer);
	memcpy(c->out.data, &answer, sizeof(answer));
}

void axo_answer(struct axo_connection *c)
{
	__u16 type = c->head.type;
	int error;

	begin(c);
	c->in = (struct axo_reader){ c->payload, c->payload + c->head.length };
	if (c->head.flags || c->head.error)
		error = axo_fail(MALFORMED, EINVAL, "frame: flags and error must be 0 in a request");
	else if (type == AXO_HELLO ? c->role : c->role != 1)
		error = axo_fail(HELLO_FIRST, EPROTO, "frame: one HELLO first, then requests on control connections");
	else if (type >= AXO_COUNT(handlers) || !handlers[type])
		error = axo_fail(TYPE, ENOSYS, "frame: there is no request type %u", type);
	else
		error = handlers[type](c);
	if (c->dump.map.info.type)
		axo_answer_more(c);
	else
		finish(c, 0, error);
}

void axo_answer_more(struct axo_connection *c)
{
	__u32 shape[3] = { c->dump.map.info.key_size, c->dump.map.info.value_size, 0 };
	int more = 1;

	begin(c);
	axo_put(&c->out, shape, sizeof(shape));
	while (more > 0 && !shape[2]) /* a sparse array has long stretches of nothing */
		more = axo_dump_next(&c->dump, &c->out, &shape[2]);
	memcpy(c->out.data + sizeof(c->head), shape, sizeof(shape));
	if (more < 0)
		axo_fail_errno(-more, "map %s cannot be read", c->dump.map.name);
	if (more <= 0)
		axo_dump_end(&c->dump);
	finish(c, more > 0 ? AXO_FRAME_MORE : 0, more < 0 ? more : 0);
}
