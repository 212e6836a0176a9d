// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The pins are the loader's whole memory: maps/, progs/ and links/ below one folder of a bpf file system. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <linux/magic.h>

#include "loader.h"

/* bpffs keeps names with a dot for itself, so the mark of a half-made pin is a word. */
#define UNFINISHED "_unfinished"

static const char *const folders[] = { AXO_PIN_MAPS, AXO_PIN_PROGS, AXO_PIN_LINKS };

static const char *path_of(char *path, const char *folder, const char *name)
{
	snprintf(path, PATH_MAX, "%s/%s%s%s", axo_options.bpffs, folder, *name ? "/" : "", name);
	return path;
}

int axo_pins_prepare(struct axo_problem *problem)
{
	struct statfs fs;
	char path[PATH_MAX];

	if (mkdir(axo_options.bpffs, 0700) && errno != EEXIST)
		return axo_fail(problem, errno, "cannot make the folder %s: %s", axo_options.bpffs, strerror(errno));
	if (statfs(axo_options.bpffs, &fs) || fs.f_type != BPF_FS_MAGIC)
		return axo_fail(problem, ENODEV, "%s is not on a bpf file system: mount one (mount -t bpf bpf /sys/fs/bpf)",
				axo_options.bpffs);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (mkdir(path_of(path, folders[i], ""), 0700) && errno != EEXIST)
			return axo_fail(problem, errno, "cannot make the folder %s: %s", path, strerror(errno));
	}
	return 0;
}

int axo_pin_open(const char *folder, const char *name)
{
	char path[PATH_MAX];

	return bpf_obj_get(path_of(path, folder, name));
}

int axo_pin_put(int fd, const char *folder, const char *name)
{
	char path[PATH_MAX], fresh[PATH_MAX], unfinished[64];

	snprintf(unfinished, sizeof(unfinished), "%s" UNFINISHED, name);
	path_of(fresh, folder, unfinished);
	unlink(fresh);
	if (bpf_obj_pin(fd, fresh))
		return -errno;
	return rename(fresh, path_of(path, folder, name)) ? -errno : 0;
}

int axo_pin_remove(const char *folder, const char *name)
{
	char path[PATH_MAX];

	return unlink(path_of(path, folder, name)) && errno != ENOENT ? -errno : 0;
}

int axo_pins_each(const char *folder, void (*visit)(const char *name, void *context), void *context)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir = opendir(path_of(path, folder, ""));

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			visit(entry->d_name, context);
	}
	closedir(dir);
	return 0;
}

static void remove_pin(const char *name, void *context)
{
	axo_pin_remove(context, name);
}

int axo_pins_remove_all(struct axo_problem *problem)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		axo_pins_each(folders[i], remove_pin, (void *)folders[i]);
		if (rmdir(path_of(path, folders[i], "")) && errno != ENOENT)
			return axo_fail(problem, errno, "cannot remove %s: %s", path, strerror(errno));
	}
	if (rmdir(axo_options.bpffs) && errno != ENOENT && errno != EBUSY)
		return axo_fail(problem, errno, "cannot remove %s: %s", axo_options.bpffs, strerror(errno));
	return 0;
}
