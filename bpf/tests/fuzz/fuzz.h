/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What fuzz targets share: the entry points that libFuzzer calls, and what must be true whatever it sends. */
#ifndef AXO_TEST_FUZZ_H
#define AXO_TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MUST(condition)                                                                                                \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			abort();                                                                                       \
	} while (0)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
