// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/borrow.h"
#include "units/c_files.h"
#include "units/kbuild_call.h"
#include "units/kbuild_tree.h"
#include "units/kernel_tree.h"
#include "units/shell_words.h"
#include "units/unit_search.h"

#define CMD_LIMIT (8 << 20)

struct cmd_reader {
	struct unit_search *search;
	struct shell_words words;
	struct strbuf scratch;
};

/* ".foo.o.cmd"; ".foo.mod.o.cmd" is of what modpost wrote. */
static bool is_object_cmd(const char *name)
{
	size_t n = strlen(name);

	if (name[0] != '.' || n < 7 || strcmp(name + n - 6, ".o.cmd") != 0)
		return false;
	return n < 11 || strcmp(name + n - 10, ".mod.o.cmd") != 0;
}

static void read_cmd(struct cmd_reader *reader, const char *path)
{
	autofree char *text = NULL;
	struct dm_error *err;
	const char *file;
	size_t len;

	err = file_read(path, CMD_LIMIT, &text, &len);
	if (err) {
		unit_search_skip(reader->search, path, "%s", err->message);
		dm_error_destroy(err);
		return;
	}
	file = kbuild_call_in_cmd(text, len, &reader->scratch, &reader->words);
	if (file)
		unit_search_add(reader->search, reader->search->units->objtree,
				file, &reader->words);
}

static struct dm_error *read_folder(struct cmd_reader *reader,
				    const char *folder)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", folder);
	while ((entry = fts_read(walk)))
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP &&
		    is_object_cmd(entry->fts_name))
			read_cmd(reader, entry->fts_path);
	fts_close(walk);
	return NULL;
}

/* The folder of the build that holds what is compiled from @path. */
static char *built_folder(const struct units *units, const char *path)
{
	autofree char *folder = file_is_dir(path) ? xstrdup(path) :
						    path_folder(path);
	const char *below = path_below(units->root, folder);

	return below ? xasprintf("%s/%s", units->objtree, below) :
		       xstrdup(units->objtree);
}

static struct dm_error *read_path(struct cmd_reader *reader, const char *path)
{
	autofree char *folder = built_folder(reader->search->units, path);

	return file_is_dir(folder) ? read_folder(reader, folder) : NULL;
}

static struct dm_error *add_calls(struct unit_search *search, void *ctx)
{
	struct cmd_reader reader = {.search = search};
	struct dm_error *err = NULL;

	if (search->lend)
		err = read_path(&reader, search->lend);
	else if (!search->asked.n)
		err = read_folder(&reader, search->units->objtree);
	else
		for (size_t i = 0; i < search->asked.n && !err; i++)
			err = read_path(&reader, search->asked.v[i]);
	shell_words_deinit(&reader.words);
	strbuf_deinit(&reader.scratch);
	return err;
}

static bool is_configured(const char *objtree)
{
	autofree char *config = xasprintf("%s/.config", objtree);

	return file_exists(config);
}

static struct dm_error *open_tree(struct units *units, const char *objtree)
{
	units->objtree = path_normalize(NULL, objtree);
	if (!file_is_dir(units->objtree))
		return dm_error(DM_ERR_USAGE, "no such folder: '%s'", objtree);
	units->root = kernel_tree_of_objtree(units->objtree);
	if (!units->root)
		return dm_error(DM_ERR_USAGE,
				"'%s' is no build folder of a kernel tree: "
				"neither a 'source' link nor a Makefile leads "
				"to one",
				objtree);
	if (!is_configured(units->objtree))
		return dm_error(DM_ERR_USAGE,
				"'%s' is not configured; name its build folder "
				"(O=), or use --kernel to have it configured",
				objtree);
	units->release = kernel_tree_release(units->root);
	return NULL;
}

static struct dm_error *nothing_built(const struct unit_search *search)
{
	const char *path = search->src->n_paths ? search->src->paths[0] : NULL;

	return dm_error(DM_ERR_USAGE,
			"nothing is built in '%s'%s%s%s; build it there, or "
			"use --kernel on the source tree, which needs no build",
			search->units->objtree, path ? " for '" : "",
			path ? path : "", path ? "' nor above" : "");
}

struct dm_error *kbuild_tree_load(struct unit_search *search,
				  const char *objtree)
{
	struct units *units = search->units;
	struct dm_error *err = open_tree(units, objtree);

	if (!err)
		err = unit_search_resolve(search);
	if (!err)
		err = add_calls(search, NULL);
	if (!err)
		err = borrow_flags(search, add_calls, NULL);
	if (!err && unit_search_is_vain(search))
		err = nothing_built(search);
	return err;
}
