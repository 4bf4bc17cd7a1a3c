// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

/* goto, labels, break and continue. */

static uint32_t label_index(struct lowering *lo, CXCursor label)
{
	struct build *b = lo->function;
	struct build_label new = {.node = label.data[1]};

	for (uint32_t i = 0; i < b->labels.n; i++)
		if (b->labels.v[i].node == label.data[1])
			return i;
	new.block = build_block_new(b);
	vec_push(&b->labels, new);
	return b->labels.n - 1;
}

uint32_t label_block(struct lowering *lo, CXCursor label)
{
	uint32_t i = label_index(lo, label);

	return lo->function->labels.v[i].block;
}

void lower_label(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	uint32_t i = label_index(lo, c);

	b->labels.v[i].local = b->local;
	b->labels.v[i].placed = true;
	build_enter(b, b->labels.v[i].block);
}

static void jump_goto(struct lowering *lo, CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (!kids.n || clang_getCursorKind(kids.v[0]) != CXCursor_LabelRef) {
		lo->build->incomplete = true;
		return;
	}
	build_goto_label(lo->build,
			 label_index(lo, clang_getCursorReferenced(kids.v[0])),
			 source_span(lo, c));
}

/* The labels are known when the function ends: see build_resolve_computed. */
static void jump_computed(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	autokids kids = {};
	expr_id value = 0;

	kids_get(c, &kids);
	if (kids.n)
		value = lower_value(lo, kids.v[0]);
	if (!b->current)
		return;
	vec_push(&b->computed, b->current);
	b->blocks.v[b->current].cond = value;
	build_computed(b, b->current, value, 0, 0, source_span(lo, c));
	b->current = 0;
}

static void jump_out(struct lowering *lo, CXCursor c, bool is_break)
{
	struct build *b = lo->build;
	struct build_loop *loop = b->loop;
	span_id span = source_span(lo, c);

	while (loop && !(is_break ? loop->break_block : loop->continue_block))
		loop = loop->outer;
	if (!loop) {
		b->incomplete = true;
		return;
	}
	build_locals_end(b, loop->local, span);
	build_jump(b, is_break ? loop->break_block : loop->continue_block,
		   span);
}

void lower_jump(struct lowering *lo, CXCursor c)
{
	switch (clang_getCursorKind(c)) {
	case CXCursor_GotoStmt:
		jump_goto(lo, c);
		break;
	case CXCursor_IndirectGotoStmt:
		jump_computed(lo, c);
		break;
	default:
		jump_out(lo, c, clang_getCursorKind(c) == CXCursor_BreakStmt);
		break;
	}
}

void lower_label_address(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	uint32_t i;

	kids_get(c, &kids);
	if (!lo->function || !kids.n ||
	    clang_getCursorKind(kids.v[0]) != CXCursor_LabelRef)
		return;
	i = label_index(lo, clang_getCursorReferenced(kids.v[0]));
	lo->function->labels.v[i].address_taken = true;
}

void lower_resolve_computed(struct lowering *lo)
{
	struct build *b = lo->build;

	vec_for_each(&b->computed, it) {
		struct build_block *bb = &b->blocks.v[*it];

		bb->case0 = b->cases.n;
		vec_for_each(&b->labels, label) {
			struct fact_case target = {.target = label->block};

			if (label->address_taken && label->placed)
				vec_push(&b->cases, target);
		}
		bb->n_cases = b->cases.n - bb->case0;
		if (!bb->n_cases)
			b->incomplete = true;
	}
}
