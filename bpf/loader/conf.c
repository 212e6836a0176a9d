// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The CNI configuration list, from this template. Written beside its place and renamed within the folder: a runtime never reads
 * half of it, and containerd 1.6 does not notice files that are renamed in from elsewhere. 1.0.0 is the newest version it knows.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "loader.h"

#define CONF_NAME "05-axoneme.conflist"

static const char template[] = "{\n"
			       "  \"cniVersion\": \"1.0.0\",\n"
			       "  \"name\": \"axoneme\",\n"
			       "  \"plugins\": [\n"
			       "    {\n"
			       "      \"type\": \"axoneme-cni\",\n"
			       "      \"socket\": \"%s\"\n"
			       "    }\n"
			       "  ]\n"
			       "}\n";

int axo_conf_write(struct axo_problem *problem)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	int fd, error;

	snprintf(path, sizeof(path), "%s/" CONF_NAME, axo_options.cni_conf_dir);
	snprintf(fresh, sizeof(fresh), "%s/." CONF_NAME ".new", axo_options.cni_conf_dir);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0 || dprintf(fd, template, axo_options.cni_socket) < 0 || rename(fresh, path)) {
		error = axo_fail(problem, errno, "CNI configuration %s: cannot be written: %s", path, strerror(errno));
		unlink(fresh);
	} else {
		error = 0;
	}
	if (fd >= 0)
		close(fd);
	return error;
}

int axo_conf_remove(struct axo_problem *problem)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" CONF_NAME, axo_options.cni_conf_dir);
	if (unlink(path) && errno != ENOENT)
		return axo_fail(problem, errno, "CNI configuration %s: cannot be removed: %s", path, strerror(errno));
	return 0;
}
