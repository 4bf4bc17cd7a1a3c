// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/handle.h"
#include "flow/query/typed.h"

enum handle_source handle_source(const struct flow_end *end, expr_id place)
{
	const struct values *canon = &end_fields(end)->canon;
	const struct field *field = end_field(end, place);
	bool api = false, other = false;

	if (!field)
		return HANDLE_UNKNOWN;
	vec_for_each(&field->uses, use) {
		api |= use->act == FIELD_MADE && use->arg == ARG_DMA;
		other |= use->act == FIELD_MADE && use->arg != ARG_DMA;
		other |= use->act == FIELD_STORED &&
			 !value_is_const(canon, use->args[ARG_CPU], NULL);
	}
	if (api)
		return other ? HANDLE_MIXED : HANDLE_API;
	return other ? HANDLE_OTHER : HANDLE_UNKNOWN;
}

/* sg_phys() and what drivers compute have the type as well. */
static bool may_be_from_api(const struct flow_end *end, op_id op,
			    expr_id handle)
{
	const struct facts *facts = end_module(end)->facts;

	if (facts_expr_is_place(facts_expr(facts, handle)))
		return handle_source(end, handle) != HANDLE_OTHER;
	while (--op && facts->ops.v[op].dst != handle)
		;
	return end_row(end, op) && end_row(end, op)->returns == RETURNS_DMA;
}

/* What a register of less than 64 bits gets. */
static expr_id cut_by_register(const struct flow_end *end, op_id op)
{
	const struct facts *facts = end_module(end)->facts;
	const struct model_row *row = end_row(end, op);

	if (!row || row->role != ROLE_HW_WRITE || row->constant[ARG_SIZE] >= 8)
		return 0;
	return typed_dma_uncast(facts, typed_arg(facts, row, op, ARG_VALUE));
}

expr_id handle_cut(const struct flow_end *end, op_id op, expr_id *place)
{
	const struct module *m = end_module(end);
	const struct fact_op *o = &m->facts->ops.v[op];
	expr_id handle = 0;

	*place = 0;
	if (o->kind == OP_CALL)
		handle = cut_by_register(end, op);
	if (o->kind == OP_ASSIGN && o->src) {
		*place = o->dst;
		handle = typed_dma_cut(m->facts, o->src,
				       facts_expr(m->facts, o->dst)->type);
	}
	if (!handle || !may_be_from_api(end, op, handle) ||
	    typed_high_part_taken(m, handle))
		return 0;
	return handle;
}
