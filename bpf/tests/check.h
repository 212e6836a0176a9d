/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tests and what they expect. A test goes on after a failed expectation and counts as failed once. */
#ifndef AXT_CHECK_H
#define AXT_CHECK_H

#include <stdbool.h>

typedef void (*axt_test)(void);

/* Adds a test; called before main by AXT_TEST. `suite` is the group it is listed and chosen by. */
void axt_register(const char *suite, const char *name, axt_test run);

#define AXT_TEST(suite, name)                                                                                          \
	static void suite##_##name(void);                                                                              \
	__attribute__((constructor)) static void register_##suite##_##name(void)                                       \
	{                                                                                                              \
		axt_register(#suite, #name, suite##_##name);                                                           \
	}                                                                                                              \
	static void suite##_##name(void)

/* Prints the place and the message and fails the running test. */
void axt_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Has the running test failed? For child processes, which report by their exit status. */
bool axt_failed(void);

/* Ends the running test as skipped, with its reason. */
void axt_skip(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* For what no test can go on without: prints and exits with 2. */
void axt_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#define EXPECT(condition, ...)                                                                                         \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			axt_fail(__FILE__, __LINE__, __VA_ARGS__);                                                     \
	} while (0)

#define EXPECT_EQ(actual, expected)                                                                                    \
	do {                                                                                                           \
		long long axt_actual = (long long)(actual), axt_expected = (long long)(expected);                      \
		if (axt_actual != axt_expected)                                                                        \
			axt_fail(__FILE__, __LINE__, "%s is %lld, expected %s (%lld)", #actual, axt_actual, #expected, \
				 axt_expected);                                                                        \
	} while (0)

#endif
