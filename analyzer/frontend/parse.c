// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/vec.h"
#include "frontend/frontend.h"
#include "frontend/parse.h"
#include "units/unit.h"

static const char *const own_args[] = {
	"-w",
	"-fno-color-diagnostics",
	"-ferror-limit=0",
};

static const unsigned int parse_options =
	CXTranslationUnit_DetailedPreprocessingRecord |
	CXTranslationUnit_KeepGoing;

typedef VEC(const char *) arg_vec;

static enum CXErrorCode try_parse(const struct unit *unit, const char *pch,
				  struct parse *ret)
{
	enum CXErrorCode code;
	arg_vec args = {};

	for (size_t i = 0; i < unit->n_args; i++)
		vec_push(&args, unit->args[i]);
	for (size_t i = 0; i < ARRAY_SIZE(own_args); i++)
		vec_push(&args, own_args[i]);
	if (pch) {
		vec_push(&args, "-include-pch");
		vec_push(&args, pch);
	}
	*ret = (struct parse){.index = clang_createIndex(1, 0)};
	code = clang_parseTranslationUnit2(ret->index, unit->file, args.v,
					   args.n, NULL, 0, parse_options,
					   &ret->tu);
	vec_deinit(&args);
	return code;
}

static char *format_diagnostic(CXDiagnostic d)
{
	CXString s =
		clang_formatDiagnostic(d, CXDiagnostic_DisplaySourceLocation |
						  CXDiagnostic_DisplayColumn);
	char *text = xstrdup(clang_getCString(s));

	clang_disposeString(s);
	return text;
}

/*
 * Errors after which the statement is still in the tree. After any other (an
 * unknown type or identifier, a slip of syntax) clang may have dropped it.
 */
static bool is_kept(const char *message)
{
	static const char *const kept[] = {
		"incomplete definition of type",
		"incomplete result type",
		"incomplete type",
		"call to undeclared function",
		"incompatible",
		"does not match previous declaration",
		"redefinition",
		"static assertion failed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (strstr(message, kept[i]))
			return true;
	return false;
}

static void add_site(CXDiagnostic d, struct parse *parse)
{
	CXString s = clang_getDiagnosticSpelling(d);
	struct error_site site = {};

	if (!is_kept(clang_getCString(s))) {
		clang_getFileLocation(clang_getDiagnosticLocation(d),
				      &site.file, NULL, NULL, &site.offset);
		vec_push(&parse->dropped, site);
	}
	clang_disposeString(s);
}

/* The count is asked for once: each time clang goes over all of them. */
static void count_errors(struct parse *parse, struct frontend_report *report)
{
	unsigned int n = clang_getNumDiagnostics(parse->tu);

	report->errors = 0;
	for (unsigned int i = 0; i < n; i++) {
		CXDiagnostic d = clang_getDiagnostic(parse->tu, i);

		if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error) {
			report->errors++;
			add_site(d, parse);
			if (!report->first_error)
				report->first_error = format_diagnostic(d);
		}
		clang_disposeDiagnostic(d);
	}
}

static const char *why(enum CXErrorCode code)
{
	switch (code) {
	case CXError_Crashed:
		return "clang crashed";
	case CXError_InvalidArguments:
		return "clang does not take its arguments";
	default:
		return "clang cannot read it";
	}
}

struct dm_error *parse_unit(const struct unit *unit, const char *pch,
			    struct parse *ret, struct frontend_report *report)
{
	enum CXErrorCode code = try_parse(unit, pch, ret);

	if (code == CXError_Success)
		count_errors(ret, report);
	report->pch_used = pch != NULL;
	if (pch && (code != CXError_Success || report->errors)) {
		parse_deinit(ret);
		frontend_report_deinit(report);
		report->pch_used = false;
		code = try_parse(unit, NULL, ret);
		if (code == CXError_Success)
			count_errors(ret, report);
	}
	if (code == CXError_Success)
		return NULL;
	parse_deinit(ret);
	return dm_error(DM_ERR_UNIT, "%s: %s", unit->file, why(code));
}

void parse_deinit(struct parse *parse)
{
	if (parse->tu)
		clang_disposeTranslationUnit(parse->tu);
	if (parse->index)
		clang_disposeIndex(parse->index);
	vec_deinit(&parse->dropped);
	*parse = (struct parse){};
}
