// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "facts/facts_io.h"
#include "frontend/lower.h"

/* Values: dispatch over the kinds of expressions, and the simple ones. */

/* What is not followed on purpose: its text stands for it. */
static expr_id value_text(struct lowering *lo, CXCursor c)
{
	struct fact_expr e = {.kind = EXPR_OPAQUE,
			      .type = type_of(lo, c),
			      .str = source_text(lo, c)};

	return facts_expr_add(lo->facts, &e);
}

expr_id lower_opaque(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	int64_t value;

	/* a constant expression says all there is to know by its value */
	if (!lo->build && cursor_evaluate(c, &value))
		return expr_const(lo, type_of(lo, c), value);
	lo->opaque++;
	if (lo->build)
		lo->build->n_opaque++;
	if (lo->depth >= LOWER_DEPTH_MAX)
		return value_text(lo, c);
	kids_get(c, &kids);
	vec_for_each(&kids, it)
		if (clang_isExpression(clang_getCursorKind(*it)))
			lower_effect(lo, *it);
	return value_text(lo, c);
}

static expr_id value_literal(struct lowering *lo, CXCursor c)
{
	int64_t value;

	if (!cursor_evaluate(c, &value))
		return value_text(lo, c);
	return expr_const(lo, type_of(lo, c), value);
}

/* The spelling has quotes around it. */
static expr_id value_string(struct lowering *lo, CXCursor c)
{
	CXString s = clang_getCursorSpelling(c);
	const char *text = clang_getCString(s);
	const char *open = text ? strchr(text, '"') : NULL;
	size_t n = open ? strlen(open) : 0;
	autofree char *inner =
		xstrndup(n > 2 ? open + 1 : "", n > 2 ? n - 2 : 0);
	struct fact_expr e = {.kind = EXPR_STRING,
			      .type = type_of(lo, c),
			      .str = facts_str_add(lo->facts, inner)};

	clang_disposeString(s);
	return facts_expr_add(lo->facts, &e);
}

static expr_id value_cast(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	type_id type = type_of(lo, c);
	expr_id a;

	kids_get(c, &kids);
	if (!kids.n)
		return lower_opaque(lo, c);
	if (facts_type(lo->facts, type)->kind == TYPE_VOID) {
		lower_effect(lo, kids.v[kids.n - 1]);
		return 0;
	}
	a = lower_value(lo, kids.v[kids.n - 1]);
	return a ? expr_container(lo, expr_cast(lo, a, type)) : 0;
}

static expr_id value_of(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	switch (clang_getCursorKind(c)) {
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
		return value_literal(lo, c);
	case CXCursor_FloatingLiteral:
	case CXCursor_ImaginaryLiteral:
		return value_text(lo, c);
	case CXCursor_AddrLabelExpr:
		lower_label_address(lo, c);
		return value_text(lo, c);
	case CXCursor_StringLiteral:
		return value_string(lo, c);
	case CXCursor_ParenExpr:
		kids_get(c, &kids);
		return kids.n == 1 ? lower_value(lo, kids.v[0]) :
				     lower_opaque(lo, c);
	case CXCursor_UnexposedExpr:
		return lower_unexposed(lo, c);
	case CXCursor_DeclRefExpr:
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
		return lower_read(lo, lower_place(lo, c), c);
	case CXCursor_UnaryOperator:
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
		return lower_operator(lo, c, true);
	case CXCursor_ConditionalOperator:
		return lower_conditional(lo, c, true);
	case CXCursor_CallExpr:
		return lower_call(lo, c, true);
	case CXCursor_CStyleCastExpr:
		return value_cast(lo, c);
	case CXCursor_StmtExpr:
		return lower_stmt_expr(lo, c, true);
	case CXCursor_UnaryExpr:
		return lower_sizeof(lo, c);
	case CXCursor_GenericSelectionExpr:
		return lower_generic(lo, c);
	case CXCursor_InitListExpr:
		kids_get(c, &kids);
		return kids.n == 1 ? lower_value(lo, kids.v[0]) :
				     expr_const(lo, type_of(lo, c), 0);
	default:
		return lower_opaque(lo, c);
	}
}

expr_id lower_value(struct lowering *lo, CXCursor c)
{
	const struct expansion *macro = lo->macro;
	expr_id id;

	if (lo->depth >= LOWER_DEPTH_MAX)
		return lower_opaque(lo, c);
	lo->depth++;
	if (!lower_macro(lo, c, true, &id))
		id = value_of(lo, c);
	lo->macro = macro;
	lo->depth--;
	return id;
}

static void effect_of(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	switch (clang_getCursorKind(c)) {
	case CXCursor_ParenExpr:
	case CXCursor_CStyleCastExpr:
		kids_get(c, &kids);
		if (kids.n)
			lower_effect(lo, kids.v[kids.n - 1]);
		break;
	case CXCursor_CallExpr:
		lower_call(lo, c, false);
		break;
	case CXCursor_UnaryOperator:
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
		lower_operator(lo, c, false);
		break;
	case CXCursor_ConditionalOperator:
		lower_conditional(lo, c, false);
		break;
	case CXCursor_StmtExpr:
		lower_stmt_expr(lo, c, false);
		break;
	default:
		lower_value(lo, c);
		break;
	}
}

void lower_effect(struct lowering *lo, CXCursor c)
{
	const struct expansion *macro = lo->macro;
	expr_id id;

	if (lo->depth >= LOWER_DEPTH_MAX) {
		lower_opaque(lo, c);
		return;
	}
	lo->depth++;
	if (!lower_macro(lo, c, false, &id))
		effect_of(lo, c);
	lo->macro = macro;
	lo->depth--;
}

void emit_assign(struct lowering *lo, expr_id dst, expr_id src,
		 unsigned int flags, span_id span)
{
	struct fact_op op = {.kind = OP_ASSIGN,
			     .flags = flags,
			     .dst = dst,
			     .src = src,
			     .span = span};

	if (lo->build && !lo->quiet)
		build_op(lo->build, &op);
}

void emit_load(struct lowering *lo, expr_id place, span_id span)
{
	struct fact_op op = {.kind = OP_LOAD, .src = place, .span = span};

	if (lo->build && !lo->quiet)
		build_op(lo->build, &op);
}

expr_id lower_copy(struct lowering *lo, expr_id value, type_id type,
		   CXCursor at)
{
	expr_id temp;

	if (!lo->build || expr_stable(lo, value))
		return value;
	temp = expr_new_temp(lo, type);
	emit_assign(lo, temp, value, 0, source_span(lo, at));
	return temp;
}
