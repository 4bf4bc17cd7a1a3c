// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "frontend/inclusions.h"
#include "frontend/lower.h"
#include "frontend/parse.h"

/* Everything of a unit that is lowered: its functions and variables. */

static void lower_top(struct lowering *lo, CXCursor c)
{
	struct source_file *file = source_file_of(lo, c);

	if (!file ||
	    (file->class != SOURCE_MAIN && file->class != SOURCE_INCLUDED))
		return;
	if (clang_getCursorKind(c) == CXCursor_FunctionDecl &&
	    clang_isCursorDefinition(c))
		lower_function(lo, c, false);
	if (clang_getCursorKind(c) == CXCursor_VarDecl)
		lower_global_init(lo, c);
}

static enum CXChildVisitResult visit_top(CXCursor c, CXCursor parent,
					 CXClientData data)
{
	if (!clang_isPreprocessing(clang_getCursorKind(c)))
		lower_top(data, c);
	return CXChildVisit_Continue;
}

static void lower_unit(struct lowering *lo)
{
	source_expansions(lo);
	clang_visitChildren(clang_getTranslationUnitCursor(lo->tu), visit_top,
			    lo);
	for (size_t i = 0; i < lo->pending.n; i++)
		lower_function(lo, lo->pending.v[i], true);
	types_finish(lo);
}

static struct facts *facts_for(const struct unit *unit, const char *root)
{
	const char *below = root ? path_below(root, unit->file) : NULL;

	return facts_create(below ? below : unit->file,
			    below ? root : unit->directory);
}

static void fill_report(const struct lowering *lo,
			struct frontend_report *report)
{
	const struct facts *f = lo->facts;
	inclusion_vec files = {};

	inclusions_list(lo->tu, lo->unit->directory, &files);
	report->files = files.v;
	report->n_files = files.n;

	report->opaque = lo->opaque;
	report->functions = f->funcs.n - 1;
	for (size_t i = 1; i < f->funcs.n; i++)
		if (f->funcs.v[i].flags & FUNC_INCOMPLETE)
			report->incomplete++;
}

static void lowering_deinit(struct lowering *lo)
{
	sources_deinit(&lo->sources);
	types_deinit(&lo->types);
	ptrmap_deinit(&lo->symbols);
	ptrmap_deinit(&lo->callees);
	ptrmap_deinit(&lo->header_funcs);
	vec_deinit(&lo->callee_list);
	vec_deinit(&lo->pending);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, slash - path) : xstrdup(".");
}

struct dm_error *frontend_lower(const struct unit *unit,
				const struct frontend_options *options,
				struct facts **ret,
				struct frontend_report *report)
{
	autofree char *folder = folder_of(unit->file);
	struct lowering lo = {
		.unit = unit,
		.options = options,
		.sources.folder = folder,
	};
	struct frontend_report r = {};
	struct parse parse;
	struct dm_error *err;

	if (chdir(unit->directory))
		return dm_error(DM_ERR_UNIT, "%s: no folder %s", unit->file,
				unit->directory);
	err = parse_unit(unit, options->pch, &parse, &r);
	if (err)
		return err;
	lo.tu = parse.tu;
	lo.parse = &parse;
	lo.facts = facts_for(unit, options->root);
	vec_push(&lo.types.record_of, 0);
	lower_unit(&lo);
	fill_report(&lo, &r);
	lowering_deinit(&lo);
	parse_deinit(&parse);
	*ret = lo.facts;
	*report = r;
	return NULL;
}

void frontend_report_deinit(struct frontend_report *report)
{
	for (size_t i = 0; i < report->n_files; i++)
		free(report->files[i]);
	free(report->files);
	report->files = NULL;
	report->n_files = 0;
	free(report->first_error);
	report->first_error = NULL;
}
