// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/wrapper/wrapper_value.h"

#define MAX_DEPTH 8

static const struct fact_expr *strip(const struct facts *f, expr_id *expr)
{
	const struct fact_expr *e = facts_expr(f, *expr);

	while (e->kind == EXPR_CAST) {
		*expr = e->a;
		e = facts_expr(f, *expr);
	}
	return e;
}

static bool is_variable(const struct facts *f, const struct fact_expr *e)
{
	return e->kind == EXPR_TEMP ||
	       (e->kind == EXPR_SYMBOL && facts_symbol(f, e->ref)->func &&
		facts_symbol(f, e->ref)->storage <= SYMBOL_LOCAL);
}

typedef void (*set_fn)(const struct fact_op *op, op_id id, void *ctx);

/* Call @fn for every operation that sets @place. */
static void each_set(const struct value_source *s, expr_id place, set_fn fn,
		     void *ctx)
{
	const struct fact_func *func = &s->facts->funcs.v[s->func];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&s->facts->blocks.v[func->block0 + i];

		for (op_id id = b->op0; id < b->op0 + b->n_ops; id++) {
			const struct fact_op *op = &s->facts->ops.v[id];

			if ((op->kind == OP_ASSIGN || op->kind == OP_CALL) &&
			    op->dst == place)
				fn(op, id, ctx);
		}
	}
}

struct only_set {
	unsigned int n;
	expr_id src; /* 0: by a call */
};

static void note_set(const struct fact_op *op, op_id id, void *ctx)
{
	struct only_set *set = ctx;

	set->n++;
	set->src = op->kind == OP_ASSIGN && !(op->flags & OP_COMPOUND) ?
			   op->src :
			   0;
}

expr_id source_resolve(const struct value_source *s, expr_id expr)
{
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct fact_expr *e = strip(s->facts, &expr);
		struct only_set set = {};

		if (!is_variable(s->facts, e))
			return expr;
		each_set(s, expr, note_set, &set);
		if (set.n != 1 || !set.src ||
		    (e->kind == EXPR_SYMBOL &&
		     facts_symbol(s->facts, e->ref)->storage == SYMBOL_PARAM))
			return expr;
		expr = set.src;
	}
	return expr;
}

int source_param(const struct value_source *s, expr_id expr)
{
	expr_id at = source_resolve(s, expr);
	const struct fact_expr *e = facts_expr(s->facts, at);
	struct only_set set = {};

	if (e->kind != EXPR_SYMBOL ||
	    facts_symbol(s->facts, e->ref)->storage != SYMBOL_PARAM)
		return -1;
	each_set(s, at, note_set, &set);
	return set.n ? -1 : (int)facts_symbol(s->facts, e->ref)->index;
}

int source_param_of_field(const struct value_source *s, expr_id expr)
{
	bool field = false;

	for (int depth = 0; depth < 4 * MAX_DEPTH; depth++) {
		const struct fact_expr *e;

		expr = source_resolve(s, expr);
		e = facts_expr(s->facts, expr);
		switch (e->kind) {
		case EXPR_FIELD:
			field = true;
			expr = e->a;
			break;
		case EXPR_DEREF:
		case EXPR_ADDR:
		case EXPR_INDEX:
		case EXPR_CONTAINER:
			field |= e->kind == EXPR_CONTAINER;
			expr = e->a;
			break;
		case EXPR_SYMBOL:
			return field ? source_param(s, expr) : -1;
		default:
			return -1;
		}
	}
	return -1;
}

bool source_mentions(const struct value_source *s, expr_id expr, expr_id part)
{
	const struct fact_expr *e = facts_expr(s->facts, expr);

	if (expr == part)
		return true;
	switch (e->kind) {
	case EXPR_FIELD:
	case EXPR_DEREF:
	case EXPR_ADDR:
	case EXPR_UNARY:
	case EXPR_CAST:
	case EXPR_CONTAINER:
		return source_mentions(s, e->a, part);
	case EXPR_INDEX:
	case EXPR_BINARY:
		return source_mentions(s, e->a, part) ||
		       source_mentions(s, e->b, part);
	default:
		return false;
	}
}

struct answer_walk {
	const struct value_source *s;
	struct answers *ret;
	bool (*is_test)(op_id op, void *ctx);
	void *ctx;
	int depth;
};

static void add_answer(struct answer_walk *w, expr_id expr);

static void add_constant(struct answers *ret, int64_t value)
{
	if (!value)
		ret->zero = true;
	else if (value < 0)
		ret->errors = true;
	else
		ret->other = true;
	ret->minus_one |= value == -1;
}

static void add_call(struct answer_walk *w, const struct fact_op *op, op_id id)
{
	const char *callee = facts_callee(w->s->facts, op);

	if (id == w->ret->op) {
		w->ret->result = true;
	} else if (w->is_test(id, w->ctx)) {
		/* not 0 where it is returned for its own sake */
		w->ret->errors = true;
	} else if (callee && op->n_args == 1 &&
		   (!strcmp(callee, "ERR_PTR") || !strcmp(callee, "PTR_ERR") ||
		    !strcmp(callee, "ERR_CAST"))) {
		add_answer(w, w->s->facts->args.v[op->arg0]);
	} else {
		w->ret->other = true;
	}
}

static void add_set(const struct fact_op *op, op_id id, void *ctx)
{
	struct answer_walk *w = ctx;

	if (op->kind == OP_CALL)
		add_call(w, op, id);
	else if (op->flags & OP_COMPOUND)
		w->ret->other = true;
	else
		add_answer(w, op->src);
}

/* "!!x" and "x != 0" say of an answer what it says itself. */
static bool is_truth(const struct fact_expr *e, const struct facts *f)
{
	if (e->kind == EXPR_UNARY && e->oper == OPER_LNOT)
		return facts_expr(f, e->a)->kind == EXPR_UNARY &&
		       facts_expr(f, e->a)->oper == OPER_LNOT;
	return e->kind == EXPR_BINARY && e->oper == OPER_NE &&
	       facts_expr(f, e->b)->kind == EXPR_CONST &&
	       !facts_expr(f, e->b)->value;
}

static void add_answer(struct answer_walk *w, expr_id expr)
{
	const struct facts *f = w->s->facts;
	const struct fact_expr *e = strip(f, &expr);
	struct only_set set = {};

	if (++w->depth > MAX_DEPTH) {
		w->ret->other = true;
	} else if (e->kind == EXPR_CONST) {
		add_constant(w->ret, e->value);
	} else if (is_truth(e, f)) {
		add_answer(w, e->kind == EXPR_UNARY ? facts_expr(f, e->a)->a :
						      e->a);
	} else if (is_variable(f, e)) {
		each_set(w->s, expr, note_set, &set);
		if (!set.n)
			w->ret->other = true;
		each_set(w->s, expr, add_set, w);
	} else {
		w->ret->other = true;
	}
	w->depth--;
}

void source_answers(const struct value_source *s, expr_id expr,
		    bool (*is_test)(op_id op, void *ctx), void *ctx,
		    struct answers *ret)
{
	struct answer_walk w = {s, ret, is_test, ctx, 0};

	add_answer(&w, expr);
}
