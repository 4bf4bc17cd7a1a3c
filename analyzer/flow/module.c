// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/map.h"
#include "flow/module.h"

static void resolve_calls(struct module *m)
{
	const struct facts *f = m->facts;
	struct strmap funcs = {};

	for (size_t i = 1; i < f->funcs.n; i++)
		strmap_put(&funcs, facts_str(f, f->funcs.v[i].name), i);
	for (size_t i = 1; i < f->ops.n; i++) {
		const char *callee = facts_callee(f, &f->ops.v[i]);
		uint32_t func;

		if (!callee || !strmap_get(&funcs, callee, &func))
			continue;
		m->callee[i] = func;
		m->n_callers[func]++;
	}
	strmap_deinit(&funcs);
}

void module_init(struct module *m, const struct facts *f)
{
	*m = (struct module){.facts = f};
	m->callee = xcalloc(f->ops.n + 1, sizeof(*m->callee));
	m->n_callers = xcalloc(f->funcs.n + 1, sizeof(*m->n_callers));
	m->recursive = xcalloc(f->funcs.n + 1, sizeof(*m->recursive));
	resolve_calls(m);
	for (size_t i = 1; i < f->funcs.n; i++)
		vec_push(&m->order, i);
}

void module_deinit(struct module *m)
{
	free(m->callee);
	free(m->n_callers);
	free(m->recursive);
	vec_deinit(&m->order);
	vec_deinit(&m->entries);
	*m = (struct module){};
}

static op_id first_op(const struct facts *f, func_id func)
{
	const struct fact_func *fn = &f->funcs.v[func];

	return fn->n_blocks ? f->blocks.v[fn->block0].op0 : 0;
}

func_id module_func_of_op(const struct module *m, op_id op)
{
	const struct facts *f = m->facts;
	func_id lo = 1, hi = f->funcs.n;

	/* operations of later functions come later */
	while (hi - lo > 1) {
		func_id mid = lo + (hi - lo) / 2;

		if (first_op(f, mid) <= op)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const struct module_entry *module_entries(const struct module *m, func_id func,
					  size_t *n)
{
	const struct module_entry *first = NULL;

	*n = 0;
	vec_for_each(&m->entries, e) {
		if (e->func != func)
			continue;
		if (!first)
			first = e;
		(*n)++;
	}
	return first;
}
