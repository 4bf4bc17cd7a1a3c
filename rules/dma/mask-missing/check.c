// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/masks.h"
#include "flow/rule.h"
#include "flow/query/typed.h"

/* -- no mask at all ---------------------------------------------------- */

/* Devices whose driver has to say what they can address. */
static bool is_own_bus(const char *record)
{
	return !strcmp(record, "pci_driver") ||
	       !strcmp(record, "platform_driver");
}

/*
 * Whether every probe of the module is for a bus that leaves the mask to the
 * driver; of any other (USB, SPI, virtio) the device below it does DMA.
 */
static bool leaves_mask_to_driver(const struct facts *f, const struct module *m)
{
	bool own = false;

	vec_for_each(&m->entries, e) {
		if (e->kind != ENTRY_OPS ||
		    strcmp(facts_str(f, e->field), "probe"))
			continue;
		if (!is_own_bus(facts_str(f, e->record)))
			return false;
		own = true;
	}
	return own;
}

/* "&pdev->dev", or "pdev->dev" in "&pdev->dev.of_node": the device itself. */
static bool is_bus_device(const struct facts *f, expr_id expr, bool *pci)
{
	const struct fact_expr *e = facts_expr(f, expr);
	const char *record;

	if (e->kind != EXPR_ADDR)
		return false;
	e = facts_expr(f, e->a);
	if (e->kind != EXPR_FIELD || strcmp(facts_str(f, e->str), "dev"))
		return false;
	record = facts_str(f, facts_type(f, facts_expr(f, e->a)->type)->record);
	*pci = !strcmp(record, "pci_dev");
	return *pci || !strcmp(record, "platform_device");
}

/* The same, or a variable or field in which the module keeps it. */
static bool is_own_device(const struct facts *f, expr_id dev, bool *pci)
{
	if (is_bus_device(f, dev, pci))
		return true;
	if (!facts_expr_is_place(facts_expr(f, dev)))
		return false;
	for (op_id id = 1; id < f->ops.n; id++) {
		const struct fact_op *op = &f->ops.v[id];

		if (op->kind == OP_ASSIGN && op->src &&
		    typed_same_place(f, op->dst, dev) &&
		    is_bus_device(f, op->src, pci))
			return true;
	}
	return false;
}

/* The device for which a call maps or allocates, or 0. */
static expr_id mapped_for(const struct flow_end *end, op_id id)
{
	const struct model_row *row = end_row(end, id);

	if (!row || (row->role != ROLE_MAP && row->role != ROLE_ALLOC &&
		     row->role != ROLE_POOL_CREATE))
		return 0;
	return typed_arg(end_module(end)->facts, row, id, ARG_DEV);
}

static void report_none(struct flow_end *end, op_id id, str_id file, bool pci)
{
	if (typed_high_part_in(end_module(end)->facts, file))
		end_report(end, id, CONFIDENCE_MEDIUM,
			   "'%s' is called by a driver that never sets a DMA "
			   "mask, and has registers for 64 bits",
			   end_call_name(end, id));
	else if (pci)
		end_report(end, id, CONFIDENCE_LOW,
			   "'%s' is called by a driver that never sets a DMA "
			   "mask",
			   end_call_name(end, id));
}

static void check_none(struct flow_end *end)
{
	const struct module *m = end_module(end);
	str_id done = 0, file;
	bool pci = false;

	if (!leaves_mask_to_driver(m->facts, m))
		return;
	for (op_id id = 1; id < m->facts->ops.n; id++) {
		expr_id dev = mapped_for(end, id);

		if (!dev || !is_own_device(m->facts, dev, &pci))
			continue;
		file = masks_file(end, id);
		if (done && file == done)
			continue;
		if (!masks_set(end, file) && !masks_core(end, file))
			report_none(end, id, file, pci);
		if (!file)
			return;
		done = file;
	}
}

/* -- a mask that may be refused ---------------------------------------- */

static void check_unused(struct flow_end *end, op_id id,
			 const struct model_row *row)
{
	const struct facts *f = end_module(end)->facts;
	bool constant;
	uint64_t mask = 0;

	if (f->ops.v[id].dst || row->arg[ARG_MASK] < 0)
		return;
	constant = masks_constant(f, row, id, &mask);
	if (row->flags & MODEL_WIDE_MASK_OK &&
	    (!constant || mask >= UINT32_MAX))
		return;
	end_report(end, id, CONFIDENCE_MEDIUM,
		   "the result of '%s' is not tested, and this mask may be "
		   "refused",
		   end_call_name(end, id));
}

/* -- a mask that cannot be refused -------------------------------------- */

/* The block that is next when the value of @cond's test is an error. */
static block_id if_failed(const struct facts *f, const struct fact_block *b,
			  expr_id *tested)
{
	const struct fact_expr *e = facts_expr(f, b->cond);
	bool zero = false;

	*tested = b->cond;
	if (e->kind == EXPR_UNARY && e->oper == OPER_LNOT) {
		zero = true;
		*tested = e->a;
	} else if (e->kind == EXPR_BINARY && e->oper != OPER_GT &&
		   facts_expr(f, e->b)->kind == EXPR_CONST &&
		   !facts_expr(f, e->b)->value) {
		zero = e->oper == OPER_EQ || e->oper == OPER_GE;
		*tested = e->a;
	}
	return b->target[zero];
}

/* Whether @expr holds what call @id returned, at the end of its block. */
static bool is_result(const struct facts *f, const struct fact_block *b,
		      op_id id, expr_id expr)
{
	expr_id dst = f->ops.v[id].dst;

	if (!dst || expr == dst)
		return dst;
	while (++id < b->op0 + b->n_ops) {
		const struct fact_op *op = &f->ops.v[id];

		if (op->kind == OP_ASSIGN && op->dst == expr)
			return op->src == dst;
	}
	return false;
}

static void check_fallback(struct flow_end *end, const struct fact_block *b,
			   op_id first, uint64_t mask)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_block *next;
	struct finding *finding;
	expr_id tested;

	next = &f->blocks.v[if_failed(f, b, &tested)];
	if (!is_result(f, b, first, tested))
		return;
	for (op_id id = next->op0; id < next->op0 + next->n_ops; id++) {
		const struct model_row *row = end_row(end, id);
		uint64_t less;

		if (!row || row->role != ROLE_SET_MASK ||
		    !masks_constant(f, row, id, &less) || less >= mask)
			continue;
		finding = end_report(end, id, CONFIDENCE_LOW,
				     "'%s' is a fallback that is never reached",
				     end_call_name(end, id));
		if (finding)
			end_step(end, finding, first,
				 "a mask of 32 bits or more is not refused");
		return;
	}
}

static void check_block(struct flow_end *end, const struct fact_block *b)
{
	const struct facts *f = end_module(end)->facts;

	for (op_id id = b->op0; id < b->op0 + b->n_ops; id++) {
		const struct model_row *row = end_row(end, id);
		uint64_t mask;

		if (!row || row->role != ROLE_SET_MASK)
			continue;
		check_unused(end, id, row);
		if (b->term == TERM_BRANCH && row->flags & MODEL_WIDE_MASK_OK &&
		    masks_constant(f, row, id, &mask) && mask > UINT32_MAX)
			check_fallback(end, b, id, mask);
	}
}

static void see_end(struct flow_end *end)
{
	const struct facts *f = end_module(end)->facts;

	check_none(end);
	for (block_id b = 1; b < f->blocks.n; b++)
		check_block(end, &f->blocks.v[b]);
}

const struct flow_rule rule_dma_mask_missing = {
	.module_end = see_end,
};
