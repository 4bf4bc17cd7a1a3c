// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/arith.h"
#include "flow/field/field_record.h"
#include "flow/origin/memory_use.h"
#include "flow/query/typed.h"

/* One function as far as it is known without its paths. */
struct rest {
	struct flow flow;
	struct state state;
	uint8_t *writes; /* by symbol: 0, 1, 2 for more */
	struct field_table *fields;
};

static bool is_local(const struct facts *facts, const struct fact_expr *e)
{
	return e->kind == EXPR_SYMBOL && facts_symbol(facts, e->ref)->func &&
	       facts_symbol(facts, e->ref)->storage <= SYMBOL_LOCAL;
}

static const struct fact_expr *skip_casts(const struct facts *facts, expr_id id)
{
	const struct fact_expr *e = facts_expr(facts, id);

	while (e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	return e;
}

static void count_write(struct rest *r, expr_id place)
{
	const struct fact_expr *e = facts_expr(r->flow.facts, place);

	if (is_local(r->flow.facts, e) && r->writes[e->ref] < 2)
		r->writes[e->ref]++;
}

static void count_address(struct rest *r, expr_id arg)
{
	const struct fact_expr *e = skip_casts(r->flow.facts, arg);

	if (e->kind == EXPR_ADDR) {
		count_write(r, e->a);
		count_write(r, e->a);
	}
}

static void count_writes(struct rest *r, op_id first, op_id end)
{
	const struct facts *facts = r->flow.facts;

	for (op_id i = first; i < end; i++) {
		const struct fact_op *op = &facts->ops.v[i];

		if (op->dst && op->kind != OP_DECL && op->kind != OP_END)
			count_write(r, op->dst);
		for (uint32_t k = 0; k < op->n_args; k++)
			count_address(r, facts->args.v[op->arg0 + k]);
		if (op->src && op->kind == OP_ASSIGN)
			count_address(r, op->src);
	}
}

/* A variable that is written in several places may hold anything. */
static void set_variable(struct rest *r, expr_id place, value_id v)
{
	struct flow *f = &r->flow;
	const struct fact_expr *e = facts_expr(f->facts, place);
	bool several = is_local(f->facts, e) && r->writes[e->ref] > 1;

	if (several || e->kind == EXPR_TEMP)
		v = several || state_load(f->state, eval_address(f, place)) ?
			    value_make(&f->values,
				       &(struct value){.kind = VALUE_UNKNOWN,
						       .ref = place}) :
			    v;
	state_store(f->state, eval_address(f, place), v);
}

static bool is_scalar(const struct facts *facts, expr_id place)
{
	const struct fact_expr *e = facts_expr(facts, place);

	switch (facts_type(facts, e->type)->kind) {
	case TYPE_BOOL:
	case TYPE_INT:
	case TYPE_ENUM:
	case TYPE_POINTER:
		return true;
	default:
		return false;
	}
}

/* @expr: what is stored in the place, or 0 when that is not known. */
static void rest_store(struct rest *r, op_id op, expr_id place, expr_id expr)
{
	struct flow *f = &r->flow;
	struct field_use use = {
		.act = FIELD_STORED,
		.arg = ARG_CPU,
		.op = op,
		.stored = op,
		.func = f->func_id,
	};
	struct canon_place field;

	if (!is_scalar(f->facts, place) ||
	    !canon_field(f->facts, &f->values, eval_address(f, place),
			 &field) ||
	    (op && field_is_stored_by(r->fields, &field, op)))
		return;
	if (expr)
		use.args[ARG_CPU] = canon_value(&f->canon, eval(f, expr));
	field_add(r->fields, &field, &use);
}

static str_id record_behind(const struct facts *facts, expr_id arg)
{
	const struct fact_expr *e = skip_casts(facts, arg);
	const struct fact_type *t = facts_type(facts, e->type);

	return t->kind == TYPE_POINTER ? facts_type(facts, t->target)->record :
					 0;
}

/* A copy of another kind of memory over a record; one of the record over
 * another brings nothing new. */
static void rest_copy(struct rest *r, const struct fact_op *op,
		      const struct model_row *row)
{
	const struct facts *facts = r->flow.facts;
	int to = row->arg[ARG_CPU], from = row->arg[ARG_SRC];
	str_id record;

	if (row->role != ROLE_ACCESS || to < 0 || from < 0 ||
	    (uint32_t)to >= op->n_args || (uint32_t)from >= op->n_args)
		return;
	record = record_behind(facts, facts->args.v[op->arg0 + to]);
	if (record &&
	    record != record_behind(facts, facts->args.v[op->arg0 + from]))
		vec_push(&r->fields->overwritten, record);
}

/* "%pad" is given an address to look at what is there. */
static bool is_printing(const struct facts *facts, expr_id arg)
{
	const struct fact_expr *e = skip_casts(facts, arg);

	while (e->kind == EXPR_ADDR)
		e = facts_expr(facts, e->a);
	return e->kind == EXPR_STRING && strstr(facts_str(facts, e->str), "%p");
}

/* What a call that converts an address makes of it, or 0. */
static value_id converted(struct flow *f, op_id id)
{
	static const enum model_arg from[] = {ARG_CPU, ARG_PHYS, ARG_PFN,
					      ARG_DMA};
	const struct model_row *row = f->rows[id];
	struct value v = {.kind = VALUE_CONVERT};
	expr_id arg = 0;

	if (!row || row->role != ROLE_ADDRESS)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(from) && !arg; i++)
		arg = typed_arg(f->facts, row, id, from[i]);
	if (!arg)
		return 0;
	v.a = eval(f, arg);
	v.ref = row - f->options->model->rows.v;
	return value_make(&f->values, &v);
}

static value_id rest_result(struct flow *f, op_id id)
{
	value_id v = arith_result(f, &f->facts->ops.v[id]);

	if (!v)
		v = converted(f, id);
	return v ? v :
		   value_make(&f->values,
			      &(struct value){.kind = VALUE_RESULT, .ref = id});
}

static void rest_call(struct rest *r, op_id id)
{
	struct flow *f = &r->flow;
	const struct fact_op *op = &f->facts->ops.v[id];

	if (f->rows[id])
		rest_copy(r, op, f->rows[id]);
	for (uint32_t i = 0; i < op->n_args; i++) {
		expr_id arg = f->facts->args.v[op->arg0 + i];
		const struct fact_expr *e = skip_casts(f->facts, arg);

		if (is_printing(f->facts, arg))
			break;
		if (e->kind == EXPR_ADDR)
			rest_store(r, id, e->a, 0);
	}
	if (op->dst)
		set_variable(r, op->dst, rest_result(f, id));
}

static void rest_assign(struct rest *r, op_id id)
{
	struct flow *f = &r->flow;
	const struct fact_op *op = &f->facts->ops.v[id];
	const struct fact_expr *dst = facts_expr(f->facts, op->dst);
	const struct fact_expr *src;

	if (!op->src)
		return;
	src = skip_casts(f->facts, op->src);
	if (src->kind == EXPR_ADDR)
		rest_store(r, id, src->a, 0);
	if (dst->kind == EXPR_TEMP || is_local(f->facts, dst))
		set_variable(r, op->dst, eval(f, op->src));
	else
		rest_store(r, id, op->dst, op->src);
	if (dst->kind == EXPR_INDEX || dst->kind == EXPR_DEREF)
		memory_use_store(f, eval_address(f, op->dst), eval(f, op->src));
}

static void rest_function(struct rest *r, func_id func)
{
	struct flow *f = &r->flow;
	const struct fact_func *fn = &f->facts->funcs.v[func];
	const struct fact_block *b = &f->facts->blocks.v[fn->block0];
	const struct fact_block *last = b + fn->n_blocks - 1;
	op_id end = last->op0 + last->n_ops;

	values_init(&f->values);
	canon_init(&f->canon, f->facts, &f->values, &r->fields->canon);
	f->func_id = func;
	count_writes(r, b->op0, end);
	for (op_id op = b->op0; op < end; op++) {
		if (f->facts->ops.v[op].kind == OP_CALL)
			rest_call(r, op);
		else if (f->facts->ops.v[op].kind == OP_ASSIGN)
			rest_assign(r, op);
	}
	canon_deinit(&f->canon);
	values_deinit(&f->values);
	state_deinit(&r->state);
	r->state = (struct state){};
}

/* What global variables hold from the start. */
static void rest_inits(struct rest *r)
{
	struct flow *f = &r->flow;

	values_init(&f->values);
	canon_init(&f->canon, f->facts, &f->values, &r->fields->canon);
	f->func_id = 0;
	vec_for_each(&f->facts->inits, init)
		if (init->value)
			rest_store(r, 0, init->place, init->value);
	canon_deinit(&f->canon);
	values_deinit(&f->values);
}

void field_record_rest(struct flow *f)
{
	const struct facts *facts = f->facts;
	autofree uint8_t *writes = xcalloc(facts->symbols.n + 1, 1);
	struct rest r = {
		.flow = {.module = f->module,
			 .facts = facts,
			 .options = f->options,
			 .rows = f->rows,
			 .looks = f->looks,
			 .ret = f->ret},
		.writes = writes,
		.fields = &f->ret->fields,
	};

	r.flow.state = &r.state;
	for (size_t i = 1; i < facts->funcs.n; i++)
		if (facts->funcs.v[i].n_blocks)
			rest_function(&r, i);
	rest_inits(&r);
	field_resolve(r.fields);
}
