// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/rule.h"

/* A mapping of this path whose memory is, or is in, what is freed. */
static bool is_freed(const struct flow *f, const struct flow_object *o,
		     const struct flow_call *call)
{
	return o->row->role == ROLE_MAP && o->owner == OWNER_DEVICE &&
	       !(o->flags & (OBJECT_UNSURE | OBJECT_HIDDEN)) &&
	       !model_is_list(o->row) &&
	       flow_is_part(f, o->args[ARG_CPU], o->row->memory,
			    call->args[ARG_CPU], call->row->memory);
}

/* Mapped and freed by one called function: its own walk knows better. */
static bool is_told_below(const struct flow_object *o,
			  const struct flow_call *call)
{
	return call->via && o->via == call->via;
}

/* The last reference frees: pages are kept by others for reuse, while the
 * buffers of the network stack are not, but for clones. */
static enum finding_confidence confidence_in(const struct flow *f,
					     const struct flow_object *o,
					     const struct flow_call *call)
{
	if (call->row->flags & MODEL_REFERENCE &&
	    call->row->memory != MEMORY_SKB)
		return CONFIDENCE_MEDIUM;
	/* kept in memory, where there are other ways to it */
	if (o->flags & (OBJECT_STORED | OBJECT_OUT))
		return CONFIDENCE_MEDIUM;
	/* what keeps the one from the other may be in memory */
	if (o->via && call->via)
		return CONFIDENCE_MEDIUM;
	/* nobody knows whether the mapping is there */
	if (!(o->flags & OBJECT_TESTED) &&
	    (flow_test_lost(f) || o->flags & (OBJECT_COMPARED | OBJECT_LOST)))
		return CONFIDENCE_MEDIUM;
	return CONFIDENCE_HIGH;
}

static const struct fact_expr *skip_casts(const struct facts *facts, expr_id id)
{
	const struct fact_expr *e = facts_expr(facts, id);

	while (e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	return e;
}

/* The record that a place of a field lies in; 0 for other places. */
static str_id record_of(const struct facts *facts, const struct fact_expr *e)
{
	if (e->kind != EXPR_FIELD)
		return 0;
	return facts_type(facts, facts_expr(facts, e->a)->type)->record;
}

static void say_held(struct flow *f, const struct fact_expr *e)
{
	const struct facts *facts = flow_facts(f);
	str_id record = record_of(facts, e);

	if (record)
		flow_evidence(f, "mapped-of:%s.%s", facts_str(facts, record),
			      facts_str(facts, e->str));
}

/* Which fields hold memory that is mapped, as the mapping names it: "x->buf",
 * "x->skb->data". */
static void note_map(struct flow *f, const struct flow_call *call)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_expr *e;

	if (call->row->role != ROLE_MAP || !call->exprs[ARG_CPU])
		return;
	e = skip_casts(facts, call->exprs[ARG_CPU]);
	say_held(f, e);
	if (e->kind == EXPR_FIELD) {
		e = skip_casts(facts, e->a);
		if (e->kind == EXPR_DEREF)
			say_held(f, skip_casts(facts, e->a));
	}
}

/* The same where memory that is mapped is stored. */
static void note_store(struct flow *f, const struct flow_assign *assign)
{
	static const enum model_memory kinds[] = {MEMORY_KMALLOC, MEMORY_SKB,
						  MEMORY_PAGE};
	const char *field;

	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			if (o->row->role == ROLE_MAP && o->args[ARG_CPU] &&
			    flow_is_part(f, o->args[ARG_CPU], o->row->memory,
					 assign->value, kinds[k])) {
				field = flow_field(f, assign->address);
				if (field)
					flow_evidence(f, "mapped-of:%s", field);
			}
	}
}

/* Memory of a field freed just before the address beside it is unmapped. */
static void check_order(struct flow *f, const struct flow_call *call, op_id op)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *it = &facts->ops.v[op];
	const struct model_row *row = flow_row(f, op);
	int pos = row->arg[ARG_CPU];
	const struct fact_expr *dma = skip_casts(facts, call->exprs[ARG_DMA]);
	const struct fact_expr *cpu;
	struct finding *finding;

	if (pos < 0 || (uint32_t)pos >= it->n_args)
		return;
	cpu = skip_casts(facts, facts->args.v[it->arg0 + pos]);
	if (!record_of(facts, cpu) || dma->kind != EXPR_FIELD ||
	    strcmp(flow_text(f, cpu->a), flow_text(f, dma->a)) != 0)
		return;
	finding = flow_report(f, op, CONFIDENCE_MEDIUM,
			      "'%s' frees memory that is mapped for a device",
			      flow_call_name(f, op));
	if (!finding)
		return;
	flow_step(f, finding, op, "freed here");
	flow_step(f, finding, call->op, "unmapped only here");
	flow_only_if(f, finding, "mapped-of:%s.%s",
		     facts_str(facts, record_of(facts, cpu)),
		     facts_str(facts, cpu->str));
}

/* Whether the call before @op undoes a mapping. */
static bool is_unmapped_before(struct flow *f, op_id op, op_id first)
{
	const struct facts *facts = flow_facts(f);

	while (op-- > first)
		if (facts->ops.v[op].kind == OP_CALL)
			return flow_row(f, op) &&
			       flow_row(f, op)->role == ROLE_UNMAP;
	return false;
}

/* Operations in a row: nothing is decided, and nothing stored, in between. What
 * was unmapped right before it is freed is another buffer. */
static void check_unmap(struct flow *f, const struct flow_call *call)
{
	const struct facts *facts = flow_facts(f);
	op_id first, end;

	if (call->row->role != ROLE_UNMAP || call->via || call->object ||
	    !call->exprs[ARG_DMA])
		return;
	flow_ops(f, &first, &end);
	for (op_id op = call->op - 1; op >= first; op--) {
		const struct model_row *row = flow_row(f, op);
		uint8_t kind = facts->ops.v[op].kind;

		if (kind == OP_ASSIGN || flow_starts_block(f, op + 1))
			return;
		if (row && row->role == ROLE_MEM_FREE &&
		    !is_unmapped_before(f, op, first))
			check_order(f, call, op);
	}
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	note_map(f, call);
	check_unmap(f, call);
	if (call->row->role != ROLE_MEM_FREE || !call->args[ARG_CPU])
		return;
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);
		struct finding *finding;

		if (!is_freed(f, o, call) || !flow_this_turn(f, o) ||
		    is_told_below(o, call))
			continue;
		finding = flow_report(f, call->op, confidence_in(f, o, call),
				      "'%s' frees memory that is mapped for a "
				      "device",
				      flow_call_name(f, call->op));
		if (!finding)
			return;
		flow_step(f, finding, o->op, "mapped here by '%s'",
			  flow_call_name(f, o->op));
		if (call->via)
			flow_step(f, finding, call->via,
				  "freed through this call");
		flow_step(f, finding, call->op,
			  "freed here; no unmap in between");
	}
}

const struct flow_rule rule_dma_free_while_mapped = {
	.call = check_call,
	.assign = note_store,
};
