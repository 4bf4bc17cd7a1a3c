// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/region/compatible.h"

static void add(const struct facts *f, compatible_vec *ret, str_id name,
		span_id span)
{
	str_id file = facts_span(f, span)->file;

	vec_for_each(ret, it)
		if (it->name == name && it->file == file)
			return;
	vec_push(ret, ((struct compatible){name, file}));
}

/* A table of RESERVEDMEM_OF_DECLARE() and its kin (_OF_DECLARE() in
 * include/linux/of.h, 6.1): of nodes that boot code sets up, no devices. */
static bool is_declaration(const struct facts *f, const struct fact_expr *e)
{
	while (e->kind == EXPR_FIELD || e->kind == EXPR_INDEX)
		e = facts_expr(f, e->a);
	return e->kind == EXPR_SYMBOL &&
	       !strncmp(facts_str(f, facts_symbol(f, e->ref)->name),
			"__of_table_", 11);
}

/* "table[2].compatible" of struct of_device_id
 * (include/linux/mod_devicetable.h, 6.1) */
static bool is_table_entry(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);
	const struct fact_type *t;

	if (e->kind != EXPR_FIELD ||
	    strcmp(facts_str(f, e->str), "compatible") != 0 ||
	    is_declaration(f, e))
		return false;
	t = facts_type(f, facts_expr(f, e->a)->type);
	return !strcmp(facts_str(f, t->record), "of_device_id");
}

static const char *const lookups[] = {
	"of_find_compatible_node",
	"of_device_is_compatible",
	"of_get_compatible_child",
};

static bool is_lookup(const struct facts *f, const struct fact_op *op)
{
	const char *name = op->kind == OP_CALL ? facts_callee(f, op) : NULL;

	for (size_t i = 0; name && i < ARRAY_SIZE(lookups); i++)
		if (!strcmp(name, lookups[i]))
			return true;
	return false;
}

void module_compatibles(const struct facts *f, compatible_vec *ret)
{
	vec_for_each(&f->inits, init) {
		const struct fact_expr *v = facts_expr(f, init->value);

		if (v->kind == EXPR_STRING && is_table_entry(f, init->place))
			add(f, ret, v->str, init->span);
	}
	vec_for_each(&f->ops, op) {
		if (!is_lookup(f, op))
			continue;
		for (uint32_t i = 0; i < op->n_args; i++) {
			const struct fact_expr *v =
				facts_expr(f, f->args.v[op->arg0 + i]);

			if (v->kind == EXPR_STRING)
				add(f, ret, v->str, op->span);
		}
	}
}
