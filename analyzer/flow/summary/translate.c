// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "flow/summary/translate.h"

void translation_init(struct translation *t, const struct values *from,
		      struct values *to)
{
	*t = (struct translation){.from = from, .to = to};
	t->memo = xcalloc(from->list.n + 1, sizeof(*t->memo));
}

void translation_deinit(struct translation *t)
{
	free(t->memo);
}

/* The argument that a parameter's variable holds at entry; 0 when the
 * address is none of a parameter. */
static value_id argument(const struct translation *t, value_id address)
{
	const struct value *v = value_get(t->from, address);
	const struct fact_func *func = &t->caller->facts->funcs.v[t->callee];
	uint32_t i = v->ref - func->param0;

	if (v->kind != VALUE_VARIABLE || v->ref < func->param0 ||
	    i >= func->n_params || i >= t->n_args)
		return 0;
	return t->args[i];
}

static value_id translate_initial(struct translation *t, const struct value *v)
{
	value_id arg = argument(t, v->a);

	return arg ? arg : eval_load(t->caller, translate(t, v->a));
}

/* What nobody but the callee knows: another one for each call. */
static value_id within_call(struct translation *t, struct value v)
{
	value_id *link = v.kind == VALUE_LOOP ? &v.b : &v.a;

	if (v.kind == VALUE_LOOP)
		v.a = translate(t, v.a);
	*link = *link ? translate(t, *link) : t->call;
	return value_make(t->to, &v);
}

static value_id translate_binary(struct translation *t, struct value v)
{
	value_id a = translate(t, v.a), b = translate(t, v.b);
	int64_t x, y;
	bool order = v.oper == OPER_LT || v.oper == OPER_LE ||
		     v.oper == OPER_GT || v.oper == OPER_GE;

	if (!order ||
	    (value_is_const(t->to, a, &x) && value_is_const(t->to, b, &y) &&
	     (!v.num || (x >= 0 && y >= 0))))
		return value_binary(t->to, v.oper, a, b);
	v.a = a;
	v.b = b;
	return value_make(t->to, &v);
}

static value_id translate_for_caller(struct translation *t, struct value v)
{
	switch (v.kind) {
	case VALUE_INITIAL:
		return translate_initial(t, &v);
	case VALUE_RESULT:
	case VALUE_UNKNOWN:
	case VALUE_LOOP:
		return within_call(t, v);
	case VALUE_TEMP:
		return within_call(t, (struct value){.kind = VALUE_UNKNOWN});
	case VALUE_FIELD:
		return value_field(t->to, translate(t, v.a), v.num, v.ref);
	case VALUE_INDEX:
		return value_index(t->to, translate(t, v.a), translate(t, v.b));
	case VALUE_CONTAINER:
		return value_container(t->to, translate(t, v.a), v.ref);
	case VALUE_UNARY:
		return value_unary(t->to, v.oper, translate(t, v.a));
	case VALUE_BINARY:
		return translate_binary(t, v);
	default:
		v.a = translate(t, v.a);
		v.b = translate(t, v.b);
		return value_make(t->to, &v);
	}
}

value_id translate(struct translation *t, value_id id)
{
	struct value v = *value_get(t->from, id);
	value_id ret;

	if (!id)
		return 0;
	if (t->memo[id])
		return t->memo[id];
	if (t->caller) {
		ret = translate_for_caller(t, v);
	} else {
		v.a = translate(t, v.a);
		v.b = translate(t, v.b);
		ret = value_make(t->to, &v);
	}
	t->memo[id] = ret;
	return ret;
}
