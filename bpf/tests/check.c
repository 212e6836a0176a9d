// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Runs the tests: all of them, or those whose suite or suite.name is an argument. Prints the slowest ten and `N passed, N failed`;
 * exits with 1 when one failed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define MAX_TESTS 512
#define SLOWEST 10

struct test {
	const char *suite;
	const char *name;
	axt_test run;
	double seconds;
};

static struct test tests[MAX_TESTS];
static size_t count;
static bool failed;
static jmp_buf skip_to;

void axt_register(const char *suite, const char *name, axt_test run)
{
	if (count == MAX_TESTS)
		axt_die("more than %d tests", MAX_TESTS);
	tests[count++] = (struct test){ .suite = suite, .name = name, .run = run };
}

void axt_fail(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	failed = true;
	printf("    %s:%d: ", file, line);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

bool axt_failed(void)
{
	return failed;
}

void axt_skip(const char *format, ...)
{
	va_list arguments;

	printf("    skipped: ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	longjmp(skip_to, 1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static bool chosen(const struct test *test, int argc, char **argv)
{
	char full[256];

	snprintf(full, sizeof(full), "%s.%s", test->suite, test->name);
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], test->suite) || !strcmp(argv[i], full))
			return true;
	return argc < 2;
}

static int slower(const void *a, const void *b)
{
	double difference = ((const struct test *)b)->seconds - ((const struct test *)a)->seconds;

	return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Passed, failed or skipped: 1, 0, -1. */
static int run(struct test *test)
{
	double start = now();

	failed = false;
	printf("%s.%s\n", test->suite, test->name);
	fflush(stdout);
	if (setjmp(skip_to))
		return -1;
	test->run();
	test->seconds = now() - start;
	if (failed)
		printf("    FAILED\n");
	return !failed;
}

int main(int argc, char **argv)
{
	int passes = 0, failures = 0, skips = 0;

	if (geteuid()) {
		printf("skipped: loading programs needs root\n0 passed, 0 failed\n");
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		int result = chosen(&tests[i], argc, argv) ? run(&tests[i]) : -2;

		passes += result == 1;
		failures += result == 0;
		skips += result == -1;
	}
	qsort(tests, count, sizeof(tests[0]), slower);
	printf("slowest:");
	for (size_t i = 0; i < count && i < SLOWEST && tests[i].seconds > 0; i++)
		printf(" %s.%s %.2fs", tests[i].suite, tests[i].name, tests[i].seconds);
	if (skips)
		printf("\n%d skipped", skips);
	printf("\n%d passed, %d failed\n", passes, failures);
	return failures ? 1 : 0;
}
