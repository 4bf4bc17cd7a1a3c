// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/map.h"
#include "flow/purity.h"

static bool is_own_variable(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	while (e->kind == EXPR_FIELD || e->kind == EXPR_INDEX)
		e = facts_expr(f, e->a);
	if (e->kind == EXPR_TEMP)
		return true;
	return e->kind == EXPR_SYMBOL && facts_symbol(f, e->ref)->func &&
	       facts_symbol(f, e->ref)->storage <= SYMBOL_LOCAL &&
	       facts_type(f, facts_symbol(f, e->ref)->type)->kind !=
		       TYPE_POINTER;
}

/* A pointer variable is the function's own as long as it is only set. */
static bool sets_pointer(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	return e->kind == EXPR_SYMBOL && facts_symbol(f, e->ref)->func &&
	       facts_symbol(f, e->ref)->storage <= SYMBOL_LOCAL;
}

static bool op_only_looks(const struct facts *f, const struct fact_op *op,
			  const struct strmap *funcs, const bool *pure)
{
	const char *callee;
	uint32_t func;

	switch (op->kind) {
	case OP_LOAD:
	case OP_DECL:
	case OP_END:
		return true;
	case OP_ASSIGN:
		return is_own_variable(f, op->dst) || sets_pointer(f, op->dst);
	case OP_CALL:
		callee = facts_callee(f, op);
		return callee && strmap_get(funcs, callee, &func) && pure[func];
	default:
		return false;
	}
}

static bool only_looks(const struct facts *f, const struct fact_func *func,
		       const struct strmap *funcs, const bool *pure)
{
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (!op_only_looks(f, &f->ops.v[op], funcs, pure))
				return false;
	}
	return func->n_blocks > 0;
}

bool *purity_find(const struct facts *f)
{
	bool *pure = xcalloc(f->funcs.n, sizeof(*pure));
	struct strmap funcs = {};
	bool changed = true;

	for (size_t i = 1; i < f->funcs.n; i++)
		strmap_put(&funcs, facts_str(f, f->funcs.v[i].name), i);
	while (changed) {
		changed = false;
		for (size_t i = 1; i < f->funcs.n; i++) {
			if (pure[i] ||
			    !only_looks(f, &f->funcs.v[i], &funcs, pure))
				continue;
			pure[i] = changed = true;
		}
	}
	strmap_deinit(&funcs);
	return pure;
}
