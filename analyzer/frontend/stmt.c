// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/* Statements, and what opens a scope. */

static void stmt_list(struct lowering *lo, CXCursor c)
{
	uint32_t outer = lo->build->local;
	autokids kids = {};

	kids_get(c, &kids);
	vec_for_each(&kids, it)
		lower_stmt(lo, *it);
	if (lo->build->local == outer)
		return;
	build_locals_end(lo->build, outer, source_end_span(lo, c));
	lo->build->local = outer;
}

CXCursor lower_stmt_expr_body(struct lowering *lo, CXCursor c)
{
	autokids outer = {}, kids = {};
	CXCursor last;

	kids_get(c, &outer);
	if (outer.n != 1)
		return clang_getNullCursor();
	kids_get(outer.v[0], &kids);
	if (!kids.n)
		return clang_getNullCursor();
	for (size_t i = 0; i + 1 < kids.n; i++)
		lower_stmt(lo, kids.v[i]);
	last = kids.v[kids.n - 1];
	while (clang_getCursorKind(last) == CXCursor_LabelStmt) {
		autokids labelled = {};

		lower_label(lo, last);
		kids_get(last, &labelled);
		if (!labelled.n)
			break;
		last = labelled.v[labelled.n - 1];
	}
	if (clang_isExpression(clang_getCursorKind(last)))
		return last;
	lower_stmt(lo, last);
	return clang_getNullCursor();
}

/* Whether @id reads a symbol that was made since there were @first. */
static bool mentions_since(const struct facts *f, expr_id id, symbol_id first)
{
	const struct fact_expr *e = facts_expr(f, id);

	if (e->kind == EXPR_SYMBOL)
		return e->ref >= first;
	return (e->a && mentions_since(f, e->a, first)) ||
	       (e->b && mentions_since(f, e->b, first));
}

expr_id lower_stmt_expr(struct lowering *lo, CXCursor c, bool used)
{
	struct build *b = lo->build;
	symbol_id first = lo->facts->symbols.n;
	uint32_t outer;
	expr_id value = 0;
	CXCursor last;

	if (!b || lo->quiet)
		return lower_opaque(lo, c);
	if (lower_container_of(lo, c, &value))
		return value;
	outer = b->local;
	last = lower_stmt_expr_body(lo, c);
	if (!clang_Cursor_isNull(last)) {
		if (used)
			value = lower_value(lo, last);
		else
			lower_effect(lo, last);
	}
	if (b->local == outer)
		return value;
	if (value && mentions_since(lo->facts, value, first))
		value = lower_copy(lo, value, type_of(lo, c), last);
	build_locals_end(b, outer, source_end_span(lo, c));
	b->local = outer;
	return value;
}

static void stmt_if(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	uint32_t yes = build_block_new(b), no = build_block_new(b);
	uint32_t join = build_block_new(b);
	autokids kids = {};

	kids_get(c, &kids);
	if (kids.n < 2) {
		lo->build->incomplete = true;
		return;
	}
	lower_cond(lo, kids.v[0], yes, no);
	build_follow(b, yes);
	lower_stmt(lo, kids.v[1]);
	build_jump(b, join, 0);
	build_follow(b, no);
	if (kids.n > 2)
		lower_stmt(lo, kids.v[2]);
	build_follow(b, join);
}

static void stmt_return(struct lowering *lo, CXCursor c)
{
	span_id span = source_span(lo, c);
	autokids kids = {};
	expr_id value = 0;

	kids_get(c, &kids);
	if (kids.n)
		value = lower_value(lo, kids.v[0]);
	if (value && build_has_cleanup(lo->build))
		value = lower_copy(lo, value, type_of(lo, kids.v[0]), c);
	build_locals_cleanup(lo->build, span);
	build_return(lo->build, value, span);
}

static void stmt_children(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	vec_for_each(&kids, it) {
		enum CXCursorKind kind = clang_getCursorKind(*it);

		if (clang_isStatement(kind) || clang_isExpression(kind))
			lower_stmt(lo, *it);
	}
}

static void stmt_of(struct lowering *lo, CXCursor c)
{
	switch (clang_getCursorKind(c)) {
	case CXCursor_CompoundStmt:
		stmt_list(lo, c);
		break;
	case CXCursor_DeclStmt:
		lower_decl_stmt(lo, c);
		break;
	case CXCursor_IfStmt:
		stmt_if(lo, c);
		break;
	case CXCursor_ForStmt:
	case CXCursor_WhileStmt:
	case CXCursor_DoStmt:
		lower_loop(lo, c);
		break;
	case CXCursor_SwitchStmt:
		lower_switch(lo, c);
		break;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt:
		lower_case(lo, c);
		break;
	case CXCursor_ReturnStmt:
		stmt_return(lo, c);
		break;
	case CXCursor_GotoStmt:
	case CXCursor_IndirectGotoStmt:
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
		lower_jump(lo, c);
		break;
	case CXCursor_LabelStmt:
		lower_label(lo, c);
		stmt_children(lo, c);
		break;
	case CXCursor_GCCAsmStmt:
		lower_asm(lo, c);
		break;
	case CXCursor_UnexposedStmt:
		stmt_children(lo, c);
		break;
	case CXCursor_NullStmt:
		lower_empty_macro(lo, c);
		break;
	default:
		if (clang_isExpression(clang_getCursorKind(c)))
			lower_effect(lo, c);
		else
			lo->build->incomplete = true;
		break;
	}
}

void lower_stmt(struct lowering *lo, CXCursor c)
{
	const struct expansion *macro = lo->macro;
	expr_id id;

	if (lo->depth >= LOWER_DEPTH_MAX) {
		lo->build->incomplete = true;
		return;
	}
	lo->depth++;
	if (clang_isExpression(clang_getCursorKind(c)) ||
	    !lower_macro(lo, c, false, &id))
		stmt_of(lo, c);
	lo->macro = macro;
	lo->depth--;
}
