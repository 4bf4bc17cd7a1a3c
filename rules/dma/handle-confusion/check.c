// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "flow/query/handle.h"
#include "flow/query/masks.h"
#include "flow/rule.h"
#include "flow/query/typed.h"

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

/*
 * A general pool (lib/genalloc.c) hands out addresses of whatever was put in:
 * on-chip memory may be there by its bus address.
 */
static bool keeps_any_address(const struct model_row *row)
{
	return row->memory == MEMORY_POOL && row->arg[ARG_DMA] < 0 &&
	       row->arg[ARG_DMA_OUT] < 0;
}

/* The allocation whose pointer, for the CPU, a value is, or NULL. */
static const struct model_row *pointer_by(struct flow *f, value_id v)
{
	const struct values *vs = flow_values(f);
	const struct value *val = value_get(vs, value_base(vs, v));
	const struct model_row *row =
		val->kind == VALUE_RESULT ? flow_row(f, val->ref) : NULL;

	if (!row || row->returns != RETURNS_POINTER || keeps_any_address(row))
		return NULL;
	return row->role == ROLE_ALLOC || row->role == ROLE_MEM_ALLOC ? row :
									NULL;
}

/* What is read from a field may be of another state of the object, as a flag
 * in it tells. */
static bool is_field(struct flow *f, expr_id expr)
{
	const struct facts *facts = flow_facts(f);

	while (facts_expr(facts, expr)->kind == EXPR_CAST)
		expr = facts_expr(facts, expr)->a;
	return facts_expr(facts, expr)->kind == EXPR_FIELD;
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
	if (physical && typed_dma_meets_phys(flow_facts(f)))
		return;
	if (physical || pointer)
		flow_report(f, call->op,
			    is_field(f, call->exprs[ARG_DMA]) ?
				    CONFIDENCE_MEDIUM :
				    CONFIDENCE_HIGH,
			    "'%s' gets the %s of '%s' as DMA address",
			    flow_call_name(f, call->op),
			    physical ? "physical address" : "pointer",
			    (physical ? physical : pointer)->function);
}

/*
 * A device in a domain of the driver's own has a direct DMA API on machines
 * where nothing else gives it a domain: the driver may know.
 */
static enum finding_confidence certainty(const struct model_row *row)
{
	return row->role == ROLE_IOMMU_MAP || keeps_any_address(row) ?
		       CONFIDENCE_MEDIUM :
		       CONFIDENCE_HIGH;
}

/* What goes to a process is for attr/user-not-dma-mmap. The second address of a
 * pool is what its owner wants back, of whatever kind (lib/genalloc.c). */
static bool is_elsewhere(const struct model_row *row)
{
	return row->role == ROLE_MMAP_USER || row->role == ROLE_DECLARE;
}

static void check_handle_arg(struct flow *f, const struct flow_call *call,
			     const struct other *other)
{
	expr_id expr = call->exprs[other->arg];
	const struct flow_object *o =
		flow_find_handle(f, call->args[other->arg]);
	struct finding *finding;

	if (!o || !expr || is_elsewhere(call->row))
		return;
	finding = flow_report(f, call->op, certainty(call->row),
			      "'%s' gets the DMA address '%s' as %s",
			      flow_call_name(f, call->op), flow_text(f, expr),
			      other->name);
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

static enum finding_confidence confidence(struct flow_end *end, expr_id place)
{
	switch (handle_source(end, place)) {
	case HANDLE_API:
		return CONFIDENCE_HIGH;
	case HANDLE_OTHER:
		return CONFIDENCE_LOW;
	default:
		return CONFIDENCE_MEDIUM;
	}
}

/* Whether what a call takes is mostly no RAM, but the address of a resource or
 * of a carveout: in many a driver that has the type dma_addr_t. */
static bool takes_resource(const struct model_row *row)
{
	return row->role == ROLE_IOMAP || row->role == ROLE_MAP ||
	       row->role == ROLE_IOMMU_MAP;
}

static void check_typed_arg(struct flow_end *end, op_id id,
			    const struct other *other)
{
	const struct facts *facts = end_module(end)->facts;
	const struct model_row *row = end_row(end, id);
	expr_id arg = typed_arg(facts, row, id, other->arg);
	expr_id handle = typed_dma(facts, arg);
	enum finding_confidence known;

	/* sg_phys() returns one, too, and it is none; what goes to a process
	 * is for attr/user-not-dma-mmap */
	if (!handle || is_elsewhere(row) ||
	    !facts_expr_is_place(facts_expr(facts, handle)))
		return;
	known = confidence(end, handle);
	if (known > (takes_resource(row) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM))
		return;
	if (known < certainty(row))
		known = certainty(row);
	end_report(end, id, known, "'%s' gets the DMA address '%s' as %s",
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
	expr_id handle = typed_deref(end_module(end)->facts, place);

	if (handle)
		end_report(end, id, CONFIDENCE_HIGH,
			   "'%s' is dereferenced, which is a DMA address",
			   end_expr_text(end, handle));
}

/* -- addresses that lose their upper half ------------------------------ */

static void check_cut(struct flow_end *end, op_id id)
{
	expr_id place, handle = handle_cut(end, id, &place);
	struct masks masks = {};

	if (handle)
		masks = masks_find(end, masks_file(end, id));
	if (handle && masks.streaming && masks.coherent && !masks.other)
		end_report(end, id, CONFIDENCE_MEDIUM,
			   "the DMA address '%s' loses its upper 32 bits in %s",
			   end_expr_text(end, handle),
			   place ? end_expr_text(end, place) :
				   end_call_name(end, id));
}

static void see_end(struct flow_end *end)
{
	const struct facts *facts = end_module(end)->facts;
	struct masks all = masks_find(end, 0);

	for (op_id id = 1; id < facts->ops.n; id++) {
		const struct fact_op *op = &facts->ops.v[id];

		if (op->kind == OP_CALL)
			check_call(end, id);
		if (op->kind == OP_LOAD || op->kind == OP_ASSIGN)
			check_deref(end, id, op->dst ? op->dst : op->src);
		if (all.streaming && all.coherent)
			check_cut(end, id);
	}
}

const struct flow_rule rule_dma_handle_confusion = {
	.call = see_call,
	.module_end = see_end,
};
