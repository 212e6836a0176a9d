// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "fields.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "payloads are little-endian and copied as they are");

static size_t size_of(char letter)
{
	return letter == 'd' ? 8 : letter == 'w' ? 4 : letter == 'h' || letter == 's' ? 2 : 1;
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
static const char *take_field(struct axo_reader *in, char letter, va_list *list)
{
	void *to = va_arg(*list, void *);
	size_t size = size_of(letter), room;
	const void *from;
	__u16 length;

	if (letter == 'a') {
		size = *va_arg(*list, const __u32 *);
		from = *(const void **)to = take(in, size, *va_arg(*list, const __u32 *));
		return from ? NULL : "goes beyond the end of the frame";
	}
	if (letter == 'r')
		size = va_arg(*list, size_t);
	from = take(in, 1, size);
	if (from && letter == 's') {
		room = va_arg(*list, size_t);
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

const char *axo_read(struct axo_reader *in, const char *format, ...)
{
	static char sentence[128];
	const char *bad = NULL;
	va_list list;

	va_start(list, format);
	while (*format && *format != '+' && !bad) {
		int name = strcspn(format + 2, ",+");

		bad = take_field(in, *format, &list);
		if (bad)
			snprintf(sentence, sizeof(sentence), "field %.*s %s", name, format + 2, bad);
		format += 2 + name;
		format += *format == ',' ? 2 : 0;
	}
	va_end(list);
	if (bad || *format == '+' || in->at == in->end)
		return bad ? sentence : NULL;
	snprintf(sentence, sizeof(sentence), "%zd bytes are left over after the last field", in->end - in->at);
	return sentence;
}

void *axo_put(struct axo_buffer *out, const void *bytes, size_t count)
{
	if (!count)
		return out->data;
	if (out->length + count > out->capacity) {
		out->capacity = (out->length + count) * 2;
		out->data = realloc(out->data, out->capacity);
		if (!out->data)
			err(1, "memory");
	}
	memcpy(out->data + out->length, bytes, count);
	out->length += count;
	return out->data + out->length - count;
}

void axo_write(struct axo_buffer *out, const char *letters, ...)
{
	va_list list;

	va_start(list, letters);
	for (; *letters; letters++) {
		__u64 number;

		if (*letters == 's') {
			const char *text = va_arg(list, const char *);
			size_t all = strlen(text), kept = all > 0xffff ? 0xffff : all;

			axo_write(out, "hr", (__u32)kept, text + all - kept, kept);
		} else if (*letters == 'r') {
			const void *bytes = va_arg(list, const void *);

			axo_put(out, bytes, va_arg(list, size_t));
		} else {
			number = *letters == 'd' ? va_arg(list, __u64) : va_arg(list, __u32);
			axo_put(out, &number, size_of(*letters));
		}
	}
	va_end(list);
}
