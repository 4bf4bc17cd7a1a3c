// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/arith.h"

/* include/linux/overflow.h: size_*() since 5.18, the others before it. */
static const struct {
	const char *name;
	enum expr_oper first, then; /* (a first b) then c */
} size_functions[] = {
	{"size_mul", OPER_MUL, OPER_NONE},
	{"size_add", OPER_ADD, OPER_NONE},
	{"size_sub", OPER_SUB, OPER_NONE},
	{"array_size", OPER_MUL, OPER_NONE},
	{"array3_size", OPER_MUL, OPER_MUL},
	{"__ab_c_size", OPER_MUL, OPER_ADD},
};

value_id arith_result(struct flow *f, const struct fact_op *op)
{
	const char *callee = facts_callee(f->facts, op);
	const expr_id *args = &f->facts->args.v[op->arg0];

	for (size_t i = 0; callee && i < ARRAY_SIZE(size_functions); i++) {
		enum expr_oper first = size_functions[i].first,
			       then = size_functions[i].then;
		value_id v;

		if (strcmp(callee, size_functions[i].name) ||
		    op->n_args != (then ? 3 : 2))
			continue;
		v = value_binary(&f->values, first, eval(f, args[0]),
				 eval(f, args[1]));
		return then ? value_binary(&f->values, then, v,
					   eval(f, args[2])) :
			      v;
	}
	return 0;
}
