// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

/* Conditions: straight to their targets; and the operators that choose. */

static void cond_logical(struct lowering *lo, CXCursor c, bool is_and,
			 uint32_t yes, uint32_t no)
{
	uint32_t more = build_block_new(lo->build);
	autokids kids = {};

	kids_get(c, &kids);
	lower_cond(lo, kids.v[0], is_and ? more : yes, is_and ? no : more);
	build_follow(lo->build, more);
	lower_cond(lo, kids.v[1], yes, no);
}

static void cond_conditional(struct lowering *lo, CXCursor c, uint32_t yes,
			     uint32_t no)
{
	uint32_t first = build_block_new(lo->build);
	uint32_t second = build_block_new(lo->build);
	autokids kids = {};

	kids_get(c, &kids);
	lower_cond(lo, kids.v[0], first, second);
	build_follow(lo->build, first);
	lower_cond(lo, kids.v[1], yes, no);
	build_follow(lo->build, second);
	lower_cond(lo, kids.v[2], yes, no);
}

static void cond_value(struct lowering *lo, CXCursor c, uint32_t yes,
		       uint32_t no)
{
	expr_id value = lower_value(lo, c);
	span_id span = source_span(lo, c);
	const struct fact_expr *e = facts_expr(lo->facts, value);
	int64_t known;

	while (e->kind == EXPR_UNARY && e->oper == OPER_LNOT) {
		uint32_t swap = yes;

		yes = no;
		no = swap;
		value = e->a;
		e = facts_expr(lo->facts, value);
	}
	if (expr_known(lo, value, &known))
		build_jump(lo->build, known ? yes : no, span);
	else
		build_branch(lo->build, value, yes, no, span);
}

/*
 * A statement expression branches on its last expression while its locals
 * are still there: they end on both ways out.
 */
static void cond_stmt_expr(struct lowering *lo, CXCursor c, uint32_t yes,
			   uint32_t no)
{
	struct build *b = lo->build;
	uint32_t outer = b->local, inner;
	uint32_t end_yes = build_block_new(b), end_no = build_block_new(b);
	span_id span = source_end_span(lo, c);
	CXCursor last = lower_stmt_expr_body(lo, c);

	if (clang_Cursor_isNull(last)) {
		lower_opaque(lo, c);
		build_branch(b, 0, end_yes, end_no, span);
	} else {
		lower_cond(lo, last, end_yes, end_no);
	}
	inner = b->local;
	build_follow(b, end_yes);
	build_locals_end(b, outer, span);
	build_jump(b, yes, span);
	b->local = inner;
	build_follow(b, end_no);
	build_locals_end(b, outer, span);
	build_jump(b, no, span);
	b->local = outer;
}

static void cond_operator(struct lowering *lo, CXCursor c, uint32_t yes,
			  uint32_t no)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (clang_getCursorKind(c) == CXCursor_UnaryOperator) {
		if (clang_getCursorUnaryOperatorKind(c) ==
			    CXUnaryOperator_LNot &&
		    kids.n == 1)
			lower_cond(lo, kids.v[0], no, yes);
		else
			cond_value(lo, c, yes, no);
		return;
	}
	switch (clang_getCursorBinaryOperatorKind(c)) {
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
		cond_logical(lo, c,
			     clang_getCursorBinaryOperatorKind(c) ==
				     CXBinaryOperator_LAnd,
			     yes, no);
		break;
	case CXBinaryOperator_Comma:
		lower_effect(lo, kids.v[0]);
		lower_cond(lo, kids.v[1], yes, no);
		break;
	default:
		cond_value(lo, c, yes, no);
		break;
	}
}

static void cond_of(struct lowering *lo, CXCursor c, uint32_t yes, uint32_t no)
{
	c = cursor_strip(c);
	switch (clang_getCursorKind(c)) {
	case CXCursor_UnaryOperator:
	case CXCursor_BinaryOperator:
		cond_operator(lo, c, yes, no);
		break;
	case CXCursor_ConditionalOperator:
		cond_conditional(lo, c, yes, no);
		break;
	case CXCursor_StmtExpr:
		cond_stmt_expr(lo, c, yes, no);
		break;
	default:
		cond_value(lo, c, yes, no);
		break;
	}
}

void lower_cond(struct lowering *lo, CXCursor c, uint32_t yes, uint32_t no)
{
	const struct expansion *macro = lo->macro;

	if (lo->depth >= LOWER_DEPTH_MAX || macro_is_wanted(lo, c)) {
		cond_value(lo, c, yes, no);
		return;
	}
	lo->depth++;
	cond_of(lo, c, yes, no);
	lo->macro = macro;
	lo->depth--;
}

/* One arm of "?:": its value goes to @temp. */
static void arm(struct lowering *lo, CXCursor c, expr_id temp)
{
	expr_id value;

	if (!temp) {
		lower_effect(lo, c);
		return;
	}
	value = lower_value(lo, c);
	emit_assign(lo, temp, value, 0, source_span(lo, c));
}

static expr_id choose(struct lowering *lo, CXCursor c, const struct kids *kids,
		      bool used)
{
	struct build *b = lo->build;
	uint32_t yes = build_block_new(b), no = build_block_new(b), join;
	type_id type = type_of(lo, c);
	bool is_void = facts_type(lo->facts, type)->kind == TYPE_VOID;
	expr_id temp = 0;

	lower_cond(lo, kids->v[0], yes, no);
	if (!b->blocks.v[yes].targeted || !b->blocks.v[no].targeted) {
		bool taken = b->blocks.v[yes].targeted;

		build_follow(b, taken ? yes : no);
		return lower_value(lo, kids->v[taken ? 1 : 2]);
	}
	if (used && !is_void)
		temp = expr_new_temp(lo, type);
	join = build_block_new(b);
	build_follow(b, yes);
	arm(lo, kids->v[1], temp);
	build_jump(b, join, 0);
	build_follow(b, no);
	arm(lo, kids->v[2], temp);
	build_follow(b, join);
	return temp;
}

expr_id lower_conditional(struct lowering *lo, CXCursor c, bool used)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (kids.n != 3 || lo->quiet)
		return lower_opaque(lo, c);
	if (!lo->build)
		return lower_chosen(lo, c, &kids);
	return choose(lo, c, &kids, used);
}

/* "a ?: b": clang shows a three times, then b. */
expr_id lower_gnu_conditional(struct lowering *lo, CXCursor c,
			      const struct kids *kids)
{
	struct build *b = lo->build;
	type_id type = type_of(lo, c);
	span_id span = source_span(lo, c);
	uint32_t yes, no, join;
	expr_id value, temp;

	if (!b || lo->quiet)
		return lower_opaque(lo, c);
	yes = build_block_new(b);
	no = build_block_new(b);
	join = build_block_new(b);
	value = lower_value(lo, kids->v[0]);
	if (!expr_is_local(lo, value))
		value = lower_copy(lo, value, type, c);
	temp = expr_new_temp(lo, type);
	build_branch(b, value, yes, no, span);
	build_follow(b, yes);
	emit_assign(lo, temp, value, 0, span);
	build_jump(b, join, 0);
	build_follow(b, no);
	arm(lo, kids->v[3], temp);
	build_follow(b, join);
	return temp;
}
