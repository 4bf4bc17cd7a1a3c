// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/bare_files.h"
#include "units/borrow.h"
#include "units/c_files.h"
#include "units/flags.h"
#include "units/included_files.h"
#include "units/unit_search.h"

/* Units that can lend their flags, sorted by file. */
typedef VEC(const struct unit *) lender_vec;

static int compare_lenders(const void *a, const void *b)
{
	const struct unit *const *left = a, *const *right = b;

	return strcmp((*left)->file, (*right)->file);
}

static void find_lenders(const struct unit_search *search, lender_vec *ret)
{
	vec_for_each(&search->units->list, unit)
		vec_push(ret, unit);
	vec_for_each(&search->lenders, unit)
		vec_push(ret, unit);
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), compare_lenders);
}

/* The index of the first lender whose file does not sort before @path. */
static size_t lower_bound(const lender_vec *lenders, const char *path)
{
	size_t low = 0, high = lenders->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(lenders->v[middle]->file, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const char *base_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static size_t common_length(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	return n;
}

/* The best lender below @folder: in it rather than deeper, named alike. */
static const struct unit *best_below(const lender_vec *lenders,
				     const char *folder, const char *file)
{
	autofree char *start = xasprintf("%s/", folder);
	const struct unit *best = NULL;
	size_t best_score = 0;

	for (size_t i = lower_bound(lenders, start); i < lenders->n; i++) {
		const struct unit *unit = lenders->v[i];
		const char *rest = path_below(folder, unit->file);
		size_t score;

		if (!rest)
			break;
		score = 1 +
			common_length(base_name(unit->file), base_name(file));
		if (!strchr(rest, '/'))
			score += 4096; /* more than a name can be long */
		if (score > best_score) {
			best = unit;
			best_score = score;
		}
	}
	return best;
}

static const struct unit *find_lender(const lender_vec *lenders,
				      const char *root, const char *file)
{
	char *folder = path_folder(file);
	const struct unit *lender = NULL;

	for (;;) {
		char *parent;

		lender = best_below(lenders, folder, file);
		if (lender || !path_below(root, folder))
			break;
		parent = path_folder(folder);
		free(folder);
		folder = parent;
	}
	free(folder);
	return lender;
}

/* The lender's argument as the borrower says it, or NULL for the same. */
static char *adapt_arg(const char *arg, const char *name)
{
	static const struct {
		const char *start, *format;
	} rows[] = {
		{"-DKBUILD_MODNAME=", "-DKBUILD_MODNAME=\"%s\""},
		{"-DKBUILD_BASENAME=", "-DKBUILD_BASENAME=\"%s\""},
		{"-DKBUILD_MODFILE=", "-DKBUILD_MODFILE=\"%s\""},
		{"-D__KBUILD_MODNAME=", "-D__KBUILD_MODNAME=kmod_%s"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].start);
		const char *value = strchr(rows[i].format, '=') + 1;
		const char *s = strstr(value, "%s");

		if (!strncmp(arg, rows[i].start, n))
			return xasprintf("%s%.*s%s%s", rows[i].start,
					 (int)(s - value), value, name, s + 2);
	}
	return NULL;
}

static void add_borrower(unit_vec *ret, const char *file,
			 const struct unit *lender)
{
	autofree char *name = module_name_of(file), *folder = path_folder(file);
	autofree char *include = xasprintf("-I%s", folder);
	VEC(const char *) args = {};
	path_vec adapted = {};
	struct unit unit = {
		.file = xstrdup(file),
		.directory = xstrdup(lender->directory),
		.lender = xstrdup(lender->file),
		.quality = UNIT_BORROWED_FLAGS,
		.arch = lender->arch,
	};

	for (size_t i = 0; i < lender->n_args; i++) {
		char *arg = adapt_arg(lender->args[i], name);

		if (arg)
			vec_push(&adapted, arg);
		vec_push(&args, arg ? arg : lender->args[i]);
	}
	vec_push(&args, include);
	unit_set_args(&unit, args.v, args.n);
	vec_push(ret, unit);
	vec_deinit(&args);
	path_vec_deinit(&adapted);
}

/* Files that were asked for and that are neither units nor skipped. */
static struct dm_error *find_borrowers(struct unit_search *search,
				       path_vec *ret)
{
	struct dm_error *err = c_files_list(search, ret);
	size_t n = 0;

	if (err)
		return err;
	for (size_t i = 0; i < ret->n; i++) {
		if (strmap_get(&search->index, ret->v[i], NULL) ||
		    strmap_get(&search->skipped, ret->v[i], NULL))
			free(ret->v[i]);
		else
			ret->v[n++] = ret->v[i];
	}
	ret->n = n;
	return NULL;
}

/* Whether a unit lies below the folder that was asked for. */
static bool has_unit_below(const struct unit_search *search, const char *folder)
{
	lender_vec lenders = {};
	bool found;

	find_lenders(search, &lenders);
	found = best_below(&lenders, folder, "/");
	vec_deinit(&lenders);
	return found;
}

/* Make the source load folders up from @path until one has a unit. */
static struct dm_error *load_lenders(struct unit_search *search,
				     const char *path, borrow_load load,
				     void *ctx)
{
	const char *root = search->units->root;
	char *folder = file_is_dir(path) ? xstrdup(path) : path_folder(path);
	struct dm_error *err = NULL;

	while (!err && !has_unit_below(search, folder)) {
		char *parent;

		search->lend = folder;
		err = load(search, ctx);
		search->lend = NULL;
		if (!path_below(root, folder))
			break;
		parent = path_folder(folder);
		free(folder);
		folder = parent;
	}
	free(folder);
	return err;
}

static void borrow_all(struct unit_search *search, const path_vec *files)
{
	const char *root = search->units->root;
	lender_vec lenders = {};
	unit_vec borrowers = {};

	find_lenders(search, &lenders);
	vec_for_each(files, file) {
		const struct unit *lender;

		if (strmap_get(&search->skipped, *file, NULL))
			continue;
		lender = root ? find_lender(&lenders, root, *file) : NULL;
		if (lender)
			add_borrower(&borrowers, *file, lender);
		else
			bare_files_make(*file, search->src->stand_in,
					vec_add(&borrowers));
	}
	vec_for_each(&borrowers, unit)
		vec_push(&search->units->list, *unit);
	vec_deinit(&borrowers);
	vec_deinit(&lenders);
}

struct dm_error *borrow_flags(struct unit_search *search, borrow_load load,
			      void *ctx)
{
	path_vec files = {};
	struct dm_error *err;

	if (!search->asked.n)
		return NULL;
	unit_search_tidy(search);
	err = find_borrowers(search, &files);
	for (size_t i = 0; i < search->asked.n && !err && files.n; i++)
		if (load && search->units->root)
			err = load_lenders(search, search->asked.v[i], load,
					   ctx);
	if (!err) {
		included_files_skip(search, &files);
		borrow_all(search, &files);
	}
	path_vec_deinit(&files);
	return err;
}
