// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/context.h"
#include "flow/path/locks.h"
#include "flow/path/walk.h"

struct search {
	const struct flow *f;
	enum context_need need;
	unsigned int skip; /* ways that are known already */
	struct context *ret;
};

/* Whether a way is wanted that was found. */
static bool take(struct search *s)
{
	return !s->skip || !s->skip--;
}

static bool serves(const struct search *s, const struct model_row *row)
{
	return row->flags & MODEL_ATOMIC &&
	       (s->need == CONTEXT_ATOMIC || row->flags & MODEL_IRQS_OFF);
}

/* The row of the call at @span that is given the function as its callback. */
static const struct model_row *registers(const struct search *s,
					 const struct module_entry *entry)
{
	const struct facts *f = flow_facts(s->f);
	const struct fact_op *op = &f->ops.v[entry->op];
	const struct model_row *row = flow_row(s->f, entry->op);
	int pos = row && op->kind == OP_CALL ? row->arg[ARG_CALLBACK] : -1;
	const struct fact_expr *e;

	if (pos < 0 || (uint32_t)pos >= op->n_args)
		return NULL;
	e = facts_expr(f, f->args.v[op->arg0 + pos]);
	return e->kind == EXPR_FUNCTION &&
			       e->str == f->funcs.v[entry->func].name ?
		       row :
		       NULL;
}

static bool by_entry(struct search *s, func_id func)
{
	size_t n;
	const struct module_entry *e =
		module_entries(flow_module_of(s->f), func, &n);

	for (size_t i = 0; i < n; i++) {
		const struct model_row *row = NULL;

		if (e[i].record)
			row = flow_slot(s->f, e[i].record, e[i].field);
		else if (e[i].kind == ENTRY_CALLBACK)
			row = registers(s, &e[i]);
		if (!row || !serves(s, row) || !take(s))
			continue;
		s->ret->entry = &e[i];
		s->ret->row = row;
		return true;
	}
	return false;
}

/* Whether a caller chooses with a constant what the function does. */
static bool is_flagged(const struct flow *flow, const struct fact_func *func,
		       const struct fact_op *call)
{
	const struct facts *f = flow->facts;

	for (uint32_t i = 0; i < func->n_params && i < call->n_args; i++) {
		const struct fact_expr *arg =
			facts_expr(f, f->args.v[call->arg0 + i]);

		if (arg->kind == EXPR_CONST && flow->asked[func->param0 + i])
			return true;
	}
	return false;
}

static bool search(struct search *s, op_id op, int depth);

static bool by_caller(struct search *s, func_id func, int depth)
{
	const struct module *m = flow_module_of(s->f);

	size_t n;
	const op_id *calls = module_callers(m, func, &n);

	for (size_t i = 0; i < n; i++) {
		if (is_flagged(s->f, &m->facts->funcs.v[func],
			       &m->facts->ops.v[calls[i]]) ||
		    !search(s, calls[i], depth - 1))
			continue;
		s->ret->calls[s->ret->n_calls++] = calls[i];
		return true;
	}
	return false;
}

static bool search(struct search *s, op_id op, int depth)
{
	struct locks l = locks_before(s->f, op);
	int held = s->need == CONTEXT_ATOMIC ? l.atomic : l.irqs_off;
	func_id func = module_func_of_op(flow_module_of(s->f), op);

	if (!l.reached || !l.known)
		return false;
	if (held > 0) {
		if (!take(s))
			return false;
		s->ret->lock = l.last;
		return true;
	}
	/* below 0 it left the section of a caller, or enabled interrupts */
	if (held < 0 || l.atomic < 0)
		return false;
	return by_entry(s, func) || (depth > 0 && by_caller(s, func, depth));
}

bool context_find(const struct flow *f, op_id op, enum context_need need,
		  unsigned int skip, struct context *ret)
{
	struct search s = {.f = f, .need = need, .skip = skip, .ret = ret};

	*ret = (struct context){};
	return search(&s, op, CONTEXT_CALLS);
}
