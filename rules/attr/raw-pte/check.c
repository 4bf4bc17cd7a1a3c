// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/typed.h"
#include "flow/rule.h"

static const struct fact_expr *skip(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);

	while (e->kind == EXPR_CAST || e->kind == EXPR_ADDR)
		e = facts_expr(f, e->a);
	return e;
}

/* Whether the page table is the kernel's own: that of init_mm, or one that is
 * written to without saying whose it is. */
static bool is_kernels(const struct facts *f, const struct model_row *row,
		       op_id op)
{
	expr_id mm = typed_arg(f, row, op, ARG_POOL);
	const struct fact_expr *e = mm ? skip(f, mm) : NULL;

	if (!e)
		return row->arg[ARG_POOL] < 0;
	return e->kind == EXPR_SYMBOL &&
	       !strcmp(facts_str(f, facts_symbol(f, e->ref)->name), "init_mm");
}

static func_id function_named(const struct module *m, str_id name)
{
	for (func_id i = 1; i < m->facts->funcs.n; i++)
		if (m->facts->funcs.v[i].name == name)
			return i;
	return 0;
}

static bool writes_entries(const struct flow_end *end, func_id func)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_func *it = &f->funcs.v[func];

	for (uint32_t i = 0; i < it->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[it->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (end_row(end, op) &&
			    end_row(end, op)->role == ROLE_PAGE_TABLE)
				return true;
	}
	return false;
}

/* A walk writes what its function writes: to make the tables ready for
 * somebody else, a hypervisor, is no edit. */
static bool is_write(const struct flow_end *end, const struct model_row *row,
		     op_id op)
{
	const struct module *m = end_module(end);
	expr_id callback = typed_arg(m->facts, row, op, ARG_CALLBACK);
	const struct fact_expr *e = callback ? skip(m->facts, callback) : NULL;
	func_id func;

	if (row->arg[ARG_CALLBACK] < 0)
		return true;
	if (!e || e->kind != EXPR_FUNCTION)
		return false;
	func = function_named(m, e->str);
	return func && writes_entries(end, func);
}

/* A function that a walk of the kernel's or a process's tables calls is told
 * of there. */
static bool is_callback(const struct flow_end *end, op_id op)
{
	const struct module *m = end_module(end);
	str_id name = m->facts->funcs.v[module_func_of_op(m, op)].name;

	for (op_id i = 1; i < m->facts->ops.n; i++) {
		const struct model_row *row = end_row(end, i);
		expr_id arg =
			row && row->role == ROLE_PAGE_TABLE ?
				typed_arg(m->facts, row, i, ARG_CALLBACK) :
				0;

		if (arg && skip(m->facts, arg)->kind == EXPR_FUNCTION &&
		    skip(m->facts, arg)->str == name)
			return true;
	}
	return false;
}

static void check_call(struct flow_end *end, op_id op)
{
	const struct model_row *row = end_row(end, op);
	struct finding *finding;

	if (!row || row->role != ROLE_PAGE_TABLE ||
	    !is_kernels(end_module(end)->facts, row, op) ||
	    !is_write(end, row, op) || is_callback(end, op))
		return;
	finding = end_report(end, op,
			     row->flags & MODEL_TOLERANT ? CONFIDENCE_LOW :
							   CONFIDENCE_MEDIUM,
			     "'%s' edits the kernel's page table by hand",
			     end_call_name(end, op));
	if (finding)
		end_step_entry(end, finding, op);
}

static void check_module(struct flow_end *end)
{
	for (op_id op = 1; op < end_module(end)->facts->ops.n; op++)
		check_call(end, op);
}

const struct flow_rule rule_attr_raw_pte = {
	.module_end = check_module,
};
