// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every request of protocol.h, in one table. A handler reads all its fields, refuses what does not fit before it changes
 * anything, and appends the answer's payload. (Of a failed one the payload is thrown away.) Handlers stand where the work is done.
 */
#include "loader.h"

#define LAYOUT_MAX 65536u

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

__u32 *axo_put_number(struct axo_connection *c)
{
	return axo_put(&c->out, &(__u32){ 0 }, sizeof(__u32));
}

static axo_handler *const handlers[] = {
	[AXO_HELLO] = hello,	       [AXO_LOAD] = axo_load,
	[AXO_ATTACH] = axo_attach,     [AXO_UPDATE] = axo_change,
	[AXO_DELETE] = axo_change,     [AXO_VECTORS] = axo_words,
	[AXO_BITS] = axo_words,	       [AXO_FLIP] = axo_words,
	[AXO_DUMP] = axo_dump,	       [AXO_VETH_ADD] = axo_veth_add,
	[AXO_VETH_LIST] = axo_devices, [AXO_VETH_DELETE] = axo_veth_delete,
	[AXO_ROUTES] = axo_routes,     [AXO_MASQUERADE] = axo_masquerade,
	[AXO_CNI_CONF] = axo_cni_conf, [AXO_UNINSTALL] = axo_devices,
	[AXO_STATUS] = axo_status,     [AXO_FORGET] = axo_forget,
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
