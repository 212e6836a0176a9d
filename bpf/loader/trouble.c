// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What went wrong, said once. */
#include <stdarg.h>
#include "loader.h"

struct axo_problem axo_problem = { .index = AXO_NO_INDEX };
__u64 axo_refusals[AXO_REFUSAL_COUNT];

int axo_refuse(enum axo_refusal why, int error, const char *format, ...)
{
	va_list arguments;

	axo_problem.why = why;
	va_start(arguments, format);
	vsnprintf(axo_problem.sentence, sizeof(axo_problem.sentence), format, arguments);
	va_end(arguments);
	return -error;
}

int axo_malformed(const char *sentence)
{
	return sentence ? axo_fail(MALFORMED, EINVAL, "%s", sentence) : 0;
}

int axo_nl_failed(int error, const char *where, const char *words)
{
	return axo_fail(KERNEL, error, "%s%s", where, words);
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
