// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/flags.h"
#include "units/shell_words.h"
#include "units/unit_search.h"

bool is_c_file(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && !strcmp(path + n - 2, ".c");
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : slash - path);
}

static bool is_or_below(const char *folder, const char *path)
{
	return !strcmp(folder, path) || path_below(folder, path);
}

/* @path as a path below @root, through links if need be; NULL if outside. */
static char *spell_below(const char *root, const char *path)
{
	autofree char *real_root = NULL, *real = NULL;
	const char *rest;

	if (is_or_below(root, path))
		return xstrdup(path);
	real_root = realpath(root, NULL);
	real = realpath(path, NULL);
	if (!real_root || !real || !is_or_below(real_root, real))
		return NULL;
	rest = path_below(real_root, real);
	return rest ? xasprintf("%s/%s", root, rest) : xstrdup(root);
}

static struct dm_error *resolve_path(struct unit_search *search,
				     const char *path)
{
	const char *root = search->units->root;
	autofree char *here = path_normalize(NULL, path);
	autofree char *there = root ? path_normalize(root, path) : NULL;
	char *found = NULL;

	if (file_exists(here))
		found = root ? spell_below(root, here) : xstrdup(here);
	if (!found && there && file_exists(there) && is_or_below(root, there))
		found = xstrdup(there);
	if (found) {
		vec_push(&search->asked, found);
		return NULL;
	}
	if (file_exists(here))
		return dm_error(DM_ERR_USAGE, "'%s' is outside the tree '%s'",
				path, root);
	return dm_error(DM_ERR_USAGE, "no such file or folder: '%s'%s%s%s",
			path, root ? " (neither here nor in '" : "",
			root ? root : "", root ? "')" : "");
}

struct dm_error *unit_search_resolve(struct unit_search *search)
{
	const struct units_source *src = search->src;

	for (size_t i = 0; i < src->n_paths; i++) {
		struct dm_error *err = resolve_path(search, src->paths[i]);

		if (err)
			return err;
	}
	return NULL;
}

bool unit_search_wants(const struct unit_search *search, const char *file)
{
	if (!search->asked.n)
		return true;
	vec_for_each(&search->asked, path)
		if (is_or_below(*path, file))
			return true;
	return false;
}

bool unit_search_reaches(const struct unit_search *search, const char *file)
{
	if (search->lend)
		return path_below(search->lend, file);
	return unit_search_wants(search, file);
}

static void add_unit(struct unit_search *search, struct unit *unit)
{
	struct unit *old;
	uint32_t at;

	if (!strmap_get(&search->index, unit->file, &at)) {
		vec_push(&search->units->list, *unit);
		strmap_put(&search->index, unit->file, search->units->list.n);
		return;
	}
	old = &search->units->list.v[at - 1];
	if (!flags_macro(old, "MODULE") && flags_macro(unit, "MODULE")) {
		struct unit loser = *old;

		*old = *unit;
		*unit = loser;
	}
	unit_deinit(unit);
}

void unit_search_add(struct unit_search *search, const char *directory,
		     const char *file, struct shell_words *words)
{
	autofree char *path = path_normalize(directory, file);
	struct unit unit = {};
	size_t argc;
	char **argv;

	if (!unit_search_reaches(search, path))
		return;
	if (!is_c_file(path)) {
		if (!search->lend)
			unit_search_set_aside(search, path, "not a C file");
		return;
	}
	argv = shell_words_list(words, &argc);
	flags_translate(argv, argc, &unit);
	unit.file = take_ptr(path);
	unit.directory = xstrdup(directory);
	if (search->lend)
		vec_push(&search->lenders, unit);
	else
		add_unit(search, &unit);
}

static void add_skip(struct unit_search *search, const char *file, bool lost,
		     const char *fmt, va_list ap)
{
	struct unit_skip skip = {.lost = lost};

	if (!strmap_put(&search->skipped, file, 1))
		return;
	skip.file = xstrdup(file);
	skip.why = xvasprintf(fmt, ap);
	vec_push(&search->units->skips, skip);
}

void unit_search_skip(struct unit_search *search, const char *file,
		      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_skip(search, file, true, fmt, ap);
	va_end(ap);
}

void unit_search_set_aside(struct unit_search *search, const char *file,
			   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_skip(search, file, false, fmt, ap);
	va_end(ap);
}

static int compare_by_file(const void *a, const void *b)
{
	const struct unit *left = a, *right = b;

	return strcmp(left->file, right->file);
}

static int compare_skips(const void *a, const void *b)
{
	const struct unit_skip *left = a, *right = b;

	return strcmp(left->file, right->file);
}

static void drop_missing(struct unit_search *search)
{
	unit_vec *list = &search->units->list;
	bool keep = search->src->keep_missing;
	size_t n = 0;

	vec_for_each(list, unit) {
		if (keep || file_exists(unit->file)) {
			list->v[n++] = *unit;
			continue;
		}
		unit_search_skip(search, unit->file,
				 "no such file; the build would make it");
		unit_deinit(unit);
	}
	list->n = n;
}

/* The architecture of most units: host programs and the like are few. */
static enum unit_arch common_arch(const unit_vec *list)
{
	size_t count[ARCH_OTHER + 1] = {};
	enum unit_arch best = ARCH_UNKNOWN;

	vec_for_each(list, unit)
		count[unit->arch]++;
	for (enum unit_arch arch = ARCH_X86; arch <= ARCH_OTHER; arch++)
		if (count[arch] > (best ? count[best] : 0))
			best = arch;
	return best;
}

void unit_search_tidy(struct unit_search *search)
{
	struct units *units = search->units;

	drop_missing(search);
	if (units->list.n)
		qsort(units->list.v, units->list.n, sizeof(*units->list.v),
		      compare_by_file);
	if (units->skips.n)
		qsort(units->skips.v, units->skips.n, sizeof(*units->skips.v),
		      compare_skips);
	strmap_deinit(&search->index);
	for (size_t i = 0; i < units->list.n; i++)
		strmap_put(&search->index, units->list.v[i].file, i + 1);
}

bool unit_search_is_vain(const struct unit_search *search)
{
	const struct units *units = search->units;

	vec_for_each(&units->list, unit)
		if (unit->quality == UNIT_TRUE_FLAGS)
			return false;
	if (search->lenders.n)
		return false;
	return units->list.n || !units->skips.n;
}

void unit_search_finish(struct unit_search *search)
{
	unit_search_tidy(search);
	if (!search->units->arch)
		search->units->arch = common_arch(&search->units->list);
}

void unit_search_progress(const struct unit_search *search, const char *fmt,
			  ...)
{
	autofree char *what = NULL;
	va_list ap;

	if (!search->src->progress)
		return;
	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	search->src->progress(what, search->src->ctx);
}

void unit_search_deinit(struct unit_search *search)
{
	vec_for_each(&search->asked, path)
		free(*path);
	vec_deinit(&search->asked);
	strmap_deinit(&search->index);
	unit_vec_deinit(&search->lenders);
	strmap_deinit(&search->skipped);
}
