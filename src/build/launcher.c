// SPDX-License-Identifier: Apache-2.0
/*
 * The image's `axoneme`, and by links `cilium` and `hubble`: puts the JVM's flags before the arguments and becomes the JVM.
 * A static program, because the image has no shell. AXONEME_JAVA_OPTS adds flags, separated by blanks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOME "/usr/lib/axoneme"
#define MAX_EXTRA 32

static const char *const roles[] = {"operator", "agent", "relay", "proxy"};

static int is_role(const char *word)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strcmp(word, roles[i]))
			return 1;
	return 0;
}

/* Cuts the user's flags into words; returns their number, or -1 if there are too many. */
static int extra_flags(char *text, char **words)
{
	int count = 0;

	for (char *word = strtok(text, " \t\n"); word; word = strtok(NULL, " \t\n")) {
		if (count == MAX_EXTRA)
			return -1;
		words[count++] = word;
	}
	return count;
}

int main(int argc, char **argv)
{
	int role = argc > 1 && is_role(argv[1]);
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	char name[64] = "-Daxoneme.invoked-as=axoneme", cache[64];
	char **line = calloc((size_t)argc + MAX_EXTRA + 10, sizeof(*line));
	char *extra = getenv("AXONEME_JAVA_OPTS");
	int at = 0, extras;

	if (!line) {
		perror("axoneme");
		return 1;
	}
	if (argc > 0 &&
	    snprintf(name, sizeof(name), "-Daxoneme.invoked-as=%s", slash ? slash + 1 : argv[0]) >= (int)sizeof(name)) {
		fprintf(stderr, "axoneme: called by a name that is too long\n");
		return 1;
	}
	line[at++] = HOME "/runtime/bin/java";
	line[at++] = role ? "@" HOME "/jvm/role.args" : "@" HOME "/jvm/verb.args";
	line[at++] = "@" HOME "/jvm/image.args";
	/* Each role has a cache of its own, recorded while it started; one that the image lacks only starts slower. */
	snprintf(cache, sizeof(cache), "-XX:AOTCache=" HOME "/%s.aot", role ? argv[1] : "verb");
	if (!access(strchr(cache, '/'), R_OK))
		line[at++] = cache;
	extras = extra ? extra_flags(extra, line + at) : 0;
	if (extras < 0) {
		fprintf(stderr, "axoneme: AXONEME_JAVA_OPTS has more than %d flags\n", MAX_EXTRA);
		return 1;
	}
	at += extras;
	line[at++] = name;
	line[at++] = "-jar";
	line[at++] = HOME "/axoneme-runner.jar";
	for (int i = 1; i < argc; i++)
		line[at++] = argv[i];
	execv(line[0], line);
	fprintf(stderr, "axoneme: cannot run %s: %s\n", line[0], strerror(errno));
	return 127;
}
