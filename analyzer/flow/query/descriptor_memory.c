// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/descriptor_memory.h"
#include "flow/query/descriptor_use.h"

static void note_pointer(struct flow *f, const struct fact_type *t)
{
	const struct facts *facts = flow_facts(f);

	if (t->kind != TYPE_POINTER)
		return;
	t = facts_type(facts, t->target);
	if (t->kind == TYPE_RECORD)
		flow_evidence(f, DESCRIPTOR_MEMORY,
			      facts_str(facts, t->record));
}

static bool has_field(const struct facts *f, const struct fact_type *record,
		      str_id name)
{
	for (uint32_t i = 0; i < record->n_fields; i++)
		if (f->fields.v[record->field0 + i].name == name)
			return true;
	return false;
}

/* All that shares the memory of a field of a union. */
static void note_union(struct flow *f, const struct fact_type *record,
		       str_id name)
{
	const struct facts *facts = flow_facts(f);

	for (uint32_t i = 0; i < record->n_fields; i++) {
		const struct fact_field *field =
			&facts->fields.v[record->field0 + i];
		const struct fact_type *t = facts_type(facts, field->type);

		if (record->flags & TYPE_UNION)
			note_pointer(f, t);
		else if (!field->name && has_field(facts, t, name))
			note_union(f, t, name);
	}
}

/* The pointer that a place holds, and those that share its memory. */
static void note_place(struct flow *f, expr_id place)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_expr *e = facts_expr(facts, place);

	note_pointer(f, facts_type(facts, e->type));
	if (e->kind == EXPR_FIELD)
		note_union(f, facts_type(facts, facts_expr(facts, e->a)->type),
			   e->str);
}

/* "ring->desc = dma_alloc_coherent()" */
static void note_alloc(struct flow *f, op_id id)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[id], *next = op + 1;
	const struct model_row *row = flow_row(f, id);
	expr_id src;

	if (!row || row->role != ROLE_ALLOC || !op->dst ||
	    id + 1 >= facts->ops.n || next->kind != OP_ASSIGN)
		return;
	src = next->src;
	while (facts_expr(facts, src)->kind == EXPR_CAST)
		src = facts_expr(facts, src)->a;
	if (src == op->dst)
		note_place(f, next->dst);
}

static bool has_byte_order(const struct facts *f, const struct fact_type *t)
{
	while (t->kind == TYPE_ARRAY)
		t = facts_type(f, t->target);
	return !strncmp(facts_str(f, t->name), "__le", 4) ||
	       !strncmp(facts_str(f, t->name), "__be", 4);
}

/* "wmb(); desc->flags |= ...;" */
static void note_store(struct flow *f, op_id id)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[id], *next = op + 1;
	const struct model_row *row = flow_row(f, id);
	struct descriptor_spot spot;
	const char *name = facts_callee(facts, op);

	if (!row || row->role != ROLE_BARRIER || !name ||
	    !(row->flags & MODEL_ORDERS_WRITES) || !strncmp(name, "smp_", 4))
		return;
	while (next->kind == OP_LOAD)
		next++;
	if (next->kind != OP_ASSIGN ||
	    !descriptor_spot(facts, next->dst, &spot))
		return;
	if (has_byte_order(facts,
			   facts_type(facts,
				      facts_expr(facts, next->dst)->type)))
		flow_evidence(f, DESCRIPTOR_MEMORY,
			      facts_str(facts, spot.record->record));
}

void descriptor_note_memory(struct flow *f)
{
	const struct facts *facts = flow_facts(f);
	op_id op, end;

	for (flow_ops(f, &op, &end); op < end; op++) {
		if (facts->ops.v[op].kind != OP_CALL)
			continue;
		note_alloc(f, op);
		note_store(f, op);
	}
}
