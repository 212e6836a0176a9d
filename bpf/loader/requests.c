// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every request of protocol.h, in one table. A handler reads all its fields, refuses what does not fit before it changes
 * anything, and appends the answer's payload to out.
 */
#include "netlink.h"

#define LAYOUT_MAX 65536u

struct call {
	struct axo_connection *connection;
	struct axo_reader in;
	struct axo_buffer *out;
};

static const __u32 one = 1;

/* --- hello --- */

static const char *find_line(const char *text, const char *start, int length)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (!strncmp(text, start, length))
			return text;
	}
	return NULL;
}

/* Each line of `has` stands in `other` too; structs that `other` never mentions are left out of it where `partial`. */
static int compare_layouts(const char *has, const char *other, bool partial)
{
	for (int length; *has; has += length) {
		int name = strcspn(has, " \n"), same = strcspn(has, ".\n") + 1;
		const char *found;

		length = strcspn(has, "\n");
		length += has[length] == '\n';
		if (find_line(other, has, length) || (partial && !find_line(other, has, same)))
			continue;
		found = find_line(other, has, name + 1) ?: "nothing";
		return axo_fail(AXO_REFUSE_LAYOUT, EPROTO, "layout: %.*s: %s has \"%.*s\", %s has \"%.*s\"", name, has,
				partial ? "loader" : "agent", (int)strcspn(has, "\n"), has, partial ? "agent" : "loader",
				(int)strcspn(found, "\n"), found);
	}
	return 0;
}

/* The agent need not know the structs of the datapath's own that are in its BTF; all that it knows must be the same. */
static int hello(struct call *call)
{
	const char *ours = axo_object_layout(), *layout;
	__u32 version, role, length = strlen(ours);
	char build[128];
	axo_autofree char *theirs = NULL;
	int error = axo_parse(&call->in, "w version, w role, s build id, w layout length, a layout", &version, &role, build,
			      sizeof(build), &length, &layout, &length, &one);

	if (error)
		return error;
	if (version != AXO_PROTOCOL_VERSION)
		return axo_fail(AXO_REFUSE_LAYOUT, EPROTO, "version: agent speaks %u, loader %u", version, AXO_PROTOCOL_VERSION);
	if ((role != AXO_CONTROL && role != AXO_LISTENER) || length > LAYOUT_MAX)
		return axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "role: 1 or 2, and layout: at most %u bytes, are wanted", LAYOUT_MAX);
	theirs = strndup(layout, length);
	if (!theirs)
		axo_die("memory");
	error = compare_layouts(theirs, ours, false) ?: compare_layouts(ours, theirs, true);
	if (error)
		return error;
	call->connection->role = role;
	axo_put_u32(call->out, AXO_PROTOCOL_VERSION);
	axo_put_str(call->out, AXO_BUILD_ID);
	axo_put_u32(call->out, strlen(ours));
	axo_put(call->out, ours, strlen(ours));
	return 0;
}

/* --- programs --- */

static int load(struct call *call)
{
	__u32 bits, observed;
	int error = axo_parse(&call->in, "w vector_bits", &bits);

	if (error)
		return error;
	if (bits != AXO_VECTOR_BITS_MIN && bits != AXO_VECTOR_BITS_MID && bits != AXO_VECTOR_BITS_MAX)
		return axo_fail(AXO_REFUSE_BOUNDS, ERANGE, "vector_bits %u: 512, 2048 or 8192 is wanted", bits);
	error = axo_object_load(bits, &observed);
	axo_put_u32(call->out, observed);
	return error;
}

static int take_place(struct call *call, __u8 *kind, char where[256])
{
	int error = axo_parse(&call->in, "b kind, s device name or cgroup path", kind, where, (size_t)256);

	if (!error && (*kind < AXO_WORKLOAD || *kind > AXO_CGROUP))
		error = axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "kind %u: 1 (workload), 2 (uplink) or 3 (cgroup) is wanted", *kind);
	return error;
}

static int attach(struct call *call)
{
	char where[256];
	__u32 ifindex = 0;
	__u8 kind;
	int error = take_place(call, &kind, where) ?: axo_attach(kind, where, &ifindex);

	axo_put_u32(call->out, ifindex);
	return error;
}

static int detach(struct call *call)
{
	char where[256];
	__u8 kind;

	return take_place(call, &kind, where) ?: axo_detach(kind, where);
}

/* --- maps --- */

/* A map that is used so, with keys (and values, unless 0) of the size the asker thinks; else NULL. */
static struct axo_map *shaped(const char *name, enum axo_map_use use, __u32 key_size, __u32 value_size)
{
	struct axo_map *map = axo_map_loaded(name);

	if (!map)
		return NULL;
	if (map->use & use && key_size == map->key_size && (!value_size || value_size == map->value_size))
		return map;
	axo_fail(AXO_REFUSE_MAP, EINVAL, "map %s: %s (key size %u, value size %u)", name,
		 map->use & use ? "has another shape" : "is not written this way", map->key_size, map->value_size);
	return NULL;
}

static int update(struct call *call)
{
	char name[32];
	const void *keys, *values;
	__u32 key_size, value_size, count;
	struct axo_map *map;
	int error = axo_parse(&call->in, "s map, w key size, w value size, w count, a keys, a values", name, sizeof(name),
			      &key_size, &value_size, &count, &keys, &count, &key_size, &values, &count, &value_size);

	if (error)
		return error;
	map = shaped(name, AXO_MAP_WRITE, key_size, value_size ?: AXO_NO_INDEX);
	return map ? axo_map_update(map, keys, values, count) : -EINVAL;
}

static int delete(struct call *call)
{
	char name[32];
	const void *keys;
	__u32 key_size, count, deleted = 0;
	struct axo_map *map;
	int error = axo_parse(&call->in, "s map, w key size, w count, a keys", name, sizeof(name), &key_size, &count, &keys,
			      &count, &key_size);

	if (error)
		return error;
	map = shaped(name, AXO_MAP_WRITE, key_size, 0);
	error = map ? axo_map_delete(map, keys, count, &deleted) : -EINVAL;
	axo_put_u32(call->out, deleted);
	return error;
}

static int check_bound(__u32 element, const char *field, __u32 value, __u32 limit)
{
	if (value < limit)
		return 0;
	axo_problem.index = element;
	return axo_fail(AXO_REFUSE_BOUNDS, ERANGE, "element %u: %s %u is not below %u", element, field, value, limit);
}

/* The first word of each element is an index into the map. */
static int check_indexes(const struct axo_map *map, const __u8 *elements, size_t each, __u32 count, const char *field)
{
	int error = 0;

	for (__u32 i = 0, index; i < count && !error; i++) {
		memcpy(&index, elements + i * each, sizeof(index));
		error = check_bound(i, field, index, map->max_entries);
	}
	return error;
}

static int vectors(struct call *call)
{
	char name[32];
	const __u8 *elements;
	__u32 words, count, each, index;
	struct axo_map *map;
	int error = axo_parse(&call->in, "s map, w words, w count+", name, sizeof(name), &words, &count);

	if (error)
		return error;
	map = strcmp(name, "endpoint_policy") ? shaped(name, AXO_MAP_WORDS, sizeof(__u32), 0) : NULL;
	if (!map || words != map->value_size / sizeof(__u64))
		return axo_fail(AXO_REFUSE_MAP, EINVAL, "map %s: holds no vectors of %u words", name, words);
	each = sizeof(__u32) + map->value_size;
	error = axo_parse(&call->in, "a vectors", &elements, &count, &each) ?:
			check_indexes(map, elements, each, count, "index");
	for (__u32 i = 0; i < count && !error; i++, elements += each) {
		memcpy(&index, elements, sizeof(index));
		axo_map_store(map, index, elements + sizeof(index));
	}
	return error;
}

static int bits(struct call *call)
{
	struct change {
		__u32 slot;
		__u16 bit;
		__u8 set, pad;
	} change;
	const __u8 *elements;
	__u32 count, each = sizeof(change);
	struct axo_map *map = axo_map_loaded("membership");
	int error = axo_parse(&call->in, "w count, a bits", &count, &elements, &count, &each);

	if (error || !map)
		return error ?: -ENOENT;
	error = check_indexes(map, elements, each, count, "slot");
	for (__u32 i = 0; i < count && !error; i++) {
		memcpy(&change, elements + (size_t)i * each, each);
		error = check_bound(i, "bit", change.bit, map->value_size * 8) ?: check_bound(i, "set", change.set, 2);
	}
	for (__u32 i = 0; i < count && !error; i++) {
		memcpy(&change, elements + (size_t)i * each, each);
		axo_map_bit(map, change.slot, change.bit, change.set);
	}
	return error;
}

static int flip(struct call *call)
{
	const __u8 *elements;
	__u32 count, pair[2], each = sizeof(pair);
	struct axo_map *map = axo_map_loaded("endpoint_policy");
	int error = axo_parse(&call->in, "w count, a endpoints", &count, &elements, &count, &each);

	if (error || !map)
		return error ?: -ENOENT;
	error = check_indexes(map, elements, each, count, "endpoint id");
	for (__u32 i = 0; i < count && !error; i++) {
		memcpy(pair, elements + (size_t)i * each, each);
		axo_map_store32(map, pair[0], pair[1]);
	}
	return error;
}

static int dump(struct call *call)
{
	char name[32];
	struct axo_map *map;
	int error = axo_parse(&call->in, "s map", name, sizeof(name));

	if (error)
		return error;
	map = axo_map_loaded(name);
	if (map && map->use & AXO_MAP_RING)
		return axo_fail(AXO_REFUSE_MAP, EINVAL, "map %s: a ring cannot be dumped", name);
	return map ? axo_dump_begin(&call->connection->dump, map) : -ENOENT;
}

static int ct_purge(struct call *call)
{
	__u16 endpoint_id;
	__u32 deleted = 0;
	int error = axo_parse(&call->in, "h endpoint id", &endpoint_id) ?: axo_maps_purge(endpoint_id, &deleted);

	axo_put_u32(call->out, deleted);
	return error;
}

/* --- network --- */

static int veth_add(struct call *call)
{
	struct axo_veth veth;
	int error = axo_parse(&call->in,
			      "s netns path, s node-side device name, s pod-side device name, w mtu, r addr4, b has4, r addr6, b has6",
			      veth.netns, sizeof(veth.netns), veth.node, sizeof(veth.node), veth.pod, sizeof(veth.pod), &veth.mtu,
			      veth.address[0], (size_t)4, &veth.has[0], veth.address[1], (size_t)16, &veth.has[1]) ?:
			    axo_veth_add(&veth);

	if (error)
		return error;
	axo_put_u32(call->out, veth.ifindex);
	axo_put(call->out, veth.pod_mac, sizeof(veth.pod_mac));
	axo_put(call->out, veth.node_mac, sizeof(veth.node_mac));
	return 0;
}

static int veth_delete(struct call *call)
{
	char name[AXO_NAME_SIZE];

	return axo_parse(&call->in, "s node-side device name", name, sizeof(name)) ?: axo_veth_delete(name);
}

/* Count and names of the devices that axo_veth_add made; with their ifindex and state where `whole`. */
static int put_veths(struct axo_buffer *out, bool whole)
{
	struct axo_buffer found = {}, names = {};
	__u32 count = 0;
	int error = axo_links(&found);

	for (const struct axo_link *link = (void *)found.data; !error && (__u8 *)link < found.data + found.length; link++) {
		if (!link->ours)
			continue;
		axo_put_str(&names, link->name);
		if (whole)
			axo_put_u32(&names, link->ifindex);
		if (whole)
			axo_put(&names, &(__u8){ axo_attached(link->ifindex) }, 1);
		count++;
	}
	axo_put_u32(out, count);
	axo_put(out, names.data, names.length);
	free(found.data);
	free(names.data);
	return error;
}

static int veth_list(struct call *call)
{
	return axo_parse(&call->in, "") ?: put_veths(call->out, true);
}

static int routes(struct call *call)
{
	const void *elements;
	__u32 count, each = sizeof(struct axo_route);

	return axo_parse(&call->in, "w count, a routes", &count, &elements, &count, &each) ?: axo_routes_replace(elements, count);
}

/* "" stays "" where a family is wanted; 0 takes either. */
static int take_cidr(struct call *call, char canonical[AXO_CIDR_SIZE], int family)
{
	char text[AXO_CIDR_SIZE];
	int error = axo_parse(&call->in, "s CIDR+", text, sizeof(text)), found;

	canonical[0] = 0;
	if (error || (!*text && family))
		return error;
	found = axo_cidr(text, canonical);
	return found && (!family || found == family) ? 0 :
						       axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "field CIDR: \"%s\" is none of that family", text);
}

static int masquerade(struct call *call)
{
	char pods4[AXO_CIDR_SIZE], pods6[AXO_CIDR_SIZE];
	axo_autofree char(*exempt)[AXO_CIDR_SIZE] = NULL;
	__u32 count;
	int error = take_cidr(call, pods4, AF_INET) ?: take_cidr(call, pods6, AF_INET6) ?: axo_parse(&call->in, "w count+", &count);

	if (error)
		return error;
	/* Each takes two bytes at least: that bounds what a count can make us hold. */
	exempt = count <= (call->in.end - call->in.at) / 2 ? calloc(count + 1, sizeof(*exempt)) : NULL;
	if (!exempt)
		return axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "field count goes beyond the end of the frame");
	for (__u32 i = 0; i < count && !error; i++)
		error = take_cidr(call, exempt[i], 0);
	return error ?: axo_parse(&call->in, "") ?: axo_masquerade(pods4, pods6, (const char(*)[AXO_CIDR_SIZE])exempt, count);
}

static int cni_conf(struct call *call)
{
	__u8 write;

	return axo_parse(&call->in, "b write", &write) ?: check_bound(0, "write", write, 2) ?: axo_conf(write);
}

static int uninstall(struct call *call)
{
	return axo_parse(&call->in, "") ?: axo_uninstall() ?: put_veths(call->out, false);
}

static int status(struct call *call)
{
	axo_autofree struct axo_buffer text = {};
	int error = axo_parse(&call->in, "");

	if (!error)
		axo_status(&text);
	axo_put(&text, "", 1);
	axo_put_str(call->out, (const char *)text.data);
	return error;
}

/* --- the table --- */

static int (*const handlers[])(struct call *call) = {
	[AXO_HELLO] = hello,	     [AXO_LOAD] = load,		[AXO_ATTACH] = attach,	     [AXO_DETACH] = detach,
	[AXO_UPDATE] = update,	     [AXO_DELETE] = delete,	[AXO_VECTORS] = vectors,     [AXO_BITS] = bits,
	[AXO_FLIP] = flip,	     [AXO_DUMP] = dump,		[AXO_CT_PURGE] = ct_purge,   [AXO_VETH_ADD] = veth_add,
	[AXO_VETH_DELETE] = veth_delete, [AXO_VETH_LIST] = veth_list, [AXO_ROUTES] = routes, [AXO_MASQUERADE] = masquerade,
	[AXO_CNI_CONF] = cni_conf,   [AXO_UNINSTALL] = uninstall, [AXO_STATUS] = status,
};

static int handle(struct call *call)
{
	const struct axo_frame *head = &call->connection->head;
	__u32 role = call->connection->role;

	if (head->flags || head->error)
		return axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "frame: flags and error must be 0 in a request");
	if (head->type == AXO_HELLO ? role : role != AXO_CONTROL)
		return axo_fail(AXO_REFUSE_HELLO_FIRST, EPROTO, "frame: one HELLO opens a connection, requests come on control ones");
	if (head->type >= AXO_COUNT(handlers) || !handlers[head->type])
		return axo_fail(AXO_REFUSE_MALFORMED, ENOSYS, "frame: there is no request type %u", head->type);
	return handlers[head->type](call);
}

static void begin(struct axo_connection *connection)
{
	connection->out.length = connection->sent = 0;
	axo_put(&connection->out, &connection->head, sizeof(connection->head));
	axo_problem = (struct axo_problem){ .index = AXO_NO_INDEX };
}

static void finish(struct axo_connection *connection, __u16 flags, int error)
{
	struct axo_buffer *out = &connection->out;
	struct axo_frame answer = { 0, connection->head.type | AXO_ANSWER, flags, connection->head.request_id, -error };

	if (error) {
		out->length = sizeof(answer);
		axo_put_u32(out, axo_problem.index);
		axo_put_str(out, axo_problem.sentence);
		axo_put_str(out, axo_problem.log ?: "");
		axo_log("refused", "request %u: %s", connection->head.type, axo_problem.sentence);
	}
	answer.length = out->length - sizeof(answer);
	memcpy(out->data, &answer, sizeof(answer));
}

void axo_answer(struct axo_connection *connection)
{
	struct call call = { .connection = connection,
			     .in = { connection->payload, connection->payload + connection->head.length },
			     .out = &connection->out };
	int error;

	begin(connection);
	error = handle(&call);
	connection->closing = !connection->role;
	if (connection->dump.map.type)
		axo_answer_more(connection);
	else
		finish(connection, 0, error);
}

void axo_answer_more(struct axo_connection *connection)
{
	__u32 shape[3] = { connection->dump.map.key_size, connection->dump.map.value_size, 0 };
	int more = 1;

	begin(connection);
	axo_put(&connection->out, shape, sizeof(shape));
	while (more > 0 && !shape[2]) /* a sparse array has long stretches of nothing */
		more = axo_dump_next(&connection->dump, &connection->out, &shape[2]);
	memcpy(connection->out.data + sizeof(connection->head), shape, sizeof(shape));
	if (more < 0)
		axo_fail_errno(-more, "map %s cannot be read", connection->dump.map.name);
	if (more <= 0)
		axo_dump_end(&connection->dump);
	finish(connection, more > 0 ? AXO_FRAME_MORE : 0, more < 0 ? more : 0);
}
