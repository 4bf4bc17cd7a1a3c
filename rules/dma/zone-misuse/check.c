// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/masks.h"
#include "flow/rule.h"
#include "flow/query/typed.h"

/* ___GFP_DMA and ___GFP_DMA32 (include/linux/gfp_types.h, since 2.6). */
#define ZONE_DMA 0x01
#define ZONE_DMA32 0x04

/* The bits that an expression is known to have, through "flags | GFP_DMA". */
static int64_t known_bits(const struct facts *facts, expr_id expr)
{
	const struct fact_expr *e = facts_expr(facts, expr);

	while (e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	if (e->kind == EXPR_CONST)
		return e->value;
	if (e->kind == EXPR_BINARY && e->oper == OPER_OR)
		return known_bits(facts, e->a) | known_bits(facts, e->b);
	return 0;
}

static const char *zone_name(int64_t zone)
{
	return zone & ZONE_DMA ? "GFP_DMA" : "GFP_DMA32";
}

/* The DMA API chooses the zone by the mask: it is told what it knows. */
static void check_dma_alloc(struct flow *f, op_id id, int64_t zone,
			    const struct model_row *row)
{
	if (row->flags & MODEL_NEEDS_SYNC)
		flow_report(f, id, CONFIDENCE_HIGH,
			    "'%s' refuses '%s' and returns NULL",
			    flow_call_name(f, id), zone_name(zone));
	else
		flow_report(f, id, CONFIDENCE_MEDIUM,
			    "'%s' is given '%s', which it ignores: the zone "
			    "follows from the mask",
			    flow_call_name(f, id), zone_name(zone));
}

static void check_mem_alloc(struct flow *f, op_id id, int64_t zone)
{
	struct finding *finding;

	finding = flow_report(
		f, id, zone & ZONE_DMA ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW,
		"'%s' is given '%s' in place of a DMA mask",
		flow_call_name(f, id), zone_name(zone));
	if (!finding)
		return;
	/* the DMA controller of the ISA bus has no mask to set; and below 32
	 * bits, memory that the mask allows is scarce: what is allocated low
	 * need not be bounced */
	flow_unless(f, finding, "isa");
	flow_unless(f, finding, "narrow-mask");
	/* firmware and hypervisors read low memory, too */
	flow_only_if(f, finding, "dma");
}

static bool gives_to_device(enum model_role role)
{
	return role == ROLE_MAP || role == ROLE_ALLOC ||
	       role == ROLE_POOL_CREATE || role == ROLE_DMA_BUFFER;
}

static void check_op(struct flow *f, op_id id)
{
	const struct facts *facts = flow_facts(f);
	const struct model_row *row = flow_row(f, id);
	uint64_t mask;
	int64_t zone;

	if (row && row->role == ROLE_ISA_DMA)
		flow_evidence(f, "isa");
	if (row && gives_to_device(row->role))
		flow_evidence(f, "dma");
	if (row && row->role == ROLE_SET_MASK &&
	    masks_constant(facts, row, id, &mask) && mask < UINT32_MAX)
		flow_evidence(f, "narrow-mask");
	if (!row || (row->role != ROLE_ALLOC && row->role != ROLE_MEM_ALLOC))
		return;
	zone = known_bits(facts, typed_arg(facts, row, id, ARG_GFP)) &
	       (ZONE_DMA | ZONE_DMA32);
	if (!zone)
		return;
	if (row->role == ROLE_ALLOC)
		check_dma_alloc(f, id, zone, row);
	else
		check_mem_alloc(f, id, zone);
}

static void look(struct flow *f)
{
	op_id id, end;

	for (flow_ops(f, &id, &end); id < end; id++)
		check_op(f, id);
}

const struct flow_rule rule_dma_zone_misuse = {
	.look = look,
};
