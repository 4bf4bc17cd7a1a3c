// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field.h"
#include "flow/field/poly.h"

/* Fields that hold fields that hold fields ... */
#define RESOLVE_DEPTH 6

static bool is_overwritten(const struct field_table *t, str_id record)
{
	vec_for_each(&t->overwritten, r)
		if (*r == record)
			return true;
	return false;
}

static bool is_address(const struct field_table *t, value_id v)
{
	uint8_t kind = value_get(&t->canon, v)->kind;

	return kind == VALUE_FIELD || kind == VALUE_RESULT;
}

static bool is_null(const struct field_table *t, value_id v)
{
	int64_t num;

	return value_is_const(&t->canon, v, &num) && !num;
}

/* Take in one more value that is stored; NULL before and after a pointer is
 * no other value. */
static void take_value(const struct field_table *t, struct field *f, value_id v,
		       bool first)
{
	if (first || (v && v == f->only))
		f->only = v;
	else if (v && f->only && is_null(t, f->only) && is_address(t, v))
		f->only = v;
	else if (!(v && f->only && is_null(t, v) && is_address(t, f->only)))
		f->changes = true;
}

static void find_only(struct field_table *t, struct field *f)
{
	struct canon_place place = {f->record, f->field};
	bool first = true;

	f->changes = is_overwritten(t, f->record);
	vec_for_each(&f->uses, u) {
		if (u->act == FIELD_MADE && u->stored)
			f->changes = true;
		if (u->act != FIELD_STORED)
			continue;
		take_value(t, f, u->args[ARG_CPU], first);
		first = false;
	}
	if (f->only &&
	    value_mentions(&t->canon, f->only, canon_leaf(&t->canon, &place)))
		f->changes = true;
	if (f->changes)
		f->only = 0;
}

struct resolve {
	struct field_table *t;
	int depth;
};

static value_id resolve_leaf(value_id leaf, void *ctx)
{
	struct resolve *r = ctx;
	const struct field *f;
	struct canon_place place;
	value_id ret;

	if (!canon_is_leaf(&r->t->canon, leaf, &place))
		return leaf;
	f = field_find(r->t, place.record, place.field);
	if (!f || !f->only || !r->depth)
		return leaf;
	r->depth--;
	ret = canon_replace(&r->t->canon, f->only, resolve_leaf, r);
	r->depth++;
	return ret ? ret : leaf;
}

void field_resolve(struct field_table *t)
{
	struct resolve r = {t, RESOLVE_DEPTH};

	vec_for_each(&t->list, f)
		find_only(t, f);
	vec_for_each(&t->list, f)
		vec_for_each(&f->uses, u)
			for (int i = 0; i < ARG_NR; i++)
				if (u->args[i])
					u->args[i] = canon_replace(&t->canon,
								   u->args[i],
								   resolve_leaf,
								   &r);
}

/* Whether a value means the same number each time. */
static bool is_steady(const struct field_table *t, value_id id)
{
	const struct value *v = value_get(&t->canon, id);
	struct canon_place place;
	const struct field *f;

	if (canon_behind(&t->canon, id))
		return is_steady(t, canon_behind(&t->canon, id));
	if (canon_is_leaf(&t->canon, id, &place)) {
		f = field_find(t, place.record, place.field);
		return f ? !f->changes : !is_overwritten(t, place.record);
	}
	return (!v->a || v->kind == VALUE_INITIAL || v->kind == VALUE_OUT ||
		is_steady(t, v->a)) &&
	       (!v->b || is_steady(t, v->b));
}

/* The sum says that unknowns are no 0: of a number of bytes, not of the values
 * of an enumeration; and nobody asks for 0 bytes. */
static bool number_differs(const struct field_table *t, enum model_arg arg,
			   value_id x, value_id y)
{
	bool known = value_is_const(&t->canon, x, NULL) &&
		     value_is_const(&t->canon, y, NULL);

	if (!known && (arg == ARG_DIR || is_null(t, x) || is_null(t, y)))
		return false;
	return poly_differs(&t->canon, x, y);
}

/* Two pools that are made by two calls. */
static bool pool_differs(const struct field_table *t, value_id x, value_id y)
{
	const struct value *v = value_get(&t->canon, x),
			   *w = value_get(&t->canon, y);

	return v->kind == VALUE_RESULT && w->kind == VALUE_RESULT &&
	       v->ref != w->ref;
}

/* A device and its parent: the field may hold the one, and then the other. */
static bool dev_differs(const struct field_table *t, const struct facts *facts,
			value_id x, value_id y)
{
	if ((canon_behind(&t->canon, x) || canon_behind(&t->canon, y)) &&
	    (!is_steady(t, x) || !is_steady(t, y)))
		return false;
	return canon_dev_differs(facts, &t->canon, x, y);
}

bool field_differs(const struct field_table *t, const struct facts *facts,
		   enum model_arg arg, value_id x, value_id y)
{
	if (!x || !y || x == y)
		return false;
	if (arg == ARG_DEV)
		return dev_differs(t, facts, x, y);
	if (arg == ARG_POOL)
		return pool_differs(t, x, y);
	return is_steady(t, x) && is_steady(t, y) &&
	       number_differs(t, arg, x, y);
}

/* What stands for "no mapping, no memory": 0, NULL, DMA_MAPPING_ERROR. */
static bool is_nothing(const struct field_table *t, value_id v)
{
	int64_t num;

	return value_is_const(&t->canon, v, &num) && (!num || num == -1);
}

static void add_makers(const struct field_table *t, const struct field *field,
		       struct field_makers *ret, int depth)
{
	const struct field *from;
	struct canon_place place;

	if (is_overwritten(t, field->record))
		ret->unknown = true;
	vec_for_each(&field->uses, u) {
		value_id v = u->args[ARG_CPU];

		if (u->act == FIELD_MADE)
			vec_push(&ret->list, u);
		if (u->act != FIELD_STORED || (v && is_nothing(t, v)))
			continue;
		from = v && canon_is_leaf(&t->canon, v, &place) ?
			       field_find(t, place.record, place.field) :
			       NULL;
		if (from && from != field && depth)
			add_makers(t, from, ret, depth - 1);
		else if (from != field)
			ret->unknown = true;
	}
}

void field_makers(const struct field_table *t, const struct field *field,
		  struct field_makers *ret)
{
	*ret = (struct field_makers){};
	add_makers(t, field, ret, RESOLVE_DEPTH);
}

void field_makers_deinit(struct field_makers *m)
{
	vec_deinit(&m->list);
}

const struct field_use *field_is_inside(const struct field_table *t,
					value_id address)
{
	const struct field_use *ret = NULL;
	struct field_makers makers;
	const struct field *field;
	struct canon_place place;
	value_id from;

	if (!value_is_beside(&t->canon, address, &from) ||
	    !canon_is_leaf(&t->canon, from, &place))
		return NULL;
	field = field_find(t, place.record, place.field);
	if (!field)
		return NULL;
	field_makers(t, field, &makers);
	vec_for_each(&makers.list, it) {
		if ((*it)->row->role != ROLE_ALLOC || (*it)->arg != ARG_CPU)
			makers.unknown = true;
		ret = *it;
	}
	if (makers.unknown)
		ret = NULL;
	field_makers_deinit(&makers);
	return ret;
}

/* Whether a value is made of what the call returned, or of a field that holds
 * nothing else, but is not it. */
static bool is_computed(const struct field_table *t, value_id v, op_id call)
{
	const struct value *part = value_get(&t->canon, v);
	struct field_makers makers;
	const struct field *field;
	struct canon_place place;
	bool ret = false;

	switch (part->kind) {
	case VALUE_RESULT:
		return part->ref == call;
	case VALUE_INDEX:
	case VALUE_BINARY:
		return is_computed(t, part->a, call) ||
		       (part->b && is_computed(t, part->b, call));
	}
	if (!canon_is_leaf(&t->canon, v, &place))
		return false;
	field = field_find(t, place.record, place.field);
	if (!field)
		return false;
	field_makers(t, field, &makers);
	if (makers.list.n && !makers.unknown)
		ret = makers.list.v[0]->op == call &&
		      makers.list.v[0]->arg == ARG_CPU;
	field_makers_deinit(&makers);
	return ret;
}

bool field_holds_computed(const struct field_table *t,
			  const struct field *field, op_id call)
{
	bool ret = false;

	vec_for_each(&field->uses, use) {
		uint8_t kind = value_get(&t->canon, use->args[ARG_CPU])->kind;

		if (use->act == FIELD_MADE)
			return false;
		if (use->act != FIELD_STORED ||
		    value_is_const(&t->canon, use->args[ARG_CPU], NULL))
			continue;
		if ((kind != VALUE_INDEX && kind != VALUE_BINARY) ||
		    !is_computed(t, use->args[ARG_CPU], call))
			return false;
		ret = true;
	}
	return ret;
}

bool field_is_given_back(const struct field_table *t, const struct field *field,
			 const struct field_makers *makers)
{
	struct canon_place place;

	vec_for_each(&makers->list, it)
		if (!canon_is_leaf(&t->canon, (*it)->args[ARG_COUNT], &place) ||
		    place.record != field->record ||
		    place.field != field->field)
			return false;
	return true;
}
