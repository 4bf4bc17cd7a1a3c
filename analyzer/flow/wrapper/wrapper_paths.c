// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/wrapper/wrapper_row.h"

/* Blocks of one function, by their number in it. */
struct block_set {
	const struct facts *facts;
	block_id block0;
	uint32_t n;
	bool *in;
};

static void add_target(struct block_set *set, block_id block, bool *changed)
{
	uint32_t i = block - set->block0;

	if (!block || i >= set->n || set->in[i])
		return;
	set->in[i] = true;
	*changed = true;
}

static void add_successors(struct block_set *set, block_id block, bool *changed)
{
	const struct fact_block *b = &set->facts->blocks.v[block];

	if (b->term != TERM_RETURN && b->term != TERM_UNREACHABLE) {
		add_target(set, b->target[0], changed);
		if (b->term == TERM_BRANCH)
			add_target(set, b->target[1], changed);
		for (uint32_t i = 0; i < b->n_cases; i++)
			add_target(set,
				   set->facts->cases.v[b->case0 + i].target,
				   changed);
	}
}

/* Add what is reached from the set without going through @wall. */
static void close_set(struct block_set *set, block_id wall)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < set->n; i++)
			if (set->in[i] && set->block0 + i != wall)
				add_successors(set, set->block0 + i, &changed);
	}
}

static bool reaches(const struct wrapper_try *t, block_id from, block_id to)
{
	const struct fact_func *fn = &t->s.facts->funcs.v[t->s.func];
	struct block_set set = {t->s.facts, fn->block0, fn->n_blocks,
				xcalloc(fn->n_blocks, sizeof(bool))};
	bool changed, ret;

	add_successors(&set, from, &changed);
	close_set(&set, 0);
	ret = set.in[to - fn->block0];
	free(set.in);
	return ret;
}

/* Whether a condition is about an argument that the call gets. */
static bool is_about_argument(const struct wrapper_try *t, expr_id cond)
{
	const struct facts *f = t->s.facts;
	const struct fact_op *op = &f->ops.v[t->op];

	for (uint32_t i = 0; i < op->n_args; i++) {
		expr_id arg = source_resolve(&t->s, f->args.v[op->arg0 + i]);

		if (source_param(&t->s, arg) >= 0 &&
		    source_mentions(&t->s, cond, arg))
			return true;
	}
	return false;
}

/* Where the ways part, one to the call and one past it. */
static bool may_part(const struct wrapper_try *t, const struct fact_block *b)
{
	const struct fact_func *fn = &t->s.facts->funcs.v[t->s.func];

	if (facts_type(t->s.facts, fn->ret)->kind != TYPE_VOID)
		return true; /* the answers tell, see wrapper_make_row() */
	return b->term == TERM_BRANCH && is_about_argument(t, b->cond);
}

bool wrapper_always_works(struct wrapper_try *t)
{
	const struct fact_func *fn = &t->s.facts->funcs.v[t->s.func];
	struct block_set past = {t->s.facts, fn->block0, fn->n_blocks,
				 xcalloc(fn->n_blocks, sizeof(bool))};
	bool ret = !reaches(t, t->op_block, t->op_block);

	past.in[0] = true;
	close_set(&past, t->op_block);
	for (uint32_t i = 0; i < fn->n_blocks && ret; i++) {
		block_id id = fn->block0 + i;
		const struct fact_block *b = &t->s.facts->blocks.v[id];

		if (!past.in[i] || id == t->op_block)
			continue;
		t->passable |= b->term == TERM_RETURN;
		if (b->n_cases || b->term == TERM_BRANCH)
			ret = !reaches(t, id, t->op_block) || may_part(t, b);
	}
	free(past.in);
	return ret;
}
