// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The pins are the loader's whole memory. */
#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <bpf/bpf.h>
#include <linux/magic.h>
#include "loader.h"

static const char *const folders[] = { "maps", "progs", "links", "" };

/* In one of two buffers in turn, so that two paths can be in use. */
static const char *path_of(const char *folder, const char *name)
{
	static char paths[2][PATH_MAX];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], PATH_MAX, "%s/%s/%s", axo_options.bpffs, folder, name);
	return paths[turn];
}

int axo_pins_prepare(void)
{
	struct statfs fs;

	mkdir(axo_options.bpffs, 0700);
	if (statfs(axo_options.bpffs, &fs) || fs.f_type != BPF_FS_MAGIC)
		return axo_fail_errno(ENODEV, "%s cannot be made, or is on no bpf file system: mount one",
				      axo_options.bpffs);
	for (size_t i = 0; i < AXO_COUNT(folders); i++) {
		if (mkdir(path_of(folders[i], ""), 0700) && errno != EEXIST)
			return axo_fail_errno(errno, "folder %s/%s", axo_options.bpffs, folders[i]);
	}
	return 0;
}

int axo_pin_open(const char *folder, const char *name)
{
	return bpf_obj_get(path_of(folder, name));
}

int axo_pin_put(int fd, const char *folder, const char *name)
{
	char unfinished[64]; /* bpffs keeps names with a dot for itself */
	const char *fresh;

	snprintf(unfinished, sizeof(unfinished), "%s_unfinished", name);
	fresh = path_of(folder, unfinished);
	unlink(fresh);
	return bpf_obj_pin(fd, fresh) || rename(fresh, path_of(folder, name)) ? -errno : 0;
}

void axo_pin_remove(const char *folder, const char *name)
{
	unlink(path_of(folder, name));
}

void axo_pins_each(const char *folder, void (*visit)(const char *folder, const char *name))
{
	DIR *dir = opendir(path_of(folder, ""));

	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (entry->d_name[0] != '.')
			visit(folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
}

int axo_pins_remove_all(void)
{
	axo_pins_each("maps", axo_pin_remove);
	axo_pins_each("progs", axo_pin_remove);
	for (size_t i = 0; i < AXO_COUNT(folders); i++) {
		/* The last is the folder itself, which is busy when a bpf file system was mounted right there. */
		if (rmdir(path_of(folders[i], "")) && errno != ENOENT && errno != EBUSY)
			return axo_fail_errno(errno, "folder %s/%s", axo_options.bpffs, folders[i]);
	}
	return 0;
}
