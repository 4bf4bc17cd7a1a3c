// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>

#include "flow/path/value.h"

/* Deeper values come from hostile input only. */
#define VALUE_DEPTH 24

void values_init(struct values *vs)
{
	*vs = (struct values){};
	vec_add(&vs->list);
}

void values_deinit(struct values *vs)
{
	vec_deinit(&vs->list);
	idmap_deinit(&vs->index);
}

const struct value *value_get(const struct values *vs, value_id id)
{
	assert(id < vs->list.n);
	return &vs->list.v[id];
}

struct value_lookup {
	const struct values *vs;
	const struct value *v;
};

static bool value_same(uint32_t id, const void *ctx)
{
	const struct value_lookup *look = ctx;
	const struct value *x = value_get(look->vs, id), *y = look->v;

	return x->kind == y->kind && x->oper == y->oper && x->a == y->a &&
	       x->b == y->b && x->ref == y->ref && x->num == y->num;
}

value_id value_make(struct values *vs, const struct value *v)
{
	uint64_t key[] = {(uint64_t)v->kind << 40 | (uint64_t)v->oper << 32 |
				  v->ref,
			  (uint64_t)v->a << 32 | v->b, v->num};
	uint64_t hash = hash_bytes(key, sizeof(key));
	struct value_lookup look = {vs, v};
	value_id id = idmap_find(&vs->index, hash, value_same, &look);

	if (id)
		return id;
	id = vs->list.n;
	vec_push(&vs->list, *v);
	idmap_add(&vs->index, hash, id);
	return id;
}

value_id value_const(struct values *vs, int64_t num)
{
	return value_make(vs, &(struct value){.kind = VALUE_CONST, .num = num});
}

bool value_is_const(const struct values *vs, value_id id, int64_t *ret)
{
	const struct value *v = value_get(vs, id);

	if (v->kind != VALUE_CONST)
		return false;
	if (ret)
		*ret = v->num;
	return true;
}

value_id value_field(struct values *vs, value_id a, str_id record, str_id field)
{
	const struct value *v = value_get(vs, a);

	if (v->kind == VALUE_CONTAINER && v->ref == field)
		return v->a;
	return value_make(vs, &(struct value){.kind = VALUE_FIELD,
					      .a = a,
					      .ref = field,
					      .num = record});
}

value_id value_container(struct values *vs, value_id a, str_id member)
{
	const struct value *v = value_get(vs, a);

	if (v->kind == VALUE_FIELD && v->ref == member)
		return v->a;
	return value_make(vs, &(struct value){.kind = VALUE_CONTAINER,
					      .a = a,
					      .ref = member});
}

value_id value_index(struct values *vs, value_id a, value_id index)
{
	struct value v = *value_get(vs, a);
	int64_t num;

	if (value_is_const(vs, index, &num) && num == 0)
		return a;
	if (v.kind == VALUE_INDEX)
		return value_index(vs, v.a,
				   value_binary(vs, OPER_ADD, v.b, index));
	return value_make(
		vs, &(struct value){.kind = VALUE_INDEX, .a = a, .b = index});
}

value_id value_unary(struct values *vs, enum expr_oper oper, value_id a)
{
	const struct value *v = value_get(vs, a);
	int64_t num;

	if (value_is_const(vs, a, &num)) {
		switch (oper) {
		case OPER_NEG:
			return value_const(vs, -(uint64_t)num);
		case OPER_NOT:
			return value_const(vs, ~num);
		default:
			return value_const(vs, !num);
		}
	}
	if (v->kind == VALUE_UNARY && v->oper == oper && oper != OPER_LNOT)
		return v->a;
	return value_make(
		vs, &(struct value){.kind = VALUE_UNARY, .oper = oper, .a = a});
}

static bool fold_compare(enum expr_oper oper, int64_t x, int64_t y,
			 int64_t *ret)
{
	switch (oper) {
	case OPER_EQ:
		*ret = x == y;
		return true;
	case OPER_NE:
		*ret = x != y;
		return true;
	case OPER_LT:
		*ret = x < y;
		return true;
	case OPER_LE:
		*ret = x <= y;
		return true;
	case OPER_GT:
		*ret = x > y;
		return true;
	case OPER_GE:
		*ret = x >= y;
		return true;
	default:
		return false;
	}
}

static bool fold(enum expr_oper oper, int64_t x, int64_t y, int64_t *ret)
{
	uint64_t ux = x, uy = y;

	switch (oper) {
	case OPER_ADD:
		*ret = ux + uy;
		return true;
	case OPER_SUB:
		*ret = ux - uy;
		return true;
	case OPER_MUL:
		*ret = ux * uy;
		return true;
	case OPER_DIV:
	case OPER_MOD:
		if (!y || (y == -1 && x == INT64_MIN))
			return false;
		*ret = oper == OPER_DIV ? x / y : x % y;
		return true;
	case OPER_AND:
		*ret = ux & uy;
		return true;
	case OPER_OR:
		*ret = ux | uy;
		return true;
	case OPER_XOR:
		*ret = ux ^ uy;
		return true;
	case OPER_SHL:
		*ret = uy < 64 ? ux << uy : 0;
		return uy < 64;
	case OPER_SHR:
		*ret = uy < 64 ? ux >> uy : 0;
		return uy < 64;
	default:
		return fold_compare(oper, x, y, ret);
	}
}

static bool commutes(enum expr_oper oper)
{
	return oper == OPER_ADD || oper == OPER_MUL || oper == OPER_AND ||
	       oper == OPER_OR || oper == OPER_XOR || oper == OPER_EQ ||
	       oper == OPER_NE;
}

/* x op x */
static value_id cancel_same(struct values *vs, enum expr_oper oper, value_id a)
{
	switch (oper) {
	case OPER_SUB:
	case OPER_XOR:
	case OPER_NE:
	case OPER_LT:
	case OPER_GT:
		return value_const(vs, 0);
	case OPER_EQ:
	case OPER_LE:
	case OPER_GE:
		return value_const(vs, 1);
	case OPER_AND:
	case OPER_OR:
		return a;
	default:
		return 0;
	}
}

/* x op y with a neutral or absorbing constant y, which is value @b. */
static value_id cancel_const(enum expr_oper oper, value_id a, value_id b,
			     int64_t y)
{
	switch (oper) {
	case OPER_ADD:
	case OPER_SUB:
	case OPER_OR:
	case OPER_XOR:
	case OPER_SHL:
	case OPER_SHR:
		return y == 0 ? a : 0;
	case OPER_MUL:
		return y == 1 ? a : y == 0 ? b : 0;
	case OPER_DIV:
		return y == 1 ? a : 0;
	case OPER_AND:
		return y == 0 ? b : 0;
	default:
		return 0;
	}
}

value_id value_binary(struct values *vs, enum expr_oper oper, value_id a,
		      value_id b)
{
	int64_t x = 0, y = 0, num;
	struct value v;
	value_id id;

	if (value_is_const(vs, a, &x) && value_is_const(vs, b, &y) &&
	    fold(oper, x, y, &num))
		return value_const(vs, num);
	if (commutes(oper) && (value_is_const(vs, a, NULL) ||
			       (a > b && !value_is_const(vs, b, NULL)))) {
		id = a;
		a = b;
		b = id;
	}
	id = a == b ? cancel_same(vs, oper, a) : 0;
	if (!id && value_is_const(vs, b, &y))
		id = cancel_const(oper, a, b, y);
	if (id)
		return id;
	/* x - c and (x + c) + d become one addition, so that they compare */
	if (oper == OPER_SUB && value_is_const(vs, b, &y))
		return value_binary(vs, OPER_ADD, a,
				    value_const(vs, -(uint64_t)y));
	v = *value_get(vs, a);
	if (oper == OPER_ADD && v.kind == VALUE_BINARY && v.oper == OPER_ADD &&
	    value_is_const(vs, b, &y) && value_is_const(vs, v.b, &x))
		return value_binary(vs, OPER_ADD, v.a,
				    value_const(vs, (uint64_t)x + y));
	return value_make(vs, &(struct value){.kind = VALUE_BINARY,
					      .oper = oper,
					      .a = a,
					      .b = b});
}

static bool mentions(const struct values *vs, value_id id, value_id part,
		     int depth)
{
	const struct value *v;

	/* a value is made after its parts */
	if (id <= part)
		return id == part;
	v = value_get(vs, id);
	if (!depth || v->kind == VALUE_CONST)
		return false;
	return (v->a && mentions(vs, v->a, part, depth - 1)) ||
	       (v->b && mentions(vs, v->b, part, depth - 1));
}

bool value_mentions(const struct values *vs, value_id id, value_id part)
{
	return part && mentions(vs, id, part, VALUE_DEPTH);
}

/* One step towards the root, or 0 when @v is one. */
static value_id towards_root(const struct value *v)
{
	switch (v->kind) {
	case VALUE_FIELD:
	case VALUE_INDEX:
	case VALUE_CONTAINER:
	case VALUE_CONVERT:
		return v->a;
	case VALUE_BINARY:
		/* an address as an integer: plus offset, shifted, masked */
		switch (v->oper) {
		case OPER_ADD:
		case OPER_SHL:
		case OPER_SHR:
		case OPER_AND:
		case OPER_OR:
			return v->a;
		}
		return 0;
	default:
		return 0;
	}
}

value_id value_root(const struct values *vs, value_id id)
{
	for (int depth = 0; depth < VALUE_DEPTH; depth++) {
		value_id next = towards_root(value_get(vs, id));

		if (!next)
			break;
		id = next;
	}
	return id;
}

/* Take a number apart as mul * unknown + add. */
static void linear(const struct values *vs, value_id id, value_id *unknown,
		   int64_t *mul, int64_t *add)
{
	const struct value *v = value_get(vs, id);
	int64_t num;

	*unknown = id;
	*mul = 1;
	*add = 0;
	if (v->kind == VALUE_CONST) {
		*unknown = 0;
		*add = v->num;
		return;
	}
	if (v->kind != VALUE_BINARY || !value_is_const(vs, v->b, &num))
		return;
	if (v->oper == OPER_ADD) {
		linear(vs, v->a, unknown, mul, add);
		*add = (uint64_t)*add + num;
	} else if (v->oper == OPER_MUL) {
		*unknown = v->a;
		*mul = num;
	} else if (v->oper == OPER_SHL && num >= 0 && num < 63) {
		*unknown = v->a;
		*mul = INT64_C(1) << num;
	}
}

bool value_differs(const struct values *vs, value_id x, value_id y)
{
	int64_t mul_x, add_x, mul_y, add_y;
	value_id unknown_x, unknown_y;

	if (!x || !y || x == y)
		return false;
	linear(vs, x, &unknown_x, &mul_x, &add_x);
	linear(vs, y, &unknown_y, &mul_y, &add_y);
	if (unknown_x != unknown_y)
		return false;
	return mul_x == mul_y ? add_x != add_y : add_x == add_y;
}

value_id value_base(const struct values *vs, value_id id)
{
	const struct value *v = value_get(vs, id);

	while (v->kind == VALUE_INDEX ||
	       (v->kind == VALUE_BINARY &&
		(v->oper == OPER_ADD || v->oper == OPER_SUB ||
		 v->oper == OPER_SHR))) {
		id = v->a;
		v = value_get(vs, id);
	}
	return id;
}

bool value_is_beside(const struct values *vs, value_id address, value_id *from)
{
	const struct value *v = value_get(vs, address);
	int64_t n;

	if (v->kind != VALUE_INDEX &&
	    (v->kind != VALUE_BINARY ||
	     (v->oper != OPER_ADD && v->oper != OPER_SUB)))
		return false;
	*from = v->a;
	return value_is_const(vs, v->b, &n) && n;
}
