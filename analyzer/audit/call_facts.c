// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/call.h"
#include "base/strbuf.h"
#include "facts/facts_io.h"
#include "flow/module/module.h"
#include "scan/bytes.h"

#define DEPTH 3 /* of calls in arguments that are shown */
#define TEXT_MAX 200

/* The operations of one function, by number. */
struct scope {
	const struct facts *facts;
	const struct fact_func *func;
};

static bool op_range(const struct scope *s, op_id *first, op_id *end)
{
	const struct fact_block *blocks = s->facts->blocks.v;
	const struct fact_block *last;

	if (!s->func->n_blocks)
		return false;
	last = &blocks[s->func->block0 + s->func->n_blocks - 1];
	*first = blocks[s->func->block0].op0;
	*end = last->op0 + last->n_ops;
	return true;
}

/* The call whose result is temporary @number, or NULL. */
static const struct fact_op *call_of_temp(const struct scope *s, int64_t number)
{
	op_id first, end;

	if (!op_range(s, &first, &end))
		return NULL;
	for (op_id i = first; i < end; i++) {
		const struct fact_op *op = &s->facts->ops.v[i];
		const struct fact_expr *dst = facts_expr(s->facts, op->dst);

		if (op->kind == OP_CALL && dst->kind == EXPR_TEMP &&
		    dst->value == number)
			return op;
	}
	return NULL;
}

static void add_expr(const struct scope *s, expr_id e, int depth,
		     struct strbuf *out);

static void add_call(const struct scope *s, const struct fact_op *op, int depth,
		     struct strbuf *out)
{
	const char *name = facts_callee(s->facts, op);

	strbuf_addf(out, "%s(", name ? name : "...");
	for (uint32_t i = 0; depth && i < op->n_args; i++) {
		strbuf_adds(out, i ? ", " : "");
		add_expr(s, s->facts->args.v[op->arg0 + i], depth - 1, out);
	}
	strbuf_addc(out, ')');
}

/* An expression with the calls that made its temporaries: "%0 + 4" says
 * nothing to people. */
static void add_expr(const struct scope *s, expr_id e, int depth,
		     struct strbuf *out)
{
	struct strbuf sb = {};
	const char *p;

	facts_print_expr(s->facts, e, &sb);
	for (p = strbuf_str(&sb); *p && out->len < TEXT_MAX;) {
		const struct fact_op *op = NULL;
		char *end = (char *)p;

		if (*p == '%' && isdigit((unsigned char)p[1]))
			op = call_of_temp(s, strtol(p + 1, &end, 10));
		if (op && depth)
			add_call(s, op, depth, out);
		else
			strbuf_addc(out, *p);
		p = op && depth ? end : p + 1;
	}
	strbuf_deinit(&sb);
}

static bool has_temp(const struct scope *s, expr_id id, expr_id temp)
{
	const struct fact_expr *e;

	if (id == temp)
		return true;
	if (!id)
		return false;
	e = facts_expr(s->facts, id);
	return has_temp(s, e->a, temp) || has_temp(s, e->b, temp);
}

/* What the result is stored to: of what it passes through, the last that is a
 * place. */
static void put_target(const struct scope *s, const struct fact_op *call,
		       struct strbuf *out)
{
	struct strbuf sb = {};
	expr_id value = call->dst;
	op_id first, end;

	if (value && op_range(s, &first, &end)) {
		for (op_id i = first; i < end; i++) {
			const struct fact_op *op = &s->facts->ops.v[i];
			const struct fact_expr *dst =
				facts_expr(s->facts, op->dst);

			if (op <= call || op->kind == OP_DECL ||
			    op->kind == OP_END || !op->dst)
				continue;
			if (op->kind == OP_ASSIGN &&
			    has_temp(s, op->src, value)) {
				value = op->dst;
				if (dst->kind != EXPR_TEMP)
					break;
			}
		}
		if (value != call->dst)
			facts_print_expr(s->facts, value, &sb);
	}
	put_str(out, strbuf_str(&sb));
	strbuf_deinit(&sb);
}

static void put_call(const struct scope *s, const struct model_row *row,
		     const char *name, const struct fact_op *op,
		     struct strbuf *out)
{
	const struct fact_span *span = facts_span(s->facts, op->span);

	put_str(out, name);
	put_str(out, facts_str(s->facts, span->file));
	put_str(out, facts_str(s->facts, s->func->name));
	put_target(s, op, out);
	put_bytes(out, &span->line, sizeof(span->line));
	put_bytes(out, &span->col, sizeof(span->col));
	for (int i = 0; i < ARG_NR; i++) {
		struct strbuf sb = {};

		if (row->arg[i] >= 0 && (uint32_t)row->arg[i] < op->n_args)
			add_expr(s, s->facts->args.v[op->arg0 + row->arg[i]],
				 DEPTH, &sb);
		put_str(out, strbuf_str(&sb));
		strbuf_deinit(&sb);
	}
}

static void put_calls(const struct scope *s, const struct audit_model *m,
		      struct strbuf *out)
{
	op_id first, end;

	if (!op_range(s, &first, &end))
		return;
	for (op_id i = first; i < end; i++) {
		const struct fact_op *op = &s->facts->ops.v[i];
		const char *macro = facts_str(s->facts, op->macro);
		const char *callee = facts_callee(s->facts, op);
		const struct model_row *row;

		if (op->kind != OP_CALL)
			continue;
		/* the arguments are those of what the macro stands for */
		row = callee ? audit_model_find(m, callee) : NULL;
		if (row)
			put_call(s, row, callee, op, out);
		else if ((row = audit_model_find(m, macro)))
			put_call(s, row, macro, op, out);
	}
}

void audit_calls_inspect(const struct module *m, struct flow_result *r,
			 struct strbuf *out, void *ctx)
{
	vec_for_each(&m->facts->funcs, func) {
		const struct scope s = {m->facts, func};

		if (func != m->facts->funcs.v)
			put_calls(&s, ctx, out);
	}
}
