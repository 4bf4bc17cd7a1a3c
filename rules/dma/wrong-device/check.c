// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/rule.h"
#include "flow/query/typed.h"

enum device {
	DEVICE_FINE, /* or not known */
	DEVICE_CLASS,
	DEVICE_NONE,
};

/* "&netdev->dev", or "info->dev" where the slot is a pointer. */
static bool is_class_slot(const struct flow_end *end, expr_id expr)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_expr *e = facts_expr(f, expr);
	const struct model_row *row;

	if (e->kind == EXPR_ADDR)
		e = facts_expr(f, e->a);
	if (e->kind != EXPR_FIELD)
		return false;
	row = end_slot(end, facts_type(f, facts_expr(f, e->a)->type)->record,
		       e->str);
	return row && row->role == ROLE_CLASS_DEVICE;
}

/* "a = b = c" are two assignments, of c and then of b, which is c. */
static op_id first_of_chain(const struct facts *f, op_id id)
{
	while (id > 1 && f->ops.v[id - 1].kind == OP_ASSIGN &&
	       f->ops.v[id - 1].dst == f->ops.v[id].src)
		id--;
	return id;
}

/* Whether an assignment of the module stores such a device. */
static bool stores_class_device(const struct flow_end *end, op_id id)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_op *op;
	const struct model_row *row;

	id = first_of_chain(f, id);
	op = &f->ops.v[id];
	if (op->kind == OP_ASSIGN && is_class_slot(end, op->src))
		return true;
	/* the result of a call goes to a temporary, and from there on */
	if (op->kind != OP_ASSIGN || !op->src || id < 2 ||
	    f->ops.v[id - 1].kind != OP_CALL || f->ops.v[id - 1].dst != op->src)
		return false;
	row = end_row(end, id - 1);
	return row && row->role == ROLE_CLASS_DEVICE;
}

/* A variable or field in which the module keeps such a device, and no other;
 * @found: if it keeps none at all. */
static bool keeps_class_device(const struct flow_end *end, expr_id place,
			       bool found)
{
	const struct facts *f = end_module(end)->facts;

	if (!facts_expr_is_place(facts_expr(f, place)))
		return found;
	for (op_id id = 1; id < f->ops.n; id++) {
		const struct fact_op *op = &f->ops.v[id];

		if (op->kind != OP_ASSIGN ||
		    !typed_same_place(f, op->dst, place))
			continue;
		if (!stores_class_device(end, id))
			return false;
		found = true;
	}
	return found;
}

static enum device device_of(const struct flow_end *end, expr_id dev)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_expr *e = facts_expr(f, dev);

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	if (e->kind == EXPR_CONST && !e->value)
		return DEVICE_NONE;
	if (keeps_class_device(end, dev, is_class_slot(end, dev)))
		return DEVICE_CLASS;
	return DEVICE_FINE;
}

/* The device argument of a call, where it is a struct device. */
static expr_id device_argument(const struct flow_end *end, op_id id)
{
	const struct facts *f = end_module(end)->facts;
	const struct model_row *row = end_row(end, id);
	int pos = row ? row->arg[ARG_DEV] : -1;

	if (pos < 0 || (uint32_t)pos >= f->ops.v[id].n_args ||
	    row->flags & MODEL_OTHER_DEV)
		return 0;
	return f->args.v[f->ops.v[id].arg0 + pos];
}

/* Whether the module gives such a device a mask: then it is meant. */
static bool sets_mask(const struct flow_end *end, op_id id)
{
	const struct facts *f = end_module(end)->facts;
	const struct fact_op *op = &f->ops.v[id];
	const struct model_row *row = end_row(end, id);
	const struct fact_expr *dst = facts_expr(f, op->dst);
	expr_id dev = device_argument(end, id);

	if (op->kind == OP_ASSIGN && dst->kind == EXPR_FIELD &&
	    (!strcmp(facts_str(f, dst->str), "dma_mask") ||
	     !strcmp(facts_str(f, dst->str), "coherent_dma_mask")))
		return true;
	return row && row->role == ROLE_SET_MASK && dev &&
	       device_of(end, dev) == DEVICE_CLASS;
}

static void check_op(struct flow_end *end, op_id id)
{
	const struct model_row *row = end_row(end, id);
	expr_id dev = device_argument(end, id);

	if (!dev || (row->role != ROLE_MAP && row->role != ROLE_ALLOC &&
		     row->role != ROLE_POOL_CREATE))
		return;
	switch (device_of(end, dev)) {
	case DEVICE_CLASS:
		end_report(end, id, CONFIDENCE_HIGH,
			   "'%s' is called for '%s', which stands for no "
			   "hardware",
			   end_call_name(end, id), end_expr_text(end, dev));
		break;
	case DEVICE_NONE:
		end_report(end, id,
			   row->flags & MODEL_DEPRECATED ? CONFIDENCE_LOW :
							   CONFIDENCE_HIGH,
			   "'%s' is called for no device",
			   end_call_name(end, id));
		break;
	default:
		break;
	}
}

static void see_end(struct flow_end *end)
{
	const struct facts *f = end_module(end)->facts;

	for (op_id id = 1; id < f->ops.n; id++)
		if (sets_mask(end, id))
			return;
	for (op_id id = 1; id < f->ops.n; id++)
		check_op(end, id);
}

const struct flow_rule rule_dma_wrong_device = {
	.module_end = see_end,
};
