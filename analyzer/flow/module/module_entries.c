// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "flow/module/module_entries.h"
#include "flow/module/module_slots.h"

struct finder {
	struct module *m;
	const struct facts *facts;
	const struct module_names *names;
	uint32_t unit;
};

/* An entry when @value names a function of the module; else NULL. */
static struct module_entry *add_entry(struct finder *d, expr_id value,
				      enum entry_kind kind, span_id span)
{
	func_id func = value ? module_names_expr(d->names, d->unit, value) : 0;

	if (!func)
		return NULL;
	vec_push(&d->m->entries, ((struct module_entry){.func = func,
							.kind = kind,
							.span = span}));
	return vec_last(&d->m->entries);
}

/* The variable that a place is in, or 0. */
static str_id variable_of(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	while (e->a)
		e = facts_expr(f, e->a);
	return e->kind == EXPR_SYMBOL ? facts_symbol(f, e->ref)->name : 0;
}

static void set_slot(const struct facts *f, struct module_entry *entry,
		     expr_id place)
{
	struct module_slot slot;

	if (module_slot_of(f, place, &slot)) {
		entry->record = slot.record;
		entry->field = slot.field;
	}
	entry->object = variable_of(f, place);
}

static void from_init(struct finder *d, uint32_t i)
{
	const struct fact_init *init = &d->facts->inits.v[i];
	struct module_entry *entry;

	d->unit = merged_unit_of_init(d->names->units, i);
	entry = add_entry(d, init->value, ENTRY_OPS, init->span);
	if (entry)
		set_slot(d->facts, entry, init->place);
}

/* The macro that was written, or the function. */
static str_id call_name(const struct facts *f, const struct fact_op *op)
{
	const struct fact_expr *callee = facts_expr(f, op->src);

	if (op->macro)
		return op->macro;
	return callee->kind == EXPR_FUNCTION ? callee->str : 0;
}

static void from_call(struct finder *d, const struct fact_op *op)
{
	const struct facts *f = d->facts;

	for (uint32_t i = 0; i < op->n_args; i++) {
		struct module_entry *entry = add_entry(
			d, f->args.v[op->arg0 + i], ENTRY_CALLBACK, op->span);

		if (entry) {
			entry->field = call_name(f, op);
			entry->op = op - f->ops.v;
		}
	}
}

/* INIT_WORK() and the like are known by their macro, others by their slot. */
static void from_store(struct finder *d, const struct fact_op *op)
{
	str_id macro = facts_span(d->facts, op->span)->macro;
	struct module_entry *entry =
		add_entry(d, op->src, ENTRY_CALLBACK, op->span);

	if (!entry)
		return;
	entry->op = op - d->facts->ops.v;
	if (macro) {
		entry->field = macro;
		return;
	}
	set_slot(d->facts, entry, op->dst);
	if (op->flags & OP_INIT && entry->field)
		entry->kind = ENTRY_OPS;
}

/* What module_init() makes returns its argument to who loads the module. */
static void from_return(struct finder *d, const struct fact_block *b)
{
	struct module_entry *entry;

	if (b->term != TERM_RETURN)
		return;
	entry = add_entry(d, b->cond, ENTRY_CALLBACK, b->span);
	if (entry)
		entry->field = facts_span(d->facts, b->span)->macro;
}

static void from_func(struct finder *d, func_id id)
{
	const struct facts *f = d->facts;
	const struct fact_func *func = &f->funcs.v[id];

	d->unit = merged_unit_of_func(d->names->units, id);
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &f->ops.v[o];

			if (op->kind == OP_CALL)
				from_call(d, op);
			else if (op->kind == OP_ASSIGN)
				from_store(d, op);
		}
		from_return(d, b);
	}
}

static int by_func(const void *a, const void *b)
{
	const struct module_entry *x = a, *y = b;

	if (x->func != y->func)
		return x->func < y->func ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->span > y->span) - (x->span < y->span);
}

static void sort_entries(struct module *m)
{
	if (m->entries.n)
		qsort(m->entries.v, m->entries.n, sizeof(*m->entries.v),
		      by_func);
}

static bool is_way_in(const struct module *m, func_id func)
{
	size_t n;

	return !(m->facts->funcs.v[func].flags & FUNC_STATIC) &&
	       !m->n_callers[func] && !module_entries(m, func, &n);
}

/* The others are sorted by now, and searched. */
static void add_externs(struct module *m)
{
	const struct facts *f = m->facts;
	VEC(struct module_entry) found = {};

	for (size_t i = 1; i < f->funcs.n; i++)
		if (is_way_in(m, i))
			vec_push(&found, ((struct module_entry){
						 .func = i,
						 .kind = ENTRY_EXTERN,
						 .span = f->funcs.v[i].span}));
	vec_for_each(&found, entry)
		vec_push(&m->entries, *entry);
	vec_deinit(&found);
}

void module_entries_find(struct module *m, const struct module_names *n)
{
	struct finder d = {.m = m, .facts = m->facts, .names = n};

	for (size_t i = 1; i < d.facts->inits.n; i++)
		from_init(&d, i);
	for (size_t i = 1; i < d.facts->funcs.n; i++)
		from_func(&d, i);
	sort_entries(m);
	add_externs(m);
	sort_entries(m);
}

const struct module_entry *module_entries(const struct module *m, func_id func,
					  size_t *n)
{
	size_t lo = 0, hi = m->entries.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->entries.v[mid].func < func)
			lo = mid + 1;
		else
			hi = mid;
	}
	*n = 0;
	while (lo + *n < m->entries.n && m->entries.v[lo + *n].func == func)
		++*n;
	return *n ? &m->entries.v[lo] : NULL;
}

/* Functions that call one that is marked get marked, too. */
static bool mark_callers(const struct module *m, bool *marked)
{
	const struct facts *f = m->facts;
	bool changed = false;

	for (size_t i = 1; i < f->funcs.n; i++) {
		const struct fact_block *b = &f->blocks.v[f->funcs.v[i].block0];
		const struct fact_block *last = b + f->funcs.v[i].n_blocks - 1;

		if (marked[i] || !f->funcs.v[i].n_blocks)
			continue;
		for (op_id o = b->op0; o < last->op0 + last->n_ops; o++) {
			if (!m->callee[o] || !marked[m->callee[o]])
				continue;
			marked[i] = changed = true;
			break;
		}
	}
	return changed;
}

const struct module_entry *module_way_in(const struct module *m, func_id func)
{
	autofree bool *marked = xcalloc(m->facts->funcs.n, sizeof(*marked));
	const struct module_entry *entry;
	size_t n;

	marked[func] = true;
	do {
		for (size_t i = 1; i < m->facts->funcs.n; i++) {
			entry = marked[i] ? module_entries(m, i, &n) : NULL;
			if (entry)
				return entry;
		}
	} while (mark_callers(m, marked));
	return NULL;
}

char *module_entry_name(const struct module *m, const struct module_entry *e)
{
	const char *object = facts_str(m->facts, e->object);
	const char *field = facts_str(m->facts, e->field);

	if (!*object && e->record)
		object = facts_str(m->facts, e->record);
	if (!*object && !*field)
		return NULL;
	if (!*object || !*field)
		return xstrdup(*object ? object : field);
	return xasprintf("%s.%s", object, field);
}
