// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/field/canon.h"
#include "flow/field/poly.h"

/* Deeper values are nobody's size or device. */
#define CANON_DEPTH 32

void canon_init(struct canon *c, const struct facts *facts,
		const struct values *from, struct values *to)
{
	*c = (struct canon){.facts = facts, .from = from, .to = to};
	if (!to->list.n)
		values_init(to);
}

void canon_deinit(struct canon *c)
{
	vec_deinit(&c->memo);
}

static bool is_global(const struct facts *facts, symbol_id symbol)
{
	const struct fact_symbol *s = facts_symbol(facts, symbol);

	return !s->func || s->storage > SYMBOL_LOCAL;
}

static bool is_device(const struct facts *facts, str_id record)
{
	return !strcmp(facts_str(facts, record), "device");
}

/* Whether the record of a field is told by what it lies in. */
static bool is_part(const struct facts *facts, const struct value *v)
{
	return !v->num || is_device(facts, v->num);
}

static const struct value *skip_index(const struct values *vs, value_id id)
{
	const struct value *v = value_get(vs, id);

	while (v->kind == VALUE_INDEX)
		v = value_get(vs, v->a);
	return v;
}

bool canon_field(const struct facts *facts, const struct values *vs,
		 value_id address, struct canon_place *ret)
{
	const struct value *v = skip_index(vs, address), *outer;

	if (v->kind == VALUE_VARIABLE && is_global(facts, v->ref)) {
		*ret = (struct canon_place){
			.field = facts_symbol(facts, v->ref)->name};
		return true;
	}
	if (v->kind != VALUE_FIELD)
		return false;
	*ret = (struct canon_place){v->num, v->ref};
	while (is_part(facts, v)) {
		outer = skip_index(vs, v->a);
		if (outer->kind != VALUE_FIELD)
			break;
		v = outer;
		ret->record = v->num;
	}
	return ret->record != 0;
}

bool canon_loaded(const struct facts *facts, const struct values *vs,
		  value_id v, struct canon_place *ret)
{
	const struct value *load = value_get(vs, v);

	return (load->kind == VALUE_INITIAL || load->kind == VALUE_LOOP ||
		load->kind == VALUE_OUT) &&
	       canon_field(facts, vs, load->a, ret);
}

static value_id address_of(struct values *to, const struct canon_place *place)
{
	return value_make(to, &(struct value){.kind = VALUE_FIELD,
					      .ref = place->field,
					      .num = place->record});
}

value_id canon_leaf(struct values *to, const struct canon_place *place)
{
	value_id a = address_of(to, place);

	return value_make(to, &(struct value){.kind = VALUE_INITIAL, .a = a});
}

bool canon_is_leaf(const struct values *vs, value_id canonical,
		   struct canon_place *ret)
{
	const struct value *v = value_get(vs, canonical), *a;

	if (v->kind != VALUE_INITIAL)
		return false;
	a = value_get(vs, v->a);
	if (a->kind != VALUE_FIELD || a->a)
		return false;
	*ret = (struct canon_place){a->num, a->ref};
	return true;
}

value_id canon_behind(const struct values *vs, value_id canonical)
{
	const struct value *v = value_get(vs, canonical);

	if (v->kind != VALUE_INITIAL)
		return 0;
	v = value_get(vs, v->a);
	return v->kind == VALUE_FIELD ? v->a : 0;
}

bool canon_is_place(const struct values *vs, value_id canonical,
		    struct canon_place *ret)
{
	const struct value *v = value_get(vs, canonical);

	if (v->kind != VALUE_FIELD)
		return canon_is_leaf(vs, canonical, ret);
	*ret = (struct canon_place){v->num, v->ref};
	return true;
}

static value_id convert(struct canon *c, value_id v, int depth);

/*
 * What the field of @field holds in the record that canonical value @at points
 * to: a leaf where that is a field itself.
 */
static value_id load_of(struct values *to, value_id at,
			const struct value *field)
{
	const struct value *record = value_get(to, at);
	struct value a = {
		.kind = VALUE_FIELD, .num = field->num, .ref = field->ref};

	if (record->kind == VALUE_FIELD && record->num)
		a.num = record->num;
	else
		a.a = at;
	return value_make(to, &(struct value){.kind = VALUE_INITIAL,
					      .a = value_make(to, &a)});
}

/* What a parameter held at entry, or a local variable got from a call. */
static value_id local_atom(struct canon *c, const struct value *v)
{
	const struct value *a = value_get(c->from, v->a);
	struct value atom = {.kind = v->kind, .ref = v->ref};

	if (a->kind != VALUE_VARIABLE || v->kind == VALUE_LOOP ||
	    (v->kind == VALUE_INITIAL &&
	     facts_symbol(c->facts, a->ref)->storage != SYMBOL_PARAM))
		return 0;
	atom.a = value_make(c->to, a);
	return value_make(c->to, &atom);
}

/* "parent" of the device that a pointer leads to; 0 for anything else. */
static value_id convert_parent(struct canon *c, const struct value *load,
			       int depth)
{
	const struct value *a = value_get(c->from, load->a);
	value_id dev;

	if (load->kind != VALUE_INITIAL || a->kind != VALUE_FIELD ||
	    !is_device(c->facts, a->num) ||
	    strcmp(facts_str(c->facts, a->ref), "parent"))
		return 0;
	dev = convert(c, a->a, depth);
	return dev ? load_of(c->to, dev, a) : 0;
}

static value_id convert_load(struct canon *c, value_id id, int depth)
{
	struct value load = *value_get(c->from, id);
	value_id parent = convert_parent(c, &load, depth);
	struct canon_place place;

	if (parent)
		return parent;
	if (canon_loaded(c->facts, c->from, id, &place))
		return canon_leaf(c->to, &place);
	return local_atom(c, value_get(c->from, id));
}

static value_id convert_address(struct canon *c, value_id id)
{
	struct canon_place place;

	if (!canon_field(c->facts, c->from, id, &place))
		return 0;
	return address_of(c->to, &place);
}

static value_id convert_index(struct canon *c, const struct value *v, int depth)
{
	value_id a = convert(c, v->a, depth), b = convert(c, v->b, depth);

	return a && b ? value_index(c->to, a, b) : 0;
}

static value_id convert_parts(struct canon *c, value_id id, int depth)
{
	struct value v = *value_get(c->from, id);

	switch (v.kind) {
	case VALUE_RESULT:
		/* one answer for all turns of a loop and all callers */
		v.num = v.a = v.b = 0;
		return value_make(c->to, &v);
	case VALUE_CONST:
	case VALUE_STRING:
	case VALUE_FUNCTION:
		return value_make(c->to, &v);
	case VALUE_VARIABLE:
	case VALUE_FIELD:
		return convert_address(c, id);
	case VALUE_INDEX:
		return convert_index(c, &v, depth);
	case VALUE_INITIAL:
	case VALUE_LOOP:
	case VALUE_OUT:
		return convert_load(c, id, depth);
	case VALUE_CONVERT:
		v.a = convert(c, v.a, depth);
		return v.a ? value_make(c->to, &v) : 0;
	case VALUE_UNARY:
		return poly_unary(c->to, v.oper, convert(c, v.a, depth));
	case VALUE_BINARY:
		return poly_binary(c->to, v.oper, convert(c, v.a, depth),
				   convert(c, v.b, depth));
	default:
		return 0;
	}
}

static value_id convert(struct canon *c, value_id v, int depth)
{
	value_id ret;

	if (!v || !depth)
		return 0;
	while (c->memo.n <= v)
		vec_push(&c->memo, 0);
	if (c->memo.v[v])
		return c->memo.v[v] - 1;
	ret = convert_parts(c, v, depth - 1);
	c->memo.v[v] = ret + 1;
	return ret;
}

value_id canon_value(struct canon *c, value_id v)
{
	return convert(c, v, CANON_DEPTH);
}

bool canon_is_local(const struct values *vs, value_id canonical)
{
	const struct value *v = value_get(vs, canonical);

	switch (v->kind) {
	case VALUE_RESULT:
	case VALUE_OUT:
		return true;
	case VALUE_INITIAL:
		if (canon_behind(vs, canonical))
			return canon_is_local(vs, canon_behind(vs, canonical));
		return value_get(vs, v->a)->kind == VALUE_VARIABLE;
	default:
		return (v->a && canon_is_local(vs, v->a)) ||
		       (v->b && canon_is_local(vs, v->b));
	}
}

static value_id replace_behind(struct values *vs, value_id canonical,
			       value_id (*atom)(value_id atom, void *ctx),
			       void *ctx)
{
	value_id at = canon_replace(vs, canon_behind(vs, canonical), atom, ctx);
	struct value field;

	if (!at)
		return 0;
	field = *value_get(vs, value_get(vs, canonical)->a);
	return load_of(vs, at, &field);
}

value_id canon_replace(struct values *vs, value_id canonical,
		       value_id (*atom)(value_id atom, void *ctx), void *ctx)
{
	struct value v = *value_get(vs, canonical);

	if (canon_behind(vs, canonical))
		return replace_behind(vs, canonical, atom, ctx);
	switch (v.kind) {
	case VALUE_INITIAL:
	case VALUE_RESULT:
	case VALUE_OUT:
		return atom(canonical, ctx);
	case VALUE_UNARY:
		return poly_unary(vs, v.oper,
				  canon_replace(vs, v.a, atom, ctx));
	case VALUE_BINARY:
		v.a = canon_replace(vs, v.a, atom, ctx);
		v.b = canon_replace(vs, v.b, atom, ctx);
		return poly_binary(vs, v.oper, v.a, v.b);
	case VALUE_INDEX:
		v.a = canon_replace(vs, v.a, atom, ctx);
		v.b = canon_replace(vs, v.b, atom, ctx);
		return v.a && v.b ? value_index(vs, v.a, v.b) : 0;
	case VALUE_CONVERT:
		v.a = canon_replace(vs, v.a, atom, ctx);
		return v.a ? value_make(vs, &v) : 0;
	default:
		return canonical;
	}
}

/* Whether @parent is the parent of the device @dev, which is another. */
static bool is_parent(const struct facts *facts, const struct values *vs,
		      value_id parent, value_id dev)
{
	const struct value *v = value_get(vs, dev);
	struct canon_place place;

	if (canon_behind(vs, parent))
		return canon_behind(vs, parent) == dev;
	return canon_is_leaf(vs, parent, &place) && v->kind == VALUE_FIELD &&
	       place.record == (str_id)v->num &&
	       !strcmp(facts_str(facts, place.field), "parent");
}

bool canon_dev_differs(const struct facts *facts, const struct values *vs,
		       value_id x, value_id y)
{
	const struct value *v, *w;
	struct canon_place place;

	if (!x || !y || x == y)
		return false;
	v = value_get(vs, x);
	w = value_get(vs, y);
	/* NULL; a parameter may be that, too */
	if (v->kind == VALUE_CONST)
		return !v->num && canon_is_place(vs, y, &place);
	if (w->kind == VALUE_CONST)
		return !w->num && canon_is_place(vs, x, &place);
	if (v->kind == VALUE_FIELD && w->kind == VALUE_FIELD)
		return v->num && w->num;
	return is_parent(facts, vs, x, y) || is_parent(facts, vs, y, x);
}
