// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"
#include "flow/query/member.h"
#include "flow/query/setup.h"

/* The smallest line that the machines with caches that do not snoop have
 * today; ____cacheline_aligned asks for it. */
#define LINE 64

/* What the CPU writes beside a buffer. */
struct written {
	struct flow *f;
	struct member_step field;
	op_id transfer; /* what gives the buffer to the device */
	op_id op; /* 0: nothing */
	bool certain; /* a store or a lock; else a record is passed on */
};

/* Whether a place is the field, or lies in it. */
static bool is_in_field(const struct facts *f, expr_id place,
			const struct member_step *field)
{
	const struct fact_expr *e = facts_expr(f, place);

	for (; e->kind == EXPR_FIELD || e->kind == EXPR_CAST ||
	       (e->kind == EXPR_INDEX &&
		facts_type(f, facts_expr(f, e->a)->type)->kind == TYPE_ARRAY);
	     e = facts_expr(f, e->a)) {
		if (e->kind == EXPR_FIELD && e->str == field->field->name &&
		    facts_type(f, facts_expr(f, e->a)->type)->record ==
			    field->record->record)
			return true;
	}
	return false;
}

static bool points_to(const struct facts *f, expr_id pointer,
		      const struct member_step *field)
{
	const struct fact_expr *e = facts_expr(f, pointer);

	return e->kind == EXPR_ADDR && is_in_field(f, e->a, field);
}

static bool is_passed(const struct facts *f, const struct fact_op *op,
		      const struct member_step *field)
{
	for (uint32_t i = 0; i < op->n_args; i++)
		if (points_to(f, f->args.v[op->arg0 + i], field))
			return true;
	return false;
}

static bool gives_memory(const struct model_row *row)
{
	return (row->role == ROLE_MAP || row->role == ROLE_DMA_BUFFER) &&
	       row->memory == MEMORY_BUFFER;
}

/* Whether an operation writes the field, by all that is known. */
static enum flow_certainty writes(const struct written *w, op_id id)
{
	const struct facts *f = flow_facts(w->f);
	const struct fact_op *op = &f->ops.v[id];
	const struct model_row *row = flow_row(w->f, id);

	if (op->kind == OP_ASSIGN && op->dst)
		return is_in_field(f, op->dst, &w->field) ? CERTAIN_YES :
							    CERTAIN_NO;
	if (op->kind != OP_CALL || !is_passed(f, op, &w->field))
		return CERTAIN_NO;
	if (row)
		return row->role == ROLE_LOCK || row->role == ROLE_UNLOCK ?
			       CERTAIN_YES :
			       CERTAIN_NO;
	return facts_type(f, w->field.field->type)->kind == TYPE_RECORD ?
		       CERTAIN_MAYBE :
		       CERTAIN_NO;
}

static void look_for_write(struct written *w, func_id id)
{
	const struct facts *facts = flow_facts(w->f);
	const struct fact_func *func = &facts->funcs.v[id];

	for (uint32_t b = 0; b < func->n_blocks; b++) {
		const struct fact_block *block =
			&facts->blocks.v[func->block0 + b];

		for (uint32_t i = 0; i < block->n_ops; i++) {
			enum flow_certainty c = writes(w, block->op0 + i);

			if (c == CERTAIN_NO || (w->op && c != CERTAIN_YES))
				continue;
			/* before the transfer, that is */
			if (setup_only(w->f, id))
				return;
			if (id == flow_func(w->f) &&
			    block->op0 + i < w->transfer)
				continue;
			w->op = block->op0 + i;
			w->certain = c == CERTAIN_YES;
			if (w->certain)
				return;
		}
	}
}

/* Whether the field is a buffer for DMA itself: they take turns, and fill
 * their line together. */
static bool is_buffer(const struct flow *f, const struct member_step *field)
{
	const struct facts *facts = flow_facts(f);

	for (op_id i = 1; i < facts->ops.n; i++) {
		const struct fact_op *op = &facts->ops.v[i];
		const struct model_row *row = flow_row(f, i);

		if (row && gives_memory(row) &&
		    (op->kind == OP_CALL ? is_passed(facts, op, field) :
					   points_to(facts, op->src, field)))
			return true;
	}
	return false;
}

static bool find_write(const struct member_step *neighbour, void *ctx)
{
	struct written *found = ctx;
	struct written w = {.f = found->f,
			    .field = *neighbour,
			    .transfer = found->transfer};
	const struct facts *facts = flow_facts(w.f);

	if (!neighbour->field->name || is_buffer(w.f, neighbour))
		return true;
	for (size_t i = 1; i < facts->funcs.n && !w.certain; i++)
		look_for_write(&w, i);
	if (w.op && (!found->op || w.certain))
		*found = w;
	return !found->certain;
}

static void report(struct flow *f, const struct flow_call *call,
		   const struct member *m, const struct written *w)
{
	const struct facts *facts = flow_facts(f);
	const struct member_step *last = &m->steps[m->n_steps - 1];
	/* records within may have no name */
	const char *record = facts_str(
		facts, last->record->record ? last->record->record :
					      m->steps[0].record->record);
	const char *field = facts_str(facts, last->field->name);
	bool high = w->certain && flow_device_writes(f, call) == CERTAIN_YES &&
		    !(call->row->flags & MODEL_TOLERANT);
	struct finding *finding;

	if (flow_has_evidence(f, "cacheline-shared:%s.%s", record, field))
		return;
	finding = flow_report(f, call->op,
			      high ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
			      "'%s' gets '%s' of 'struct %s', which shares a "
			      "cache line with '%s'",
			      call->row->function, field, record,
			      facts_str(facts, w->field.field->name));
	if (!finding)
		return;
	flow_evidence(f, "cacheline-shared:%s.%s", record, field);
	flow_step(f, finding, w->op,
		  w->certain ? "'%s' is written here by the CPU" :
			       "'%s' is given away here and may be written",
		  facts_str(facts, w->field.field->name));
}

/* A direction that only the caller knows says nothing; the pipe of an USB
 * endpoint is that of a buffer that is read, if not known better. */
static bool is_written(const struct flow *f, const struct flow_call *call)
{
	enum flow_certainty c = flow_device_writes(f, call);

	return c == CERTAIN_YES ||
	       (c == CERTAIN_MAYBE && call->args[ARG_FLAGS]);
}

/* What was allocated on this path nobody else writes yet; what a function of
 * the kernel gave may be old. */
static bool is_new(const struct flow *f, const struct value *base)
{
	const struct model_row *row =
		base->kind == VALUE_RESULT ? flow_row(f, base->ref) : NULL;

	return row && row->role == ROLE_MEM_ALLOC;
}

/* Variables are dma/not-dmaable's. */
static void check_call(struct flow *f, const struct flow_call *call)
{
	struct written w = {.f = f, .transfer = call->via ?: call->op};
	struct member m;
	int64_t size;
	const struct value *base;

	if (!gives_memory(call->row) || !call->args[ARG_CPU] ||
	    !is_written(f, call) || !member_of(f, call->args[ARG_CPU], &m))
		return;
	base = value_get(flow_values(f), m.base);
	if (base->kind == VALUE_VARIABLE || is_new(f, base) ||
	    setup_only(f, flow_func(f)))
		return;
	/* one mapping for several fields */
	if (value_is_const(flow_values(f), call->args[ARG_SIZE], &size) &&
	    size > 0 && (uint64_t)size > m.size)
		m.size = size;
	member_neighbours(flow_facts(f), &m, LINE, find_write, &w);
	if (w.op)
		report(f, call, &m, &w);
}

const struct flow_rule rule_dma_cacheline_shared = {
	.call = check_call,
};
