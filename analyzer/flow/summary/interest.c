// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "base/mem.h"
#include "flow/summary/interest.h"

/* Rounds after which what is still open is left open. */
#define MAX_ROUNDS 6

struct search {
	struct interest *in;
	const struct module *m;
	const struct facts *facts;
	const struct model_row **rows;
	VEC(int64_t) temps; /* of the function, that hold something */
	bool changed;
};

bool interest_field(const struct interest *in, str_id field)
{
	return in->fields[field / 8] >> field % 8 & 1;
}

static void mark_field(struct search *s, str_id field)
{
	if (!field || interest_field(s->in, field))
		return;
	s->in->fields[field / 8] |= 1 << field % 8;
	s->changed = true;
}

static bool temp_marked(const struct search *s, int64_t temp)
{
	vec_for_each(&s->temps, it)
		if (*it == temp)
			return true;
	return false;
}

/* The places that an expression's value comes from. */
static void mark(struct search *s, expr_id expr)
{
	const struct fact_expr *e = facts_expr(s->facts, expr);

	switch (e->kind) {
	case EXPR_FIELD:
		mark_field(s, e->str);
		break;
	case EXPR_SYMBOL:
		if (!s->in->symbols[e->ref])
			s->in->symbols[e->ref] = s->changed = true;
		break;
	case EXPR_TEMP:
		if (!temp_marked(s, e->value)) {
			vec_push(&s->temps, e->value);
			s->changed = true;
		}
		break;
	case EXPR_BINARY:
		mark(s, e->a);
		mark(s, e->b);
		break;
	case EXPR_INDEX:
	case EXPR_DEREF:
	case EXPR_ADDR:
	case EXPR_UNARY:
	case EXPR_CAST:
		mark(s, e->a);
		break;
	}
}

static bool is_marked(const struct search *s, expr_id expr)
{
	const struct fact_expr *e = facts_expr(s->facts, expr);

	switch (e->kind) {
	case EXPR_FIELD:
		return interest_field(s->in, e->str);
	case EXPR_SYMBOL:
		return s->in->symbols[e->ref];
	case EXPR_TEMP:
		return temp_marked(s, e->value);
	case EXPR_INDEX:
	case EXPR_DEREF:
	case EXPR_ADDR:
	case EXPR_UNARY:
	case EXPR_CAST:
		return is_marked(s, e->a);
	default:
		return false;
	}
}

static void look_at_call(struct search *s, op_id id)
{
	const struct fact_op *op = &s->facts->ops.v[id];
	func_id callee = s->m->callee[id];
	symbol_id param0 = s->facts->funcs.v[callee].param0;
	uint32_t n = s->facts->funcs.v[callee].n_params;

	if (s->rows[id] && op->dst)
		mark(s, op->dst);
	for (uint32_t i = 0; i < op->n_args; i++)
		if (s->rows[id] ||
		    (callee && i < n && s->in->symbols[param0 + i]))
			mark(s, s->facts->args.v[op->arg0 + i]);
}

static void look_at_op(struct search *s, op_id id)
{
	const struct fact_op *op = &s->facts->ops.v[id];

	if (op->kind == OP_CALL)
		look_at_call(s, id);
	if (op->kind != OP_ASSIGN || !op->src)
		return;
	if (is_marked(s, op->dst))
		mark(s, op->src);
	else if (is_marked(s, op->src))
		mark(s, op->dst);
}

static void look_at_func(struct search *s, const struct fact_func *func)
{
	const struct fact_block *b = &s->facts->blocks.v[func->block0];

	s->temps.n = 0;
	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			look_at_op(s, op);
}

static bool undoes(const struct search *s, const struct fact_func *func)
{
	const struct fact_block *b = &s->facts->blocks.v[func->block0];

	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (s->rows[op] && (s->rows[op]->role == ROLE_UNMAP ||
					    s->rows[op]->role == ROLE_FREE))
				return true;
	return false;
}

/* "if (priv->chan)" around what is undone: whoever made nothing to undo has
 * put NULL there. */
static void mark_asked(struct search *s, const struct fact_func *func)
{
	const struct fact_block *b = &s->facts->blocks.v[func->block0];

	for (uint32_t i = 0; i < func->n_blocks; i++, b++) {
		const struct fact_expr *e;

		if (b->term != TERM_BRANCH)
			continue;
		e = facts_expr(s->facts, b->cond);
		while (e->kind == EXPR_CAST ||
		       (e->kind == EXPR_UNARY && e->oper == OPER_LNOT))
			e = facts_expr(s->facts, e->a);
		if (e->kind == EXPR_FIELD)
			mark_field(s, e->str);
	}
}

void interest_init(struct interest *in, const struct module *m,
		   const struct model_row **rows)
{
	struct search s = {in, m, m->facts, rows, {}, true};

	in->fields = xcalloc(m->facts->strings_len / 8 + 1, 1);
	in->symbols = xcalloc(m->facts->symbols.n + 1, sizeof(bool));
	for (int round = 0; s.changed && round < MAX_ROUNDS; round++) {
		s.changed = false;
		for (size_t i = 1; i < m->facts->funcs.n; i++)
			look_at_func(&s, &m->facts->funcs.v[i]);
	}
	/* of these the values say enough: not where they come from */
	for (size_t i = 1; i < m->facts->funcs.n; i++)
		if (undoes(&s, &m->facts->funcs.v[i]))
			mark_asked(&s, &m->facts->funcs.v[i]);
	vec_deinit(&s.temps);
}

void interest_deinit(struct interest *in)
{
	free(in->fields);
	free(in->symbols);
}
