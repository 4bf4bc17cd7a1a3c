// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

/* enum dma_data_direction, include/linux/dma-direction.h */
#define DMA_TO_DEVICE 1

/* what is asked for in bits of a cache line, or of more */
#define SMALLEST_LINE 16
#define MAX_DEPTH 8

/* A function, while its operations are looked at. */
struct look {
	struct flow *f;
	const struct facts *facts;
	op_id op0, end; /* operations of the function */
};

static bool is_line_mask(int64_t num)
{
	if (num < 0)
		num = ~num;
	return num >= SMALLEST_LINE - 1 && !(num & (num + 1));
}

/* x & 63, x & ~63, x & (line - 1) */
static bool is_alignment(const struct facts *facts, const struct fact_expr *e)
{
	const struct fact_expr *mask;

	if (e->kind != EXPR_BINARY || e->oper != OPER_AND)
		return false;
	mask = facts_expr(facts, e->b);
	if (mask->kind == EXPR_UNARY && mask->oper == OPER_NOT)
		mask = facts_expr(facts, mask->a);
	if (mask->kind == EXPR_CONST)
		return is_line_mask(mask->value);
	return mask->kind == EXPR_BINARY &&
	       (mask->oper == OPER_SUB || mask->oper == OPER_ADD) &&
	       facts_expr(facts, mask->b)->kind == EXPR_CONST;
}

static bool has_alignment(const struct facts *facts, expr_id id, int depth)
{
	const struct fact_expr *e = facts_expr(facts, id);

	if (is_alignment(facts, e))
		return true;
	return depth && ((e->a && has_alignment(facts, e->a, depth - 1)) ||
			 (e->b && has_alignment(facts, e->b, depth - 1)));
}

/* The variable that a condition asks about alone: "if (offset)". */
static expr_id lone_variable(const struct facts *facts, expr_id cond)
{
	const struct fact_expr *e = facts_expr(facts, cond);

	while (e->kind == EXPR_CAST || e->kind == EXPR_UNARY ||
	       (e->kind == EXPR_BINARY &&
		facts_expr(facts, e->b)->kind == EXPR_CONST)) {
		cond = e->a;
		e = facts_expr(facts, cond);
	}
	return facts_expr_is_place(e) ? cond : 0;
}

static bool is_offset(const struct look *l, expr_id place)
{
	for (op_id op = l->op0; op < l->end; op++) {
		const struct fact_op *o = &l->facts->ops.v[op];

		if (o->kind == OP_ASSIGN && o->dst == place &&
		    has_alignment(l->facts, o->src, 2))
			return true;
	}
	return false;
}

static bool tests_alignment(const struct look *l)
{
	const struct fact_func *func = &l->facts->funcs.v[flow_func(l->f)];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&l->facts->blocks.v[func->block0 + i];
		expr_id place;

		if (b->term != TERM_BRANCH)
			continue;
		if (has_alignment(l->facts, b->cond, MAX_DEPTH))
			return true;
		place = lone_variable(l->facts, b->cond);
		if (place && is_offset(l, place))
			return true;
	}
	return false;
}

static bool is_pin(const struct model_row *row)
{
	return row && row->role == ROLE_MEM_ALLOC && row->memory == MEMORY_USER;
}

/* An argument as it is written; 0: the call has none. */
static expr_id arg_of(const struct look *l, op_id op, enum model_arg arg)
{
	const struct model_row *row = flow_row(l->f, op);
	const struct fact_op *o = &l->facts->ops.v[op];
	int pos = row ? row->arg[arg] : -1;

	return pos >= 0 && (uint32_t)pos < o->n_args ?
		       l->facts->args.v[o->arg0 + pos] :
		       0;
}

static bool is_number(const struct look *l, expr_id expr, int64_t num)
{
	const struct fact_expr *e = facts_expr(l->facts, expr);

	return e->kind == EXPR_CONST && e->value == num;
}

/* Pages are given to the device from some offset on, or for it to write. */
static void say_use(const struct look *l, op_id op)
{
	const struct model_row *row = flow_row(l->f, op);
	expr_id offset = arg_of(l, op, ARG_OFFSET);
	expr_id dir = arg_of(l, op, ARG_DIR);

	if (!row || (row->role != ROLE_SG_FILL && row->role != ROLE_MAP))
		return;
	if (offset && facts_expr(l->facts, offset)->kind != EXPR_CONST)
		flow_evidence(l->f, "pin-offset");
	if (dir && row->role == ROLE_MAP && !is_number(l, dir, DMA_TO_DEVICE))
		flow_evidence(l->f, "pin-written");
}

/* Whether the function pins, or calls what does. */
static bool leads_to_pin(const struct look *l)
{
	const struct module *m = flow_module_of(l->f);

	for (op_id op = l->op0; op < l->end; op++) {
		autofree char *key = xasprintf("pins:%u", m->callee[op]);

		if (is_pin(flow_row(l->f, op)) ||
		    (m->callee[op] && flow_stated(l->f, key)))
			return true;
	}
	return false;
}

static void report(const struct look *l, op_id op)
{
	struct finding *finding = flow_report(
		l->f, op, CONFIDENCE_MEDIUM,
		"user memory is pinned by '%s' for a device to write, at any "
		"offset: it may share cache lines",
		flow_call_name(l->f, op));

	if (!finding)
		return;
	flow_only_if(l->f, finding, "pin-offset");
	flow_only_if(l->f, finding, "pin-written");
	flow_unless(l->f, finding, "pin-tested");
}

static void look(struct flow *f)
{
	const struct module *m = flow_module_of(f);
	const struct fact_func *func = &m->facts->funcs.v[flow_func(f)];
	struct look l = {.f = f, .facts = m->facts};

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&m->facts->blocks.v[func->block0 + i];

		if (!b->n_ops)
			continue;
		if (!l.end)
			l.op0 = b->op0;
		l.end = b->op0 + b->n_ops;
	}
	for (op_id op = l.op0; op < l.end; op++) {
		say_use(&l, op);
		if (is_pin(flow_row(f, op)))
			report(&l, op);
	}
	if (!leads_to_pin(&l))
		return;
	flow_evidence(f, "pins:%u", flow_func(f));
	if (tests_alignment(&l))
		flow_evidence(f, "pin-tested");
}

const struct flow_rule rule_user_pinned_unaligned = {
	.look = look,
};
