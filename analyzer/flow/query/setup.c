// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/setup.h"

/* Callers above callers that are looked at. */
#define MAX_DEPTH 4

static bool allocates(const struct flow *f, func_id id)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = &facts->funcs.v[id];

	for (uint32_t b = 0; b < func->n_blocks; b++) {
		const struct fact_block *block =
			&facts->blocks.v[func->block0 + b];

		for (uint32_t i = 0; i < block->n_ops; i++) {
			const struct model_row *row =
				flow_row(f, block->op0 + i);

			if (row && row->role == ROLE_MEM_ALLOC)
				return true;
		}
	}
	return false;
}

static bool is_setup(const struct flow *f, func_id func, int depth)
{
	const struct module *m = flow_module_of(f);
	size_t n_entries;

	if (allocates(f, func))
		return true;
	module_entries(m, func, &n_entries);
	if (!depth || n_entries || !m->n_callers[func])
		return false;
	for (op_id op = 1; op < m->facts->ops.n; op++)
		if (m->callee[op] == func &&
		    !is_setup(f, module_func_of_op(m, op), depth - 1))
			return false;
	return true;
}

bool setup_only(const struct flow *f, func_id func)
{
	return is_setup(f, func, MAX_DEPTH);
}
