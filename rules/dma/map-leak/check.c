// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/field/field_pair.h"
#include "flow/query/left.h"

#define HELD (OBJECT_STORED | OBJECT_OUT | OBJECT_RETURNED | OBJECT_LOST)

/* Kept in a structure of the driver's and nowhere else. */
#define ONLY_STORED (OBJECT_STORED | OBJECT_TESTED)

/* Out of the hands of the function that made it, or of the driver. */
#define NOT_KEPT (OBJECT_OUT | OBJECT_LOST | OBJECT_RETURNED | OBJECT_PASSED)

/* A list is its own handle: whoever has it can undo the mapping. */
static bool is_list(const struct flow_object *o)
{
	return model_is_list(o->row);
}

/* After this nobody can undo it. */
static bool is_lost(const struct flow *f, const struct flow_object *o)
{
	return !(o->flags & HELD) && !is_list(o) && left_is_told_only(f, o);
}

/* Whether the kernel calls the function through a table: who fails to do what
 * the kernel asks is not asked to undo it. */
static bool is_asked(const struct flow *f)
{
	size_t n;
	const struct module_entry *e =
		module_entries(flow_module_of(f), flow_func(f), &n);

	for (size_t i = 0; i < n; i++)
		if (e[i].kind == ENTRY_OPS)
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

/* -EBUSY says of a request, too, that it waits its turn. */
static bool may_wait(const struct flow *f)
{
	int64_t num;

	return value_is_const(flow_values(f), flow_returned(f), &num) &&
	       num == -16;
}

static void report_kept(struct flow *f, const struct flow_object *o)
{
	bool fails = is_asked(f);
	func_id maker = flow_module_of(f)->callee[o->via];
	struct finding *finding;

	if ((!fails && o->via) || may_wait(f) || o->flags & OBJECT_SPARED ||
	    flow_undo_is_optional(f, o) ||
	    (o->via && flow_may_undo(f, maker, o)))
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

static const char *setup_slot(const struct flow *f)
{
	return left_setup_slot(flow_module_of(f), flow_func(f));
}

/* Of what sets up, all but 0 is an error: what another function answers may
 * be one. */
static bool has_failed(const struct flow *f)
{
	value_id v = flow_returned(f);

	return flow_returns_error(f) ||
	       (v && setup_slot(f) && flow_may_be_negative(f, v) &&
		(flow_known_nonzero(f, v) ||
		 value_get(flow_values(f), v)->kind == VALUE_RESULT));
}

/* Who set up is not asked to undo it when he fails. */
static bool is_left_by_setup(const struct flow *f, const struct flow_object *o)
{
	return setup_slot(f) && o->flags & OBJECT_STORED &&
	       !(o->flags & ~(ONLY_STORED | OBJECT_PASSED | OBJECT_HIDDEN |
			      OBJECT_UNSURE)) &&
	       left_is_told_only(f, o) &&
	       !flow_in_loop(f, o->via ? o->via : o->op) &&
	       !flow_undo_is_optional(f, o);
}

/* What one path keeps, or undoes, another one that succeeds has lost. */
static void check_success(struct flow *f, const struct flow_object *o)
{
	struct finding *finding;

	if (o->via || o->flags & OBJECT_AWAY || may_be_failed(f, o) ||
	    o->row->flags & MODEL_MANAGED || !o->row->n_pairs)
		return;
	if (o->flags & OBJECT_STORED)
		flow_evidence(f, "kept-elsewhere:%u", o->op);
	if (!is_lost(f, o) || !flow_this_turn(f, o) ||
	    flow_undo_is_optional(f, o))
		return;
	finding = report(f, o, CONFIDENCE_MEDIUM, "on a path that succeeds");
	if (finding)
		flow_only_if(f, finding, "kept-elsewhere:%u", o->op);
}

static void object_end(struct flow *f, const struct flow_object *o)
{
	bool map = o->row->role == ROLE_MAP;
	bool unsure = o->flags & (OBJECT_UNSURE | OBJECT_HIDDEN);

	left_note_end(f, o);
	if (map && !unsure && !has_failed(f))
		check_success(f, o);
	if ((!map && o->row->role != ROLE_ALLOC) || !has_failed(f) ||
	    may_be_failed(f, o) || o->flags & OBJECT_AWAY ||
	    o->row->flags & MODEL_MANAGED || !o->row->n_pairs)
		return;
	if (!unsure && is_lost(f, o))
		report_lost(f, o);
	else if (is_left_by_setup(f, o))
		report(f, o, CONFIDENCE_MEDIUM,
		       strcmp(setup_slot(f), "probe") ?
			       "when 'ndo_open' fails" :
			       "when probe fails");
	else if (map && is_kept(f, o))
		report_kept(f, o);
}

/* A caller cleans up after the function that made it: by its address, or by
 * something that may be. */
static void check_call(struct flow *f, const struct flow_call *call)
{
	left_note_call(f, call);
	if (call->row->role != ROLE_UNMAP)
		return;
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (o->via && (call->object ? o == call->object :
					      model_pairs(o->row, call->row)))
			flow_evidence(f, "undone-above:%u", o->op);
	}
}

static void report_left(struct flow_end *end, const struct field *field,
			const struct field_use *made,
			const struct field_use *undo)
{
	bool alloc = made->row->role == ROLE_ALLOC;
	struct finding *finding = end_report(
		end, made->op, CONFIDENCE_MEDIUM, "%s of '%s' in '%s' is %s %s",
		alloc ? "the memory" : "the mapping",
		end_call_name(end, made->op), field_pair_name(end, field),
		undo ? "only" : "never", alloc ? "freed" : "undone");

	if (finding && undo)
		end_step(end, finding, undo->op,
			 "%s only here, when something fails",
			 alloc ? "freed" : "undone");
}

static void module_end(struct flow_end *end)
{
	left_each(end, report_left);
}

const struct flow_rule rule_dma_map_leak = {
	.call = check_call,
	.object_end = object_end,
	.module_end = module_end,
};
