// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "base/mem.h"
#include "flow/path/walk.h"

struct walk {
	const struct flow *f;
	const struct fact_func *func;
	struct locks *in; /* per block of the function */
	bool again;
};

static void add(struct locks *l, const struct model_row *row, int n, op_id op)
{
	l->atomic += n;
	if (row->flags & MODEL_IRQS_OFF)
		l->irqs_off += n;
	if (n > 0)
		l->last = op;
}

/* What a function of the module leaves behind is what it began. */
static void add_callee(struct walk *w, struct locks *l, func_id callee)
{
	struct locks sum = w->f->locks->change[callee];

	if (!sum.reached)
		return;
	l->known &= sum.known;
	l->atomic += sum.atomic;
	l->irqs_off += sum.irqs_off;
	if (sum.last && l->atomic > 0)
		l->last = sum.last;
}

static void apply(struct walk *w, struct locks *l, op_id op)
{
	const struct model_row *row = flow_row(w->f, op);
	func_id callee = flow_module_of(w->f)->callee[op];

	if (row && row->role == ROLE_UNLOCK)
		add(l, row, -1, op);
	else if (row && row->role == ROLE_LOCK && row->returns == RETURNS_VOID)
		add(l, row, 1, op);
	else if (row && row->role == ROLE_LOCK)
		l->known = false; /* a try */
	else if (callee && !row)
		add_callee(w, l, callee);
}

static void join(struct walk *w, block_id block, const struct locks *l)
{
	struct locks *to;

	if (!block)
		return;
	to = &w->in[block - w->func->block0];
	if (!to->reached) {
		*to = *l;
		w->again = true;
	} else if (to->known && (!l->known || l->atomic != to->atomic ||
				 l->irqs_off != to->irqs_off)) {
		to->known = false;
		w->again = true;
	}
}

static void leave(struct walk *w, const struct fact_block *b,
		  const struct locks *l)
{
	const struct facts *facts = flow_facts(w->f);

	join(w, b->target[0], l);
	join(w, b->target[1], l);
	for (uint32_t i = 0; i < b->n_cases; i++)
		join(w, facts->cases.v[b->case0 + i].target, l);
}

/* Fill in what holds at the beginning of each block. */
static void solve(struct walk *w)
{
	const struct facts *facts = flow_facts(w->f);

	w->in = xcalloc(w->func->n_blocks, sizeof(*w->in));
	w->in[0] = (struct locks){.reached = true, .known = true};
	do {
		w->again = false;
		for (uint32_t i = 0; i < w->func->n_blocks; i++) {
			const struct fact_block *b =
				&facts->blocks.v[w->func->block0 + i];
			struct locks l = w->in[i];

			if (!l.reached)
				continue;
			for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
				apply(w, &l, op);
			leave(w, b, &l);
		}
	} while (w->again);
}

/* What a call of a function changes: the state at its returns. */
static struct locks at_returns(struct walk *w)
{
	const struct facts *facts = flow_facts(w->f);
	struct locks ret = {.known = true};

	for (uint32_t i = 0; i < w->func->n_blocks; i++) {
		const struct fact_block *b =
			&facts->blocks.v[w->func->block0 + i];
		struct locks l = w->in[i];

		if (b->term != TERM_RETURN || !l.reached)
			continue;
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			apply(w, &l, op);
		if (ret.reached &&
		    (l.atomic != ret.atomic || l.irqs_off != ret.irqs_off))
			l.known = false;
		l.known &= ret.known;
		ret = l;
	}
	return ret;
}

static bool op_locks(const struct flow *f, op_id op)
{
	const struct model_row *row = f->rows[op];

	if (row)
		return row->role == ROLE_LOCK || row->role == ROLE_UNLOCK;
	return f->locks->has[f->module->callee[op]];
}

/* Whether a function, or one that it calls, locks anything. */
static bool has_locks(const struct flow *f, const struct fact_func *func)
{
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&f->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (op_locks(f, op))
				return true;
	}
	return false;
}

static struct locks *in_blocks(const struct flow *f, func_id id)
{
	struct locks_module *lm = f->locks;
	struct walk w = {.f = f, .func = &f->facts->funcs.v[id]};

	if (!lm->in[id]) {
		solve(&w);
		lm->in[id] = w.in;
	}
	return lm->in[id];
}

/* Callees come first; what calls itself is taken to change nothing there. */
static void find_changes(const struct flow *f)
{
	struct locks_module *lm = f->locks;
	size_t n = f->facts->funcs.n;

	lm->has = xcalloc(n, sizeof(*lm->has));
	lm->change = xcalloc(n, sizeof(*lm->change));
	lm->in = xcalloc(n, sizeof(*lm->in));
	vec_for_each(&f->module->order, id) {
		struct walk w = {.f = f, .func = &f->facts->funcs.v[*id]};

		if (!has_locks(f, w.func))
			continue;
		w.in = in_blocks(f, *id);
		lm->change[*id] = at_returns(&w);
		lm->has[*id] = true;
	}
}

struct locks locks_before(const struct flow *f, op_id op)
{
	func_id id = module_func_of_op(f->module, op);
	const struct fact_func *func = &f->facts->funcs.v[id];
	struct walk w = {.f = f, .func = func};
	struct locks ret = {};

	if (!func->n_blocks)
		return ret;
	if (!f->locks->has)
		find_changes(f);
	w.in = in_blocks(f, id);
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&f->facts->blocks.v[func->block0 + i];

		if (op < b->op0 || op >= b->op0 + b->n_ops)
			continue;
		ret = w.in[i];
		for (op_id it = b->op0; it < op; it++)
			apply(&w, &ret, it);
	}
	return ret;
}

void locks_module_deinit(struct locks_module *lm, const struct module *m)
{
	for (size_t i = 0; lm->in && i < m->facts->funcs.n; i++)
		free(lm->in[i]);
	free(lm->in);
	free(lm->has);
	free(lm->change);
}
