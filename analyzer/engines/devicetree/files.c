// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "engines/devicetree/files.h"

/* The sources of a search, and the tree they are in. */
struct file_search {
	const char *root;
	dt_names *ret;
};

static bool is_dts(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && (!strcmp(name + n - 4, ".dts") ||
			 (n > 5 && !strcmp(name + n - 5, ".dtso")));
}

static void take(struct file_search *s, const char *path)
{
	const char *below = path_below(s->root, path);

	vec_push(s->ret, xstrdup(below ? below : path));
}

static struct dm_error *search_folder(struct file_search *s, const char *folder)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", folder);
	while ((entry = fts_read(walk))) {
		if (entry->fts_info == FTS_DNR)
			dm_warn("cannot read folder '%s': %s", entry->fts_path,
				strerror(entry->fts_errno));
		if (entry->fts_info != FTS_F && entry->fts_info != FTS_NSOK)
			continue;
		if (is_dts(entry->fts_name))
			take(s, entry->fts_path);
	}
	fts_close(walk);
	return NULL;
}

static struct dm_error *search_path(struct file_search *s, const char *path)
{
	autofree char *full = path_normalize(s->root, path);

	if (file_is_dir(full))
		return search_folder(s, full);
	if (!file_exists(full))
		return dm_error(DM_ERR_USAGE, "no such file: '%s'", path);
	take(s, full);
	return NULL;
}

/* arch/<name>/boot/dts of a kernel tree; @found: it has one at least. */
static struct dm_error *search_archs(struct file_search *s, const char *arch,
				     bool *found)
{
	autofree char *folder = path_normalize(s->root, "arch");
	char *const roots[] = {folder, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	struct dm_error *err = NULL;
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", folder);
	while (!err && (entry = fts_read(walk))) {
		autofree char *dts = NULL;

		if (entry->fts_info != FTS_D || entry->fts_level != 1)
			continue;
		fts_set(walk, entry, FTS_SKIP);
		if (arch && strcmp(arch, entry->fts_name) != 0)
			continue;
		dts = xasprintf("%s/boot/dts", entry->fts_path);
		if (!file_is_dir(dts))
			continue;
		*found = true;
		err = search_folder(s, dts);
	}
	fts_close(walk);
	return err;
}

static struct dm_error *search_tree(struct file_search *s, const char *arch)
{
	struct dm_error *err;
	bool found = false;

	err = search_archs(s, arch, &found);
	if (err || found || arch)
		return err;
	return search_folder(s, s->root);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_unique(dt_names *names)
{
	size_t n = 0;

	if (names->n)
		qsort(names->v, names->n, sizeof(*names->v), compare_names);
	for (size_t i = 0; i < names->n; i++) {
		if (n && !strcmp(names->v[n - 1], names->v[i]))
			free(names->v[i]);
		else
			names->v[n++] = names->v[i];
	}
	names->n = n;
}

struct dm_error *dt_files_list(const struct devicetree_options *options,
			       const char *root, dt_names *ret)
{
	struct file_search s = {.root = root, .ret = ret};
	struct dm_error *err = NULL;

	if (!options->n_paths)
		err = search_tree(&s, options->arch);
	for (size_t i = 0; !err && i < options->n_paths; i++)
		err = search_path(&s, options->paths[i]);
	sort_unique(ret);
	if (!err && !ret->n)
		err = dm_error(DM_ERR_USAGE,
			       "no device tree source (.dts) below '%s'", root);
	return err;
}
