// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "frontend/lower.h"

static enum CXChildVisitResult push_kid(CXCursor c, CXCursor parent,
					CXClientData data)
{
	struct kids *kids = data;

	vec_push(kids, c);
	return CXChildVisit_Continue;
}

void kids_get(CXCursor c, struct kids *ret)
{
	*ret = (struct kids){};
	clang_visitChildren(c, push_kid, ret);
}

void kids_deinit(struct kids *kids)
{
	vec_deinit(kids);
}

CXCursor kids_expr(const struct kids *kids, size_t n)
{
	for (size_t i = 0; i < kids->n; i++)
		if (clang_isExpression(clang_getCursorKind(kids->v[i])) && !n--)
			return kids->v[i];
	return clang_getNullCursor();
}

size_t kids_count_exprs(const struct kids *kids)
{
	size_t n = 0;

	for (size_t i = 0; i < kids->n; i++)
		n += clang_isExpression(clang_getCursorKind(kids->v[i]));
	return n;
}

bool cursor_spelled(CXCursor c, const char *name)
{
	CXString s = clang_getCursorSpelling(c);
	const char *text = clang_getCString(s);
	bool same = text && !strcmp(text, name);

	clang_disposeString(s);
	return same;
}

/* What is missing in an expression that was not understood is written behind
 * what is there: "x->field" of an incomplete type shows x only. */
static bool is_cut_short(CXCursor c, CXCursor child)
{
	CXSourceRange outer = clang_getCursorExtent(c);
	CXSourceRange inner = clang_getCursorExtent(child);

	return clang_getCursorKind(c) == CXCursor_UnexposedExpr &&
	       clang_equalLocations(clang_getRangeStart(outer),
				    clang_getRangeStart(inner)) &&
	       !clang_equalLocations(clang_getRangeEnd(outer),
				     clang_getRangeEnd(inner));
}

/* The only child of a wrapper, or the null cursor when @c is none. */
static CXCursor unwrap(CXCursor c, bool casts)
{
	enum CXCursorKind kind = clang_getCursorKind(c);
	CXCursor inner = clang_getNullCursor();
	autokids kids = {};

	if (kind == CXCursor_CStyleCastExpr ?
		    !casts :
		    kind != CXCursor_ParenExpr &&
			    kind != CXCursor_UnexposedExpr &&
			    kind != CXCursor_CallExpr)
		return inner;
	if (kind == CXCursor_CallExpr && !cursor_spelled(c, "__builtin_expect"))
		return inner;
	kids_get(c, &kids);
	if (kind == CXCursor_CallExpr)
		return kids_expr(&kids, 1);
	if (kind == CXCursor_CStyleCastExpr)
		return kids.n ? kids.v[kids.n - 1] : inner;
	return kids.n == 1 && !is_cut_short(c, kids.v[0]) ? kids.v[0] : inner;
}

static CXCursor strip(CXCursor c, bool casts)
{
	for (int i = 0; i < LOWER_DEPTH_MAX; i++) {
		CXCursor inner = unwrap(c, casts);

		if (clang_Cursor_isNull(inner))
			break;
		c = inner;
	}
	return c;
}

CXCursor cursor_strip(CXCursor c)
{
	return strip(c, false);
}

CXCursor cursor_strip_casts(CXCursor c)
{
	return strip(c, true);
}

enum CXTypeKind cursor_type_kind(CXCursor c)
{
	return clang_getCanonicalType(clang_getCursorType(c)).kind;
}

/* A parameter written as an array is a pointer; its type keeps the spelling. */
static bool is_parameter(CXCursor c)
{
	c = cursor_strip(c);
	if (clang_getCursorKind(c) == CXCursor_DeclRefExpr)
		c = clang_getCursorReferenced(c);
	return clang_getCursorKind(c) == CXCursor_ParmDecl;
}

bool cursor_is_array(CXCursor c)
{
	switch (cursor_type_kind(c)) {
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
	case CXType_DependentSizedArray:
		return !is_parameter(c);
	default:
		return false;
	}
}

bool cursor_is_pointer(CXCursor c)
{
	switch (cursor_type_kind(c)) {
	case CXType_Pointer:
		return true;
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
		return is_parameter(c);
	default:
		return false;
	}
}

bool cursor_evaluate(CXCursor c, int64_t *ret)
{
	CXEvalResult r = clang_Cursor_Evaluate(c);
	bool known = r && clang_EvalResult_getKind(r) == CXEval_Int;

	if (known)
		*ret = clang_EvalResult_getAsLongLong(r);
	if (r)
		clang_EvalResult_dispose(r);
	return known;
}

str_id string_take(struct lowering *lo, CXString s)
{
	str_id id = facts_str_add(lo->facts, clang_getCString(s));

	clang_disposeString(s);
	return id;
}

str_id cursor_name(struct lowering *lo, CXCursor c)
{
	return string_take(lo, clang_getCursorSpelling(c));
}
