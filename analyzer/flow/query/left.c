// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/left.h"

/* Callers of a function, up to the kernel. */
#define MAX_CALLERS 12

/* What may be known of an object that nobody was given. */
#define HARMLESS                                                           \
	(OBJECT_STORED | OBJECT_TESTED | OBJECT_PASSED | OBJECT_COMPARED | \
	 OBJECT_UNSURE | OBJECT_AWAY | OBJECT_HIDDEN)

static bool is_ours(const struct model_row *row)
{
	return (row->role == ROLE_MAP || row->role == ROLE_ALLOC) &&
	       !(row->flags & MODEL_MANAGED) && row->n_pairs;
}

static bool is_undo(const struct model_row *row)
{
	return row->role == ROLE_UNMAP || row->role == ROLE_FREE;
}

bool left_is_told_only(const struct flow *f, const struct flow_object *o)
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

/* Memory that the driver core frees when it unbinds the device, while the
 * mapping of it stays (Documentation/driver-api/driver-model/devres.rst). */
static bool is_of_managed(const struct flow *f, const struct flow_object *o)
{
	const struct model_row *row;

	if (o->row->role != ROLE_MAP || !o->args[ARG_CPU])
		return false;
	row = flow_origin(f, o->args[ARG_CPU]).row;
	return row && row->flags & MODEL_MANAGED;
}

void left_note_end(struct flow *f, const struct flow_object *o)
{
	if (!is_ours(o->row))
		return;
	if (is_of_managed(f, o))
		flow_evidence(f, "managed:%u", o->op);
	if (!flow_returns_error(f))
		flow_evidence(f, "kept:%u", o->op);
	if (o->flags & ~(unsigned int)HARMLESS || !left_is_told_only(f, o))
		flow_evidence(f, "handed-on:%u", o->op);
}

static bool is_param(const struct flow *f, value_id v)
{
	const struct values *vs = flow_values(f);
	const struct value *it = value_get(vs, v);

	return it->kind == VALUE_INITIAL &&
	       value_get(vs, it->a)->kind == VALUE_VARIABLE;
}

static bool is_known(struct flow *f, value_id v)
{
	return v &&
	       (value_is_const(flow_values(f), v, NULL) || flow_field(f, v));
}

void left_note_call(struct flow *f, const struct flow_call *call)
{
	value_id dma = call->args[ARG_DMA], cpu = call->args[ARG_CPU];

	if (!is_undo(call->row))
		return;
	/* not in a caller, where more is unknown */
	if (!call->object && !call->via)
		flow_evidence(f, "found:%u", call->op);
	if (call->object || is_known(f, dma) || is_known(f, cpu))
		flow_evidence(f, "known:%u", call->op);
	else if (!is_param(f, dma ? dma : cpu))
		flow_evidence(f, "unknown:%u", call->op);
}

static bool is_setup(const struct facts *f, const struct module_entry *e)
{
	const char *slot = facts_str(f, e->field);

	return !strcmp(slot, "probe") || !strcmp(slot, "ndo_open");
}

const char *left_setup_slot(const struct module *m, func_id func)
{
	size_t n;
	const struct module_entry *e = module_entries(m, func, &n);

	for (size_t i = 0; i < n; i++)
		if (!is_setup(m->facts, &e[i]))
			return NULL;
	return n ? facts_str(m->facts, e[0].field) : NULL;
}

static bool is_removed(const struct module *m)
{
	static const char *const slots[] = {"remove", "disconnect", "ndo_stop"};

	vec_for_each(&m->entries, e)
		for (size_t i = 0; i < ARRAY_SIZE(slots); i++)
			if (!strcmp(facts_str(m->facts, e->field), slots[i]))
				return true;
	return false;
}

/* Whether a function runs only while a probe or its like does. */
static bool only_in_setup(const struct module *m, func_id func, int depth)
{
	const op_id *calls;
	size_t n, entries;

	module_entries(m, func, &entries);
	if (entries && !left_setup_slot(m, func))
		return false;
	calls = module_callers(m, func, &n);
	if (!depth || (!n && !entries))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!only_in_setup(m, module_func_of_op(m, calls[i]),
				   depth - 1))
			return false;
	return true;
}

/* Made and undone by one function when it fails, while the same call has made
 * what stays. */
static bool undoes_own(const struct flow_end *end, const struct field *field,
		       const struct field_use *undo)
{
	if (end_evidence(end, "found:%u", undo->op))
		return false;
	vec_for_each(&field->uses, made)
		if (made->act == FIELD_MADE && made->func == undo->func &&
		    end_evidence(end, "kept:%u", made->op))
			return true;
	return false;
}

/* Whether something but the failure of its maker undoes what a field holds. */
static bool undone_in_life(const struct flow_end *end,
			   const struct field *field)
{
	vec_for_each(&field->uses, use)
		if (use->act == FIELD_UNDONE && !undoes_own(end, field, use) &&
		    !only_in_setup(end_module(end), use->func, MAX_CALLERS))
			return true;
	return false;
}

/* Whether another field is filled from it: what undoes that undoes this. */
static bool is_copied(const struct flow_end *end, const struct field *field)
{
	const struct field_table *t = end_fields(end);
	struct canon_place from;

	vec_for_each(&t->list, to)
		vec_for_each(&to->uses, use)
			if (use->act == FIELD_STORED && to != field &&
			    canon_is_leaf(&t->canon, use->args[ARG_CPU],
					  &from) &&
			    from.record == field->record &&
			    from.field == field->field)
				return true;
	return false;
}

static bool undoes(const struct field *field, op_id op)
{
	vec_for_each(&field->uses, use)
		if (use->act == FIELD_UNDONE && use->op == op)
			return true;
	return false;
}

/*
 * Whether a call may undo what the field holds, by another name: nobody knows
 * what it undoes; it names a list, of which there may be many names; or it is
 * given the request that the address lies in.
 */
static bool may_undo(const struct flow_end *end, const struct field *field,
		     const struct model_row *made, op_id op)
{
	const struct model_row *row = end_row(end, op);

	if (!row || !is_undo(row))
		return false;
	if (!model_pairs(made, row))
		return row->role == ROLE_UNMAP && made->role == ROLE_MAP &&
		       row->memory == MEMORY_REQUEST && !model_is_list(made);
	return !end_evidence(end, "known:%u", op) ||
	       end_evidence(end, "unknown:%u", op) ||
	       (model_is_list(made) && !undoes(field, op));
}

static bool is_undone_by_any(const struct flow_end *end,
			     const struct field *field,
			     const struct model_row *made)
{
	for (op_id op = 1; op < end_module(end)->facts->ops.n; op++)
		if (may_undo(end, field, made, op))
			return true;
	return false;
}

/* An address is kept as one; in a number it is told to the device. */
static bool keeps(const struct flow_end *end, const struct field *field)
{
	const struct facts *f = end_module(end)->facts;

	vec_for_each(&f->types, t)
		for (uint32_t i = 0; t->record == field->record &&
				     t->kind == TYPE_RECORD && i < t->n_fields;
		     i++) {
			const struct fact_field *m =
				&f->fields.v[t->field0 + i];
			const struct fact_type *type = facts_type(f, m->type);

			while (type->kind == TYPE_ARRAY)
				type = facts_type(f, type->target);
			if (m->name == field->field)
				return type->kind == TYPE_POINTER ||
				       !strcmp(facts_str(f, type->name),
					       "dma_addr_t");
		}
	return false;
}

static const struct field_use *last_undo(const struct field *field)
{
	const struct field_use *ret = NULL;

	vec_for_each(&field->uses, use)
		if (use->act == FIELD_UNDONE)
			ret = use;
	return ret;
}

static bool is_left(const struct flow_end *end, const struct field *field,
		    const struct field_use *made)
{
	return made->act == FIELD_MADE && is_ours(made->row) &&
	       made->arg != ARG_COUNT && keeps(end, field) &&
	       !end_evidence(end, "handed-on:%u", made->op) &&
	       end_evidence(end, "kept:%u", made->op) &&
	       !is_undone_by_any(end, field, made->row);
}

void left_each(struct flow_end *end, left_fn fn)
{
	const struct field_table *t = end_fields(end);
	autofree bool *undone =
		xcalloc(end_module(end)->facts->ops.n, sizeof(*undone));
	bool removed = is_removed(end_module(end));

	/* of the two addresses of a buffer one is enough to undo it by */
	vec_for_each(&t->list, field) {
		bool in_life = undone_in_life(end, field) ||
			       is_copied(end, field);

		vec_for_each(&field->uses, use)
			if (use->act == FIELD_MADE)
				undone[use->op] |= in_life;
	}
	vec_for_each(&t->list, field) {
		vec_for_each(&field->uses, use) {
			if (undone[use->op] || !is_left(end, field, use) ||
			    !(removed ||
			      end_evidence(end, "managed:%u", use->op)))
				continue;
			undone[use->op] = true;
			fn(end, field, use, last_undo(field));
		}
	}
}
