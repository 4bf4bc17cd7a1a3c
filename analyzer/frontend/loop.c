// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

struct for_parts {
	CXCursor init, cond, step, body; /* null when absent */
};

static bool is_null(CXCursor c)
{
	return clang_Cursor_isNull(c);
}

static bool is_assignment(CXCursor c)
{
	c = cursor_strip(c);
	if (clang_getCursorKind(c) == CXCursor_DeclStmt)
		return true;
	return clang_getCursorKind(c) == CXCursor_BinaryOperator &&
	       (clang_getCursorBinaryOperatorKind(c) ==
			CXBinaryOperator_Assign ||
		clang_getCursorBinaryOperatorKind(c) == CXBinaryOperator_Comma);
}

static bool is_step(CXCursor c)
{
	c = cursor_strip(c);
	switch (clang_getCursorKind(c)) {
	case CXCursor_CompoundAssignOperator:
		return true;
	case CXCursor_UnaryOperator:
		return clang_getCursorUnaryOperatorKind(c) <=
			       CXUnaryOperator_PreDec &&
		       clang_getCursorUnaryOperatorKind(c) !=
			       CXUnaryOperator_Invalid;
	default:
		return is_assignment(c);
	}
}

/* Clang does not say which part is missing. By what they look like: */
static void parts_by_shape(const struct kids *kids, struct for_parts *p)
{
	size_t i = 0;

	if (i + 1 < kids->n && is_assignment(kids->v[i]))
		p->init = kids->v[i++];
	if (i + 1 < kids->n && (i + 2 < kids->n || !is_step(kids->v[i])))
		p->cond = kids->v[i++];
	if (i + 1 < kids->n)
		p->step = kids->v[i];
}

struct for_text {
	const struct source_file *file;
	uint32_t first, second; /* offsets of the semicolons */
};

/* Find the semicolons of a "for" that is written in the file. */
static bool find_semicolons(struct lowering *lo, CXCursor c,
			    struct for_text *ret)
{
	struct source_range r = source_range(lo, c);
	const struct source_file *f = r.begin.file;
	uint32_t found[2], i = r.begin.offset;
	int depth = 0, n = 0;

	if (!f || !f->text || source_expansion_at(f, i) || i + 3 > f->len ||
	    f->text[i] != 'f' || f->text[i + 1] != 'o' || f->text[i + 2] != 'r')
		return false;
	for (; i < f->len && n < 2; i++) {
		i = source_skip_quoted(f, i);
		if (i >= f->len)
			break;
		if (f->text[i] == '(' || f->text[i] == '{')
			depth++;
		else if (f->text[i] == ')' || f->text[i] == '}')
			depth--;
		else if (f->text[i] == ';' && depth == 1)
			found[n++] = i;
		if (depth == 0 && f->text[i] == ')')
			break;
	}
	if (n != 2)
		return false;
	*ret = (struct for_text){f, found[0], found[1]};
	return true;
}

static void parts_by_place(struct lowering *lo, const struct kids *kids,
			   const struct for_text *text, struct for_parts *p)
{
	for (size_t i = 0; i + 1 < kids->n; i++) {
		struct source_range r = source_range(lo, kids->v[i]);

		if (r.begin.offset <= text->first && is_null(p->init) &&
		    r.begin.offset < text->first)
			p->init = kids->v[i];
		else if (r.begin.offset < text->second)
			p->cond = kids->v[i];
		else
			p->step = kids->v[i];
	}
}

static bool split_for(struct lowering *lo, CXCursor c, struct for_parts *p)
{
	struct for_text text;
	CXCursor null = clang_getNullCursor();
	autokids kids = {};

	*p = (struct for_parts){null, null, null, null};
	kids_get(c, &kids);
	if (!kids.n || kids.n > 4)
		return false;
	p->body = kids.v[kids.n - 1];
	if (kids.n == 4) {
		p->init = kids.v[0];
		p->cond = kids.v[1];
		p->step = kids.v[2];
	} else if (find_semicolons(lo, c, &text)) {
		parts_by_place(lo, &kids, &text, p);
	} else {
		parts_by_shape(&kids, p);
	}
	return true;
}

static void loop_push(struct build *b, struct build_loop *loop,
		      uint32_t break_block, uint32_t continue_block)
{
	*loop = (struct build_loop){
		.break_block = break_block,
		.continue_block = continue_block,
		.local = b->local,
		.outer = b->loop,
	};
	b->loop = loop;
}

static void loop_for(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	uint32_t head = build_block_new(b), body = build_block_new(b);
	uint32_t step = build_block_new(b), out = build_block_new(b);
	uint32_t outer = b->local;
	struct for_parts p;
	struct build_loop loop;

	if (!split_for(lo, c, &p)) {
		b->incomplete = true;
		return;
	}
	if (!is_null(p.init))
		lower_stmt(lo, p.init);
	build_jump(b, head, 0);
	build_follow(b, head);
	if (is_null(p.cond))
		build_jump(b, body, 0);
	else
		lower_cond(lo, p.cond, body, out);
	build_follow(b, body);
	loop_push(b, &loop, out, step);
	lower_stmt(lo, p.body);
	b->loop = loop.outer;
	build_jump(b, step, 0);
	build_follow(b, step);
	if (!is_null(p.step))
		lower_effect(lo, p.step);
	build_jump(b, head, 0);
	build_follow(b, out);
	if (b->local != outer)
		build_locals_end(b, outer, source_end_span(lo, c));
	b->local = outer;
}

static void loop_while(struct lowering *lo, const struct kids *kids)
{
	struct build *b = lo->build;
	uint32_t head = build_block_new(b), body = build_block_new(b);
	uint32_t out = build_block_new(b);
	struct build_loop loop;

	build_jump(b, head, 0);
	build_follow(b, head);
	lower_cond(lo, kids->v[0], body, out);
	build_follow(b, body);
	loop_push(b, &loop, out, head);
	lower_stmt(lo, kids->v[1]);
	b->loop = loop.outer;
	build_jump(b, head, 0);
	build_follow(b, out);
}

static void loop_do(struct lowering *lo, const struct kids *kids)
{
	struct build *b = lo->build;
	uint32_t body = build_block_new(b), test = build_block_new(b);
	uint32_t out = build_block_new(b);
	struct build_loop loop;

	build_jump(b, body, 0);
	build_follow(b, body);
	loop_push(b, &loop, out, test);
	lower_stmt(lo, kids->v[0]);
	b->loop = loop.outer;
	build_jump(b, test, 0);
	build_follow(b, test);
	lower_cond(lo, kids->v[1], body, out);
	build_follow(b, out);
}

void lower_loop(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	if (clang_getCursorKind(c) == CXCursor_ForStmt) {
		loop_for(lo, c);
		return;
	}
	kids_get(c, &kids);
	if (kids.n != 2)
		lo->build->incomplete = true;
	else if (clang_getCursorKind(c) == CXCursor_WhileStmt)
		loop_while(lo, &kids);
	else
		loop_do(lo, &kids);
}
