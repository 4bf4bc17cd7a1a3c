// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "frontend/build.h"

/*
 * From the graph as it was made to blocks of the facts: empty blocks are
 * passed over, a block with one way in is joined to the block before it, and
 * what cannot be reached is dropped.
 */

/* Passing over empty blocks stops after this many: an empty loop. */
#define THREAD_MAX 64

static uint32_t thread(const struct build *b, uint32_t block)
{
	for (int i = 0; i < THREAD_MAX; i++) {
		const struct build_block *bb = &b->blocks.v[block];

		if (bb->first || !bb->closed || bb->term != TERM_JUMP ||
		    bb->target[0] == block)
			break;
		block = bb->target[0];
	}
	return block;
}

static void thread_targets(struct build *b, struct build_block *bb)
{
	for (int i = 0; i < 2; i++)
		if (bb->target[i])
			bb->target[i] = thread(b, bb->target[i]);
	for (uint32_t i = 0; i < bb->n_cases; i++) {
		struct fact_case *c = &b->cases.v[bb->case0 + i];

		c->target = thread(b, c->target);
	}
	if (bb->term == TERM_BRANCH && bb->target[0] == bb->target[1]) {
		bb->term = TERM_JUMP;
		bb->cond = 0;
		bb->target[1] = 0;
	}
}

struct reach {
	uint32_t *ways_in; /* of each block, from reachable blocks */
	VEC(uint32_t) todo;
};

static void reach_add(struct reach *r, uint32_t block)
{
	if (block && !r->ways_in[block]++)
		vec_push(&r->todo, block);
}

static void reach_all(struct build *b, struct reach *r, uint32_t entry)
{
	reach_add(r, entry);
	while (r->todo.n) {
		uint32_t id = r->todo.v[--r->todo.n];
		struct build_block *bb = &b->blocks.v[id];

		if (!bb->closed) {
			bb->closed = true;
			bb->term = TERM_UNREACHABLE;
		}
		thread_targets(b, bb);
		reach_add(r, bb->target[0]);
		reach_add(r, bb->target[1]);
		for (uint32_t i = 0; i < bb->n_cases; i++)
			reach_add(r, b->cases.v[bb->case0 + i].target);
	}
	vec_deinit(&r->todo);
}

/* Append the one block that @bb jumps to and nobody else does. */
static void join_following(struct build *b, uint32_t id, struct reach *r)
{
	struct build_block *bb = &b->blocks.v[id];

	while (bb->term == TERM_JUMP && r->ways_in[bb->target[0]] == 1 &&
	       bb->target[0] != id) {
		uint32_t next_id = bb->target[0];
		struct build_block next = b->blocks.v[next_id];

		if (!bb->first)
			bb->first = next.first;
		else if (next.first)
			b->ops.v[bb->last].next = next.first;
		if (next.last)
			bb->last = next.last;
		bb->term = next.term;
		bb->cond = next.cond;
		bb->span = next.span;
		bb->target[0] = next.target[0];
		bb->target[1] = next.target[1];
		bb->case0 = next.case0;
		bb->n_cases = next.n_cases;
		r->ways_in[next_id] = 0;
	}
}

struct ordered {
	uint32_t block, order;
};

static int by_order(const void *x, const void *y)
{
	const struct ordered *a = x, *b = y;

	return a->order < b->order ? -1 : a->order > b->order;
}

typedef VEC(struct ordered) ordered_vec;

static void order_blocks(struct build *b, const struct reach *r, uint32_t entry,
			 ordered_vec *ret)
{
	for (uint32_t i = 1; i < b->blocks.n; i++) {
		uint32_t order = i == entry ? 0 : b->blocks.v[i].order;

		if (r->ways_in[i])
			vec_push(ret, ((struct ordered){i, order}));
	}
	qsort(ret->v, ret->n, sizeof(*ret->v), by_order);
}

static void ops_emit(struct build *b, uint32_t first)
{
	struct facts *f = b->facts;

	for (uint32_t i = first; i; i = b->ops.v[i].next) {
		struct fact_op op = b->ops.v[i].op;
		uint32_t arg0 = op.arg0;

		op.arg0 = f->args.n;
		for (uint32_t k = 0; k < op.n_args; k++)
			vec_push(&f->args, b->args.v[arg0 + k]);
		vec_push(&f->ops, op);
	}
}

static block_id emitted(const struct build *b, uint32_t block)
{
	return block ? b->blocks.v[block].id : 0;
}

static void block_emit(struct build *b, const struct build_block *bb)
{
	struct facts *f = b->facts;
	struct fact_block out = {
		.op0 = f->ops.n,
		.term = bb->term,
		.cond = bb->cond,
		.target = {emitted(b, bb->target[0]),
			   emitted(b, bb->target[1])},
		.case0 = f->cases.n,
		.n_cases = bb->n_cases,
		.span = bb->span,
	};

	ops_emit(b, bb->first);
	out.n_ops = f->ops.n - out.op0;
	for (uint32_t i = 0; i < bb->n_cases; i++) {
		struct fact_case c = b->cases.v[bb->case0 + i];

		c.target = emitted(b, c.target);
		vec_push(&f->cases, c);
	}
	vec_push(&f->blocks, out);
}

void build_finish(struct build *b, struct fact_func *func, uint32_t entry)
{
	struct reach r = {.ways_in = xcalloc(b->blocks.n, sizeof(uint32_t))};
	ordered_vec order = {};

	/* the entry is a way in of its own: nothing is joined before it */
	reach_all(b, &r, entry);
	r.ways_in[entry]++;
	for (uint32_t i = 1; i < b->blocks.n; i++)
		if (r.ways_in[i])
			join_following(b, i, &r);
	order_blocks(b, &r, entry, &order);
	func->block0 = b->facts->blocks.n;
	func->n_blocks = order.n;
	vec_for_each(&order, it)
		b->blocks.v[it->block].id = func->block0 + (it - order.v);
	vec_for_each(&order, it)
		block_emit(b, &b->blocks.v[it->block]);
	func->n_temps = b->n_temps;
	func->n_opaque = b->n_opaque;
	free(r.ways_in);
	vec_deinit(&order);
}
