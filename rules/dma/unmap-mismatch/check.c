// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

static void report(struct flow *f, const struct flow_call *call,
		   const char *what, const char *was, const char *is)
{
	const struct flow_object *o = call->object;
	const char *name = flow_call_name(f, call->op);
	struct finding *finding;

	if (was && is)
		finding = flow_report(f, call->op, CONFIDENCE_HIGH,
				      "'%s' undoes a mapping with %s %s, it "
				      "was made with %s",
				      name, what, is, was);
	else
		finding = flow_report(f, call->op, CONFIDENCE_HIGH,
				      "'%s' undoes a mapping with another %s "
				      "than it was made with",
				      name, what);
	if (finding)
		flow_step(f, finding, o->op, "mapped here by '%s'",
			  flow_call_name(f, o->op));
}

/* What was written for an argument; NULL when it says nothing to people. */
static const char *arg_text(struct flow *f, const struct model_row *row,
			    op_id op, enum model_arg arg)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *o = &facts->ops.v[op];
	int pos = row->arg[arg];
	expr_id expr;

	if (pos < 0 || (uint32_t)pos >= o->n_args)
		return NULL;
	expr = facts->args.v[o->arg0 + pos];
	if (facts_expr(facts, expr)->kind == EXPR_TEMP)
		return NULL;
	return flow_text(f, expr);
}

static void check_arg(struct flow *f, const struct flow_call *call,
		      enum model_arg arg, const char *what)
{
	const struct flow_object *o = call->object;

	if (!value_differs(flow_values(f), o->args[arg], call->args[arg]))
		return;
	report(f, call, what, arg_text(f, o->row, o->op, arg),
	       arg_text(f, call->row, call->op, arg));
}

/* A scatterlist is unmapped with the entries it was mapped with, not with
 * the number that mapping returned, which may be less. */
static void check_nents(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id given = call->args[ARG_COUNT];
	struct finding *finding;

	if (o->row->returns != RETURNS_COUNT || !given || !o->args[ARG_COUNT] ||
	    given != o->result ||
	    flow_known_equal(f, o->result, o->args[ARG_COUNT]))
		return;
	finding = flow_report(f, call->op, CONFIDENCE_HIGH,
			      "'%s' gets the number of entries that '%s' "
			      "returned instead of the one it was given",
			      flow_call_name(f, call->op),
			      flow_call_name(f, o->op));
	if (finding)
		flow_step(f, finding, o->op, "mapped here");
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (call->row->role != ROLE_UNMAP || !o)
		return;
	if (!model_pairs(o->row, call->row)) {
		report(f, call, "function", flow_call_name(f, o->op),
		       flow_call_name(f, call->op));
		return;
	}
	check_arg(f, call, ARG_SIZE, "size");
	check_arg(f, call, ARG_DIR, "direction");
	check_nents(f, call);
}

const struct flow_rule rule_dma_unmap_mismatch = {
	.call = check_call,
};
