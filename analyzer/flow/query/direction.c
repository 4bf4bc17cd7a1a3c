// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"

/* enum dma_data_direction, include/linux/dma-direction.h */
#define DMA_TO_DEVICE 1

static bool has_bits(const struct values *vs, value_id id, int64_t mask)
{
	const struct value *v = value_get(vs, id);
	int64_t num;

	if (value_is_const(vs, id, &num))
		return num & mask;
	return v->kind == VALUE_BINARY && v->oper == OPER_OR &&
	       (has_bits(vs, v->a, mask) || has_bits(vs, v->b, mask));
}

/* The same of an expression: one that is no constant says neither. */
static enum flow_certainty expr_bits(const struct facts *f, expr_id id,
				     int64_t mask)
{
	const struct fact_expr *e = facts_expr(f, id);
	enum flow_certainty a, b;

	if (e->kind == EXPR_CONST)
		return e->value & mask ? CERTAIN_YES : CERTAIN_NO;
	if (e->kind != EXPR_BINARY || e->oper != OPER_OR)
		return CERTAIN_MAYBE;
	a = expr_bits(f, e->a, mask);
	b = expr_bits(f, e->b, mask);
	return a == CERTAIN_YES || b == CERTAIN_YES ? CERTAIN_YES : CERTAIN_NO;
}

/* What the module's stores to a field say of the bits that it holds. */
static enum flow_certainty field_bits(const struct flow *f,
				      const struct value *v, int64_t mask)
{
	const struct facts *facts = flow_facts(f);
	bool seen[3] = {};

	if (v->kind == VALUE_INITIAL)
		v = value_get(flow_values(f), v->a);
	if (v->kind != VALUE_FIELD)
		return CERTAIN_MAYBE;
	for (size_t i = 1; i < facts->ops.n; i++) {
		const struct fact_op *op = &facts->ops.v[i];
		const struct fact_expr *e = facts_expr(facts, op->dst);

		if (op->kind == OP_ASSIGN && e->kind == EXPR_FIELD &&
		    e->str == v->ref &&
		    facts_type(facts, facts_expr(facts, e->a)->type)->record ==
			    (str_id)v->num)
			seen[expr_bits(facts, op->src, mask)] = true;
	}
	if (seen[CERTAIN_MAYBE] || seen[CERTAIN_YES] == seen[CERTAIN_NO])
		return CERTAIN_MAYBE;
	return seen[CERTAIN_YES] ? CERTAIN_YES : CERTAIN_NO;
}

enum flow_certainty flow_device_writes(const struct flow *f,
				       const struct flow_call *call)
{
	const struct values *vs = flow_values(f);
	const struct value *flags;
	int64_t dir, mask;

	if (call->row->has_const[ARG_DIR])
		return call->row->constant[ARG_DIR] == DMA_TO_DEVICE ?
			       CERTAIN_NO :
			       CERTAIN_YES;
	if (call->args[ARG_DIR]) {
		if (!value_is_const(vs, call->args[ARG_DIR], &dir))
			return CERTAIN_MAYBE;
		return dir == DMA_TO_DEVICE ? CERTAIN_NO : CERTAIN_YES;
	}
	if (!call->args[ARG_FLAGS] ||
	    !value_is_const(vs, call->args[ARG_MASK], &mask))
		return CERTAIN_MAYBE;
	if (has_bits(vs, call->args[ARG_FLAGS], mask))
		return CERTAIN_YES;
	flags = value_get(vs, call->args[ARG_FLAGS]);
	return flags->kind == VALUE_BINARY ? CERTAIN_NO :
					     field_bits(f, flags, mask);
}

enum dma_direction flow_direction(const struct flow *f, const value_id *args)
{
	int64_t num;

	if (!args[ARG_DIR] ||
	    !value_is_const(flow_values(f), args[ARG_DIR], &num) || num < 0 ||
	    num > FROM_DEVICE)
		return NO_WAY;
	return num;
}

enum dma_direction flow_direction_at(const struct flow *f, op_id op)
{
	const struct facts *facts = flow_facts(f);
	const struct model_row *row = flow_row(f, op);
	const struct fact_op *o = &facts->ops.v[op];
	int pos = row ? row->arg[ARG_DIR] : -1;
	const struct fact_expr *e;

	if (row && row->has_const[ARG_DIR])
		return row->constant[ARG_DIR];
	if (pos < 0 || (uint32_t)pos >= o->n_args)
		return NO_WAY;
	e = facts_expr(facts, facts->args.v[o->arg0 + pos]);
	while (e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	return e->kind == EXPR_CONST && e->value >= 0 && e->value < NO_WAY ?
		       (enum dma_direction)e->value :
		       NO_WAY;
}

const char *flow_direction_name(enum dma_direction dir)
{
	return dir == BOTH_WAYS	  ? "DMA_BIDIRECTIONAL" :
	       dir == FROM_DEVICE ? "DMA_FROM_DEVICE" :
				    "DMA_TO_DEVICE";
}
