// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

void lower_switch(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	uint32_t out = build_block_new(b), head;
	struct build_switch sw = {.outer = b->switch_};
	struct build_loop loop = {.break_block = out, .outer = b->loop};
	span_id span = source_span(lo, c);
	autokids kids = {};
	expr_id value;

	kids_get(c, &kids);
	if (kids.n != 2) {
		b->incomplete = true;
		return;
	}
	value = lower_value(lo, kids.v[0]);
	head = b->current;
	loop.local = b->local;
	b->current = 0;
	b->switch_ = &sw;
	b->loop = &loop;
	lower_stmt(lo, kids.v[1]);
	b->loop = loop.outer;
	b->switch_ = sw.outer;
	build_jump(b, out, 0);
	vec_for_each(&sw.cases, it)
		vec_push(&b->cases, *it);
	if (head)
		build_switch_on(b, head, value,
				sw.default_block ? sw.default_block : out,
				sw.cases.n, span);
	vec_deinit(&sw.cases);
	build_follow(b, out);
}

static bool add_case(struct lowering *lo, const struct kids *kids,
		     uint32_t block)
{
	struct fact_case new = {.target = block};

	if (kids->n < 2 || !cursor_evaluate(kids->v[0], &new.lo))
		return false;
	new.hi = new.lo;
	if (kids->n == 3 && !cursor_evaluate(kids->v[1], &new.hi))
		return false;
	vec_push(&lo->build->switch_->cases, new);
	return true;
}

void lower_case(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	uint32_t block = build_block_new(b);
	autokids kids = {};

	kids_get(c, &kids);
	if (!b->switch_ || !kids.n) {
		b->incomplete = true;
		return;
	}
	if (clang_getCursorKind(c) == CXCursor_DefaultStmt)
		b->switch_->default_block = block;
	else if (!add_case(lo, &kids, block))
		b->incomplete = true;
	build_enter(b, block);
	lower_stmt(lo, kids.v[kids.n - 1]);
}
