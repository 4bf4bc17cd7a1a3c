// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "flow/query/provider.h"
#include "flow/rule.h"
#include "flow/query/typed.h"

/* Makes a physical or bus address out of memory of the kernel's; pages of a
 * page pool have a DMA address of their own. */
static bool makes_physical(const struct model_row *row)
{
	if (!row || row->role != ROLE_ADDRESS)
		return false;
	if (row->memory == MEMORY_DMA)
		return row->from == MEMORY_BUFFER;
	return row->memory == MEMORY_PHYS &&
	       (row->from == MEMORY_BUFFER || row->from == MEMORY_PAGE ||
		row->from == MEMORY_PFN);
}

/* The conversion in what a value is computed of, or NULL. */
static const struct model_row *conversion_in(struct flow *f, value_id id,
					     int depth)
{
	const struct value *v = value_get(flow_values(f), id);
	const struct model_row *row;

	if (!depth)
		return NULL;
	switch (v->kind) {
	case VALUE_CONVERT:
		row = &flow_model(f)->rows.v[v->ref];
		/* the start of memory, __pa(PAGE_OFFSET), is no buffer */
		if (makes_physical(row) &&
		    !value_is_const(flow_values(f), v->a, NULL))
			return row;
		return conversion_in(f, v->a, depth - 1);
	case VALUE_BINARY:
	case VALUE_LIST:
		row = conversion_in(f, v->a, depth - 1);
		return row ? row : conversion_in(f, v->b, depth - 1);
	case VALUE_UNARY:
	case VALUE_CALL:
		return conversion_in(f, v->a, depth - 1);
	default:
		return NULL;
	}
}

#define DEPTH 8

static void report(struct flow *f, op_id op, enum finding_confidence confidence,
		   const struct model_row *convert, const char *where)
{
	struct finding *finding;

	if (provides_dma(flow_module_of(f)) ||
	    typed_dma_meets_phys(flow_facts(f)))
		return;
	finding = flow_report(f, op, confidence,
			      "the result of '%s' is given to a device, in %s",
			      convert->function, where);
	/* ISA DMA is programmed with physical addresses */
	if (finding)
		flow_unless(f, finding, "isa");
}

static void check_register(struct flow *f, const struct flow_call *call)
{
	const struct model_row *convert =
		conversion_in(f, call->args[ARG_VALUE], DEPTH);
	expr_id expr = call->exprs[ARG_VALUE];
	autofree char *where = NULL;

	if (!convert || typed_dma(flow_facts(f), expr))
		return;
	where = xasprintf("'%s'", flow_call_name(f, call->op));
	report(f, call->op, CONFIDENCE_HIGH, convert, where);
}

/* Memory that the DMA API has given to a device is mapped once more. */
static void check_domain(struct flow *f, const struct flow_call *call)
{
	const struct values *vs = flow_values(f);
	struct finding *finding;
	value_id v = call->args[ARG_PHYS];

	for (size_t i = 0; v && i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);
		value_id cpu = o->row->role == ROLE_MAP ? o->args[ARG_CPU] :
							  o->value;

		if ((o->row->role != ROLE_MAP && o->row->role != ROLE_ALLOC) ||
		    !cpu || !value_mentions(vs, v, cpu))
			continue;
		finding = flow_report(f, call->op, CONFIDENCE_MEDIUM,
				      "'%s' maps memory that belongs to the "
				      "DMA API",
				      flow_call_name(f, call->op));
		if (finding)
			flow_step(f, finding, o->op, "by '%s'",
				  flow_call_name(f, o->op));
	}
}

static void see_call(struct flow *f, const struct flow_call *call)
{
	if (call->row->role == ROLE_HW_WRITE)
		check_register(f, call);
	if (call->row->role == ROLE_IOMMU_MAP)
		check_domain(f, call);
}

/* Descriptors have an order of bytes, or lie in memory for DMA. */
static bool is_descriptor(struct flow *f, expr_id place, value_id address)
{
	const struct fact_expr *e = facts_expr(flow_facts(f), place);
	const struct flow_object *o = flow_find_memory(f, address);

	if (e->kind == EXPR_SYMBOL || e->kind == EXPR_TEMP)
		return false;
	return typed_has_order(flow_facts(f), place) ||
	       (o && o->value != address);
}

static void see_assign(struct flow *f, const struct flow_assign *assign)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[assign->op];
	const struct model_row *convert;
	autofree char *where = NULL;
	bool handle;

	convert = conversion_in(f, assign->value, DEPTH);
	/* what is in a dma_addr_t was told where it was put there */
	if (!convert || typed_dma(facts, op->src))
		return;
	handle = typed_is(facts, op->dst, "dma_addr_t");
	if (!handle && !is_descriptor(f, op->dst, assign->address))
		return;
	where = xasprintf("'%s'%s", flow_text(f, op->dst),
			  handle ? ", a DMA address" : "");
	report(f, assign->op, handle ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH,
	       convert, where);
}

/* -- what needs no path ------------------------------------------------ */

static void check_cache_op(struct flow *f, op_id id,
			   const struct model_row *row)
{
	bool tolerant = row->flags & MODEL_TOLERANT;
	struct finding *finding;

	if (provides_dma(flow_module_of(f)))
		return;
	finding = flow_report(f, id,
			      tolerant ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
			      "'%s' does what the DMA API does where it is "
			      "needed",
			      flow_call_name(f, id));
	/* for what has no mapping, nobody else does it */
	if (finding && tolerant)
		flow_only_if(f, finding, "dma");
}

/* The conversion whose result is argument @expr of a call. */
static const struct model_row *converted_arg(struct flow *f, op_id call,
					     expr_id expr)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_expr *e = facts_expr(facts, expr);

	while (e->kind == EXPR_CAST) {
		expr = e->a;
		e = facts_expr(facts, expr);
	}
	if (e->kind != EXPR_TEMP)
		return NULL;
	while (--call && facts->ops.v[call].dst != expr)
		;
	return makes_physical(flow_row(f, call)) ? flow_row(f, call) : NULL;
}

/* A function of the module takes a dma_addr_t and gets something else. */
static void check_passed(struct flow *f, op_id id)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[id];
	func_id callee = flow_module_of(f)->callee[id];
	const struct fact_func *func = &facts->funcs.v[callee];

	for (uint32_t i = 0; callee && i < op->n_args && i < func->n_params;
	     i++) {
		const struct fact_symbol *param =
			facts_symbol(facts, func->param0 + i);
		const struct model_row *convert =
			converted_arg(f, id, facts->args.v[op->arg0 + i]);
		autofree char *where = NULL;

		if (!convert || !typed_names(facts, param->type, "dma_addr_t"))
			continue;
		where = xasprintf("'%s' of '%s', a DMA address",
				  facts_str(facts, param->name),
				  facts_str(facts, func->name));
		report(f, id, CONFIDENCE_MEDIUM, convert, where);
	}
}

static void look_op(struct flow *f, op_id id)
{
	const struct model_row *row = flow_row(f, id);

	if (row && row->role == ROLE_ISA_DMA)
		flow_evidence(f, "isa");
	if (row && (row->role == ROLE_MAP || row->role == ROLE_ALLOC))
		flow_evidence(f, "dma");
	if (row && row->role == ROLE_CACHE_OP)
		check_cache_op(f, id, row);
	if (flow_facts(f)->ops.v[id].kind == OP_CALL)
		check_passed(f, id);
}

static void look(struct flow *f)
{
	op_id id, end;

	for (flow_ops(f, &id, &end); id < end; id++)
		look_op(f, id);
}

const struct flow_rule rule_dma_bypass = {
	.call = see_call,
	.assign = see_assign,
	.look = look,
};
