// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "diff/database_flags.h"
#include "diff/git.h"
#include "diff/sides.h"
#include "diff/touched.h"
#include "units/borrow.h"
#include "units/c_files.h"
#include "units/kernel_tree.h"
#include "units/module_list.h"
#include "units/unit_search.h"

/* Folders to ask a source about; modules that reach farther ask for more. */
#define ROUNDS 3

static bool holds_c_file(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = is_c_file(entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

/* A folder beside @folder, which is not there, that has C files: where flags
 * can be borrowed. NULL: none. */
static char *folder_beside(const char *folder)
{
	autofree char *parent = path_folder(folder);
	struct dirent **entries = NULL;
	int n = scandir(parent, &entries, NULL, alphasort);
	char *found = NULL;

	if (n > 0 && holds_c_file(parent))
		found = xstrdup(parent);
	for (int i = 0; i < n; i++) {
		autofree char *path =
			xasprintf("%s/%s", parent, entries[i]->d_name);

		if (!found && *entries[i]->d_name != '.' && holds_c_file(path))
			found = xstrdup(path);
		free(entries[i]);
	}
	free(entries);
	return found;
}

static void add_folder(path_vec *asked, char *folder)
{
	vec_for_each(asked, it) {
		if (strcmp(*it, folder) && !path_below(*it, folder))
			continue;
		free(folder);
		return;
	}
	vec_push(asked, folder);
}

static void ask_for(path_vec *asked, const char *root, const char *path)
{
	autofree char *full = xasprintf("%s/%s", root, path);
	char *folder = path_folder(full);

	if (!holds_c_file(folder)) {
		char *beside = folder_beside(folder);

		free(folder);
		folder = beside;
	}
	if (folder)
		add_folder(asked, folder);
}

/* The folder whose Makefile links a unit, when it is asked for already. */
static bool add_module_folder(path_vec *asked, const char *root,
			      const struct unit *unit)
{
	autofree char *full = NULL;
	char *folder;
	size_t n = asked->n;

	if (!unit->modfile || strchr(unit->modfile, ' ') ||
	    !strchr(unit->modfile, '/'))
		return false;
	full = path_normalize(root, unit->modfile);
	folder = path_folder(full);
	if (!path_below(root, folder) || !holds_c_file(folder)) {
		free(folder);
		return false;
	}
	add_folder(asked, folder);
	return asked->n > n;
}

static bool is_touched(const struct sides *s, int side, const char *file)
{
	const char *below = path_below(s->git->tree, file);

	return below && strmap_get(&s->touched[side], below, NULL);
}

/* Whether the modules of touched units reach into folders not asked for. */
static bool ask_for_modules(const struct sides *s, int side, const char *root,
			    path_vec *asked)
{
	bool more = false;

	vec_for_each(&s->all[side].list, unit)
		if (is_touched(s, side, unit->file))
			more |= add_module_folder(asked, root, unit);
	return more;
}

static char *absolute_folder(const char *path)
{
	char *full = path_normalize(NULL, path);
	char *folder;

	if (file_is_dir(full))
		return full;
	folder = path_folder(full);
	free(full);
	return folder;
}

/* The checkout that the source speaks of: that of the build, or the user's. */
static struct dm_error *find_source_root(struct sides *s)
{
	const struct units_source *src = s->source;
	const char *build = src->kbuild ? src->kbuild : src->compile_commands;
	autofree char *folder = build ? absolute_folder(build) : NULL;

	s->is_database = build;
	if (!build)
		s->source_root = xstrdup(s->git->tree);
	else
		s->source_root = kernel_tree_of_objtree(folder);
	if (!s->source_root && s->git->top)
		s->source_root = xstrdup(s->git->top);
	if (s->source_root)
		return NULL;
	return dm_error(DM_ERR_USAGE,
			"'%s' has no checkout that '%s' could speak of",
			s->git->dir, build);
}

/* A database may name files that the checkout has and the tree has not, and the
 * other way round. */
static void take_database(struct sides *s, struct units *units)
{
	size_t n = 0;

	database_flags_move(units, s->source_root, s->git->tree);
	vec_for_each(&units->list, unit) {
		if (file_exists(unit->file))
			units->list.v[n++] = *unit;
		else
			unit_deinit(unit);
	}
	units->list.n = n;
}

static struct dm_error *ask_source(struct sides *s, int side,
				   const path_vec *asked)
{
	struct units_source src = *s->source;
	struct units *units = &s->all[side];
	struct dm_error *err;

	if (src.kernel)
		src.kernel = s->git->tree;
	src.keep_missing = s->is_database;
	src.paths = (const char *const *)asked->v;
	src.n_paths = asked->n;
	units_deinit(units);
	err = units_find(&src, units);
	if (!err && src.keep_missing)
		take_database(s, units);
	if (!err && !units->root)
		units->root = xstrdup(s->git->tree);
	return err;
}

static void ask_for_touched(const struct sides *s, int side, const char *root,
			    path_vec *asked)
{
	for (int i = BEFORE; i <= side; i++) {
		const struct strmap *m = &s->touched[i];

		for (size_t k = 0; k < m->room; k++)
			if (m->slots[k].key)
				ask_for(asked, root, m->slots[k].key);
	}
	/* for what is new: where it can borrow flags */
	vec_for_each(s->changes, c)
		if (!c->from && is_c_file(c->to))
			ask_for(asked, root, c->to);
}

static struct dm_error *find_by_source(struct sides *s, int side)
{
	const char *root = s->source_root;
	struct dm_error *err = NULL;
	path_vec asked = {};
	bool more = true;

	ask_for_touched(s, side, root, &asked);
	for (int i = 0; i < ROUNDS && asked.n && more && !err; i++) {
		err = ask_source(s, side, &asked);
		more = !err && ask_for_modules(s, side, root, &asked);
	}
	path_vec_deinit(&asked);
	return err;
}

static void copy_unit(const struct unit *unit, const char *file,
		      struct unit *ret)
{
	*ret = (struct unit){
		.file = xstrdup(file),
		.directory = xstrdup(unit->directory),
		.quality = unit->quality,
		.arch = unit->arch,
		.module = unit->module ? xstrdup(unit->module) : NULL,
		.modfile = unit->modfile ? xstrdup(unit->modfile) : NULL,
		.lender = unit->lender ? xstrdup(unit->lender) : NULL,
	};
	unit_set_args(ret, (const char *const *)unit->args, unit->n_args);
}

/* What became of a file; NULL: it is gone. */
static const char *name_after(const struct sides *s, const char *below)
{
	vec_for_each(s->changes, c)
		if (c->from && !strcmp(c->from, below))
			return c->to;
	return below;
}

static void keep_units(struct sides *s)
{
	struct units *to = &s->all[AFTER];

	vec_for_each(&s->all[BEFORE].list, unit) {
		const char *root = s->git->tree;
		const char *below = path_below(root, unit->file);
		const char *name = below ? name_after(s, below) : NULL;
		autofree char *file = name ? xasprintf("%s/%s", root, name) :
					     NULL;

		if (file && is_c_file(file))
			copy_unit(unit, file, vec_add(&to->list));
	}
}

/* A new file of a folder with one module goes into that. */
static void find_module(const struct units *units, struct unit *unit)
{
	autofree char *folder = path_folder(unit->file);
	const struct unit *found = NULL;

	vec_for_each(&units->list, it) {
		autofree char *other = path_folder(it->file);

		if (!it->module || strcmp(folder, other) != 0)
			continue;
		if (found && strcmp(found->module, it->module) != 0)
			return;
		found = it;
	}
	if (!found)
		return;
	unit->module = xstrdup(found->module);
	unit->modfile = found->modfile ? xstrdup(found->modfile) : NULL;
}

/* Files that are new in the tree borrow the flags of a neighbour. */
static struct dm_error *add_new_files(struct sides *s)
{
	struct units *units = &s->all[AFTER];
	struct unit_search search = {.src = s->source, .units = units};
	struct dm_error *err = NULL;

	vec_for_each(s->changes, c)
		if (!c->from && is_c_file(c->to))
			vec_push(&search.asked,
				 xasprintf("%s/%s", s->git->tree, c->to));
	if (search.asked.n)
		err = borrow_flags(&search, NULL, NULL);
	unit_search_finish(&search);
	unit_search_deinit(&search);
	vec_for_each(&units->list, unit)
		if (unit->lender && !unit->module &&
		    is_touched(s, AFTER, unit->file))
			find_module(units, unit);
	return err;
}

static char *copy_or_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static struct dm_error *find_from_before(struct sides *s)
{
	const struct units *before = &s->all[BEFORE];
	struct units *after = &s->all[AFTER];

	after->root = xstrdup(s->git->tree);
	after->objtree = copy_or_null(before->objtree);
	after->release = copy_or_null(before->release);
	after->arch = before->arch;
	keep_units(s);
	return add_new_files(s);
}

struct dm_error *sides_find(struct sides *s, int side)
{
	const struct units_source *src = s->source;
	bool bare = !src->kernel && !src->kbuild && !src->compile_commands;
	struct dm_error *err = touched_find(s->git->tree, s->changes,
					    side == AFTER, s->limit,
					    &s->touched[side], &s->over_limit);

	if (!err && !s->source_root)
		err = find_source_root(s);
	if (err)
		return err;
	if (side == BEFORE || bare || s->trust)
		return find_by_source(s, side);
	return find_from_before(s);
}

/* Mark the units of modules that have a touched one. */
static void mark_modules(const struct sides *s, int side, struct strmap *marked)
{
	const struct units *units = &s->all[side];
	struct module_list modules = {};

	for (size_t i = 0; i < units->list.n; i++)
		module_list_add(&modules, &units->list.v[i], i);
	vec_for_each(&modules.list, m) {
		bool hit = false;

		vec_for_each(&m->units, n)
			hit |= is_touched(s, side, units->list.v[*n].file);
		vec_for_each(&m->units, n)
			if (hit)
				strmap_put(marked, units->list.v[*n].file, 1);
	}
	module_list_deinit(&modules);
}

static const char *name_before(const struct sides *s, const char *below)
{
	vec_for_each(s->changes, c)
		if (c->to && !strcmp(c->to, below))
			return c->from;
	return below;
}

/* Mark what the files marked on one side are on the other one. */
static void carry_over(const struct sides *s, int from,
		       const struct strmap *marked, struct strmap *ret)
{
	for (size_t i = 0; i < marked->room; i++) {
		const char *key = marked->slots[i].key;
		const char *below = key ? path_below(s->git->tree, key) : NULL;
		autofree char *full = NULL;

		if (below)
			below = from == BEFORE ? name_after(s, below) :
						 name_before(s, below);
		if (!below)
			continue;
		full = xasprintf("%s/%s", s->git->tree, below);
		strmap_put(ret, full, 1);
	}
}

static void keep_marked(struct units *units, const struct strmap *marked)
{
	size_t n = 0;

	vec_for_each(&units->list, unit) {
		if (strmap_get(marked, unit->file, NULL))
			units->list.v[n++] = *unit;
		else
			unit_deinit(unit);
	}
	units->list.n = n;
}

/* Of what was asked for and is no unit, only touched files count. */
static void keep_touched_skips(struct sides *s, int side)
{
	struct units *units = &s->all[side];
	size_t n = 0;

	vec_for_each(&units->skips, skip) {
		if (is_touched(s, side, skip->file)) {
			units->skips.v[n++] = *skip;
			continue;
		}
		free(skip->file);
		free(skip->why);
	}
	units->skips.n = n;
}

void sides_select(struct sides *s)
{
	struct strmap marked[2] = {}, kept[2] = {};

	for (int side = BEFORE; side <= AFTER; side++) {
		mark_modules(s, side, &marked[side]);
		mark_modules(s, side, &kept[side]);
	}
	carry_over(s, BEFORE, &marked[BEFORE], &kept[AFTER]);
	carry_over(s, AFTER, &marked[AFTER], &kept[BEFORE]);
	for (int side = BEFORE; side <= AFTER; side++) {
		keep_marked(&s->all[side], &kept[side]);
		keep_touched_skips(s, side);
		strmap_deinit(&marked[side]);
		strmap_deinit(&kept[side]);
	}
}

void sides_deinit(struct sides *s)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		strmap_deinit(&s->touched[side]);
		units_deinit(&s->all[side]);
	}
	strmap_deinit(&s->over_limit);
	free(s->source_root);
}
