// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/path/spared.h"

/* Functions called by functions that are looked into. */
#define MAX_DEPTH 4

enum answer { UNASKED, NO, YES };

static bool same_hash(uint32_t id, const void *ctx)
{
	return id == *(const uint32_t *)ctx;
}

static bool is_undo(const struct model_row *row)
{
	return row->role == ROLE_UNMAP || row->role == ROLE_FREE;
}

static str_id field_of(const struct facts *facts, expr_id id)
{
	const struct fact_expr *e = facts_expr(facts, id);

	while (e->kind == EXPR_INDEX || e->kind == EXPR_CAST ||
	       e->kind == EXPR_DEREF)
		e = facts_expr(facts, e->a);
	return e->kind == EXPR_FIELD ? e->str : 0;
}

static bool is_stored_in(const struct facts *facts, const struct flow_object *o,
			 str_id field)
{
	for (int i = 0; i < OBJECT_STORES && o->stores[i]; i++)
		if (field_of(facts, o->stores[i]) == field)
			return true;
	return false;
}

/* Whether the call of an undoing function may be given the object: by the
 * field that holds it, or in a variable. */
static bool op_may_undo(const struct flow *f, op_id id,
			const struct flow_object *o)
{
	const struct fact_op *op = &f->facts->ops.v[id];
	const struct model_row *row = f->rows[id];
	bool by_address = row->role == ROLE_FREE || row->arg[ARG_DMA] < 0;
	int pos = row->arg[by_address ? ARG_CPU : ARG_DMA];
	str_id field;

	if (!is_undo(row) || !model_pairs(o->row, row))
		return false;
	/* a mapping often goes through more places than are known */
	if (pos < 0 || (uint32_t)pos >= op->n_args || o->row->role == ROLE_MAP)
		return true;
	field = field_of(f->facts, f->facts->args.v[op->arg0 + pos]);
	return !field || is_stored_in(f->facts, o, field);
}

static bool func_may_undo(const struct flow *f, func_id id,
			  const struct flow_object *o, int depth);

static bool call_may_undo(const struct flow *f, op_id op,
			  const struct flow_object *o, int depth)
{
	func_id callee = f->module->callee[op];

	if (f->rows[op])
		return op_may_undo(f, op, o);
	return callee && depth && func_may_undo(f, callee, o, depth);
}

static bool look_into(const struct flow *f, func_id id,
		      const struct flow_object *o, int depth)
{
	const struct fact_func *func = &f->facts->funcs.v[id];
	const struct fact_block *b = &f->facts->blocks.v[func->block0];

	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (call_may_undo(f, op, o, depth))
				return true;
	return false;
}

static bool func_may_undo(const struct flow *f, func_id id,
			  const struct flow_object *o, int depth)
{
	struct idmap *memo = f->may_undo;
	uint64_t key[4 + OBJECT_STORES] = {
		id, o->row - f->options->model->rows.v, depth};
	uint64_t hash;
	bool ret;

	for (int i = 0; i < OBJECT_STORES && o->stores[i]; i++)
		key[4 + i] = field_of(f->facts, o->stores[i]);
	hash = hash_bytes(key, sizeof(key));
	for (uint32_t answer = NO; answer <= YES; answer++)
		if (idmap_find(memo, hash, same_hash, &answer))
			return answer == YES;
	ret = look_into(f, id, o, depth - 1);
	idmap_add(memo, hash, ret ? YES : NO);
	return ret;
}

bool flow_may_undo(const struct flow *f, func_id func,
		   const struct flow_object *o)
{
	return func_may_undo(f, func, o, MAX_DEPTH);
}

void spared_note(struct flow *f, func_id callee, op_id call)
{
	vec_for_each(&f->state->objects, o)
		if (o->via != call &&
		    (o->row->role == ROLE_MAP || o->row->role == ROLE_ALLOC) &&
		    func_may_undo(f, callee, o, MAX_DEPTH))
			o->flags |= OBJECT_SPARED;
}

/* -- under a condition of the function itself -------------------------- */

static bool block_may_undo(const struct flow *f, block_id block,
			   const struct flow_object *o)
{
	const struct fact_block *b = &f->facts->blocks.v[block];

	for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
		if (call_may_undo(f, op, o, MAX_DEPTH))
			return true;
	return false;
}

/* Whether a path leads from @from to @to that does not go through @without. */
static bool leads_to(const struct flow *f, block_id from, block_id to,
		     block_id without, bool *seen)
{
	const struct fact_block *b = &f->facts->blocks.v[from];

	if (from == to)
		return true;
	if (!from || from == without || seen[from - f->func->block0])
		return false;
	seen[from - f->func->block0] = true;
	for (uint32_t i = 0; i < b->n_cases; i++)
		if (leads_to(f, f->facts->cases.v[b->case0 + i].target, to,
			     without, seen))
			return true;
	return leads_to(f, b->target[0], to, without, seen) ||
	       leads_to(f, b->target[1], to, without, seen);
}

static bool reaches(const struct flow *f, block_id from, block_id to,
		    block_id without)
{
	autofree bool *seen = xcalloc(f->func->n_blocks, sizeof(*seen));

	return from && leads_to(f, from, to, without, seen);
}

static bool loop_may_undo(const struct flow *f, block_id head,
			  const struct flow_object *o)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++)
		if (shape_in_loop(&f->shape, head, f->func->block0 + i) &&
		    block_may_undo(f, f->func->block0 + i, o))
			return true;
	return false;
}

/* "if (cond) undo();", or a loop that may not turn: both sides meet again, and
 * the path may have come by where it ends. */
static bool is_passed_by(const struct flow *f, block_id at, int side,
			 const struct flow_object *o)
{
	const struct fact_block *b = &f->facts->blocks.v[at];
	block_id undo = b->target[side], other = b->target[!side];

	if (!undo || !other || !reaches(f, other, f->state->block, at))
		return false;
	if (shape_is_head(&f->shape, at) && shape_in_loop(&f->shape, at, undo))
		return loop_may_undo(f, at, o);
	return block_may_undo(f, undo, o) && reaches(f, undo, other, at);
}

bool flow_starts_block(const struct flow *f, op_id op)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++)
		if (f->facts->blocks.v[f->func->block0 + i].op0 == op)
			return true;
	return false;
}

bool flow_undo_is_optional(const struct flow *f, const struct flow_object *o)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++) {
		block_id at = f->func->block0 + i;

		if (f->facts->blocks.v[at].term == TERM_BRANCH &&
		    (is_passed_by(f, at, 0, o) || is_passed_by(f, at, 1, o)))
			return true;
	}
	return false;
}
