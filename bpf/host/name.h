/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names that come from outside and stand in paths and requests to the kernel. Shared by the loader and the CNI plugin. */
#ifndef AXO_NAME_H
#define AXO_NAME_H

#include <stdbool.h>
#include <string.h>

/* 1 to `longest` letters, digits, '_', '.', '-' */
static inline bool axo_is_name(const char *text, size_t longest)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(text);

	return length && length <= longest && strspn(text, allowed) == length;
}

#endif
