// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "units/kernel_stamp.h"

static bool is_left_out(const char *below)
{
	return !strcmp(below, "Documentation") || !strcmp(below, ".git");
}

static bool is_kconfig(const char *name)
{
	return !strncmp(name, "Kconfig", 7);
}

static bool is_makefile(const char *name)
{
	return !strncmp(name, "Makefile", 8) || !strncmp(name, "Kbuild", 6);
}

static bool builds_headers(const char *below)
{
	static const char *const folders[] = {"arch/", "scripts/", "include/"};

	if (!strchr(below, '/'))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(below, folders[i], strlen(folders[i])))
			return true;
	return false;
}

/* The order in which files are found must not count, so hashes are added. */
static void take_file(const char *below, const char *name,
		      const struct stat *st, struct kernel_stamp *stamp)
{
	struct {
		uint64_t path, size, seconds, nanoseconds;
	} key = {
		hash_str(below),
		st->st_size,
		st->st_mtim.tv_sec,
		st->st_mtim.tv_nsec,
	};
	uint64_t hash = hash_bytes(&key, sizeof(key));

	if (is_kconfig(name) || builds_headers(below))
		stamp->config += hash;
	else
		stamp->flags += hash;
}

struct dm_error *kernel_stamp_make(const char *root, struct kernel_stamp *ret)
{
	char *const roots[] = {(char *)root, NULL};
	FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	struct kernel_stamp stamp = {};
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", root);
	while ((entry = fts_read(walk))) {
		const char *below = path_below(root, entry->fts_path);
		struct stat st;

		if (!below)
			continue;
		if (entry->fts_info == FTS_D && is_left_out(below))
			fts_set(walk, entry, FTS_SKIP);
		if (!is_kconfig(entry->fts_name) &&
		    !is_makefile(entry->fts_name))
			continue;
		if (!stat(entry->fts_path, &st) && S_ISREG(st.st_mode))
			take_file(below, entry->fts_name, &st, &stamp);
	}
	fts_close(walk);
	*ret = stamp;
	return NULL;
}
