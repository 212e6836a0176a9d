// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every request of protocol.h, in one table. A handler reads all its fields before it does anything. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

#define CIDR_MAX 64 /* longest text of a CIDR, with terminator */

/* --- hello ----------------------------------------------------------------------------------------- */

static size_t line_length(const char *text)
{
	return strcspn(text, "\n");
}

/* Names the first line in which two sorted layouts differ. */
static int compare_layouts(const char *theirs, const char *ours, struct axo_problem *problem)
{
	int order;

	while (*theirs || *ours) {
		size_t their_length = line_length(theirs), our_length = line_length(ours);

		if (their_length == our_length && !memcmp(theirs, ours, our_length)) {
			theirs += their_length + !!theirs[their_length];
			ours += our_length + !!ours[our_length];
			continue;
		}
		/* The one that sorts first is missing on the other side, unless both speak of the same field. */
		order = !*theirs ? 1 : !*ours ? -1 : strcmp(theirs, ours);
		return axo_refuse(problem, AXO_REFUSE_LAYOUT, EPROTO, "layout: %.*s: agent has \"%.*s\", loader has \"%.*s\"",
				  (int)strcspn(order < 0 ? theirs : ours, " \n"), order < 0 ? theirs : ours, (int)their_length,
				  theirs, (int)our_length, ours);
	}
	return 0;
}

static int check_layout(const char *theirs, __u32 length, struct axo_problem *problem)
{
	char *text = strndup(theirs, length);
	int error;

	if (!text)
		axo_die("memory", "cannot hold a layout of %u bytes", length);
	error = compare_layouts(text, axo_object_layout(), problem);
	free(text);
	return error;
}

static int hello(struct axo_call *call)
{
	char build[128];
	__u32 version = axo_take_u32(&call->in, "version");
	__u32 role = axo_take_u32(&call->in, "role");
	const char *layout = axo_object_layout(), *theirs;
	__u32 length;
	int error;

	axo_take_str(&call->in, build, sizeof(build), "build id");
	length = axo_take_u32(&call->in, "layout");
	theirs = axo_take(&call->in, length, 1, "layout");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	if (version != AXO_PROTOCOL_VERSION)
		return axo_refuse(&call->problem, AXO_REFUSE_VERSION, EPROTO, "version: agent speaks %u, loader speaks %u", version,
				  AXO_PROTOCOL_VERSION);
	if (role != AXO_ROLE_CONTROL && role != AXO_ROLE_EVENTS)
		return axo_refuse(&call->problem, AXO_REFUSE_MALFORMED, EINVAL, "role %u: 1 (control) or 2 (events) is wanted",
				  role);
	error = length ? check_layout(theirs, length, &call->problem) : 0;
	if (error)
		return error;
	call->connection->role = role;
	axo_put_u32(call->out, AXO_PROTOCOL_VERSION);
	axo_put_str(call->out, AXO_BUILD_ID);
	axo_put_u32(call->out, strlen(layout));
	axo_put(call->out, layout, strlen(layout));
	return 0;
}

/* --- programs -------------------------------------------------------------------------------------- */

static int load(struct axo_call *call)
{
	__u32 bits = axo_take_u32(&call->in, "vector_bits"), observed;
	int error;

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	if (bits != AXO_VECTOR_BITS_MIN && bits != AXO_VECTOR_BITS_MID && bits != AXO_VECTOR_BITS_MAX)
		return axo_refuse(&call->problem, AXO_REFUSE_BOUNDS, EINVAL, "vector_bits %u: %u, %u or %u is wanted", bits,
				  AXO_VECTOR_BITS_MIN, AXO_VECTOR_BITS_MID, AXO_VECTOR_BITS_MAX);
	error = axo_object_load(bits, &observed, &call->problem);
	if (!error)
		axo_put_u32(call->out, observed);
	return error;
}

static int take_place(struct axo_call *call, __u8 *kind, char *where, size_t size)
{
	*kind = axo_take_u8(&call->in, "kind");
	axo_take_str(&call->in, where, size, "device name or cgroup path");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	if (*kind >= AXO_ATTACH_WORKLOAD && *kind <= AXO_ATTACH_CGROUP)
		return 0;
	return axo_refuse(&call->problem, AXO_REFUSE_MALFORMED, EINVAL,
			  "kind %u: 1 (workload), 2 (uplink) or 3 (cgroup) is wanted", *kind);
}

static int attach(struct axo_call *call)
{
	char where[256];
	__u8 kind;
	__u32 ifindex;
	int error = take_place(call, &kind, where, sizeof(where));

	if (!error)
		error = axo_attach(kind, where, &ifindex, &call->problem);
	if (!error)
		axo_put_u32(call->out, ifindex);
	return error;
}

static int detach(struct axo_call *call)
{
	char where[256];
	__u8 kind;
	int error = take_place(call, &kind, where, sizeof(where));

	return error ? error : axo_detach(kind, where, &call->problem);
}

/* --- maps ------------------------------------------------------------------------------------------ */

/* A map of that use whose key size (and value size, unless 0) is what the asker thinks. */
static struct axo_map *writable(struct axo_call *call, const char *name, __u32 key_size, __u32 value_size)
{
	struct axo_map *map = axo_map_find(name, &call->problem);

	if (!map)
		return NULL;
	if (!(map->use & AXO_MAP_WRITE))
		axo_refuse(&call->problem, AXO_REFUSE_MAP_USE, EPERM, "map %s: not written this way", name);
	else if (key_size != map->key_size)
		axo_refuse(&call->problem, AXO_REFUSE_MAP_SHAPE, EINVAL, "map %s: key size is %u, not %u", name, map->key_size,
			   key_size);
	else if (value_size && value_size != map->value_size)
		axo_refuse(&call->problem, AXO_REFUSE_MAP_SHAPE, EINVAL, "map %s: value size is %u, not %u", name,
			   map->value_size, value_size);
	else
		return map;
	return NULL;
}

static int update(struct axo_call *call)
{
	char name[32];
	const void *keys, *values;
	__u32 key_size, value_size, count;
	struct axo_map *map;

	axo_take_str(&call->in, name, sizeof(name), "map");
	key_size = axo_take_u32(&call->in, "key size");
	value_size = axo_take_u32(&call->in, "value size");
	count = axo_take_u32(&call->in, "count");
	if (!call->in.field && (!key_size || !value_size))
		return axo_refuse(&call->problem, AXO_REFUSE_MAP_SHAPE, EINVAL, "key size and value size: must not be 0");
	keys = axo_take(&call->in, count, key_size, "keys");
	values = axo_take(&call->in, count, value_size, "values");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	map = writable(call, name, key_size, value_size);
	return map ? axo_map_update(map, keys, values, count, &call->problem) : -EINVAL;
}

static int delete(struct axo_call *call)
{
	char name[32];
	const void *keys;
	__u32 key_size, count, deleted = 0;
	struct axo_map *map;
	int error;

	axo_take_str(&call->in, name, sizeof(name), "map");
	key_size = axo_take_u32(&call->in, "key size");
	count = axo_take_u32(&call->in, "count");
	if (!call->in.field && !key_size)
		return axo_refuse(&call->problem, AXO_REFUSE_MAP_SHAPE, EINVAL, "key size: must not be 0");
	keys = axo_take(&call->in, count, key_size, "keys");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	map = writable(call, name, key_size, 0);
	error = map ? axo_map_delete(map, keys, count, &deleted, &call->problem) : -EINVAL;
	if (!error)
		axo_put_u32(call->out, deleted);
	return error;
}

static int out_of_bounds(struct axo_call *call, __u32 element, const char *field, __u32 value, __u32 limit)
{
	call->problem.index = element;
	return axo_refuse(&call->problem, AXO_REFUSE_BOUNDS, ERANGE, "element %u: %s %u: must be below %u", element, field, value,
			  limit);
}

static __u32 u32_at(const void *bytes)
{
	__u32 value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

/* Checked as a whole before the first word is written, here and below: a bad element changes nothing. */
static int vectors(struct axo_call *call)
{
	char name[32];
	const __u8 *elements;
	__u32 words, count;
	struct axo_map *map;
	size_t each;

	axo_take_str(&call->in, name, sizeof(name), "map");
	words = axo_take_u32(&call->in, "words");
	count = axo_take_u32(&call->in, "count");
	each = sizeof(__u32) + (size_t)words * sizeof(__u64);
	elements = axo_take(&call->in, count, each, "vectors");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	if (strcmp(name, "membership") && strcmp(name, "vector"))
		return axo_refuse(&call->problem, AXO_REFUSE_MAP_USE, EPERM, "map %s: holds no vectors", name);
	map = axo_map_find(name, &call->problem);
	if (!map)
		return -ENOENT;
	if (words * 8ull != map->value_size)
		return axo_refuse(&call->problem, AXO_REFUSE_MAP_SHAPE, EINVAL, "words %u: map %s has vectors of %u", words, name,
				  map->value_size / 8);
	for (__u32 i = 0; i < count; i++) {
		if (u32_at(elements + i * each) >= map->max_entries)
			return out_of_bounds(call, i, "index", u32_at(elements + i * each), map->max_entries);
	}
	for (__u32 i = 0; i < count; i++)
		axo_map_store(map, u32_at(elements + i * each), elements + i * each + sizeof(__u32));
	return 0;
}

struct bit_change {
	__u32 slot;
	__u16 bit;
	__u8 set;
	__u8 pad;
};

static int bits(struct axo_call *call)
{
	__u32 count = axo_take_u32(&call->in, "count");
	const __u8 *elements = axo_take(&call->in, count, sizeof(struct bit_change), "bits");
	struct axo_map *map;
	struct bit_change change;

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	map = axo_map_find("membership", &call->problem);
	if (!map)
		return -ENOENT;
	for (__u32 i = 0; i < count; i++) {
		memcpy(&change, elements + i * sizeof(change), sizeof(change));
		if (change.slot >= map->max_entries)
			return out_of_bounds(call, i, "slot", change.slot, map->max_entries);
		if (change.bit >= map->value_size * 8)
			return out_of_bounds(call, i, "bit", change.bit, map->value_size * 8);
		if (change.set > 1)
			return out_of_bounds(call, i, "set", change.set, 2);
	}
	for (__u32 i = 0; i < count; i++) {
		memcpy(&change, elements + i * sizeof(change), sizeof(change));
		axo_map_bit(map, change.slot, change.bit, change.set);
	}
	return 0;
}

static int flip(struct axo_call *call)
{
	__u32 count = axo_take_u32(&call->in, "count");
	const __u8 *elements = axo_take(&call->in, count, 2 * sizeof(__u32), "endpoints");
	struct axo_map *map;

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	map = axo_map_find("endpoint_policy", &call->problem);
	if (!map)
		return -ENOENT;
	for (__u32 i = 0; i < count; i++) {
		if (u32_at(elements + i * 8) >= map->max_entries)
			return out_of_bounds(call, i, "endpoint id", u32_at(elements + i * 8), map->max_entries);
	}
	for (__u32 i = 0; i < count; i++)
		axo_map_store32(map, u32_at(elements + i * 8), u32_at(elements + i * 8 + 4));
	return 0;
}

static int dump(struct axo_call *call)
{
	char name[32];
	struct axo_map *map;
	int error;

	axo_take_str(&call->in, name, sizeof(name), "map");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	map = axo_map_find(name, &call->problem);
	if (!map)
		return -ENOENT;
	if (map->use & AXO_MAP_RING)
		return axo_refuse(&call->problem, AXO_REFUSE_MAP_USE, EPERM, "map %s: a ring cannot be dumped", name);
	error = axo_map_dump_begin(&call->connection->dump, map);
	return error ? axo_fail(&call->problem, -error, "map %s: %s", name, strerror(-error)) : 0;
}

static int ct_purge(struct axo_call *call)
{
	__u16 endpoint_id = axo_take_u16(&call->in, "endpoint id");
	__u32 deleted = 0;
	int error;

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	error = axo_maps_purge(endpoint_id, &deleted, &call->problem);
	if (!error)
		axo_put_u32(call->out, deleted);
	return error;
}

/* --- network --------------------------------------------------------------------------------------- */

static int veth_add(struct axo_call *call)
{
	struct axo_veth veth = {};
	struct axo_veth_made made;
	const void *address;
	int error;

	axo_take_str(&call->in, veth.netns, sizeof(veth.netns), "netns path");
	axo_take_str(&call->in, veth.node, sizeof(veth.node), "node-side device name");
	axo_take_str(&call->in, veth.pod, sizeof(veth.pod), "pod-side device name");
	veth.mtu = axo_take_u32(&call->in, "mtu");
	address = axo_take(&call->in, 1, sizeof(veth.addr4), "addr4");
	if (address)
		memcpy(veth.addr4, address, sizeof(veth.addr4));
	veth.has4 = axo_take_u8(&call->in, "has4");
	address = axo_take(&call->in, 1, sizeof(veth.addr6), "addr6");
	if (address)
		memcpy(veth.addr6, address, sizeof(veth.addr6));
	veth.has6 = axo_take_u8(&call->in, "has6");
	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	error = axo_veth_add(&veth, &made, &call->problem);
	if (error)
		return error;
	axo_put_u32(call->out, made.ifindex);
	axo_put(call->out, made.pod_mac, sizeof(made.pod_mac));
	axo_put(call->out, made.node_mac, sizeof(made.node_mac));
	return 0;
}

static int veth_delete(struct axo_call *call)
{
	char name[AXO_NAME_MAX];

	axo_take_str(&call->in, name, sizeof(name), "node-side device name");
	return axo_malformed(&call->in, &call->problem) ? -EINVAL : axo_veth_delete(name, &call->problem);
}

static void put_veth(const char *name, __u32 ifindex, void *context)
{
	axo_put_str(context, name);
	axo_put_u32(context, ifindex);
	axo_put_u8(context, axo_attached(ifindex));
}

static void put_name(const char *name, __u32 ifindex, void *context)
{
	(void)ifindex;
	axo_put_str(context, name);
}

static void count_veth(const char *name, __u32 ifindex, void *context)
{
	(void)name;
	(void)ifindex;
	++*(__u32 *)context;
}

static int list_veths(struct axo_call *call, void (*put)(const char *name, __u32 ifindex, void *context))
{
	__u32 count = 0;
	int error = axo_veth_each(count_veth, &count, &call->problem);

	axo_put_u32(call->out, count);
	return error ? error : axo_veth_each(put, call->out, &call->problem);
}

static int veth_list(struct axo_call *call)
{
	return axo_malformed(&call->in, &call->problem) ? -EINVAL : list_veths(call, put_veth);
}

static int routes(struct axo_call *call)
{
	__u32 count = axo_take_u32(&call->in, "count");
	const void *elements = axo_take(&call->in, count, sizeof(struct axo_route), "routes");

	return axo_malformed(&call->in, &call->problem) ? -EINVAL : axo_routes_replace(elements, count, &call->problem);
}

/* "" stays "" where it may; family 0 takes either. */
static bool take_cidr(struct axo_call *call, char canonical[CIDR_MAX], int family, const char *field)
{
	char text[CIDR_MAX];
	int found;

	axo_take_str(&call->in, text, sizeof(text), field);
	canonical[0] = 0;
	if (!*text && family)
		return true;
	found = axo_cidr_parse(text, canonical, CIDR_MAX);
	if (found && (!family || found == family))
		return true;
	if (!call->in.field) {
		call->in.field = field;
		call->in.reason = "is no CIDR of that family";
	}
	return false;
}

static int masquerade(struct axo_call *call)
{
	char pods4[CIDR_MAX], pods6[CIDR_MAX], (*exempt)[CIDR_MAX];
	bool fine = take_cidr(call, pods4, 2 /* AF_INET */, "pod CIDR v4") &&
		    take_cidr(call, pods6, 10 /* AF_INET6 */, "pod CIDR v6");
	__u32 count = axo_take_u32(&call->in, "count");
	int error = -EINVAL;

	/* Each takes at least the two bytes of its length: that bounds what a count can make us hold. */
	if (count > (size_t)(call->in.end - call->in.at) / 2)
		return axo_refuse(&call->problem, AXO_REFUSE_MALFORMED, EINVAL, "field count goes beyond the end of the frame");
	exempt = calloc(count + 1, sizeof(*exempt));
	if (!exempt)
		axo_die("memory", "cannot hold %u prefixes", count);
	for (__u32 i = 0; fine && i < count; i++)
		fine = take_cidr(call, exempt[i], 0, "exempt prefix");
	if (!axo_malformed(&call->in, &call->problem))
		error = axo_masquerade(pods4, pods6, (const char(*)[64])exempt, count, &call->problem);
	free(exempt);
	return error;
}

static int cni_conf(struct axo_call *call)
{
	__u8 write = axo_take_u8(&call->in, "write");

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	if (write > 1)
		return axo_refuse(&call->problem, AXO_REFUSE_MALFORMED, EINVAL, "write %u: 1 (write) or 0 (remove) is wanted", write);
	return write ? axo_conf_write(&call->problem) : axo_conf_remove(&call->problem);
}

static int uninstall(struct axo_call *call)
{
	int error;

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	error = axo_uninstall(&call->problem);
	return error ? error : list_veths(call, put_name);
}

static int status(struct axo_call *call)
{
	struct axo_buffer text = {};

	if (axo_malformed(&call->in, &call->problem))
		return -EINVAL;
	axo_status(&text);
	axo_put_u8(&text, 0);
	axo_put_str(call->out, (const char *)text.data);
	free(text.data);
	return 0;
}

/* --- the table ------------------------------------------------------------------------------------- */

static int (*const handlers[])(struct axo_call *call) = {
	[AXO_HELLO] = hello,
	[AXO_LOAD] = load,
	[AXO_ATTACH] = attach,
	[AXO_DETACH] = detach,
	[AXO_UPDATE] = update,
	[AXO_DELETE] = delete,
	[AXO_VECTORS] = vectors,
	[AXO_BITS] = bits,
	[AXO_FLIP] = flip,
	[AXO_DUMP] = dump,
	[AXO_CT_PURGE] = ct_purge,
	[AXO_VETH_ADD] = veth_add,
	[AXO_VETH_DELETE] = veth_delete,
	[AXO_VETH_LIST] = veth_list,
	[AXO_ROUTES] = routes,
	[AXO_MASQUERADE] = masquerade,
	[AXO_CNI_CONF] = cni_conf,
	[AXO_UNINSTALL] = uninstall,
	[AXO_STATUS] = status,
};

static int handle(struct axo_connection *connection, struct axo_call *call)
{
	const struct axo_frame *head = &connection->head;

	if (head->flags || head->error)
		return axo_refuse(&call->problem, AXO_REFUSE_MALFORMED, EINVAL, "frame: flags and error must be 0 in a request");
	if ((head->type == AXO_HELLO) != (connection->role == AXO_ROLE_NONE) || connection->role == AXO_ROLE_EVENTS)
		return axo_refuse(&call->problem, AXO_REFUSE_NO_HELLO, EPROTO,
				  "frame: HELLO opens a connection, and requests come on control connections only");
	if (head->type >= sizeof(handlers) / sizeof(*handlers) || !handlers[head->type])
		return axo_refuse(&call->problem, AXO_REFUSE_REQUEST, ENOSYS, "frame: request type %u is not known", head->type);
	return handlers[head->type](call);
}

static void finish(struct axo_connection *connection, __u16 flags, int error)
{
	struct axo_frame answer = { .length = connection->out.length - sizeof(answer),
				    .type = connection->head.type | AXO_ANSWER,
				    .flags = flags,
				    .request_id = connection->head.request_id,
				    .error = -error };

	memcpy(connection->out.data, &answer, sizeof(answer));
}

static void put_problem(struct axo_buffer *out, const struct axo_problem *problem)
{
	out->length = sizeof(struct axo_frame);
	axo_put_u32(out, problem->index);
	axo_put_str(out, problem->sentence);
	axo_put_str(out, problem->log ? problem->log : "");
}

void axo_request_answer(struct axo_connection *connection)
{
	struct axo_call call = { .connection = connection,
				 .in = { .at = connection->payload, .end = connection->payload + connection->head.length },
				 .out = &connection->out,
				 .problem = { .index = AXO_NO_INDEX } };
	int error;

	connection->out.length = connection->sent = 0;
	axo_put_room(&connection->out, sizeof(struct axo_frame));
	error = handle(connection, &call);
	if (error) {
		put_problem(&connection->out, &call.problem);
		axo_log("request", "%u refused: %s", connection->head.type, call.problem.sentence);
		connection->closing = connection->role == AXO_ROLE_NONE;
	}
	if (connection->dump.fd >= 0)
		axo_request_continue(connection);
	else
		finish(connection, 0, error);
}

void axo_request_continue(struct axo_connection *connection)
{
	struct axo_problem problem = { .index = AXO_NO_INDEX };
	int more;

	connection->out.length = connection->sent = 0;
	axo_put_room(&connection->out, sizeof(struct axo_frame));
	more = axo_map_dump_next(&connection->dump, &connection->out);
	if (more < 0) {
		axo_fail(&problem, -more, "map %s: cannot be read: %s", connection->dump.map.name, strerror(-more));
		put_problem(&connection->out, &problem);
	}
	if (more <= 0)
		axo_map_dump_end(&connection->dump);
	finish(connection, more > 0 ? AXO_FRAME_MORE : 0, more < 0 ? more : 0);
}
