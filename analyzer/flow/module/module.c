// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "flow/module/module.h"
#include "flow/module/module_entries.h"
#include "flow/module/module_names.h"
#include "flow/module/module_slots.h"

static void resolve_call(struct module *m, const struct module_names *names,
			 const struct module_slots *slots, uint32_t unit,
			 op_id id)
{
	const struct facts *f = m->facts;
	const struct fact_op *op = &f->ops.v[id];
	func_id func;

	if (op->kind != OP_CALL)
		return;
	func = module_names_expr(names, unit, op->src);
	if (func) {
		m->callee[id] = func;
		m->n_callers[func]++;
		return;
	}
	func = module_slots_find(slots, op->src);
	/* a slot can hold what is cast into it */
	if (func && f->funcs.v[func].n_params == op->n_args)
		m->callee[id] = func;
}

static void resolve_calls(struct module *m, const struct module_names *names)
{
	const struct facts *f = m->facts;
	struct module_slots slots;

	module_slots_init(&slots, names);
	for (size_t i = 1; i < f->funcs.n; i++) {
		const struct fact_func *func = &f->funcs.v[i];
		uint32_t unit = merged_unit_of_func(names->units, i);

		for (uint32_t k = 0; k < func->n_blocks; k++) {
			const struct fact_block *b =
				&f->blocks.v[func->block0 + k];

			for (op_id o = b->op0; o < b->op0 + b->n_ops; o++)
				resolve_call(m, names, &slots, unit, o);
		}
	}
	module_slots_deinit(&slots);
}

static int by_callee(const void *a, const void *b, void *ctx)
{
	op_id x = *(const op_id *)a, y = *(const op_id *)b;
	const func_id *callee = ctx;

	if (callee[x] != callee[y])
		return callee[x] < callee[y] ? -1 : 1;
	return (x > y) - (x < y);
}

static void sort_calls(struct module *m)
{
	for (op_id i = 1; i < m->facts->ops.n; i++)
		if (m->callee[i])
			vec_push(&m->calls, i);
	if (m->calls.n)
		qsort_r(m->calls.v, m->calls.n, sizeof(*m->calls.v), by_callee,
			m->callee);
}

const op_id *module_callers(const struct module *m, func_id func, size_t *n)
{
	size_t lo = 0, hi = m->calls.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->callee[m->calls.v[mid]] < func)
			lo = mid + 1;
		else
			hi = mid;
	}
	*n = 0;
	while (lo + *n < m->calls.n && m->callee[m->calls.v[lo + *n]] == func)
		++*n;
	return m->calls.v + lo;
}

/* A function whose calls are being followed. */
struct visit {
	func_id func;
	op_id op, end; /* next to look at */
};

/* Tarjan's search for strongly connected components, without recursion. */
struct search {
	struct module *m;
	uint32_t *number; /* per function, in order of discovery; 0: none */
	uint32_t *low;
	bool *open; /* its component is not complete */
	uint32_t n;
	VEC(struct visit) visits;
	VEC(func_id) stack;
};

static void begin_visit(struct search *s, func_id id)
{
	const struct facts *f = s->m->facts;
	const struct fact_func *func = &f->funcs.v[id];
	struct visit v = {.func = id};

	if (func->n_blocks) {
		const struct fact_block *first = &f->blocks.v[func->block0];
		const struct fact_block *last = first + func->n_blocks - 1;

		v.op = first->op0;
		v.end = last->op0 + last->n_ops;
	}
	s->number[id] = s->low[id] = ++s->n;
	s->open[id] = true;
	vec_push(&s->stack, id);
	vec_push(&s->visits, v);
}

/* All callees are done: when nothing before calls it, close the component. */
static void end_visit(struct search *s, func_id id)
{
	size_t n = s->stack.n;

	s->visits.n--;
	if (s->visits.n) {
		func_id caller = vec_last(&s->visits)->func;

		if (s->low[id] < s->low[caller])
			s->low[caller] = s->low[id];
	}
	if (s->low[id] != s->number[id])
		return;
	while (s->stack.v[n - 1] != id)
		n--;
	for (size_t i = s->stack.n; i >= n; i--) {
		func_id member = s->stack.v[i - 1];

		s->open[member] = false;
		if (s->stack.n > n)
			s->m->recursive[member] = true;
		vec_push(&s->m->order, member);
	}
	s->stack.n = n - 1;
}

static void step(struct search *s)
{
	struct visit *v = vec_last(&s->visits);
	func_id func = v->func, callee;

	if (v->op >= v->end) {
		end_visit(s, func);
		return;
	}
	callee = s->m->callee[v->op++];
	if (!callee)
		return;
	if (callee == func)
		s->m->recursive[func] = true;
	if (!s->number[callee])
		begin_visit(s, callee);
	else if (s->open[callee] && s->number[callee] < s->low[func])
		s->low[func] = s->number[callee];
}

static void put_in_order(struct module *m)
{
	size_t n = m->facts->funcs.n;
	struct search s = {.m = m};

	s.number = xcalloc(n, sizeof(*s.number));
	s.low = xcalloc(n, sizeof(*s.low));
	s.open = xcalloc(n, sizeof(*s.open));
	for (size_t i = 1; i < n; i++) {
		if (s.number[i])
			continue;
		begin_visit(&s, i);
		while (s.visits.n)
			step(&s);
	}
	free(s.number);
	free(s.low);
	free(s.open);
	vec_deinit(&s.visits);
	vec_deinit(&s.stack);
}

void module_init_merged(struct module *m, const struct merged_facts *units)
{
	const struct facts *f = units->facts;
	struct module_names names;

	*m = (struct module){.facts = f};
	m->callee = xcalloc(f->ops.n + 1, sizeof(*m->callee));
	m->n_callers = xcalloc(f->funcs.n + 1, sizeof(*m->n_callers));
	m->recursive = xcalloc(f->funcs.n + 1, sizeof(*m->recursive));
	module_names_init(&names, units);
	resolve_calls(m, &names);
	sort_calls(m);
	put_in_order(m);
	module_entries_find(m, &names);
	module_names_deinit(&names);
}

void module_init(struct module *m, const struct facts *f)
{
	struct merged_facts one = {.facts = (struct facts *)f};

	vec_push(&one.units, ((struct merged_unit){1, 1}));
	module_init_merged(m, &one);
	vec_deinit(&one.units);
}

void module_deinit(struct module *m)
{
	free(m->callee);
	free(m->n_callers);
	free(m->recursive);
	vec_deinit(&m->order);
	vec_deinit(&m->calls);
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
