// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "flow/path/rows.h"

/* Which strings are the field of a slot that is given to a device. */
static bool *find_slot_fields(const struct facts *f, const struct model *m)
{
	bool *ret = xcalloc(f->strings_len + 1, sizeof(*ret));
	VEC(const char *) fields = {};

	vec_for_each(&m->rows, row) {
		const char *dot = strchr(row->function, '.');

		if (dot && row->role == ROLE_DMA_BUFFER)
			vec_push(&fields, dot + 1);
	}
	for (size_t i = 1; i < f->strings_len; i += strlen(&f->strings[i]) + 1)
		vec_for_each(&fields, field)
			ret[i] |= !strcmp(&f->strings[i], *field);
	vec_deinit(&fields);
	return ret;
}

/* A field of a record without a tag is one of the record around it. */
static const struct model_row *slot_row(const struct facts *f, expr_id place,
					const struct model *m,
					const struct model_context *context)
{
	const struct fact_expr *e = facts_expr(f, place), *outer = e;
	autofree char *name = NULL;
	str_id record = 0;

	while (outer->kind == EXPR_FIELD && !record) {
		outer = facts_expr(f, outer->a);
		record = facts_type(f, outer->type)->record;
	}
	if (!record)
		return NULL;
	name = xasprintf("%s.%s", facts_str(f, record), facts_str(f, e->str));
	return model_find(m, name, context);
}

const struct model_row **rows_find(const struct facts *f, const struct model *m,
				   const struct model_context *context)
{
	const struct model_row **rows = xcalloc(f->ops.n, sizeof(*rows));
	autofree bool *fields = find_slot_fields(f, m);

	for (size_t i = 1; i < f->ops.n; i++) {
		const struct fact_op *op = &f->ops.v[i];
		/* the function's own name counts before the macro as written:
		 * the macro's arguments may be others */
		const char *callee = facts_callee(f, op);

		if (callee)
			rows[i] = model_find(m, callee, context);
		else if (op->kind == OP_ASSIGN && op->src &&
			 facts_expr(f, op->dst)->kind == EXPR_FIELD &&
			 fields[facts_expr(f, op->dst)->str])
			rows[i] = slot_row(f, op->dst, m, context);
	}
	return rows;
}
