// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/rule.h"

#define HELD (OBJECT_STORED | OBJECT_OUT | OBJECT_RETURNED | OBJECT_LOST)

/* Kept in a structure of the driver's and nowhere else. */
#define ONLY_STORED (OBJECT_STORED | OBJECT_TESTED)

/* Out of the hands of the function that made it, or of the driver. */
#define NOT_KEPT (OBJECT_OUT | OBJECT_LOST | OBJECT_RETURNED | OBJECT_PASSED)

/* Telling a device is no way to keep an address. */
static bool only_device_knows(const struct flow *f, const struct flow_object *o)
{
	for (int i = 0; i < OBJECT_PASSES && o->passes[i]; i++) {
		const char *name = facts_str(flow_facts(f), o->passes[i]);
		const struct model_row *row =
			model_find(flow_model(f), name, flow_context(f));

		if (!row || row->role != ROLE_HW_WRITE)
			return false;
	}
	return !(o->flags & OBJECT_PASSED) || o->passes[0];
}

/* A list is its own handle: whoever has it can undo the mapping. */
static bool is_list(const struct flow_object *o)
{
	return model_is_list(o->row);
}

/* After this nobody can undo it. */
static bool is_lost(const struct flow *f, const struct flow_object *o)
{
	return !(o->flags & HELD) && !is_list(o) && only_device_knows(f, o);
}

/*
 * Whether the kernel calls the function through a table: who fails to do what
 * the kernel asks is not asked to undo it. A driver whose probe failed is not
 * asked to remove the device: what is kept in its structure goes with it.
 */
static bool is_asked(const struct flow *f, const char *slot)
{
	size_t n;
	const struct module_entry *e =
		module_entries(flow_module_of(f), flow_func(f), &n);

	for (size_t i = 0; i < n; i++)
		if (slot ? !strcmp(facts_str(flow_facts(f), e[i].field), slot) :
			   e[i].kind == ENTRY_OPS)
			return true;
	return false;
}

static bool may_be_failed(const struct flow *f, const struct flow_object *o)
{
	return !(o->flags & OBJECT_TESTED) &&
	       (o->flags & OBJECT_COMPARED || flow_test_lost(f) ||
		o->row->role == ROLE_ALLOC);
}

/* The call below @o->via that leads to where it was made. */
static op_id next_call(const struct flow *f, const struct flow_object *o)
{
	const struct module *m = flow_module_of(f);
	func_id to = module_func_of_op(m, o->op), in = m->callee[o->via];
	size_t n;
	const op_id *calls = module_callers(m, to, &n);

	for (size_t i = 0; i < n; i++)
		if (module_func_of_op(m, calls[i]) == in)
			return calls[i];
	return 0;
}

static struct finding *report(struct flow *f, const struct flow_object *o,
			      enum finding_confidence confidence,
			      const char *how)
{
	bool alloc = o->row->role == ROLE_ALLOC;
	struct finding *finding;

	finding = flow_report(f, o->op, confidence, "%s of '%s' is %s %s",
			      alloc ? "the memory" : "the mapping",
			      flow_call_name(f, o->op),
			      alloc ? "not freed" : "not undone", how);
	if (!finding)
		return NULL;
	if (o->via)
		flow_step(f, finding, o->via, "made through this call");
	if (o->via && next_call(f, o))
		flow_step(f, finding, next_call(f, o), "and this one");
	if (o->synced)
		flow_step(f, finding, o->synced, "last used here");
	flow_step_end(f, finding, "'%s' returns here and leaves it behind",
		      facts_str(flow_facts(f),
				flow_facts(f)->funcs.v[flow_func(f)].name));
	return finding;
}

/* Found by nothing but a look into the record that keeps it. */
static bool is_kept(const struct flow *f, const struct flow_object *o)
{
	/* some take any number but that of the entries for a failure */
	if (o->row->returns == RETURNS_COUNT &&
	    !flow_known_nonzero(f, o->result))
		return false;
	return !(o->flags & NOT_KEPT) &&
	       !flow_in_loop(f, o->via ? o->via : o->op) &&
	       (is_list(o) || o->flags & OBJECT_STORED);
}

/* Functions called by functions that are looked into. */
#define MAX_DEPTH 3

static bool has_undo(const struct flow *f, const struct flow_object *o,
		     func_id id, int depth)
{
	const struct module *m = flow_module_of(f);
	const struct fact_func *func = &m->facts->funcs.v[id];
	const struct fact_block *b = &m->facts->blocks.v[func->block0];

	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++) {
			const struct model_row *row = flow_row(f, op);

			if (row && row->role == ROLE_UNMAP &&
			    model_pairs(o->row, row))
				return true;
			if (!row && depth && m->callee[op] &&
			    has_undo(f, o, m->callee[op], depth - 1))
				return true;
		}
	return false;
}

static str_id field_of(const struct facts *facts, expr_id id)
{
	const struct fact_expr *e = facts_expr(facts, id);

	while (e->kind == EXPR_INDEX || e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	return e->kind == EXPR_FIELD ? e->str : 0;
}

/* Whether the function undoes what the field holds, somewhere: under which
 * condition is not followed through the calls in between. */
static bool undoes_field(const struct flow *f, const struct flow_object *o)
{
	const struct facts *facts = flow_facts(f);
	str_id field = o->stores[0] ? field_of(facts, o->stores[0]) : 0;
	op_id first, end;

	flow_ops(f, &first, &end);
	for (op_id op = first; field && op < end; op++) {
		const struct model_row *row = flow_row(f, op);
		int pos = row && row->role == ROLE_UNMAP ? row->arg[ARG_DMA] :
							   -1;

		if (pos >= 0 && (uint32_t)pos < facts->ops.v[op].n_args &&
		    field_of(facts,
			     facts->args.v[facts->ops.v[op].arg0 + pos]) ==
			    field)
			return true;
	}
	return false;
}

/* A function that cleans up by what it finds in a record may have done so on
 * this path: a loop, or a flag, keeps that from being told. */
static bool is_cleaned_by(const struct flow *f, const struct flow_object *o)
{
	const struct module *m = flow_module_of(f);
	op_id first, end;

	flow_ops(f, &first, &end);
	for (op_id op = first; op < end; op++)
		if (!flow_row(f, op) && m->callee[op] &&
		    has_undo(f, o, m->callee[op], MAX_DEPTH))
			return true;
	return false;
}

/* -EBUSY says of a request, too, that it waits its turn. */
static bool may_wait(const struct flow *f)
{
	int64_t num;

	return value_is_const(flow_values(f), flow_returned(f), &num) &&
	       num == -16;
}

static void report_kept(struct flow *f, const struct flow_object *o)
{
	bool fails = is_asked(f, NULL);
	struct finding *finding;

	if ((!fails && o->via) || may_wait(f) || undoes_field(f, o) ||
	    is_cleaned_by(f, o))
		return;
	finding = report(f, o, CONFIDENCE_MEDIUM, "on an error path");
	if (finding && !fails)
		flow_unless(f, finding, "undone-above:%u", o->op);
}

/* Memory of other turns, or of a helper, is often in a request. */
static void report_lost(struct flow *f, const struct flow_object *o)
{
	bool map = o->row->role == ROLE_MAP;
	bool sure = map && !o->via && !(o->flags & OBJECT_PASSED);

	if (map || (!o->via && flow_this_turn(f, o)))
		report(f, o, sure ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		       "on an error path");
}

static void object_end(struct flow *f, const struct flow_object *o)
{
	bool map = o->row->role == ROLE_MAP;
	bool unsure = o->flags & (OBJECT_UNSURE | OBJECT_HIDDEN);

	if ((!map && o->row->role != ROLE_ALLOC) || !flow_returns_error(f) ||
	    may_be_failed(f, o) || o->flags & OBJECT_AWAY ||
	    o->row->flags & MODEL_MANAGED || !o->row->n_pairs)
		return;
	if (!unsure && is_lost(f, o))
		report_lost(f, o);
	else if (!unsure && map && is_asked(f, "probe") &&
		 !(o->flags & ~ONLY_STORED))
		report(f, o, CONFIDENCE_MEDIUM, "when probe fails");
	else if (map && is_kept(f, o))
		report_kept(f, o);
}

/* A caller cleans up after the function that made it: by its address, or by
 * something that may be. */
static void check_call(struct flow *f, const struct flow_call *call)
{
	if (call->row->role != ROLE_UNMAP)
		return;
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (o->via && (call->object ? o == call->object :
					      model_pairs(o->row, call->row)))
			flow_evidence(f, "undone-above:%u", o->op);
	}
}

const struct flow_rule rule_dma_map_leak = {
	.call = check_call,
	.object_end = object_end,
};
