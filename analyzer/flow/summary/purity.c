// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/summary/purity.h"

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

/* Looks at a bit, in assembly on some architectures
 * (include/linux/bitops.h). */
static bool is_bit_test(const char *name)
{
	static const char *const names[] = {
		"test_bit",	 "_test_bit",	      "const_test_bit",
		"arch_test_bit", "generic_test_bit",  "variable_test_bit",
		"___test_bit",	 "constant_test_bit",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool is_pure_call(const struct module *m, op_id id, const bool *pure)
{
	const char *callee = facts_callee(m->facts, &m->facts->ops.v[id]);

	return callee && (pure[m->callee[id]] || is_bit_test(callee));
}

static bool op_only_looks(const struct module *m, op_id id, const bool *pure)
{
	const struct facts *f = m->facts;
	const struct fact_op *op = &f->ops.v[id];

	switch (op->kind) {
	case OP_LOAD:
	case OP_DECL:
	case OP_END:
		return true;
	case OP_ASSIGN:
		return is_own_variable(f, op->dst) || sets_pointer(f, op->dst);
	case OP_CALL:
		return is_pure_call(m, id, pure);
	default:
		return false;
	}
}

static bool only_looks(const struct module *m, const struct fact_func *func,
		       const bool *pure)
{
	const struct facts *f = m->facts;

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (!op_only_looks(m, op, pure))
				return false;
	}
	return func->n_blocks > 0;
}

bool *purity_find(const struct module *m)
{
	bool *pure = xcalloc(m->facts->funcs.n, sizeof(*pure));
	bool changed = true;

	/* callees come first: once is enough but for recursion */
	while (changed) {
		changed = false;
		vec_for_each(&m->order, id) {
			if (pure[*id] ||
			    !only_looks(m, &m->facts->funcs.v[*id], pure))
				continue;
			pure[*id] = changed = true;
		}
	}
	return pure;
}
