// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "flow/masks.h"
#include "flow/rule.h"
#include "flow/typed.h"

/* What an argument is that no DMA address is. */
struct other {
	enum model_arg arg;
	const char *name;
};

static const struct other others[] = {
	{ARG_CPU, "a pointer"},
	{ARG_PHYS, "a physical address"},
	{ARG_PFN, "a page frame number"},
};
static const struct other bus = {ARG_DMA, "a bus address"};

/* -- on the paths: values that are known to come from the DMA API ------- */

/* The conversion to a physical address that a value comes from, or NULL. */
static const struct model_row *physical_by(struct flow *f, value_id v)
{
	const struct values *vs = flow_values(f);
	const struct value *val = value_get(vs, value_base(vs, v));
	const struct model_row *row;

	if (val->kind != VALUE_CONVERT)
		return NULL;
	row = &flow_model(f)->rows.v[val->ref];
	return row->memory == MEMORY_PHYS ? row : NULL;
}

/* The allocation whose pointer, for the CPU, a value is, or NULL. */
static const struct model_row *pointer_by(struct flow *f, value_id v)
{
	const struct values *vs = flow_values(f);
	const struct value *val = value_get(vs, value_base(vs, v));
	const struct model_row *row =
		val->kind == VALUE_RESULT ? flow_row(f, val->ref) : NULL;

	if (!row || row->returns != RETURNS_POINTER)
		return NULL;
	return row->role == ROLE_ALLOC || row->role == ROLE_MEM_ALLOC ? row :
									NULL;
}

/* An unmap, sync or free gets a DMA address, and nothing else. */
static void check_dma_arg(struct flow *f, const struct flow_call *call)
{
	value_id v = call->args[ARG_DMA];
	const struct model_row *physical = physical_by(f, v);
	const struct model_row *pointer = pointer_by(f, v);

	if (!v || call->row->role == ROLE_ADDRESS ||
	    call->row->role == ROLE_ISA_DMA)
		return;
	if (physical || pointer)
		flow_report(f, call->op, CONFIDENCE_HIGH,
			    "'%s' gets the %s of '%s' as DMA address",
			    flow_call_name(f, call->op),
			    physical ? "physical address" : "pointer",
			    (physical ? physical : pointer)->function);
}

static void check_handle_arg(struct flow *f, const struct flow_call *call,
			     const struct other *other)
{
	expr_id expr = call->exprs[other->arg];
	const struct flow_object *o =
		flow_find_handle(f, call->args[other->arg]);
	struct finding *finding =
		o && expr ? flow_report(f, call->op, CONFIDENCE_HIGH,
					"'%s' gets the DMA address '%s' as %s",
					flow_call_name(f, call->op),
					flow_text(f, expr), other->name) :
			    NULL;

	if (finding)
		flow_step(f, finding, o->op, "the DMA address comes from '%s'",
			  flow_call_name(f, o->op));
}

static void see_call(struct flow *f, const struct flow_call *call)
{
	check_dma_arg(f, call);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		check_handle_arg(f, call, &others[i]);
}

/* -- over the module: what the types say ------------------------------- */

/*
 * What a field holds is known when the DMA API alone fills it. One that only
 * others fill has the wrong type, and may be used rightly.
 */
static enum finding_confidence confidence(struct flow_end *end, expr_id place)
{
	const struct values *canon = &end_fields(end)->canon;
	const struct field *field = end_field(end, place);
	bool handle = false, other = false;

	if (!field)
		return CONFIDENCE_MEDIUM;
	vec_for_each(&field->uses, use) {
		handle |= use->act == FIELD_MADE && use->arg == ARG_DMA;
		other |= use->act == FIELD_STORED &&
			 !value_is_const(canon, use->args[ARG_CPU], NULL);
	}
	if (handle)
		return other ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
	return other ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
}

static void check_typed_arg(struct flow_end *end, op_id id,
			    const struct other *other)
{
	const struct facts *facts = end_module(end)->facts;
	expr_id arg = typed_arg(facts, end_row(end, id), id, other->arg);
	expr_id handle = typed_dma(facts, arg);

	/* sg_phys() returns one, too, and it is none */
	if (handle && facts_expr_is_place(facts_expr(facts, handle)) &&
	    confidence(end, handle) != CONFIDENCE_LOW)
		end_report(end, id, confidence(end, handle),
			   "'%s' gets the DMA address '%s' as %s",
			   end_call_name(end, id), end_expr_text(end, handle),
			   other->name);
}

static void check_call(struct flow_end *end, op_id id)
{
	const struct model_row *row = end_row(end, id);
	expr_id phys = row ? typed_phys_out(end_module(end)->facts, row, id) :
			     0;

	if (phys)
		end_report(end, id, CONFIDENCE_MEDIUM,
			   "'%s' leaves a DMA address in '%s', a phys_addr_t",
			   end_call_name(end, id), end_expr_text(end, phys));
	for (size_t i = 0; row && i < ARRAY_SIZE(others); i++)
		check_typed_arg(end, id, &others[i]);
	/* bus addresses are those of the PCI bus without an IOMMU */
	if (row && row->from == MEMORY_DMA && row->arg[ARG_DEV] < 0)
		check_typed_arg(end, id, &bus);
}

/* The pointer through which a place is reached is a DMA address. */
static void check_deref(struct flow_end *end, op_id id, expr_id place)
{
	const struct facts *facts = end_module(end)->facts;
	const struct fact_expr *e = facts_expr(facts, place);
	expr_id handle = 0;

	while (e->kind == EXPR_FIELD || e->kind == EXPR_INDEX ||
	       e->kind == EXPR_DEREF) {
		const struct fact_expr *a = facts_expr(facts, e->a);

		if (a->kind == EXPR_CAST &&
		    facts_type(facts, a->type)->kind == TYPE_POINTER)
			handle = typed_dma(facts, e->a);
		e = a;
	}
	if (handle)
		end_report(end, id, CONFIDENCE_HIGH,
			   "'%s' is dereferenced, which is a DMA address",
			   end_expr_text(end, handle));
}

/* -- addresses that lose their upper half ------------------------------ */

/* sg_phys() and what drivers compute have the type as well. */
static bool is_from_api(const struct flow_end *end, op_id id, expr_id handle)
{
	const struct facts *facts = end_module(end)->facts;

	if (facts_expr_is_place(facts_expr(facts, handle)))
		return true;
	while (--id && facts->ops.v[id].dst != handle)
		;
	return end_row(end, id) && end_row(end, id)->returns == RETURNS_DMA;
}

static void report_cut(struct flow_end *end, op_id id, expr_id handle,
		       const char *where)
{
	struct masks masks = masks_find(end, masks_file(end, id));

	if (!masks.streaming || !masks.coherent || masks.other ||
	    !is_from_api(end, id, handle) ||
	    typed_high_part_taken(end_module(end), handle))
		return;
	end_report(end, id, CONFIDENCE_MEDIUM,
		   "the DMA address '%s' loses its upper 32 bits in %s",
		   end_expr_text(end, handle), where);
}

static void check_register(struct flow_end *end, op_id id)
{
	const struct facts *facts = end_module(end)->facts;
	const struct model_row *row = end_row(end, id);
	expr_id handle;

	if (row->role != ROLE_HW_WRITE || row->constant[ARG_SIZE] >= 8)
		return;
	handle = typed_dma_uncast(facts, typed_arg(facts, row, id, ARG_VALUE));
	if (handle)
		report_cut(end, id, handle, end_call_name(end, id));
}

static void check_cut(struct flow_end *end, op_id id)
{
	const struct facts *facts = end_module(end)->facts;
	const struct fact_op *op = &facts->ops.v[id];
	expr_id handle;

	if (op->kind == OP_CALL && end_row(end, id))
		check_register(end, id);
	if (op->kind != OP_ASSIGN || !op->src)
		return;
	handle =
		typed_dma_cut(facts, op->src, facts_expr(facts, op->dst)->type);
	if (handle)
		report_cut(end, id, handle, end_expr_text(end, op->dst));
}

static void see_end(struct flow_end *end)
{
	const struct facts *facts = end_module(end)->facts;
	struct masks all = masks_find(end, 0);

	for (op_id id = 1; id < facts->ops.n; id++) {
		const struct fact_op *op = &facts->ops.v[id];

		if (op->kind == OP_CALL)
			check_call(end, id);
		if (op->kind == OP_LOAD)
			check_deref(end, id, op->src);
		if (op->kind == OP_ASSIGN)
			check_deref(end, id, op->dst);
		if (all.streaming && all.coherent)
			check_cut(end, id);
	}
}

const struct flow_rule rule_dma_handle_confusion = {
	.call = see_call,
	.module_end = see_end,
};
