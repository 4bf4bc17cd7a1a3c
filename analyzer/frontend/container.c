// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/*
 * container_of() and what is built on it, told by the expanded form: a
 * statement expression that keeps the pointer in "__mptr" and gives
 * (type *)(__mptr - offsetof(type, member)). See include/linux/
 * container_of.h, v5.16, and include/linux/kernel.h before it.
 */

/* The member of "struct foo, a.b". */
static str_id member_of(struct lowering *lo, str_id offsetof_text)
{
	const char *text = facts_str(lo->facts, offsetof_text);
	const char *comma = strstr(text, ", ");
	autofree char *member = xstrdup(comma ? comma + 2 : text);

	return facts_str_add(lo->facts, member);
}

/* Casts to byte pointers say nothing about what is pointed to. */
static expr_id without_casts(const struct lowering *lo, expr_id id)
{
	const struct fact_expr *e = facts_expr(lo->facts, id);

	while (e->kind == EXPR_CAST) {
		id = e->a;
		e = facts_expr(lo->facts, id);
	}
	return id;
}

expr_id expr_container(struct lowering *lo, expr_id cast)
{
	struct fact_expr e = *facts_expr(lo->facts, cast);
	const struct fact_expr *sub, *offset;
	struct fact_expr ret = {.kind = EXPR_CONTAINER, .type = e.type};

	if (e.kind != EXPR_CAST ||
	    facts_type(lo->facts, e.type)->kind != TYPE_POINTER)
		return cast;
	sub = facts_expr(lo->facts, without_casts(lo, e.a));
	if (sub->kind != EXPR_BINARY || sub->oper != OPER_SUB)
		return cast;
	offset = facts_expr(lo->facts, without_casts(lo, sub->b));
	if (offset->kind != EXPR_OFFSETOF)
		return cast;
	ret.a = without_casts(lo, sub->a);
	ret.str = member_of(lo, offset->str);
	type_want(lo, facts_type(lo->facts, e.type)->target);
	return facts_expr_add(lo->facts, &ret);
}

static bool is_mptr(CXCursor decl)
{
	CXString s = clang_getCursorSpelling(decl);
	const char *name = clang_getCString(s);
	bool ret = name &&
		   (!strncmp(name, "__mptr", 6) || !strncmp(name, "_mptr", 5));

	clang_disposeString(s);
	return ret;
}

/* The initialiser of the first declaration, when that is __mptr. */
static CXCursor mptr_init(const struct kids *body)
{
	autokids decls = {};

	if (!body->n || clang_getCursorKind(body->v[0]) != CXCursor_DeclStmt)
		return clang_getNullCursor();
	kids_get(body->v[0], &decls);
	if (decls.n != 1 ||
	    clang_getCursorKind(decls.v[0]) != CXCursor_VarDecl ||
	    !is_mptr(decls.v[0]))
		return clang_getNullCursor();
	return clang_Cursor_getVarDeclInitializer(decls.v[0]);
}

/* The OffsetOfExpr on the right of the minus in @c, or the null cursor. */
static CXCursor offset_in(CXCursor c)
{
	autokids kids = {};

	c = cursor_strip_casts(c);
	if (clang_getCursorKind(c) != CXCursor_BinaryOperator ||
	    clang_getCursorBinaryOperatorKind(c) != CXBinaryOperator_Sub)
		return clang_getNullCursor();
	kids_get(c, &kids);
	return kids.n == 2 ? kids.v[1] : clang_getNullCursor();
}

bool lower_container_of(struct lowering *lo, CXCursor c, expr_id *ret)
{
	struct fact_expr e = {.kind = EXPR_CONTAINER};
	autokids outer = {}, body = {};
	const struct fact_expr *offset;
	CXCursor pointer, minus;
	expr_id id;

	kids_get(c, &outer);
	if (outer.n != 1)
		return false;
	kids_get(outer.v[0], &body);
	pointer = mptr_init(&body);
	if (clang_Cursor_isNull(pointer) || body.n < 2)
		return false;
	minus = offset_in(body.v[body.n - 1]);
	if (clang_Cursor_isNull(minus))
		return false;
	offset = facts_expr(lo->facts,
			    without_casts(lo, lower_value(lo, minus)));
	if (offset->kind != EXPR_OFFSETOF)
		return false;
	e.str = member_of(lo, offset->str);
	e.type = type_of(lo, c);
	id = lower_value(lo, pointer);
	e.a = without_casts(lo, id);
	type_want(lo, facts_type(lo->facts, e.type)->target);
	*ret = facts_expr_add(lo->facts, &e);
	return true;
}
