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
	free(*(void **)pointer);
}

/* --- in --- */

static const void *take(struct axo_reader *in, size_t count, size_t each)
{
	const __u8 *at = in->at;

	if (each && count > (size_t)(in->end - at) / each)
		return NULL;
	in->at += count * each;
	return at;
}

static bool copy(struct axo_reader *in, void *to, size_t size)
{
	const void *from = take(in, 1, size);

	if (from)
		memcpy(to, from, size);
	return from;
}

/* One field; returns what is wrong with it, or NULL. */
static const char *take_field(struct axo_reader *in, char type, va_list *arguments)
{
	void *to = va_arg(*arguments, void *);
	size_t size = type == 'w' ? 4 : type == 'h' ? 2 : 1;
	const __u32 *count;
	__u16 length;

	if (type == 'a') {
		count = va_arg(*arguments, const __u32 *);
		*(const void **)to = take(in, *count, *va_arg(*arguments, const __u32 *));
		return *(const void **)to ? NULL : "goes beyond the end of the frame";
	}
	if (type == 's' || type == 'r')
		size = va_arg(*arguments, size_t);
	if (type != 's')
		return copy(in, to, size) ? NULL : "goes beyond the end of the frame";
	memset(to, 0, size);
	if (!copy(in, &length, sizeof(length)) || length > in->end - in->at)
		return "goes beyond the end of the frame";
	if (length >= size || memchr(in->at, 0, length))
		return length >= size ? "is too long" : "holds a NUL byte";
	copy(in, to, length);
	return NULL;
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
		return axo_fail(AXO_REFUSE_MALFORMED, EINVAL, "%zu bytes are left over after the last field",
				(size_t)(in->end - in->at));
	return bad ? -EINVAL : 0;
}

/* --- out --- */

void axo_put(struct axo_buffer *out, const void *bytes, size_t count)
{
	size_t end = out->length + count;

	if (end > out->capacity) {
		out->capacity = end * 2;
		out->data = realloc(out->data, out->capacity);
		if (!out->data)
			axo_die("memory");
	}
	if (count)
		memcpy(out->data + out->length, bytes, count);
	out->length = end;
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
