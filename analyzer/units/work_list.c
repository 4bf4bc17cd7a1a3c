// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <glob.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "units/work_list.h"

#define ROOT_LIMIT (1 << 16)

/* A name for a file that stands for a path. */
static char *path_name(const char *path)
{
	XXH128_hash_t h = XXH3_128bits(path, strlen(path));

	return xasprintf("%016llx%016llx", (unsigned long long)h.high64,
			 (unsigned long long)h.low64);
}

char *work_list_folder(const char *cache, const char *build)
{
	autofree char *full = path_normalize(NULL, build);
	autofree char *name = path_name(full);

	return xasprintf("%s/work/%s", cache, name);
}

static void write_call(FILE *out, const char *directory, const char *file,
		       const char *const *argv, size_t n)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_array(&w, NULL);
	jsonw_object(&w, NULL);
	jsonw_str(&w, "directory", directory);
	jsonw_str(&w, "file", file);
	jsonw_array(&w, "arguments");
	for (size_t i = 0; i < n; i++)
		jsonw_str(&w, NULL, argv[i]);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

struct dm_error *work_list_add(const char *folder, const char *directory,
			       const char *file, const char *const *argv,
			       size_t n, char **ret)
{
	autofree char *full = path_normalize(directory, file);
	autofree char *name = path_name(full);
	autofree char *path = xasprintf("%s/%s.json", folder, name);
	autofree char *text = NULL;
	struct dm_error *err;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return dm_error_errno(errno, "cannot list '%s'", file);
	write_call(out, directory, full, argv, n);
	fclose(out);
	err = file_make_dirs(folder);
	if (!err)
		err = file_write_atomic(path, text, len);
	if (!err)
		*ret = take_ptr(path);
	return err;
}

/* Take the entries of a call whose file is still there. */
static struct dm_error *join_call(const char *path, json_t *all)
{
	json_error_t error;
	json_t *call = json_load_file(path, 0, &error), *entry;
	bool gone = true;
	size_t i;

	if (!call)
		return dm_error(DM_ERR_INPUT, "%s:%d:%d: %s", path, error.line,
				error.column, error.text);
	json_array_foreach(call, i, entry) {
		const char *file =
			json_string_value(json_object_get(entry, "file"));

		if (!file || !file_exists(file))
			continue;
		gone = false;
		json_array_append(all, entry);
	}
	json_decref(call);
	if (gone)
		unlink(path);
	return NULL;
}

static struct dm_error *join_calls(const char *folder, json_t *all)
{
	autofree char *pattern = xasprintf("%s/*.json", folder);
	struct dm_error *err = NULL;
	glob_t calls = {};

	glob(pattern, GLOB_NOESCAPE, NULL, &calls);
	for (size_t i = 0; i < calls.gl_pathc && !err; i++)
		err = join_call(calls.gl_pathv[i], all);
	globfree(&calls);
	return err;
}

struct dm_error *work_list_join(const char *folder, char **ret)
{
	autofree char *path = xasprintf("%s/all", folder);
	autofree char *text = NULL;
	json_t *all = json_array();
	struct dm_error *err = join_calls(folder, all);

	if (!err && !json_array_size(all))
		err = dm_error(DM_ERR_USAGE,
			       "'dmalias cc' left nothing for this build "
			       "folder; run make with C=1 or C=2 and "
			       "CHECK=\"dmalias cc\", with the same cache");
	text = json_dumps(all, JSON_INDENT(1));
	json_decref(all);
	if (!err)
		err = file_write_atomic(path, text, strlen(text));
	if (!err)
		*ret = take_ptr(path);
	return err;
}

struct dm_error *work_list_set_root(const char *folder, const char *root)
{
	autofree char *path = xasprintf("%s/root", folder);

	return file_write_atomic(path, root, strlen(root));
}

char *work_list_root(const char *folder)
{
	autofree char *path = xasprintf("%s/root", folder);
	char *root = NULL;
	struct dm_error *err = file_read(path, ROOT_LIMIT, &root, NULL);

	dm_error_destroy(err);
	return root;
}
