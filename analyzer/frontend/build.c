// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/build.h"

void build_init(struct build *b, struct facts *facts)
{
	*b = (struct build){.facts = facts};
	vec_add(&b->ops);
	vec_add(&b->blocks);
	vec_add(&b->locals);
}

void build_deinit(struct build *b)
{
	vec_deinit(&b->ops);
	vec_deinit(&b->args);
	vec_deinit(&b->cases);
	vec_deinit(&b->blocks);
	vec_deinit(&b->locals);
	vec_deinit(&b->labels);
	vec_deinit(&b->gotos);
	vec_deinit(&b->computed);
}

uint32_t build_block_new(struct build *b)
{
	vec_add(&b->blocks);
	return b->blocks.n - 1;
}

void build_enter(struct build *b, uint32_t block)
{
	if (b->current && b->current != block)
		build_jump(b, block, 0);
	b->current = block;
	if (!b->blocks.v[block].order)
		b->blocks.v[block].order = ++b->order;
}

void build_follow(struct build *b, uint32_t block)
{
	if (b->current)
		build_jump(b, block, 0);
	if (b->blocks.v[block].targeted)
		build_enter(b, block);
}

static void op_append(struct build *b, uint32_t block, const struct fact_op *op)
{
	struct build_block *bb = &b->blocks.v[block];
	uint32_t id = b->ops.n;

	vec_push(&b->ops, ((struct build_op){.op = *op}));
	if (bb->last)
		b->ops.v[bb->last].next = id;
	else
		bb->first = id;
	bb->last = id;
}

void build_op(struct build *b, const struct fact_op *op)
{
	struct fact_op copy = *op;

	copy.arg0 = b->args.n - op->n_args;
	if (b->current)
		op_append(b, b->current, &copy);
	else
		b->args.n = copy.arg0;
}

/* Close the current block; NULL when there is none. */
static struct build_block *close_current(struct build *b, enum term_kind term,
					 span_id span)
{
	struct build_block *bb = &b->blocks.v[b->current];

	if (!b->current)
		return NULL;
	b->current = 0;
	bb->term = term;
	bb->closed = true;
	bb->span = span;
	return bb;
}

void build_jump(struct build *b, uint32_t target, span_id span)
{
	struct build_block *bb = close_current(b, TERM_JUMP, span);

	if (!bb)
		return;
	bb->target[0] = target;
	b->blocks.v[target].targeted = true;
}

void build_branch(struct build *b, expr_id cond, uint32_t yes, uint32_t no,
		  span_id span)
{
	struct build_block *bb = close_current(b, TERM_BRANCH, span);

	if (!bb)
		return;
	bb->cond = cond;
	bb->target[0] = yes;
	bb->target[1] = no;
	b->blocks.v[yes].targeted = true;
	b->blocks.v[no].targeted = true;
}

void build_return(struct build *b, expr_id value, span_id span)
{
	struct build_block *bb = close_current(b, TERM_RETURN, span);

	if (bb)
		bb->cond = value;
}

void build_unreachable(struct build *b, span_id span)
{
	close_current(b, TERM_UNREACHABLE, span);
}

static void close_with_cases(struct build *b, uint32_t block,
			     enum term_kind term, uint32_t n, span_id span)
{
	struct build_block *bb = &b->blocks.v[block];

	bb->term = term;
	bb->closed = true;
	bb->span = span;
	bb->case0 = b->cases.n - n;
	bb->n_cases = n;
	for (uint32_t i = bb->case0; i < b->cases.n; i++)
		b->blocks.v[b->cases.v[i].target].targeted = true;
}

void build_switch_on(struct build *b, uint32_t block, expr_id cond,
		     uint32_t otherwise, uint32_t n, span_id span)
{
	close_with_cases(b, block, TERM_SWITCH, n, span);
	b->blocks.v[block].cond = cond;
	b->blocks.v[block].target[0] = otherwise;
	b->blocks.v[otherwise].targeted = true;
}

void build_computed(struct build *b, uint32_t block, expr_id cond,
		    uint32_t fallthrough, uint32_t n, span_id span)
{
	close_with_cases(b, block, TERM_COMPUTED, n, span);
	b->blocks.v[block].cond = cond;
	b->blocks.v[block].target[0] = fallthrough;
	b->blocks.v[fallthrough].targeted = true;
}

static expr_id local_expr(struct build *b, const struct build_local *local)
{
	struct fact_expr e = {
		.kind = EXPR_SYMBOL,
		.ref = local->symbol,
		.type = b->facts->symbols.v[local->symbol].type,
	};

	return facts_expr_add(b->facts, &e);
}

void build_local_begin(struct build *b, symbol_id symbol, str_id cleanup,
		       span_id span)
{
	struct build_local local = {
		.symbol = symbol,
		.cleanup = cleanup,
		.parent = b->local,
		.depth = b->locals.v[b->local].depth + 1,
	};
	struct fact_op op = {
		.kind = OP_DECL,
		.dst = local_expr(b, &local),
		.span = span,
	};

	vec_push(&b->locals, local);
	b->local = b->locals.n - 1;
	build_op(b, &op);
}

static void cleanup_call(struct build *b, uint32_t block,
			 const struct build_local *local, span_id span)
{
	struct fact_expr addr = {.kind = EXPR_ADDR, .a = local_expr(b, local)};
	struct fact_expr callee = {.kind = EXPR_FUNCTION,
				   .str = local->cleanup};
	struct fact_op op = {
		.kind = OP_CALL,
		.flags = OP_CLEANUP,
		.src = facts_expr_add(b->facts, &callee),
		.arg0 = b->args.n,
		.n_args = 1,
		.span = span,
	};

	vec_push(&b->args, facts_expr_add(b->facts, &addr));
	op_append(b, block, &op);
}

static void locals_end_in(struct build *b, uint32_t block, uint32_t from,
			  uint32_t to, span_id span)
{
	while (from != to && from) {
		struct build_local local = b->locals.v[from];
		struct fact_op op = {
			.kind = OP_END,
			.dst = local_expr(b, &local),
			.span = span,
		};

		if (local.cleanup)
			cleanup_call(b, block, &local, span);
		op_append(b, block, &op);
		from = local.parent;
	}
}

void build_locals_end(struct build *b, uint32_t outer, span_id span)
{
	if (b->current)
		locals_end_in(b, b->current, b->local, outer, span);
}

void build_locals_cleanup(struct build *b, span_id span)
{
	for (uint32_t i = b->local; i && b->current; i = b->locals.v[i].parent)
		if (b->locals.v[i].cleanup)
			cleanup_call(b, b->current, &b->locals.v[i], span);
}

bool build_has_cleanup(const struct build *b)
{
	for (uint32_t i = b->local; i; i = b->locals.v[i].parent)
		if (b->locals.v[i].cleanup)
			return true;
	return false;
}

void build_goto_label(struct build *b, uint32_t label, span_id span)
{
	struct build_goto jump = {
		.block = b->current,
		.label = label,
		.local = b->local,
		.span = span,
	};

	if (!b->current)
		return;
	vec_push(&b->gotos, jump);
	build_jump(b, b->labels.v[label].block, span);
}

/* The innermost local that is in scope at both ends of a jump. */
static uint32_t common_local(const struct build *b, uint32_t x, uint32_t y)
{
	while (x != y) {
		if (b->locals.v[x].depth >= b->locals.v[y].depth)
			x = b->locals.v[x].parent;
		else
			y = b->locals.v[y].parent;
	}
	return x;
}

void build_resolve_gotos(struct build *b)
{
	vec_for_each(&b->gotos, it) {
		const struct build_label *label = &b->labels.v[it->label];
		uint32_t common = common_local(b, it->local, label->local);

		if (label->placed)
			locals_end_in(b, it->block, it->local, common,
				      it->span);
		else
			b->incomplete = true;
	}
}
