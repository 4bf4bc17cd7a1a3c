// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/context.h"

/* __GFP_DIRECT_RECLAIM: may sleep. The bit has this value in Linux 5.4 to
 * 6.12 (include/linux/gfp.h, later gfp_types.h). */
#define MAY_RECLAIM 0x400
#define GFP_KNOWN_SINCE MODEL_VERSION(5, 4, 0)

static bool gfp_sleeps(const struct flow *f, value_id gfp)
{
	model_version version = flow_context(f)->version;
	int64_t num;

	return (!version || version >= GFP_KNOWN_SINCE) && gfp &&
	       value_is_const(flow_values(f), gfp, &num) && num & MAY_RECLAIM;
}

static void add_steps(struct flow *f, struct finding *finding,
		      const struct context *c)
{
	if (c->lock)
		flow_step(f, finding, c->lock, "'%s' begins an atomic section",
			  flow_call_name(f, c->lock));
	for (int i = 0; i < c->n_calls; i++)
		flow_step(f, finding, c->calls[i], "'%s' is called there",
			  flow_call_name(f, c->calls[i]));
}

/* "with 'spin_lock_irq' held", "where 'net_device_ops.ndo_start_xmit' ..." */
static char *context_text(const struct flow *f, const struct context *c)
{
	if (c->lock)
		return xasprintf("in the atomic section that '%s' begins",
				 flow_call_name(f, c->lock));
	if (c->entry->record)
		return xasprintf("below '%s', which the kernel calls in "
				 "atomic context",
				 c->row->function);
	return xasprintf("below a callback of '%s', which runs in atomic "
			 "context",
			 c->row->function);
}

/* Ways to one operation that are told of. */
#define MAX_WAYS 6

/* A lock, and the call that is made under it, are one cause: whether it was
 * not told of yet. From now on it was. */
static bool is_new_cause(struct flow *f, const struct context *c, op_id op,
			 const char *what)
{
	unsigned int begin = c->lock ? c->lock : c->entry->span;
	unsigned int below = c->n_calls ? c->calls[0] : op;

	if (flow_has_evidence(f, "atomic:%s:%u:%u", what, begin, below))
		return false;
	flow_evidence(f, "atomic:%s:%u:%u", what, begin, below);
	return true;
}

/* Locks in other functions, from which the operation is reached too. */
static void add_ways(struct flow *f, struct finding *finding, op_id at,
		     op_id op, enum context_need need, const char *what)
{
	struct context c;

	for (unsigned int i = 1;
	     i < MAX_WAYS && context_find(f, at, need, i, &c); i++) {
		if (!c.lock || !c.n_calls || !is_new_cause(f, &c, op, what))
			continue;
		flow_step(f, finding, c.lock,
			  "'%s' begins another one, see the next step",
			  flow_call_name(f, c.lock));
		flow_step(f, finding, c.calls[0], "'%s' is called there",
			  flow_call_name(f, c.calls[0]));
	}
}

static struct finding *report(struct flow *f, const struct flow_call *call,
			      op_id op, const struct context *c,
			      const char *what)
{
	autofree char *where = context_text(f, c);
	bool certain = c->lock && !c->n_calls && !call->via;
	struct finding *finding;

	if (!is_new_cause(f, c, op, what))
		return NULL;
	finding = flow_report(f, op,
			      certain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
			      "'%s' %s %s", flow_call_name(f, op), what, where);
	if (!finding)
		return NULL;
	add_steps(f, finding, c);
	if (call->via)
		flow_step(f, finding, call->via, "'%s' is called there",
			  flow_call_name(f, call->via));
	return finding;
}

static void check_at(struct flow *f, const struct flow_call *call, op_id op,
		     enum context_need need, const char *what)
{
	op_id at = call->via ? call->via : op;
	struct finding *finding = NULL;
	struct context c;

	if (context_find(f, at, need, 0, &c))
		finding = report(f, call, op, &c, what);
	if (finding)
		add_ways(f, finding, at, op, need, what);
}

/* The flags of an allocation as they are written, or 0. */
static expr_id gfp_written(const struct facts *facts,
			   const struct model_row *row, op_id id)
{
	const struct fact_op *op = &facts->ops.v[id];
	int pos = row->arg[ARG_GFP];

	return pos >= 0 && (uint32_t)pos < op->n_args ?
		       facts->args.v[op->arg0 + pos] :
		       0;
}

/* What call @via gives for the parameter that an allocation has as flags; 0
 * when they are none. */
static expr_id gfp_given(const struct flow *f, const struct fact_expr *gfp,
			 op_id alloc, op_id via)
{
	const struct module *m = flow_module_of(f);
	const struct fact_op *call = &m->facts->ops.v[via];
	func_id func = via ? m->callee[via] : 0;
	uint32_t param;

	if (!func || gfp->kind != EXPR_SYMBOL ||
	    module_func_of_op(m, alloc) != func)
		return 0;
	param = gfp->ref - m->facts->funcs.v[func].param0;
	return param < m->facts->funcs.v[func].n_params &&
			       param < call->n_args ?
		       m->facts->args.v[call->arg0 + param] :
		       0;
}

/* What is mapped was allocated by a call that may sleep. */
static void check_map(struct flow *f, const struct flow_call *call)
{
	const struct facts *facts = flow_facts(f);
	struct flow_origin o;
	const struct fact_expr *gfp;

	if (!call->args[ARG_CPU])
		return;
	o = flow_origin(f, call->args[ARG_CPU]);
	if (o.memory != FLOW_MEMORY_ALLOC || o.row->role != ROLE_MEM_ALLOC)
		return;
	gfp = facts_expr(facts, gfp_written(facts, o.row, o.op));
	if (gfp->kind == EXPR_CONST && gfp->value & MAY_RECLAIM)
		check_at(f, &(struct flow_call){.row = o.row, .op = o.op}, o.op,
			 CONTEXT_ATOMIC, "may sleep");
	gfp = facts_expr(facts, gfp_given(f, gfp, o.op, call->via));
	if (gfp->kind == EXPR_CONST && gfp->value & MAY_RECLAIM)
		check_at(f,
			 &(struct flow_call){
				 .row = o.row, .op = o.op, .via = call->via},
			 o.op, CONTEXT_ATOMIC, "may sleep");
}

/* What the caller has no say in was looked at where it is written, with all
 * ways to it. */
static bool is_fixed(const struct flow *f, const struct flow_call *call)
{
	const struct fact_expr *gfp =
		facts_expr(flow_facts(f), call->exprs[ARG_GFP]);

	return gfp->kind == EXPR_CONST || gfp->kind == EXPR_NONE;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	if (call->via && call->row->role != ROLE_MAP && is_fixed(f, call))
		return;
	switch (call->row->role) {
	case ROLE_ALLOC:
		if (gfp_sleeps(f, call->args[ARG_GFP]))
			check_at(f, call, call->op, CONTEXT_ATOMIC,
				 "may sleep");
		break;
	case ROLE_FREE:
		if (call->row->flags & MODEL_IRQS_ON)
			check_at(f, call, call->op, CONTEXT_IRQS_OFF,
				 "frees coherent memory with interrupts "
				 "disabled");
		break;
	case ROLE_MAP:
		check_map(f, call);
		break;
	default:
		break;
	}
}

/* Pools need no values, and functions with nothing else are not walked. */
static void look(struct flow *f)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = &facts->funcs.v[flow_func(f)];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++) {
			const struct model_row *row = flow_row(f, op);

			if (row && row->flags & MODEL_MAY_SLEEP &&
			    (row->role == ROLE_POOL_CREATE ||
			     row->role == ROLE_POOL_DESTROY))
				check_at(f, &(struct flow_call){.op = op}, op,
					 CONTEXT_ATOMIC, "may sleep");
		}
	}
}

const struct flow_rule rule_dma_atomic_context = {
	.call = check_call,
	.look = look,
};
