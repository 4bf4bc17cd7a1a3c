// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/error_pointer.h"

/* Made by a function that answers NULL, and no errno, when it fails. */
static bool is_null_or_valid(const struct flow *f, const struct value *v)
{
	return v->kind == VALUE_RESULT && f->rows[v->ref] &&
	       f->rows[v->ref]->returns == RETURNS_POINTER;
}

static value_id compare(struct flow *f, enum expr_oper oper, value_id pointer)
{
	const struct value *v = value_get(&f->values, pointer);

	/* the address of something is no error */
	if (v->kind == VALUE_VARIABLE || v->kind == VALUE_STRING ||
	    v->kind == VALUE_FUNCTION)
		return value_const(&f->values, 0);
	if (is_null_or_valid(f, v) && oper == OPER_LT)
		return value_const(&f->values, 0);
	return value_binary(&f->values, oper, pointer,
			    value_const(&f->values, 0));
}

value_id error_pointer_result(struct flow *f, const struct fact_op *op)
{
	static const char *const same[] = {"ERR_PTR", "PTR_ERR", "ERR_CAST"};
	const char *callee = facts_callee(f->facts, op);
	value_id arg;

	if (!callee || op->n_args != 1)
		return 0;
	arg = eval(f, f->facts->args.v[op->arg0]);
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		if (!strcmp(callee, same[i]))
			return arg;
	if (!strcmp(callee, "IS_ERR"))
		return compare(f, OPER_LT, arg);
	if (!strcmp(callee, "IS_ERR_OR_NULL"))
		return compare(f, OPER_LE, arg);
	return 0;
}
