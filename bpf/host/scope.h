/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What ends with the scope that it is declared in. */
#ifndef AXO_SCOPE_H
#define AXO_SCOPE_H

#include <stdlib.h>
#include <unistd.h>

#define axo_autoclose __attribute__((cleanup(axo_close))) /* a descriptor is closed; negative: none */
#define axo_autofree                                                                                                   \
	__attribute__((cleanup(axo_free))) /* memory is freed: a pointer's, or that of a struct which begins with one */

static inline void axo_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void axo_free(void *pointer)
{
	free(*(void **)pointer);
}

#endif
