// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What went wrong, said once: in the answer, in a counter, or on stderr. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "loader.h"

static __u64 refusals[AXO_REFUSAL_COUNT];

static const char *const refusal_names[] = {
#define AXO_REFUSAL_NAME(id, name) name,
	AXO_REFUSALS(AXO_REFUSAL_NAME)
#undef AXO_REFUSAL_NAME
};

void axo_count_refusal(enum axo_refusal why)
{
	refusals[why]++;
}

__u64 axo_refusals(enum axo_refusal why)
{
	return refusals[why];
}

const char *axo_refusal_name(enum axo_refusal why)
{
	return refusal_names[why];
}

int axo_fail(struct axo_problem *problem, int error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(problem->sentence, sizeof(problem->sentence), format, arguments);
	va_end(arguments);
	return -error;
}

int axo_refuse(struct axo_problem *problem, enum axo_refusal why, int error, const char *format, ...)
{
	va_list arguments;

	axo_count_refusal(why);
	va_start(arguments, format);
	vsnprintf(problem->sentence, sizeof(problem->sentence), format, arguments);
	va_end(arguments);
	return -error;
}

static void say(const char *subject, const char *format, va_list arguments)
{
	char text[1024];
	int length = vsnprintf(text, sizeof(text), format, arguments);

	/* Others' texts (libbpf, libnftables) end in a newline of their own. */
	while (length > 0 && length < (int)sizeof(text) && text[length - 1] == '\n')
		text[--length] = 0;
	fprintf(stderr, "axoneme-loader: %s: %s\n", subject, text);
}

void axo_log(const char *subject, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(subject, format, arguments);
	va_end(arguments);
}

void axo_die(const char *subject, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(subject, format, arguments);
	va_end(arguments);
	exit(1);
}
