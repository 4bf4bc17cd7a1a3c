// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/path/walk.h"

enum { NAME_UNKNOWN = -2 };

value_id eval_temp(struct flow *f, int64_t temp)
{
	return value_make(&f->values,
			  &(struct value){.kind = VALUE_TEMP, .num = temp});
}

static value_id unknown(struct flow *f, expr_id expr)
{
	return value_make(&f->values,
			  &(struct value){.kind = VALUE_UNKNOWN, .ref = expr});
}

value_id eval_load(struct flow *f, value_id address)
{
	value_id held = state_load(f->state, address);

	if (held)
		return held;
	return value_make(&f->values,
			  &(struct value){.kind = VALUE_INITIAL, .a = address});
}

static bool is_array(const struct flow *f, const struct fact_expr *e)
{
	return facts_type(f->facts, e->type)->kind == TYPE_ARRAY;
}

static bool is_pointer(const struct flow *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f->facts, expr);

	return facts_type(f->facts, e->type)->kind == TYPE_POINTER;
}

static str_id record_of(const struct facts *facts, expr_id place)
{
	const struct fact_expr *e = facts_expr(facts, place);

	return facts_type(facts, e->type)->record;
}

value_id eval_address(struct flow *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f->facts, place);
	value_id a;

	switch (e->kind) {
	case EXPR_SYMBOL:
		return value_make(&f->values,
				  &(struct value){.kind = VALUE_VARIABLE,
						  .ref = e->ref});
	case EXPR_TEMP:
		return eval_temp(f, e->value);
	case EXPR_FIELD:
		return value_field(&f->values, eval_address(f, e->a),
				   record_of(f->facts, e->a), e->str);
	case EXPR_INDEX:
		a = is_array(f, facts_expr(f->facts, e->a)) ?
			    eval_address(f, e->a) :
			    eval(f, e->a);
		return value_index(&f->values, a, eval(f, e->b));
	case EXPR_DEREF:
		return eval(f, e->a);
	default:
		return unknown(f, place);
	}
}

static bool is_unsigned(const struct flow *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f->facts, expr);
	const struct fact_type *t = facts_type(f->facts, e->type);

	switch (t->kind) {
	case TYPE_POINTER:
	case TYPE_ARRAY:
		return true;
	case TYPE_INT:
		return !(t->flags & TYPE_SIGNED) && e->kind != EXPR_CONST;
	default:
		return false;
	}
}

static bool is_order(enum expr_oper oper)
{
	return oper == OPER_LT || oper == OPER_LE || oper == OPER_GT ||
	       oper == OPER_GE;
}

static enum expr_oper mirror(enum expr_oper oper)
{
	switch (oper) {
	case OPER_LT:
		return OPER_GT;
	case OPER_LE:
		return OPER_GE;
	case OPER_GT:
		return OPER_LT;
	case OPER_GE:
		return OPER_LE;
	default:
		return oper;
	}
}

static value_id eval_unsigned(struct flow *f, enum expr_oper oper, uint64_t x,
			      uint64_t y)
{
	/* flipping the top bit maps unsigned order to signed order */
	const uint64_t top = UINT64_C(1) << 63;

	return value_binary(&f->values, oper, value_const(&f->values, x ^ top),
			    value_const(&f->values, y ^ top));
}

/* An ordered comparison, the constant at the right, its signedness noted. */
static value_id eval_order(struct flow *f, const struct fact_expr *e)
{
	bool uns = is_unsigned(f, e->a) || is_unsigned(f, e->b);
	value_id a = eval(f, e->a), b = eval(f, e->b);
	enum expr_oper oper = e->oper;
	int64_t x, y;
	value_id swap;

	if (value_is_const(&f->values, a, &x)) {
		if (value_is_const(&f->values, b, &y))
			return uns ? eval_unsigned(f, oper, x, y) :
				     value_binary(&f->values, oper, a, b);
		swap = a;
		a = b;
		b = swap;
		oper = mirror(oper);
	}
	return value_make(&f->values, &(struct value){.kind = VALUE_BINARY,
						      .oper = oper,
						      .a = a,
						      .b = b,
						      .num = uns});
}

static value_id eval_binary(struct flow *f, const struct fact_expr *e)
{
	struct values *vs = &f->values;
	value_id a, b;

	if (is_order(e->oper))
		return eval_order(f, e);
	a = eval(f, e->a);
	b = eval(f, e->b);
	if (e->oper == OPER_ADD && is_pointer(f, e->a))
		return value_index(vs, a, b);
	if (e->oper == OPER_ADD && is_pointer(f, e->b))
		return value_index(vs, b, a);
	if (e->oper == OPER_SUB && is_pointer(f, e->a) && !is_pointer(f, e->b))
		return value_index(vs, a, value_unary(vs, OPER_NEG, b));
	return value_binary(vs, e->oper, a, b);
}

value_id eval(struct flow *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f->facts, expr);
	struct values *vs = &f->values;

	switch (e->kind) {
	case EXPR_NONE:
		return 0;
	case EXPR_CONST:
	case EXPR_SIZEOF:
	case EXPR_OFFSETOF:
		return value_const(vs, e->value);
	case EXPR_STRING:
		return value_make(vs, &(struct value){.kind = VALUE_STRING,
						      .ref = e->str});
	case EXPR_FUNCTION:
		return value_make(vs, &(struct value){.kind = VALUE_FUNCTION,
						      .ref = e->str});
	case EXPR_SYMBOL:
	case EXPR_TEMP:
	case EXPR_FIELD:
	case EXPR_INDEX:
	case EXPR_DEREF:
		if (is_array(f, e))
			return eval_address(f, expr);
		return eval_load(f, eval_address(f, expr));
	case EXPR_ADDR:
		return eval_address(f, e->a);
	case EXPR_UNARY:
		return value_unary(vs, e->oper, eval(f, e->a));
	case EXPR_BINARY:
		return eval_binary(f, e);
	case EXPR_CAST:
		return eval(f, e->a);
	case EXPR_CONTAINER:
		return value_container(vs, eval(f, e->a), e->str);
	default:
		return unknown(f, expr);
	}
}

static int address_name(const struct flow *f, value_id address)
{
	for (;;) {
		const struct value *v = value_get(&f->values, address);

		switch (v->kind) {
		case VALUE_VARIABLE:
			return shape_variable_name(&f->shape, v->ref);
		case VALUE_TEMP:
			return shape_temp_name(&f->shape, v->num);
		case VALUE_FIELD:
			return shape_field_name(&f->shape, v->ref);
		case VALUE_INDEX:
			address = v->a;
			break;
		case VALUE_INITIAL:
		case VALUE_LOOP:
			/* *p is looked at by the name of p */
			address = v->a;
			break;
		default:
			return -1;
		}
	}
}

int eval_address_name(struct flow *f, value_id address)
{
	/* asked for every cell at the end of every block */
	while (f->names.n <= address)
		*vec_add(&f->names) = NAME_UNKNOWN;
	if (f->names.v[address] == NAME_UNKNOWN)
		f->names.v[address] = address_name(f, address);
	return f->names.v[address];
}
