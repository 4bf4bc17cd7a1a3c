// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/* Places: what an lvalue denotes. */

static expr_id place_enumerator(struct lowering *lo, CXCursor c, CXCursor decl)
{
	struct fact_expr e = {
		.kind = EXPR_CONST,
		.type = type_of(lo, c),
		.str = cursor_name(lo, decl),
		.value = clang_getEnumConstantDeclValue(decl),
	};

	return facts_expr_add(lo->facts, &e);
}

static expr_id place_named(struct lowering *lo, CXCursor c)
{
	CXCursor decl = clang_getCursorReferenced(c);

	switch (clang_getCursorKind(decl)) {
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl:
		return expr_symbol(lo, symbol_for(lo, decl));
	case CXCursor_FunctionDecl:
		return expr_function(lo, callee_for(lo, decl)->name,
				     type_of(lo, c));
	case CXCursor_EnumConstantDecl:
		return place_enumerator(lo, c, decl);
	default:
		return lower_opaque(lo, c);
	}
}

/* A member of an anonymous member is named as if it were of the outer one. */
static expr_id place_member(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	CXCursor base;
	CXString s;
	const char *name;
	expr_id e;

	kids_get(c, &kids);
	base = kids_expr(&kids, 0);
	if (clang_Cursor_isNull(base))
		return lower_opaque(lo, c);
	/* of a type that is not known: the name is only in the text */
	if (cursor_type_kind(c) == CXType_Dependent) {
		e = lower_hidden_member(lo, c, base);
		return e ? e : lower_opaque(lo, c);
	}
	if (cursor_is_pointer(base)) {
		CXType t = clang_getPointeeType(
			clang_getCanonicalType(clang_getCursorType(base)));

		e = expr_deref(lo, lower_value(lo, base), type_for(lo, t));
	} else {
		e = lower_place(lo, base);
	}
	s = clang_getCursorSpelling(c);
	name = clang_getCString(s);
	if (name && *name && !strchr(name, '('))
		e = expr_field(lo, e, facts_str_add(lo->facts, name),
			       type_of(lo, c));
	clang_disposeString(s);
	return e;
}

static expr_id place_element(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	CXCursor base, index, array;
	expr_id b;

	kids_get(c, &kids);
	base = kids_expr(&kids, 0);
	index = kids_expr(&kids, 1);
	if (clang_Cursor_isNull(index))
		return lower_opaque(lo, c);
	if (!cursor_is_pointer(base) && !cursor_is_array(base) &&
	    cursor_is_pointer(index)) {
		CXCursor swap = base;

		base = index;
		index = swap;
	}
	array = cursor_strip(base);
	if (cursor_is_array(array))
		b = lower_place(lo, array);
	else
		b = lower_value(lo, base);
	return expr_index(lo, b, lower_value(lo, index), type_of(lo, c));
}

static expr_id place_pointed(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (clang_getCursorUnaryOperatorKind(c) != CXUnaryOperator_Deref ||
	    kids.n != 1)
		return lower_value(lo, c);
	return expr_deref(lo, lower_value(lo, kids.v[0]), type_of(lo, c));
}

static expr_id place_wrapped(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (kids.n != 1 || !clang_isExpression(clang_getCursorKind(kids.v[0])))
		return lower_value(lo, c);
	if (cursor_hides_member(lo, c, kids.v[0]))
		return lower_hidden_member(lo, c, kids.v[0]);
	return lower_place(lo, kids.v[0]);
}

static expr_id place_of(struct lowering *lo, CXCursor c)
{
	switch (clang_getCursorKind(c)) {
	case CXCursor_ParenExpr:
	case CXCursor_UnexposedExpr:
		return place_wrapped(lo, c);
	case CXCursor_DeclRefExpr:
		return place_named(lo, c);
	case CXCursor_MemberRefExpr:
		return place_member(lo, c);
	case CXCursor_ArraySubscriptExpr:
		return place_element(lo, c);
	case CXCursor_UnaryOperator:
		return place_pointed(lo, c);
	case CXCursor_CompoundLiteralExpr:
		return lower_compound_literal(lo, c);
	default:
		return lower_value(lo, c);
	}
}

expr_id lower_place(struct lowering *lo, CXCursor c)
{
	expr_id id;

	if (lo->depth >= LOWER_DEPTH_MAX)
		return lower_opaque(lo, c);
	lo->depth++;
	id = place_of(lo, c);
	lo->depth--;
	return id;
}

/* Whether a place is a local variable or parameter, or a member of one. */
static bool is_plain_local(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	while (e->kind == EXPR_FIELD)
		e = facts_expr(f, e->a);
	if (e->kind == EXPR_TEMP)
		return true;
	if (e->kind != EXPR_SYMBOL)
		return false;
	return f->symbols.v[e->ref].storage == SYMBOL_LOCAL ||
	       f->symbols.v[e->ref].storage == SYMBOL_PARAM;
}

static type_id pointer_to_element(struct lowering *lo, CXCursor c)
{
	type_id type = type_of(lo, c);

	return facts_type(lo->facts, type)->kind == TYPE_POINTER ? type : 0;
}

expr_id lower_read(struct lowering *lo, expr_id place, CXCursor c)
{
	const struct fact_expr *e = facts_expr(lo->facts, place);
	enum type_kind kind = facts_type(lo->facts, e->type)->kind;

	if (!facts_expr_is_place(e) || kind == TYPE_FUNCTION)
		return place;
	if (kind == TYPE_ARRAY)
		return expr_addr(lo, place, pointer_to_element(lo, c));
	if (!is_plain_local(lo->facts, place))
		emit_load(lo, place, source_span(lo, c));
	return place;
}
