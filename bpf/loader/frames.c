// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "frames are little-endian and copied as they are");

const void *axo_take(struct axo_reader *in, size_t count, size_t each, const char *field)
{
	const __u8 *at = in->at;

	if (in->field)
		return NULL;
	if (each && count > (size_t)(in->end - at) / each) {
		in->field = field;
		in->reason = "goes beyond the end of the frame";
		return NULL;
	}
	in->at += count * each;
	return at;
}

static void take(struct axo_reader *in, void *to, size_t size, const char *field)
{
	const void *from = axo_take(in, 1, size, field);

	if (from)
		memcpy(to, from, size);
	else
		memset(to, 0, size);
}

__u8 axo_take_u8(struct axo_reader *in, const char *field)
{
	__u8 value;

	take(in, &value, sizeof(value), field);
	return value;
}

__u16 axo_take_u16(struct axo_reader *in, const char *field)
{
	__u16 value;

	take(in, &value, sizeof(value), field);
	return value;
}

__u32 axo_take_u32(struct axo_reader *in, const char *field)
{
	__u32 value;

	take(in, &value, sizeof(value), field);
	return value;
}

void axo_take_str(struct axo_reader *in, char *to, size_t size, const char *field)
{
	__u16 length = axo_take_u16(in, field);
	const void *from = axo_take(in, length, 1, field);

	to[0] = 0;
	if (!from)
		return;
	if (length >= size || memchr(from, 0, length)) {
		in->field = field;
		in->reason = length >= size ? "is too long" : "holds a NUL byte";
		return;
	}
	memcpy(to, from, length);
	to[length] = 0;
}

bool axo_malformed(struct axo_reader *in, struct axo_problem *problem)
{
	if (in->field)
		axo_refuse(problem, AXO_REFUSE_MALFORMED, 22, "field %s %s", in->field, in->reason);
	else if (in->at != in->end)
		axo_refuse(problem, AXO_REFUSE_MALFORMED, 22, "%zu bytes are left over after the last field",
			   (size_t)(in->end - in->at));
	else
		return false;
	return true;
}

void *axo_put_room(struct axo_buffer *out, size_t count)
{
	void *room;

	if (out->length + count > out->capacity) {
		size_t capacity = (out->length + count) * 2;
		__u8 *data = realloc(out->data, capacity);

		if (!data)
			axo_die("memory", "cannot grow a buffer to %zu bytes", capacity);
		out->data = data;
		out->capacity = capacity;
	}
	room = out->data + out->length;
	out->length += count;
	return room;
}

void axo_put(struct axo_buffer *out, const void *bytes, size_t count)
{
	if (count)
		memcpy(axo_put_room(out, count), bytes, count);
}

void axo_put_u8(struct axo_buffer *out, __u8 value)
{
	axo_put(out, &value, sizeof(value));
}

void axo_put_u16(struct axo_buffer *out, __u16 value)
{
	axo_put(out, &value, sizeof(value));
}

void axo_put_u32(struct axo_buffer *out, __u32 value)
{
	axo_put(out, &value, sizeof(value));
}

void axo_put_str(struct axo_buffer *out, const char *text)
{
	size_t length = strlen(text);

	if (length > 0xffff) {
		text += length - 0xffff;
		length = 0xffff;
	}
	axo_put_u16(out, length);
	axo_put(out, text, length);
}

void axo_put_text(struct axo_buffer *out, const char *format, ...)
{
	char text[1024];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	axo_put(out, text, length < (int)sizeof(text) ? (size_t)length : sizeof(text) - 1);
}
