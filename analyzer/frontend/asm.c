// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "frontend/lower.h"

/*
 * Inline assembly. The C interface gives the operands without saying which
 * are outputs: an operand that is still an lvalue (no implicit load around
 * it) may be written. Labels of "asm goto" are only in the text.
 */
static bool is_lvalue_shape(CXCursor c)
{
	while (clang_getCursorKind(c) == CXCursor_ParenExpr) {
		autokids kids = {};

		kids_get(c, &kids);
		if (kids.n != 1)
			return false;
		c = kids.v[0];
	}
	switch (clang_getCursorKind(c)) {
	case CXCursor_DeclRefExpr:
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
		return true;
	case CXCursor_UnaryOperator:
		return clang_getCursorUnaryOperatorKind(c) ==
		       CXUnaryOperator_Deref;
	default:
		return false;
	}
}

static void asm_operands(struct lowering *lo, CXCursor c, struct fact_op *op)
{
	VEC(expr_id) args = {};
	autokids kids = {};

	kids_get(c, &kids);
	vec_for_each(&kids, it) {
		expr_id e;

		if (!clang_isExpression(clang_getCursorKind(*it)))
			continue;
		if (!is_lvalue_shape(*it)) {
			lower_value(lo, *it);
			continue;
		}
		e = lower_place(lo, *it);
		if (facts_expr_is_place(facts_expr(lo->facts, e)))
			vec_push(&args, e);
	}
	emit_args(lo, args.v, args.n);
	op->n_args = args.n;
	vec_deinit(&args);
}

/* Whether the word @name stands in @text. */
static bool has_word(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(text + i, name, n))
			continue;
		if (i &&
		    (isalnum((unsigned char)text[i - 1]) || text[i - 1] == '_'))
			continue;
		if (i + n < len &&
		    (isalnum((unsigned char)text[i + n]) || text[i + n] == '_'))
			continue;
		return true;
	}
	return false;
}

struct label_search {
	struct lowering *lo;
	const char *text;
	size_t len;
	VEC(CXCursor) found;
};

static enum CXChildVisitResult match_label(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct label_search *s = data;
	CXString name;

	if (clang_getCursorKind(c) != CXCursor_LabelStmt)
		return CXChildVisit_Recurse;
	name = clang_getCursorSpelling(c);
	if (has_word(s->text, s->len, clang_getCString(name)))
		vec_push(&s->found, c);
	clang_disposeString(name);
	return CXChildVisit_Recurse;
}

/*
 * The labels an asm goto may jump to: those of the function whose names stand
 * after its last colon, or among the arguments of the macro it came from.
 */
static void asm_labels(struct lowering *lo, CXCursor c, struct label_search *s)
{
	struct source_range r = source_range(lo, c);
	const struct source_file *f = r.begin.file;
	const char *colon;

	if (!f || !f->text || r.end.offset > f->len ||
	    r.end.offset <= r.begin.offset)
		return;
	s->text = f->text + r.begin.offset;
	s->len = r.end.offset - r.begin.offset;
	if (!source_expansion_at(f, r.begin.offset)) {
		if (!has_word(s->text, s->len, "goto"))
			return;
		colon = memrchr(s->text, ':', s->len);
		if (!colon)
			return;
		s->len -= colon - s->text;
		s->text = colon;
	}
	clang_visitChildren(lo->build->cursor, match_label, s);
}

void lower_asm(struct lowering *lo, CXCursor c)
{
	struct fact_op op = {.kind = OP_ASM, .span = source_span(lo, c)};
	struct label_search search = {.lo = lo};
	struct build *b = lo->build;
	uint32_t next;

	asm_operands(lo, c, &op);
	build_op(b, &op);
	asm_labels(lo, c, &search);
	if (search.found.n && b->current) {
		vec_for_each(&search.found, it) {
			struct fact_case target = {
				.target = label_block(lo, *it)};

			vec_push(&b->cases, target);
		}
		next = build_block_new(b);
		build_computed(b, b->current, 0, next, search.found.n, op.span);
		b->current = 0;
		build_follow(b, next);
	}
	vec_deinit(&search.found);
}
