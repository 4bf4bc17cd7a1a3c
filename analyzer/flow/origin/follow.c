// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/address.h"
#include "flow/origin/follow.h"
#include "flow/path/walk.h"

/* Fields that hold fields that hold fields ... */
#define FOLLOW_DEPTH 8
/* Places on the way: one that many fields lead to is in doubt anyway. */
#define FOLLOW_PLACES 128

/* A place that was followed, and what was known of it by then. */
struct followed {
	struct address_root root;
	const struct model_row *convert;
	str_id record, field;
};

struct follow {
	const struct flow_end *end;
	const struct values *vs; /* canonical */
	const struct field_table *fields;
	const struct memory_table *memory;
	origin_vec *ret;
	int depth;
	VEC(struct followed) seen;
};

static bool same(const struct origin *x, const struct origin *y)
{
	return x->kind == y->kind && x->row == y->row && x->op == y->op &&
	       x->record == y->record && x->field == y->field &&
	       x->number == y->number;
}

static void add(struct follow *s, const struct origin *o)
{
	vec_for_each(s->ret, it)
		if (same(it, o))
			return;
	vec_push(s->ret, *o);
}

/* What can be converted so is in the linear map, unless more is known. */
static enum model_origin origin_of_convert(const struct model_row *convert)
{
	if (!convert)
		return ORIGIN_UNKNOWN;
	switch (convert->from) {
	case MEMORY_BUFFER:
	case MEMORY_PAGE:
	case MEMORY_SG:
		return ORIGIN_LINEAR;
	case MEMORY_VMALLOC:
		return ORIGIN_VMALLOC;
	default:
		return ORIGIN_UNKNOWN;
	}
}

static void add_unknown(struct follow *s, const struct origin *from)
{
	struct origin o = *from;

	o.kind = origin_of_convert(from->convert);
	add(s, &o);
}

static value_id as_it_is(value_id v, void *ctx)
{
	return v;
}

static void follow(struct follow *s, const struct address_root *root,
		   const struct origin *from);

/* A value that some operation stores. */
static void follow_value(struct follow *s, value_id v, bool element,
			 const struct origin *from)
{
	struct address_root roots[ADDRESS_ROOTS];
	uint32_t n = address_roots(s->vs, s->end->options->model, v, as_it_is,
				   NULL, roots);

	for (uint32_t i = 0; i < n; i++) {
		roots[i].element |= element;
		follow(s, &roots[i], from);
	}
	if (!n)
		add_unknown(s, from);
}

static void follow_fills(struct follow *s, value_id array,
			 const struct origin *from)
{
	vec_for_each(&s->memory->fills, fill)
		if (fill->array == array)
			follow(s, &fill->root, from);
}

/* What is made by a call that maps other memory: that memory. */
static bool follow_uses(struct follow *s, op_id op, const struct origin *from)
{
	bool found = false;

	vec_for_each(&s->memory->uses, use) {
		if (use->op != op)
			continue;
		for (uint32_t i = 0; i < use->n_roots; i++)
			follow(s, &use->roots[i], from);
		found |= use->n_roots > 0;
	}
	return found;
}

static void add_reserved(struct follow *s, const struct address_root *root,
			 const struct origin *from);

static void follow_made(struct follow *s, op_id op, value_id v, bool element,
			const struct origin *from)
{
	const struct model_row *row = s->end->rows[op];
	struct origin o = *from;
	size_t before = s->ret->n;

	/* it may be taken out of the linear map afterwards */
	add_reserved(s, &(struct address_root){.value = v}, from);
	o.row = row;
	o.op = op;
	if (element && (!row || row->memory != MEMORY_PAGE_ARRAY)) {
		follow_fills(s, v, from);
		/* of a field, what fills it by that name may be known */
		if (s->ret->n == before && !from->field)
			add_unknown(s, from);
		return;
	}
	if (!row) {
		add_unknown(s, from);
		return;
	}
	o.kind = model_origin(row);
	if ((row->role == ROLE_REMAP || row->role == ROLE_IOMAP) &&
	    follow_uses(s, op, from))
		return;
	if (o.kind == ORIGIN_UNKNOWN)
		o.kind = origin_of_convert(from->convert);
	add(s, &o);
}

static const struct model_row *slot_of(struct follow *s,
				       const struct canon_place *place)
{
	const struct facts *f = s->end->module->facts;
	const struct model_row *row;

	if (place->record)
		row = end_slot(s->end, place->record, place->field);
	else
		row = model_find(s->end->options->model,
				 facts_str(f, place->field),
				 &s->end->options->context);
	return row && row->role == ROLE_HOLDS && model_origin(row) ? row : NULL;
}

/* A module parameter is pointed to by a record of its own, "__param_NAME"
 * (include/linux/moduleparam.h, 6.1). */
static bool is_parameter(const struct facts *f, str_id global)
{
	vec_for_each(&f->inits, init) {
		const struct fact_expr *e = facts_expr(f, init->place);
		const struct fact_expr *v = facts_expr(f, init->value);

		while (v->kind == EXPR_CAST)
			v = facts_expr(f, v->a);
		if (v->kind != EXPR_ADDR ||
		    facts_expr(f, v->a)->kind != EXPR_SYMBOL ||
		    facts_symbol(f, facts_expr(f, v->a)->ref)->name != global)
			continue;
		while (e->kind == EXPR_FIELD || e->kind == EXPR_INDEX)
			e = facts_expr(f, e->a);
		if (e->kind == EXPR_SYMBOL &&
		    !strncmp(facts_str(f, facts_symbol(f, e->ref)->name),
			     "__param_", 8))
			return true;
	}
	return false;
}

static void follow_use(struct follow *s, const struct field_use *u,
		       bool element, const struct origin *from)
{
	int64_t num;

	if (u->act == FIELD_MADE) {
		follow_made(s, u->op, u->result, element, from);
		return;
	}
	/* NULL and DMA_MAPPING_ERROR stand for nothing */
	if (value_is_const(s->vs, u->args[ARG_CPU], &num) &&
	    (!num || num == -1))
		return;
	follow_value(s, u->args[ARG_CPU], element, from);
}

static bool is_stored(const struct field *field)
{
	vec_for_each(&field->uses, u)
		if (u->act == FIELD_MADE || u->act == FIELD_STORED)
			return true;
	return false;
}

static void follow_field(struct follow *s, value_id leaf,
			 const struct canon_place *place, bool element,
			 const struct origin *from)
{
	const struct field *field =
		field_find(s->fields, place->record, place->field);
	const struct model_row *slot = slot_of(s, place);
	struct origin o = *from;
	size_t before = s->ret->n;

	o.record = place->record;
	o.field = place->field;
	/* a module that allocates such memory itself knows more */
	if (slot && !(model_origin(slot) == ORIGIN_COHERENT && field &&
		      is_stored(field))) {
		o.row = slot;
		o.kind = model_origin(slot);
		add(s, &o);
		return;
	}
	if (!place->record &&
	    is_parameter(s->end->module->facts, place->field)) {
		o.kind = ORIGIN_PARAMETER;
		add(s, &o);
	}
	if (element)
		follow_fills(s, leaf, &o);
	for (size_t i = 0; field && i < field->uses.n; i++)
		if (field->uses.v[i].act == FIELD_MADE ||
		    field->uses.v[i].act == FIELD_STORED)
			follow_use(s, &field->uses.v[i], element, &o);
	if (s->ret->n == before)
		add_unknown(s, &o);
}

/* What a parameter holds that nobody of the module gives. */
static void add_argument(struct follow *s, const struct origin *from)
{
	struct origin o = *from;

	o.kind = origin_of_convert(from->convert);
	if (o.kind == ORIGIN_UNKNOWN)
		o.kind = ORIGIN_ARGUMENT;
	add(s, &o);
}

/* Memory that the module reserves by its address. */
static void add_reserved(struct follow *s, const struct address_root *root,
			 const struct origin *from)
{
	struct origin o = *from;

	vec_for_each(&s->memory->uses, use) {
		if (use->row->role != ROLE_RESERVE)
			continue;
		for (uint32_t i = 0; i < use->n_roots; i++) {
			if (use->roots[i].value != root->value)
				continue;
			o.kind = model_origin(use->row);
			o.row = use->row;
			o.op = use->op;
			add(s, &o);
		}
	}
}

static void follow_kind(struct follow *s, const struct address_root *root,
			struct origin *o)
{
	const struct value *v = value_get(s->vs, root->value);
	struct canon_place place;

	switch (v->kind) {
	case VALUE_RESULT:
	case VALUE_OUT:
		follow_made(s, v->ref, root->value, root->element, o);
		break;
	case VALUE_INITIAL:
		if (canon_is_leaf(s->vs, root->value, &place))
			follow_field(s, root->value, &place, root->element, o);
		else
			add_argument(s, o);
		break;
	case VALUE_FIELD:
		/* what an array of the module holds, not where it lies */
		if (root->element) {
			add_unknown(s, o);
			break;
		}
		o->field = v->ref;
		o->record = v->num;
		o->kind = v->num ? origin_of_convert(o->convert) : ORIGIN_IMAGE;
		add(s, o);
		break;
	case VALUE_CONST:
		o->kind = ORIGIN_CONSTANT;
		o->number = v->num;
		add(s, o);
		break;
	default:
		add_unknown(s, o);
	}
}

/* Whether a place is not to be followed, or once more. */
static bool is_done(struct follow *s, const struct address_root *root,
		    const struct origin *from)
{
	vec_for_each(&s->seen, it)
		if (it->root.value == root->value &&
		    it->root.element == root->element &&
		    it->convert == from->convert &&
		    it->record == from->record && it->field == from->field)
			return true;
	if (s->seen.n >= FOLLOW_PLACES) {
		add_unknown(s, from);
		return true;
	}
	vec_push(&s->seen, (struct followed){*root, from->convert, from->record,
					     from->field});
	return false;
}

static void follow(struct follow *s, const struct address_root *root,
		   const struct origin *from)
{
	struct origin o = *from;

	if (root->convert)
		o.convert = root->convert;
	if (!s->depth || is_done(s, root, &o))
		return;
	s->depth--;
	add_reserved(s, root, &o);
	follow_kind(s, root, &o);
	s->depth++;
}

void follow_root(const struct flow_end *end, const struct address_root *root,
		 origin_vec *ret)
{
	struct follow s = {
		.end = end,
		.vs = &end->ret->fields.canon,
		.fields = &end->ret->fields,
		.memory = &end->ret->memory,
		.ret = ret,
		.depth = FOLLOW_DEPTH,
	};

	follow(&s, root, &(struct origin){});
	vec_deinit(&s.seen);
}
