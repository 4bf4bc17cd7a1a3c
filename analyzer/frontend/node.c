// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

/* Making expressions, with the little simplification that keeps one way to
 * write one place. */

expr_id expr_const(struct lowering *lo, type_id type, int64_t value)
{
	struct fact_expr e = {.kind = EXPR_CONST, .type = type, .value = value};

	return facts_expr_add(lo->facts, &e);
}

expr_id expr_symbol(struct lowering *lo, symbol_id symbol)
{
	struct fact_expr e = {.kind = EXPR_SYMBOL,
			      .type = lo->facts->symbols.v[symbol].type,
			      .ref = symbol};

	return facts_expr_add(lo->facts, &e);
}

expr_id expr_function(struct lowering *lo, str_id name, type_id type)
{
	struct fact_expr e = {.kind = EXPR_FUNCTION, .type = type, .str = name};

	return facts_expr_add(lo->facts, &e);
}

expr_id expr_field(struct lowering *lo, expr_id base, str_id name, type_id type)
{
	struct fact_expr e = {
		.kind = EXPR_FIELD, .type = type, .a = base, .str = name};

	type_want(lo, lo->facts->exprs.v[base].type);
	return facts_expr_add(lo->facts, &e);
}

expr_id expr_index(struct lowering *lo, expr_id base, expr_id index,
		   type_id type)
{
	struct fact_expr e = {
		.kind = EXPR_INDEX, .type = type, .a = base, .b = index};

	return facts_expr_add(lo->facts, &e);
}

static bool is_kind(const struct lowering *lo, type_id type, enum type_kind k)
{
	return lo->facts->types.v[type].kind == k;
}

/* The element that *(base + index) is: base[index], of the array itself when
 * base is one that decayed. */
static expr_id element_of(struct lowering *lo, expr_id base, expr_id index,
			  type_id type)
{
	const struct fact_expr *b = facts_expr(lo->facts, base);

	if (b->kind == EXPR_ADDR &&
	    is_kind(lo, facts_expr(lo->facts, b->a)->type, TYPE_ARRAY))
		base = b->a;
	return expr_index(lo, base, index, type);
}

/*
 * *(T *)&place: the place itself when sizes agree. READ_ONCE() and
 * WRITE_ONCE() are written so.
 */
static expr_id cast_place(const struct lowering *lo, expr_id pointer,
			  type_id type)
{
	const struct fact_expr *p = facts_expr(lo->facts, pointer);
	const struct fact_expr *place;
	const struct fact_type *from, *to;

	while (p->kind == EXPR_CAST)
		p = facts_expr(lo->facts, p->a);
	if (p->kind != EXPR_ADDR)
		return 0;
	place = facts_expr(lo->facts, p->a);
	from = facts_type(lo->facts, place->type);
	to = facts_type(lo->facts, type);
	if (from->kind == TYPE_ARRAY || from->size != to->size ||
	    from->size == FACTS_SIZE_UNKNOWN ||
	    (from->kind == TYPE_RECORD) != (to->kind == TYPE_RECORD))
		return 0;
	return p->a;
}

expr_id expr_deref(struct lowering *lo, expr_id pointer, type_id type)
{
	struct fact_expr p = *facts_expr(lo->facts, pointer);
	struct fact_expr e = {.kind = EXPR_DEREF, .type = type, .a = pointer};
	expr_id place;

	if (is_kind(lo, type, TYPE_FUNCTION))
		return pointer;
	place = cast_place(lo, pointer, type);
	if (place)
		return place;
	if (p.kind == EXPR_ADDR &&
	    is_kind(lo, facts_expr(lo->facts, p.a)->type, TYPE_ARRAY) &&
	    !is_kind(lo, type, TYPE_ARRAY))
		return expr_index(lo, p.a, expr_const(lo, 0, 0), type);
	if (p.kind == EXPR_ADDR)
		return p.a;
	if (p.kind == EXPR_BINARY && p.oper == OPER_ADD &&
	    is_kind(lo, facts_expr(lo->facts, p.a)->type, TYPE_POINTER))
		return element_of(lo, p.a, p.b, type);
	return facts_expr_add(lo->facts, &e);
}

expr_id expr_addr(struct lowering *lo, expr_id place, type_id type)
{
	const struct fact_expr *p = facts_expr(lo->facts, place);
	struct fact_expr e = {.kind = EXPR_ADDR, .type = type, .a = place};

	if (p->kind == EXPR_DEREF)
		return p->a;
	if (!facts_expr_is_place(p) && p->kind != EXPR_TEMP)
		return place;
	return facts_expr_add(lo->facts, &e);
}

expr_id expr_unary(struct lowering *lo, enum expr_oper oper, expr_id a,
		   type_id type)
{
	struct fact_expr e = {
		.kind = EXPR_UNARY, .oper = oper, .type = type, .a = a};

	return facts_expr_add(lo->facts, &e);
}

expr_id expr_binary(struct lowering *lo, enum expr_oper oper, expr_id a,
		    expr_id b, type_id type)
{
	struct fact_expr e = {.kind = EXPR_BINARY,
			      .oper = oper,
			      .type = type,
			      .a = a,
			      .b = b};

	return facts_expr_add(lo->facts, &e);
}

/* A constant of an integer type, as the type would hold it. */
static int64_t wrap(const struct fact_type *t, int64_t value)
{
	unsigned int bits = t->size * 8;

	if (t->kind == TYPE_BOOL)
		return value != 0;
	if ((t->kind != TYPE_INT && t->kind != TYPE_ENUM) || t->size >= 8)
		return value;
	value &= (INT64_C(1) << bits) - 1;
	if ((t->flags & TYPE_SIGNED) && value >> (bits - 1))
		value -= INT64_C(1) << bits;
	return value;
}

expr_id expr_cast(struct lowering *lo, expr_id a, type_id type)
{
	const struct fact_type *t = facts_type(lo->facts, type);
	struct fact_expr e = {.kind = EXPR_CAST, .type = type, .a = a};
	int64_t value;

	if (expr_known(lo, a, &value) && t->kind != TYPE_FLOAT)
		return expr_const(lo, type, wrap(t, value));
	if (facts_expr(lo->facts, a)->type == type)
		return a;
	return facts_expr_add(lo->facts, &e);
}

expr_id expr_new_temp(struct lowering *lo, type_id type)
{
	struct fact_expr e = {.kind = EXPR_TEMP, .type = type};

	e.value = lo->build->n_temps++;
	return facts_expr_add(lo->facts, &e);
}

bool expr_known(const struct lowering *lo, expr_id id, int64_t *ret)
{
	const struct fact_expr *e = facts_expr(lo->facts, id);

	if (e->kind != EXPR_CONST && e->kind != EXPR_SIZEOF &&
	    e->kind != EXPR_OFFSETOF)
		return false;
	*ret = e->value;
	return e->kind != EXPR_OFFSETOF || e->value >= 0;
}

bool expr_stable(const struct lowering *lo, expr_id id)
{
	const struct fact_expr *e = facts_expr(lo->facts, id);

	switch (e->kind) {
	case EXPR_NONE:
	case EXPR_CONST:
	case EXPR_STRING:
	case EXPR_TEMP:
	case EXPR_FUNCTION:
	case EXPR_SIZEOF:
	case EXPR_OFFSETOF:
		return true;
	default:
		return false;
	}
}

bool expr_is_local(const struct lowering *lo, expr_id place)
{
	const struct fact_expr *e = facts_expr(lo->facts, place);
	enum symbol_storage s;

	if (e->kind != EXPR_SYMBOL)
		return false;
	s = lo->facts->symbols.v[e->ref].storage;
	return s == SYMBOL_LOCAL || s == SYMBOL_PARAM;
}
