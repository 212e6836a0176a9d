/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading and writing payloads: every read is bounded by the frame, the first field that does not fit is remembered. */
#ifndef AXO_FRAMES_H
#define AXO_FRAMES_H

#include "loader.h"

struct axo_reader {
	const __u8 *at, *end;
	const char *field; /* first bad field, or NULL; all later reads give zeros */
	const char *reason;
};

/* A growing buffer; its growth is bounded by what callers put in, never by a peer's word. */
struct axo_buffer {
	__u8 *data;
	size_t length, capacity;
};

/* `count` elements of `each` bytes in place (unaligned), or NULL. */
const void *axo_take(struct axo_reader *in, size_t count, size_t each, const char *field);
__u8 axo_take_u8(struct axo_reader *in, const char *field);
__u16 axo_take_u16(struct axo_reader *in, const char *field);
__u32 axo_take_u32(struct axo_reader *in, const char *field);
/* A str, copied with a terminator. It must fit in `size` with it and hold no NUL. */
void axo_take_str(struct axo_reader *in, char *to, size_t size, const char *field);
/* True when a field was bad or bytes are left over; the problem names which. */
bool axo_malformed(struct axo_reader *in, struct axo_problem *problem);

void axo_put(struct axo_buffer *out, const void *bytes, size_t count);
void axo_put_u8(struct axo_buffer *out, __u8 value);
void axo_put_u16(struct axo_buffer *out, __u16 value);
void axo_put_u32(struct axo_buffer *out, __u32 value);
/* A str; only its last 65535 bytes when it is longer (logs say the reason at their end). */
void axo_put_str(struct axo_buffer *out, const char *text);
/* Plain text without a length. */
void axo_put_text(struct axo_buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `count` bytes at the end, to be filled by the caller. */
void *axo_put_room(struct axo_buffer *out, size_t count);

#endif
