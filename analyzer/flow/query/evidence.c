// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "flow/query/evidence.h"

void evidence_add(struct evidence *e, const char *key)
{
	strmap_put(&e->keys, key, 1);
}

bool evidence_has(const struct evidence *e, const char *key)
{
	return strmap_get(&e->keys, key, NULL);
}

void evidence_merge(struct evidence *to, const struct evidence *from)
{
	for (size_t i = 0; i < from->keys.room; i++)
		if (from->keys.slots[i].key)
			evidence_add(to, from->keys.slots[i].key);
}

bool evidence_any(const struct evidence *e, const struct evidence *unless)
{
	for (size_t i = 0; i < unless->keys.room; i++)
		if (unless->keys.slots[i].key &&
		    evidence_has(e, unless->keys.slots[i].key))
			return true;
	return false;
}

bool evidence_all(const struct evidence *e, const struct evidence *needed)
{
	for (size_t i = 0; i < needed->keys.room; i++)
		if (needed->keys.slots[i].key &&
		    !evidence_has(e, needed->keys.slots[i].key))
			return false;
	return true;
}

void evidence_deinit(struct evidence *e)
{
	strmap_deinit(&e->keys);
}

static const struct fact_type *record_of(const struct facts *f,
					 const struct fact_expr *e)
{
	const struct fact_type *t = facts_type(f, e->type);

	return t->kind == TYPE_POINTER ? facts_type(f, t->target) : t;
}

char *evidence_field(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);
	const struct fact_type *record;

	while (e->kind == EXPR_INDEX || e->kind == EXPR_DEREF ||
	       e->kind == EXPR_CAST || e->kind == EXPR_ADDR)
		e = facts_expr(f, e->a);
	if (e->kind == EXPR_SYMBOL && !facts_symbol(f, e->ref)->func)
		return xasprintf(".%s",
				 facts_str(f, facts_symbol(f, e->ref)->name));
	if (e->kind != EXPR_FIELD)
		return NULL;
	record = record_of(f, facts_expr(f, e->a));
	return xasprintf("%s.%s", facts_str(f, record->record),
			 facts_str(f, e->str));
}

static void add_field(const struct facts *f, struct evidence *ret,
		      const char *kind, expr_id place)
{
	autofree char *field = evidence_field(f, place);
	autofree char *key = NULL;

	if (!field)
		return;
	key = xasprintf("%s:%s", kind, field);
	evidence_add(ret, key);
}

static const struct model_row *row_of(const struct facts *f,
				      const struct fact_op *op,
				      const struct model *model,
				      const struct model_context *context)
{
	const char *callee = facts_callee(f, op);

	return callee ? model_find(model, callee, context) : NULL;
}

struct collect {
	const struct facts *f;
	const struct model *model;
	const struct model_context *context;
	struct evidence *ret;
};

static void mark(struct evidence *set, expr_id expr)
{
	char key[16];

	snprintf(key, sizeof(key), "%u", expr);
	evidence_add(set, key);
}

static bool marked(const struct evidence *set, expr_id expr)
{
	char key[16];

	snprintf(key, sizeof(key), "%u", expr);
	return evidence_has(set, key);
}

/* Follow what is made through temporaries and variables into fields. */
static void own_op(const struct collect *c, const struct fact_op *op,
		   struct evidence *made, struct evidence *own)
{
	const struct model_row *row = row_of(c->f, op, c->model, c->context);
	expr_id src = op->src;

	if (row && op->dst &&
	    (row->role == ROLE_MAP || row->role == ROLE_ALLOC))
		mark(made, op->dst);
	if (op->kind != OP_ASSIGN)
		return;
	while (facts_expr(c->f, src)->kind == EXPR_CAST)
		src = facts_expr(c->f, src)->a;
	if (!marked(made, src))
		return;
	mark(made, op->dst);
	add_field(c->f, own, "own", op->dst);
}

/* Fields that a function fills with what it maps or allocates itself: its
 * tests of those fields are about its own mapping. */
static void own_fields(const struct collect *c, const struct fact_func *func,
		       struct evidence *own)
{
	const struct fact_block *b = &c->f->blocks.v[func->block0];
	struct evidence made = {};

	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++)
			own_op(c, &c->f->ops.v[o], &made, own);
	evidence_deinit(&made);
}

static void add_foreign(const struct collect *c, const struct evidence *own,
			const char *kind, expr_id place)
{
	autofree char *field = evidence_field(c->f, place);
	autofree char *key = field ? xasprintf("own:%s", field) : NULL;

	if (key && !evidence_has(own, key))
		add_field(c->f, c->ret, kind, place);
}

/* A condition that compares a place with 0, NULL or another constant. */
static void add_compared(const struct collect *c, const struct evidence *own,
			 expr_id cond)
{
	const struct fact_expr *e = facts_expr(c->f, cond);

	while ((e->kind == EXPR_UNARY && e->oper == OPER_LNOT) ||
	       e->kind == EXPR_CAST ||
	       (e->kind == EXPR_BINARY && e->oper >= OPER_EQ &&
		facts_expr(c->f, e->b)->kind == EXPR_CONST))
		e = facts_expr(c->f, e->a);
	if (facts_expr_is_place(e))
		add_foreign(c, own, "compared", e - c->f->exprs.v);
}

static bool calls_tester(const struct collect *c, const struct fact_op *op)
{
	const struct model_row *row = row_of(c->f, op, c->model, c->context);
	const char *callee = facts_callee(c->f, op);
	autofree char *key = NULL;

	if (row)
		return row->role == ROLE_ERROR_TEST;
	key = callee ? xasprintf("tests:%s", callee) : NULL;
	return key && evidence_has(c->ret, key);
}

static void collect_op(const struct collect *c, const struct evidence *own,
		       const struct fact_op *op)
{
	const struct model_row *row = row_of(c->f, op, c->model, c->context);
	int pos = row ? row->arg[ARG_DMA] : -1;

	if (row && row->role == ROLE_ERROR_TEST && pos >= 0 &&
	    (uint32_t)pos < op->n_args)
		add_foreign(c, own, "tested", c->f->args.v[op->arg0 + pos]);
}

/* Whether something new was learnt of the function. */
static bool collect_tests(const struct collect *c, const struct fact_func *func)
{
	const struct fact_block *b = &c->f->blocks.v[func->block0];
	autofree char *key = xasprintf("tests:%s", facts_str(c->f, func->name));

	if (evidence_has(c->ret, key))
		return false;
	for (uint32_t i = 0; i < func->n_blocks; i++, b++) {
		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			if (calls_tester(c, &c->f->ops.v[o])) {
				evidence_add(c->ret, key);
				return true;
			}
		}
	}
	return false;
}

static void collect_func(const struct collect *c, const struct fact_func *func)
{
	const struct fact_block *b = &c->f->blocks.v[func->block0];
	struct evidence own = {};

	own_fields(c, func, &own);
	for (uint32_t i = 0; i < func->n_blocks; i++, b++) {
		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++)
			collect_op(c, &own, &c->f->ops.v[o]);
		if (b->term == TERM_BRANCH)
			add_compared(c, &own, b->cond);
	}
	evidence_deinit(&own);
}

void evidence_collect(const struct facts *f, const struct model *model,
		      const struct model_context *context, struct evidence *ret)
{
	struct collect c = {f, model, context, ret};
	bool changed = true;

	for (size_t i = 1; i < f->funcs.n; i++)
		collect_func(&c, &f->funcs.v[i]);
	while (changed) {
		changed = false;
		for (size_t i = 1; i < f->funcs.n; i++)
			changed |= collect_tests(&c, &f->funcs.v[i]);
	}
}
