// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/summary/purity.h"
#include "flow/wrapper/wrapper_row.h"

static bool is_test(op_id op, void *ctx)
{
	const struct wrapper_search *w = ctx;

	return w->rows[op] && w->rows[op]->role == ROLE_ERROR_TEST;
}

/* What a wrapper may have besides the call that it is about. */
static bool may_stand_beside(enum model_role role)
{
	switch (role) {
	case ROLE_ERROR_TEST:
	case ROLE_ADDRESS:
	case ROLE_PGPROT:
	case ROLE_SYNC_TEST:
	case ROLE_LOCK:
	case ROLE_UNLOCK:
	case ROLE_BARRIER:
		return true;
	default:
		return false;
	}
}

/* What can be wrapped: the caller gets or gives something back. */
static bool can_be_wrapped(enum model_role role)
{
	switch (role) {
	case ROLE_MAP:
	case ROLE_UNMAP:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
	case ROLE_ERROR_TEST:
	case ROLE_ALLOC:
	case ROLE_FREE:
	case ROLE_MMAP_USER:
	case ROLE_POOL_CREATE:
	case ROLE_POOL_DESTROY:
	case ROLE_IOMAP:
	case ROLE_IOUNMAP:
	case ROLE_REMAP:
	case ROLE_UNREMAP:
	case ROLE_ATTR_SET:
	case ROLE_ATTR_RESTORE:
		return true;
	default:
		return false;
	}
}

static const struct fact_func *func_of(const struct wrapper_try *t)
{
	return &t->s.facts->funcs.v[t->s.func];
}

typedef bool (*op_fn)(struct wrapper_try *t, op_id id);

/* Whether @fn holds for every operation of the function. */
static bool all_ops(struct wrapper_try *t, op_fn fn)
{
	const struct fact_func *func = func_of(t);

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&t->s.facts->blocks.v[func->block0 + i];

		for (op_id id = b->op0; id < b->op0 + b->n_ops; id++) {
			t->block = func->block0 + i;
			if (!fn(t, id))
				return false;
		}
	}
	return true;
}

/* Find the one call; a second one ends it. */
static bool note_work(struct wrapper_try *t, op_id id)
{
	const struct model_row *row = t->search->rows[id];

	if (!row)
		return true;
	if (row->role == ROLE_ERROR_TEST && !t->test)
		t->test = id;
	if (may_stand_beside(row->role))
		return true;
	if (t->op || !can_be_wrapped(row->role))
		return false;
	t->op = id;
	t->op_block = t->block;
	return true;
}

static bool find_test_block(struct wrapper_try *t, op_id id)
{
	if (id == t->op)
		t->op_block = t->block;
	return true;
}

static bool find_work(struct wrapper_try *t)
{
	if (!all_ops(t, note_work))
		return false;
	if (!t->op) {
		t->op = t->test;
		all_ops(t, find_test_block);
	}
	return t->op;
}

static bool is_mark(const struct wrapper_try *t, expr_id expr)
{
	while (facts_expr(t->s.facts, expr)->kind == EXPR_CAST)
		expr = facts_expr(t->s.facts, expr)->a;
	vec_for_each(&t->marks, m)
		if (*m == expr)
			return true;
	return false;
}

static bool mentions_mark(const struct wrapper_try *t, expr_id expr)
{
	vec_for_each(&t->marks, m)
		if (source_mentions(&t->s, expr, *m))
			return true;
	return false;
}

static bool is_own(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	return e->kind == EXPR_TEMP ||
	       (e->kind == EXPR_SYMBOL && facts_symbol(f, e->ref)->func &&
		facts_symbol(f, e->ref)->storage <= SYMBOL_LOCAL);
}

/* The parameter through which "*p = x" stores, or -1. */
static int stored_through(const struct wrapper_try *t, expr_id place)
{
	const struct fact_expr *e = facts_expr(t->s.facts, place);

	return e->kind == EXPR_DEREF ? source_param(&t->s, e->a) : -1;
}

/* The result goes to variables, or out through one parameter, not into
 * memory that outlives the call. */
static bool follow_result(struct wrapper_try *t, op_id id)
{
	const struct fact_op *op = &t->s.facts->ops.v[id];

	if (op->kind != OP_ASSIGN || !op->src || is_mark(t, op->dst))
		return true;
	if (is_mark(t, op->src)) {
		if (!is_own(t->s.facts, op->dst)) {
			if (t->out >= 0 || stored_through(t, op->dst) < 0)
				return false;
			t->out = stored_through(t, op->dst);
		}
		vec_push(&t->marks, op->dst);
		return true;
	}
	return is_own(t->s.facts, op->dst) || !mentions_mark(t, op->src);
}

static bool has_message(const struct facts *f, const struct fact_op *op)
{
	for (uint32_t i = 0; i < op->n_args; i++)
		if (facts_expr(f, f->args.v[op->arg0 + i])->kind == EXPR_STRING)
			return true;
	return false;
}

/* Nobody else gets the result, but to look at it. */
static bool keeps_result(struct wrapper_try *t, op_id id)
{
	const struct facts *f = t->s.facts;
	const struct fact_op *op = &f->ops.v[id];
	const struct model_row *row = t->search->rows[id];
	func_id callee;

	if (op->kind != OP_CALL || id == t->op || has_message(f, op) ||
	    (row && may_stand_beside(row->role)))
		return true;
	callee = t->search->module->callee[id];
	if (callee && t->search->pure[callee])
		return true;
	for (uint32_t i = 0; i < op->n_args; i++)
		if (mentions_mark(t, f->args.v[op->arg0 + i]))
			return false;
	return true;
}

static bool result_stays(struct wrapper_try *t)
{
	const struct fact_op *op = &t->s.facts->ops.v[t->op];

	if (op->dst)
		vec_push(&t->marks, op->dst);
	for (size_t n = 0; n != t->marks.n;) {
		n = t->marks.n;
		if (!all_ops(t, follow_result))
			return false;
	}
	return all_ops(t, keeps_result);
}

/* Add the answers of every return. */
static bool collect_answers(struct wrapper_try *t)
{
	const struct fact_func *func = func_of(t);
	bool returns = false;

	t->answers.op = t->op;
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&t->s.facts->blocks.v[func->block0 + i];

		if (b->term != TERM_RETURN)
			continue;
		returns = true;
		if (b->cond)
			source_answers(&t->s, b->cond, is_test, t->search,
				       &t->answers);
	}
	return returns;
}

static void try_function(struct wrapper_search *w, func_id func)
{
	cleanup(wrapper_try_deinit) struct wrapper_try t = {
		.search = w,
		.s = {w->module->facts, func},
		.out = -1,
	};
	struct wrapper wrapper;
	uint32_t n;

	if (w->module->recursive[func] || !find_work(&t) ||
	    !wrapper_always_works(&t) || !result_stays(&t) ||
	    !collect_answers(&t))
		return;
	if (!wrapper_make_row(&t, &wrapper)) {
		w->ret->inexpressible++;
		return;
	}
	vec_push(&w->ret->list, wrapper);
	n = w->by_func[w->module->callee[t.op]];
	vec_push(&w->roots, n ? w->roots.v[n - 1] : w->rows[t.op]);
	w->by_func[func] = w->ret->list.n;
}

/* The row of a call: of a function of the model, or of a wrapper. */
static void find_rows(struct wrapper_search *w, func_id func)
{
	const struct facts *f = w->module->facts;
	const struct fact_func *fn = &f->funcs.v[func];

	for (uint32_t i = 0; i < fn->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[fn->block0 + i];

		for (op_id id = b->op0; id < b->op0 + b->n_ops; id++) {
			const char *callee = facts_callee(f, &f->ops.v[id]);
			uint32_t n = w->by_func[w->module->callee[id]];

			if (n && !w->ret->list.v[n - 1].contract)
				w->rows[id] = &w->ret->list.v[n - 1].row;
			else if (callee)
				w->rows[id] = model_find(w->model, callee,
							 w->context);
		}
	}
}

static bool is_modelled(const struct wrapper_search *w, func_id func)
{
	const struct facts *f = w->module->facts;

	return model_find(w->model, facts_str(f, f->funcs.v[func].name),
			  w->context);
}

static int compare_wrappers(const void *a, const void *b)
{
	const struct wrapper *x = a, *y = b;

	return (x->func > y->func) - (x->func < y->func);
}

void wrapper_find(const struct module *m, const struct model *model,
		  const struct model_context *context, struct wrapper_list *ret)
{
	const struct facts *f = m->facts;
	struct wrapper_search w = {
		.module = m,
		.model = model,
		.context = context,
		.rows = xcalloc(f->ops.n + 1, sizeof(*w.rows)),
		.by_func = xcalloc(f->funcs.n + 1, sizeof(*w.by_func)),
		.pure = purity_find(m),
		.ret = ret,
	};

	/* no row moves while others point to it */
	vec_reserve(&ret->list, f->funcs.n);
	vec_for_each(&m->order, func) {
		find_rows(&w, *func);
		if (!is_modelled(&w, *func))
			try_function(&w, *func);
	}
	wrapper_pair(&w);
	if (ret->list.n)
		qsort(ret->list.v, ret->list.n, sizeof(*ret->list.v),
		      compare_wrappers);
	vec_deinit(&w.roots);
	free(w.rows);
	free(w.by_func);
	free(w.pure);
}
