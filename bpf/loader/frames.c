// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Payloads in and out, every read bounded by its frame; and what went wrong, said once. */
#include <stdarg.h>
#include "loader.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "frames are little-endian and copied as they are");

struct axo_problem axo_problem = { .index = AXO_NO_INDEX };
__u64 axo_refusals[AXO_REFUSAL_COUNT];

int axo_fail(enum axo_refusal why, int error, const char *format, ...)
{
	va_list arguments;

	axo_refusals[why]++;
	va_start(arguments, format);
	vsnprintf(axo_problem.sentence, sizeof(axo_problem.sentence), format, arguments);
	va_end(arguments);
	return -error;
}

void axo_log(const char *subject, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fprintf(stderr, "axoneme-loader: %s: %.*s\n", subject, (int)strcspn(text, "\n"), text);
}

void axo_die(const char *subject)
{
	axo_log(subject, "%s", strerror(errno));
	exit(1);
}

void axo_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void axo_free(void *pointer)
{
	free(*(void **)pointer); /* a buffer begins with its data */
}

static const void *take(struct axo_reader *in, size_t count, size_t each)
{
	const __u8 *at = in->at;

	if (each && count > (size_t)(in->end - at) / each)
		return NULL;
	in->at += count * each;
	return at;
}

/* One field; returns what is wrong with it, or NULL. */
static const char *take_field(struct axo_reader *in, char type, va_list *arguments)
{
	void *to = va_arg(*arguments, void *);
	size_t size = type == 'w' ? 4 : type == 'h' || type == 's' ? 2 : 1, room;
	const void *from;
	__u16 length;

	if (type == 'a') {
		size = *va_arg(*arguments, const __u32 *);
		from = *(const void **)to = take(in, size, *va_arg(*arguments, const __u32 *));
		return from ? NULL : "goes beyond the end of the frame";
	}
	if (type == 'r')
		size = va_arg(*arguments, size_t);
	from = take(in, 1, size);
	if (from && type == 's') {
		room = va_arg(*arguments, size_t);
		memcpy(&length, from, size);
		size = length;
		from = take(in, 1, size);
		if (from && (size >= room || memchr(from, 0, size)))
			return size >= room ? "is too long" : "holds a NUL byte";
		((char *)to)[from ? size : 0] = 0;
	}
	if (from)
		memcpy(to, from, size);
	return from ? NULL : "goes beyond the end of the frame";
}

int axo_parse(struct axo_reader *in, const char *format, ...)
{
	const char *bad = NULL;
	va_list arguments;

	va_start(arguments, format);
	while (*format && *format != '+' && !bad) {
		int name = strcspn(format + 2, ",+");

		bad = take_field(in, *format, &arguments);
		if (bad)
			axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "field %.*s %s", name, format + 2, bad);
		format += 2 + name;
		format += *format == ',' ? 2 : 0;
	}
	va_end(arguments);
	if (!bad && *format != '+' && in->at != in->end)
		return axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "%zd bytes are left over after the last field",
				in->end - in->at);
	return bad ? -EINVAL : 0;
}

void axo_put(struct axo_buffer *out, const void *bytes, size_t count)
{
	if (out->length + count > out->capacity) {
		out->capacity = (out->length + count) * 2;
		out->data = realloc(out->data, out->capacity);
		if (!out->data)
			axo_die("memory");
	}
	if (count)
		memcpy(out->data + out->length, bytes, count);
	out->length += count;
}

void axo_put_u32(struct axo_buffer *out, __u32 value)
{
	axo_put(out, &value, sizeof(value));
}

void axo_put_str(struct axo_buffer *out, const char *text)
{
	size_t all = strlen(text);
	__u16 length = all > 0xffff ? 0xffff : all;

	axo_put(out, &length, sizeof(length));
	axo_put(out, text + all - length, length);
}

void axo_print(struct axo_buffer *out, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	axo_put(out, text, strlen(text));
}
