/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Payloads field by field, as protocol.h and tests/judge/judge.h have them: packed, little-endian. Shared by the loader, the judge and
 * the clients of the loader's tests. Fields are named by one letter each:
 *
 *        read into                        written from
 *   b    __u8 *                           a byte
 *   h    __u16 *                          16 bits
 *   w    __u32 *                          32 bits
 *   d    __u64 *                          64 bits
 *   s    char *, size_t size              const char *: a __u16 length and the text
 *   r    void *, size_t size              const void *, size_t size: raw bytes
 *   a    const void **at,                 (an array is written as r)
 *        const __u32 *count, *each        an array in place, unaligned: counts may be fields before it
 */
#ifndef AXO_FIELDS_H
#define AXO_FIELDS_H

#include <stddef.h>
#include <linux/types.h>
#include "scope.h"

struct axo_reader {
	const __u8 *at, *end;
};

struct axo_buffer { /* axo_autofree */
	__u8 *data; /* grows with what is put in; no memory ends the program */
	size_t length, capacity;
};

/*
 * Reads "letter name, letter name, …" within the bounds of the payload. Nothing may be left over unless the format ends in '+'. Texts are
 * terminated; one that does not fit or holds a NUL byte is refused. Returns NULL, or a sentence that names the field, valid until the next call.
 */
const char *axo_read(struct axo_reader *in, const char *format, ...);
/* Appends a field for each letter; of a longer text the last 65535 bytes. */
void axo_write(struct axo_buffer *out, const char *letters, ...);
void *axo_put(struct axo_buffer *out, const void *bytes, size_t count); /* returns its place, until more is put */

#endif
