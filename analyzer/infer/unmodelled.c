// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "infer/unmodelled.h"

static bool is_dma_address(const struct facts *f, type_id type)
{
	const struct fact_type *t = facts_type(f, type);

	if (t->kind == TYPE_POINTER)
		t = facts_type(f, t->target);
	return !strcmp(facts_str(f, t->name), "dma_addr_t");
}

static bool has_dma_address(const struct facts *f, const struct fact_op *op)
{
	bool ret = op->dst && is_dma_address(f, facts_expr(f, op->dst)->type);

	for (uint32_t i = 0; i < op->n_args; i++) {
		const struct fact_expr *e =
			facts_expr(f, f->args.v[op->arg0 + i]);

		if (e->kind == EXPR_STRING)
			return false;
		ret |= is_dma_address(f, e->type);
	}
	return ret;
}

static struct unmodelled *find(unmodelled_vec *v, const char *function)
{
	vec_for_each(v, u)
		if (!strcmp(u->function, function))
			return u;
	return NULL;
}

static void add_call(const struct module *m, op_id id, const char *callee,
		     unmodelled_vec *ret)
{
	const struct facts *f = m->facts;
	const struct fact_span *span = facts_span(f, f->ops.v[id].span);
	struct unmodelled *u = find(ret, callee);

	if (!u) {
		u = vec_add(ret);
		u->function = xstrdup(callee);
		u->file = xstrdup(facts_str(f, span->file));
		u->line = span->line;
	}
	u->calls++;
}

void unmodelled_find(const struct module *m, const struct flow_options *flow,
		     unmodelled_vec *ret)
{
	const struct facts *f = m->facts;

	for (op_id id = 1; id < f->ops.n; id++) {
		const struct fact_op *op = &f->ops.v[id];
		const char *callee = op->kind == OP_CALL ? facts_callee(f, op) :
							   NULL;

		if (callee && !m->callee[id] && has_dma_address(f, op) &&
		    strncmp(callee, "__builtin_", 10) &&
		    !model_find(flow->model, callee, &flow->context))
			add_call(m, id, callee, ret);
	}
}

void unmodelled_merge(unmodelled_vec *to, unmodelled_vec *from)
{
	vec_for_each(from, u) {
		struct unmodelled *known = find(to, u->function);

		if (known) {
			known->calls += u->calls;
			free(u->function);
			free(u->file);
		} else {
			vec_push(to, *u);
		}
	}
	vec_deinit(from);
}

void unmodelled_deinit(unmodelled_vec *v)
{
	vec_for_each(v, u) {
		free(u->function);
		free(u->file);
	}
	vec_deinit(v);
}
