// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

static void declare_local(struct lowering *lo, CXCursor decl)
{
	symbol_id symbol = symbol_for(lo, decl);
	CXCursor init = clang_Cursor_getVarDeclInitializer(decl);
	span_id span = source_span(lo, decl);
	const struct fact_symbol *s = facts_symbol(lo->facts, symbol);
	expr_id place, value;

	if (s->storage != SYMBOL_LOCAL) {
		if (s->storage == SYMBOL_STATIC_LOCAL)
			lower_global_init(lo, decl);
		return;
	}
	build_local_begin(lo->build, symbol, s->cleanup, span);
	if (clang_Cursor_isNull(init))
		return;
	place = expr_symbol(lo, symbol);
	if (clang_getCursorKind(cursor_strip(init)) == CXCursor_InitListExpr) {
		lower_local_init(lo, place, clang_getCursorType(decl),
				 cursor_strip(init));
		return;
	}
	value = lower_value(lo, init);
	emit_assign(lo, place, value, OP_INIT, span);
}

void lower_decl_stmt(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	vec_for_each(&kids, it)
		if (clang_getCursorKind(*it) == CXCursor_VarDecl)
			declare_local(lo, *it);
}

expr_id lower_compound_literal(struct lowering *lo, CXCursor c)
{
	CXType type = clang_getCursorType(c);
	autokids kids = {};
	CXCursor init;
	symbol_id symbol;
	expr_id place;

	kids_get(c, &kids);
	if (!kids.n || lo->quiet)
		return lower_opaque(lo, c);
	init = cursor_strip(kids.v[kids.n - 1]);
	symbol = symbol_add_anonymous(lo, type_of(lo, c), source_span(lo, c));
	place = expr_symbol(lo, symbol);
	if (!lo->build) {
		lower_global_object(lo, place, type, init);
		return place;
	}
	build_local_begin(lo->build, symbol, 0, source_span(lo, c));
	if (clang_getCursorKind(init) == CXCursor_InitListExpr)
		lower_local_init(lo, place, type, init);
	else
		emit_assign(lo, place, lower_value(lo, init), OP_INIT,
			    source_span(lo, c));
	return place;
}
