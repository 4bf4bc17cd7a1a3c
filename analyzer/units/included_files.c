// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/included_files.h"

#define SOURCE_LIMIT ((size_t)16 << 20)

struct inclusion {
	struct unit_search *search;
	const path_vec *files;
	struct strmap index; /* file -> its index */
	struct strmap seen; /* folders that were searched */
	struct strmap above; /* folders whose subfolders were searched */
};

static char *read_source(const char *path)
{
	struct dm_error *err;
	char *text;

	err = file_read(path, SOURCE_LIMIT, &text, NULL);
	if (!err)
		return text;
	dm_error_destroy(err);
	return NULL;
}

/* Whether @path ends in @name, without its leading "../", as a whole. */
static bool ends_in(const char *path, const char *name)
{
	size_t n = strlen(path), m;

	while (!strncmp(name, "../", 3))
		name += 3;
	m = strlen(name);
	return n > m && path[n - m - 1] == '/' && !strcmp(path + n - m, name);
}

static void skip_file(struct inclusion *in, const char *file,
		      const char *includer)
{
	const char *root = in->search->units->root;
	const char *short_name = root ? path_below(root, includer) : NULL;

	if (strcmp(file, includer) != 0)
		unit_search_set_aside(in->search, file,
				      "included by '%s' and analysed with it",
				      short_name ? short_name : includer);
}

static void note_include(struct inclusion *in, const char *folder,
			 const char *includer, const char *name)
{
	autofree char *path = path_normalize(folder, name);
	uint32_t at;

	if (strmap_get(&in->index, path, &at)) {
		skip_file(in, in->files->v[at], includer);
		return;
	}
	if (file_exists(path))
		return;
	vec_for_each(in->files, file)
		if (ends_in(*file, name))
			skip_file(in, *file, includer);
}

/* The name in a line '# include "name"' that ends at @quote, or NULL. */
static char *include_name(const char *text, const char *quote)
{
	const char *start = memrchr(text, '\n', quote - text);
	const char *s = start ? start + 1 : text;

	s += strspn(s, " \t");
	if (*s != '#')
		return NULL;
	s += 1 + strspn(s + 1, " \t");
	if (strncmp(s, "include", 7) != 0)
		return NULL;
	s += 7 + strspn(s + 7, " \t");
	if (*s != '"' || s >= quote)
		return NULL;
	return xstrndup(s + 1, quote - s - 1);
}

static void search_file(struct inclusion *in, const char *folder,
			const char *name)
{
	autofree char *path = xasprintf("%s/%s", folder, name);
	autofree char *text = read_source(path);

	for (const char *s = text; s && (s = strstr(s, ".c\"")); s += 3) {
		autofree char *include = include_name(text, s + 2);

		if (include)
			note_include(in, folder, path, include);
	}
}

static bool is_c_or_header(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h"));
}

static bool in_tree(const struct inclusion *in, const char *folder)
{
	const char *root = in->search->units->root;

	return root && (!strcmp(root, folder) || path_below(root, folder));
}

static void search_folder(struct inclusion *in, const char *folder)
{
	struct dirent *entry;
	DIR *dir;

	if (!in_tree(in, folder) || !strmap_put(&in->seen, folder, 1))
		return;
	dir = opendir(folder);
	while (dir && (entry = readdir(dir)))
		if (is_c_or_header(entry->d_name))
			search_file(in, folder, entry->d_name);
	if (dir)
		closedir(dir);
}

static void search_subfolders(struct inclusion *in, const char *folder)
{
	struct dirent *entry;
	DIR *dir;

	if (!in_tree(in, folder) || !strmap_put(&in->above, folder, 1))
		return;
	dir = opendir(folder);
	while (dir && (entry = readdir(dir))) {
		autofree char *path = NULL;

		if (entry->d_name[0] == '.' || entry->d_type == DT_REG)
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		search_folder(in, path);
	}
	if (dir)
		closedir(dir);
}

static void skip_if_program(struct inclusion *in, const char *file)
{
	autofree char *text = read_source(file);

	if (text && (strstr(text, "\n#include <stdio.h>") ||
		     strstr(text, "\n#include <stdlib.h>")))
		unit_search_set_aside(in->search, file,
				      "a program for the build machine");
}

void included_files_skip(struct unit_search *search, const path_vec *files)
{
	struct inclusion in = {.search = search, .files = files};

	for (size_t i = 0; i < files->n; i++)
		strmap_put(&in.index, files->v[i], i);
	vec_for_each(files, file) {
		autofree char *folder = path_folder(*file);
		autofree char *parent = path_folder(folder);

		skip_if_program(&in, *file);
		search_folder(&in, folder);
		search_folder(&in, parent);
		search_subfolders(&in, folder);
		search_subfolders(&in, parent);
	}
	strmap_deinit(&in.index);
	strmap_deinit(&in.seen);
	strmap_deinit(&in.above);
}
