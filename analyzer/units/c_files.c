// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/c_files.h"

static bool is_source(const char *name)
{
	size_t n = strlen(name);

	if (!is_c_file(name))
		return false;
	return n < 6 || strcmp(name + n - 6, ".mod.c") != 0;
}

static struct dm_error *list_folder(const char *folder, path_vec *ret)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", folder);
	while ((entry = fts_read(walk))) {
		if (entry->fts_info == FTS_DNR)
			dm_warn("cannot read folder '%s': %s", entry->fts_path,
				strerror(entry->fts_errno));
		if (entry->fts_info == FTS_F && is_source(entry->fts_name))
			vec_push(ret, xstrdup(entry->fts_path));
	}
	fts_close(walk);
	return NULL;
}

static struct dm_error *list_path(struct unit_search *search, const char *path,
				  path_vec *ret)
{
	size_t before = ret->n, n = strlen(path);
	struct dm_error *err;

	if (!file_is_dir(path)) {
		if (is_c_file(path))
			vec_push(ret, xstrdup(path));
		else if (n > 2 && !strcmp(path + n - 2, ".h"))
			unit_search_skip(search, path,
					 "a header is analysed with the files "
					 "that include it");
		else
			unit_search_skip(search, path, "not a C file");
		return NULL;
	}
	err = list_folder(path, ret);
	if (!err && ret->n == before)
		err = dm_error(DM_ERR_USAGE, "no C file in '%s'", path);
	return err;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_unique(path_vec *paths)
{
	size_t n = 0;

	if (!paths->n)
		return;
	qsort(paths->v, paths->n, sizeof(*paths->v), compare_paths);
	for (size_t i = 0; i < paths->n; i++) {
		if (n && !strcmp(paths->v[n - 1], paths->v[i]))
			free(paths->v[i]);
		else
			paths->v[n++] = paths->v[i];
	}
	paths->n = n;
}

struct dm_error *c_files_list(struct unit_search *search, path_vec *ret)
{
	path_vec files = {};

	vec_for_each(&search->asked, path) {
		struct dm_error *err = list_path(search, *path, &files);

		if (err) {
			path_vec_deinit(&files);
			return err;
		}
	}
	sort_unique(&files);
	*ret = files;
	return NULL;
}

void path_vec_deinit(path_vec *paths)
{
	vec_for_each(paths, path)
		free(*path);
	vec_deinit(paths);
}

char *module_name_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *name = xstrdup(slash ? slash + 1 : file);
	size_t n = strlen(name);

	if (is_c_file(name))
		name[n - 2] = '\0';
	for (char *s = name; *s; s++)
		if (*s == '-' || *s == ',')
			*s = '_';
	return name;
}
