// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the CNI plugin reads of a container runtime: the command, the environment, the configuration. The input is CNI_COMMAND, further
 * variables, each ended by a NUL, and after an empty one the configuration. What it finds must be fit to stand in its answers.
 */
#include <setjmp.h>
#include <stdio.h>

#include "fuzz.h"

static jmp_buf ended;
static char said[8192]; /* on standard output */

/* The plugin's way out, and its voice. */
#define exit(code) longjmp(ended, 1 + (code))
#define printf(...) snprintf(said, sizeof(said), __VA_ARGS__)
#define main cni_main
#include "../../cni/axoneme-cni.c"
#undef main

#define VARIABLES 16
/* An error is one line of JSON: no quote or control character of the input may break out of its strings. */
static void check_error(void)
{
	const char *end = strchr(said, '\n');
	int quotes = 0;

	MUST(*said == '{' && end && !end[1] && end[-1] == '}');
	for (const char *at = said; at < end; at++) {
		MUST((unsigned char)*at >= ' ' && *at != '\\');
		quotes += *at == '"';
	}
	MUST(quotes == 14); /* of "cniVersion", "code", "msg", "details" and three texts */
}

static void take(char **variables, const char *config, size_t size)
{
	const char *socket;

	input.length = size < TEXT_MAX ? size : TEXT_MAX;
	memcpy(input.bytes, config, input.length);
	input.bytes[input.length] = 0;
	environment.length = 0;
	strcpy(version, "1.0.0");
	find_version();
	MUST(*version && strspn(version, "0123456789.") == strlen(version) && strlen(version) < sizeof(version));
	socket = find_socket();
	MUST(strlen(socket) < 108);
	find_command();
	collect_environment(variables);
	MUST(environment.length <= TEXT_MAX);
	for (size_t at = 0; at < environment.length; at += strlen(environment.bytes + at) + 1)
		MUST(!strncmp(environment.bytes + at, "CNI_", 4));
	fail(CNI_IO, "fuzz", "%s %s", socket, input.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *variables[VARIABLES + 1] = {};
	volatile size_t at = 0;

	memcpy(copy, data, size);
	copy[size] = 0;
	setenv("CNI_COMMAND", copy, 1);
	for (int i = 0; i < VARIABLES && at < size; i++) {
		char *variable = copy + at;

		at += strlen(variable) + 1;
		if (!*variable)
			break;
		variables[i] = variable;
	}
	if (!setjmp(ended))
		take(variables, copy + (at < size ? at : size), at < size ? size - at : 0);
	check_error();
	free(copy);
	return 0;
}
