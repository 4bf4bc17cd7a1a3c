// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/typed.h"

expr_id typed_arg(const struct facts *f, const struct model_row *row, op_id op,
		  enum model_arg arg)
{
	const struct fact_op *o = &f->ops.v[op];
	int pos = row->arg[arg];

	return pos >= 0 && (uint32_t)pos < o->n_args ?
		       f->args.v[o->arg0 + pos] :
		       0;
}

bool typed_names(const struct facts *f, type_id type, const char *name)
{
	const char *have = facts_str(f, facts_type(f, type)->name);

	if (!strncmp(have, "const ", 6))
		have += 6;
	return !strcmp(have, name);
}

static const struct fact_type *type_of(const struct facts *f, expr_id expr)
{
	return facts_type(f, facts_expr(f, expr)->type);
}

bool typed_is(const struct facts *f, expr_id expr, const char *name)
{
	return typed_names(f, facts_expr(f, expr)->type, name);
}

static bool is_handle(const struct facts *f, expr_id expr)
{
	return type_of(f, expr)->size == 8 && typed_is(f, expr, "dma_addr_t");
}

/* The distance of two addresses is none. */
static bool moves_address(const struct facts *f, const struct fact_expr *e)
{
	return e->oper == OPER_ADD ||
	       (e->oper == OPER_SUB && !typed_dma(f, e->b));
}

static bool is_wide(const struct facts *f, expr_id expr)
{
	const struct fact_type *t = type_of(f, expr);

	return t->kind == TYPE_POINTER || t->size == 8;
}

expr_id typed_dma(const struct facts *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f, expr);

	switch (e->kind) {
	case EXPR_CAST:
		return is_wide(f, expr) ? typed_dma(f, e->a) : 0;
	case EXPR_BINARY:
		if (moves_address(f, e) || e->oper == OPER_SHR)
			return typed_dma(f, e->a);
		return 0;
	default:
		return facts_expr_is_place(e) || e->kind == EXPR_TEMP ?
			       (is_handle(f, expr) ? expr : 0) :
			       0;
	}
}

expr_id typed_dma_uncast(const struct facts *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f, expr);

	if (e->kind == EXPR_BINARY)
		return moves_address(f, e) ? typed_dma_uncast(f, e->a) : 0;
	return e->kind == EXPR_CAST ? 0 : typed_dma(f, expr);
}

static bool is_narrow(const struct fact_type *t)
{
	return t->kind == TYPE_INT && t->size == 4;
}

/* cpu_to_le32() of a DMA address: its cast is nobody's decision. */
static expr_id cut_by_swap(const struct facts *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f, expr);

	if (e->kind != EXPR_CAST ||
	    (!typed_is(f, expr, "__le32") && !typed_is(f, expr, "__be32")))
		return 0;
	e = facts_expr(f, e->a);
	return e->kind == EXPR_CAST ? typed_dma_uncast(f, e->a) : 0;
}

expr_id typed_dma_cut(const struct facts *f, expr_id expr, type_id to)
{
	expr_id handle = cut_by_swap(f, expr);

	if (handle || !is_narrow(facts_type(f, to)))
		return handle;
	return typed_dma_uncast(f, expr);
}

expr_id typed_high_part(const struct facts *f, expr_id expr)
{
	int64_t shift = 0;
	const struct fact_expr *e = facts_expr(f, expr);

	while (e->kind == EXPR_CAST ||
	       (e->kind == EXPR_BINARY && e->oper == OPER_SHR &&
		facts_expr(f, e->b)->kind == EXPR_CONST)) {
		if (e->kind == EXPR_BINARY)
			shift += facts_expr(f, e->b)->value;
		expr = e->a;
		e = facts_expr(f, expr);
	}
	return shift >= 32 ? typed_dma(f, expr) : 0;
}

bool typed_same_place(const struct facts *f, expr_id x, expr_id y)
{
	const struct fact_expr *a = facts_expr(f, x), *b = facts_expr(f, y);

	if (x == y)
		return true;
	return a->kind == EXPR_FIELD && b->kind == EXPR_FIELD &&
	       a->str == b->str &&
	       type_of(f, a->a)->record == type_of(f, b->a)->record;
}

static bool is_taken(const struct facts *f, expr_id place)
{
	for (expr_id e = 1; e < f->exprs.n; e++) {
		expr_id high = typed_high_part(f, e);

		if (high && typed_same_place(f, high, place))
			return true;
	}
	return false;
}

/* Whether the upper half of a parameter is taken. */
static bool is_param_taken(const struct facts *f, symbol_id param)
{
	for (expr_id e = 1; e < f->exprs.n; e++) {
		const struct fact_expr *high =
			facts_expr(f, typed_high_part(f, e));

		if (high->kind == EXPR_SYMBOL && high->ref == param)
			return true;
	}
	return false;
}

bool typed_high_part_taken(const struct module *m, expr_id place)
{
	const struct facts *f = m->facts;

	if (is_taken(f, place))
		return true;
	for (op_id id = 1; id < f->ops.n; id++) {
		const struct fact_op *op = &f->ops.v[id];
		const struct fact_func *callee = &f->funcs.v[m->callee[id]];

		if (op->kind != OP_CALL || !m->callee[id])
			continue;
		for (uint32_t i = 0; i < op->n_args && i < callee->n_params;
		     i++) {
			expr_id arg = typed_dma(f, f->args.v[op->arg0 + i]);

			if (arg && typed_same_place(f, arg, place) &&
			    is_param_taken(f, callee->param0 + i))
				return true;
		}
	}
	return false;
}

static bool has_high_part(const struct facts *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f, expr);

	return expr && (typed_high_part(f, expr) || has_high_part(f, e->a) ||
			has_high_part(f, e->b));
}

static bool op_takes_high_part(const struct facts *f, const struct fact_op *op)
{
	bool ret = has_high_part(f, op->src);

	for (uint32_t i = 0; i < op->n_args && !ret; i++)
		ret = has_high_part(f, f->args.v[op->arg0 + i]);
	return ret;
}

bool typed_high_part_in(const struct facts *f, str_id file)
{
	for (op_id id = 1; id < f->ops.n; id++) {
		const struct fact_op *op = &f->ops.v[id];

		if ((!file || facts_span(f, op->span)->file == file) &&
		    op_takes_high_part(f, op))
			return true;
	}
	return false;
}

bool typed_has_order(const struct facts *f, expr_id expr)
{
	const char *name = facts_str(f, type_of(f, expr)->name);

	return !strncmp(name, "__le", 4) || !strncmp(name, "__be", 4);
}

bool typed_dma_is_wide(const struct facts *f)
{
	for (type_id id = 1; id < f->types.n; id++)
		if (f->types.v[id].kind == TYPE_INT &&
		    typed_names(f, id, "dma_addr_t"))
			return f->types.v[id].size == 8;
	return false;
}

expr_id typed_phys_out(const struct facts *f, const struct model_row *row,
		       op_id op)
{
	expr_id arg = typed_arg(f, row, op, ARG_DMA_OUT);
	const struct fact_expr *e = facts_expr(f, arg);

	return arg && e->kind == EXPR_ADDR && typed_is(f, e->a, "phys_addr_t") ?
		       e->a :
		       0;
}

static bool is_phys(const struct facts *f, expr_id expr)
{
	while (facts_expr(f, expr)->kind == EXPR_CAST &&
	       !typed_is(f, expr, "phys_addr_t"))
		expr = facts_expr(f, expr)->a;
	return typed_is(f, expr, "phys_addr_t");
}

bool typed_dma_meets_phys(const struct facts *f)
{
	for (expr_id id = 1; id < f->exprs.n; id++) {
		const struct fact_expr *e = facts_expr(f, id);

		if (e->kind != EXPR_BINARY ||
		    (e->oper != OPER_EQ && e->oper != OPER_NE))
			continue;
		if ((typed_dma(f, e->a) && is_phys(f, e->b)) ||
		    (typed_dma(f, e->b) && is_phys(f, e->a)))
			return true;
	}
	return false;
}

expr_id typed_deref(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);
	expr_id handle = 0;

	while (e->kind == EXPR_FIELD || e->kind == EXPR_INDEX ||
	       e->kind == EXPR_DEREF) {
		const struct fact_expr *a = facts_expr(f, e->a);

		if (a->kind == EXPR_CAST &&
		    facts_type(f, a->type)->kind == TYPE_POINTER)
			handle = typed_dma(f, e->a);
		e = a;
	}
	return handle;
}
