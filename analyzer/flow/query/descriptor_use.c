// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/descriptor_use.h"

/* Functions below functions that are looked into. */
#define MAX_DEPTH 3

/* Where a field begins in a record, through members without a name; -1. */
static int64_t field_bit(const struct facts *f, const struct fact_type *record,
			 str_id name)
{
	for (uint32_t i = 0; i < record->n_fields; i++) {
		const struct fact_field *field =
			&f->fields.v[record->field0 + i];
		int64_t bit = -1;

		if (field->name == name)
			return (int64_t)field->bit_offset;
		if (!field->name)
			bit = field_bit(f, facts_type(f, field->type), name);
		if (bit >= 0)
			return (int64_t)field->bit_offset + bit;
	}
	return -1;
}

/* One step from a place out to the place that it is a part of, or 0; its
 * offset there is added to @bit. */
static expr_id outwards(const struct facts *f, expr_id place, uint64_t *bit)
{
	const struct fact_expr *e = facts_expr(f, place);
	const struct fact_expr *index;
	int64_t at;

	if (e->kind == EXPR_FIELD) {
		at = field_bit(f, facts_type(f, facts_expr(f, e->a)->type),
			       e->str);
		*bit += at > 0 ? (uint64_t)at : 0;
		return e->a;
	}
	if (e->kind != EXPR_INDEX ||
	    facts_type(f, facts_expr(f, e->a)->type)->kind != TYPE_ARRAY)
		return 0;
	index = facts_expr(f, e->b);
	if (index->kind != EXPR_CONST)
		return 0;
	*bit += (uint64_t)index->value * facts_type(f, e->type)->size * 8;
	return e->a;
}

static expr_id without_casts(const struct facts *f, expr_id id)
{
	while (facts_expr(f, id)->kind == EXPR_CAST)
		id = facts_expr(f, id)->a;
	return id;
}

static struct descriptor_name name_of(const struct facts *f, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, place);

	if (e->kind == EXPR_DEREF)
		return (struct descriptor_name){without_casts(f, e->a), false};
	return (struct descriptor_name){place, true};
}

bool descriptor_spot(const struct facts *f, expr_id place,
		     struct descriptor_spot *ret)
{
	uint64_t bit = 0;
	bool found = false;

	place = outwards(f, place, &bit);
	for (; place; place = outwards(f, place, &bit)) {
		const struct fact_type *t =
			facts_type(f, facts_expr(f, place)->type);

		if (!descriptor_record(f, t))
			continue;
		*ret = (struct descriptor_spot){name_of(f, place), t, bit};
		found = true;
	}
	return found;
}

struct descriptor_name descriptor_pointed(const struct facts *f, expr_id arg,
					  const struct fact_type **record)
{
	const struct fact_expr *e;
	const struct fact_type *t;

	arg = without_casts(f, arg);
	e = facts_expr(f, arg);
	t = facts_type(f, e->type);
	*record = NULL;
	if (t->kind == TYPE_POINTER &&
	    descriptor_record(f, facts_type(f, t->target)))
		*record = facts_type(f, t->target);
	if (e->kind == EXPR_ADDR)
		return (struct descriptor_name){e->a, true};
	return (struct descriptor_name){arg, false};
}

const char *descriptor_word_name(const struct facts *f,
				 const struct fact_type *record, uint64_t bit)
{
	const char *name = "";

	for (uint32_t i = 0; i < record->n_fields; i++) {
		const struct fact_field *field =
			&f->fields.v[record->field0 + i];
		const struct fact_type *t = facts_type(f, field->type);

		if (field->bit_offset > bit ||
		    bit >= field->bit_offset + t->size * 8)
			continue;
		if (field->name)
			name = facts_str(f, field->name);
		if (t->kind == TYPE_RECORD && !*name)
			return descriptor_word_name(f, t,
						    bit - field->bit_offset);
	}
	return name;
}

bool descriptor_is_param(const struct facts *f, const struct fact_func *func,
			 expr_id id, symbol_id param)
{
	bool is = false;

	id = without_casts(f, id);
	if (facts_expr(f, id)->kind != EXPR_SYMBOL)
		return false;
	if (facts_expr(f, id)->ref == param)
		return true;
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &f->ops.v[o];
			const struct fact_expr *src;

			if (op->kind == OP_DECL || op->dst != id)
				continue;
			if (op->kind == OP_END)
				continue;
			src = facts_expr(f, without_casts(f, op->src));
			if (op->kind != OP_ASSIGN || src->kind != EXPR_SYMBOL ||
			    src->ref != param)
				return false;
			is = true;
		}
	}
	return is;
}

/* The bit that a place is at behind the parameter; -1: it is not there. */
static int64_t behind(const struct facts *f, const struct fact_func *func,
		      expr_id place, symbol_id param)
{
	const struct fact_expr *e;
	uint64_t bit = 0;
	expr_id next;

	while ((next = outwards(f, place, &bit)))
		place = next;
	e = facts_expr(f, place);
	if (e->kind == EXPR_INDEX && facts_expr(f, e->b)->kind == EXPR_CONST &&
	    descriptor_is_param(f, func, e->a, param))
		return (int64_t)bit +
		       facts_expr(f, e->b)->value *
			       (int64_t)facts_type(f, e->type)->size * 8;
	if (e->kind == EXPR_DEREF && descriptor_is_param(f, func, e->a, param))
		return (int64_t)bit;
	return -1;
}

static bool mentions(const struct facts *f, expr_id id, expr_id part)
{
	const struct fact_expr *e = facts_expr(f, id);

	return id == part || (e->a && mentions(f, e->a, part)) ||
	       (e->b && mentions(f, e->b, part));
}

/* Whether an expression has a cast to a pointer of what is made of a place. */
static bool makes_pointer(const struct facts *f, expr_id id, expr_id place)
{
	const struct fact_expr *e = facts_expr(f, id);

	if (e->kind == EXPR_CAST &&
	    facts_type(f, e->type)->kind == TYPE_POINTER &&
	    mentions(f, e->a, place))
		return true;
	return (e->a && makes_pointer(f, e->a, place)) ||
	       (e->b && makes_pointer(f, e->b, place));
}

bool descriptor_is_cookie(const struct facts *f, const struct fact_func *func,
			  expr_id place)
{
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		if (b->cond && ((b->term == TERM_BRANCH &&
				 without_casts(f, b->cond) == place) ||
				makes_pointer(f, b->cond, place)))
			return true;
		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++)
			if (f->ops.v[o].kind == OP_ASSIGN && f->ops.v[o].src &&
			    makes_pointer(f, f->ops.v[o].src, place))
				return true;
	}
	return false;
}

static void add_use(struct descriptor_uses *u, const struct descriptor_use *use)
{
	if (u->n < DESCRIPTOR_USES)
		u->v[u->n++] = *use;
}

/* What an operation does behind the parameter. */
static void collect_op(const struct facts *f, const struct fact_func *func,
		       op_id id, symbol_id param, struct descriptor_uses *ret)
{
	const struct fact_op *op = &f->ops.v[id];
	bool write = op->kind == OP_ASSIGN;
	expr_id place = write ? op->dst : op->src;
	int64_t bit = behind(f, func, place, param);

	if (bit >= 0)
		add_use(ret, &(struct descriptor_use){
				     .op = id,
				     .bit = (uint64_t)bit,
				     .write = write,
				     .cookie = !write &&
					       descriptor_is_cookie(f, func,
								    place)});
}

static void collect(const struct flow *f, func_id id, uint32_t param, int depth,
		    struct descriptor_uses *ret);

static void collect_call(const struct flow *f, const struct fact_func *func,
			 op_id id, symbol_id param, int depth,
			 struct descriptor_uses *ret)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[id];
	func_id callee = flow_module_of(f)->callee[id];

	for (uint32_t i = 0; callee && depth && i < op->n_args; i++)
		if (descriptor_is_param(facts, func,
					facts->args.v[op->arg0 + i], param))
			collect(f, callee, i, depth - 1, ret);
}

static void collect(const struct flow *f, func_id id, uint32_t param, int depth,
		    struct descriptor_uses *ret)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = &facts->funcs.v[id];
	symbol_id symbol = func->param0 + param;

	if (param >= func->n_params)
		return;
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &facts->blocks.v[func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			uint8_t kind = facts->ops.v[o].kind;

			if (kind == OP_LOAD || kind == OP_ASSIGN)
				collect_op(facts, func, o, symbol, ret);
			else if (kind == OP_CALL)
				collect_call(f, func, o, symbol, depth, ret);
		}
	}
}

void descriptor_uses(const struct flow *f, func_id func, uint32_t param,
		     struct descriptor_uses *ret)
{
	ret->n = 0;
	collect(f, func, param, MAX_DEPTH, ret);
}

static bool orders(const struct flow *f, op_id call, enum model_flags kind,
		   int depth);

static bool func_orders(const struct flow *f, func_id id, enum model_flags kind,
			int depth)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = &facts->funcs.v[id];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &facts->blocks.v[func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++)
			if (facts->ops.v[o].kind == OP_ASM ||
			    (facts->ops.v[o].kind == OP_CALL &&
			     orders(f, o, kind, depth)))
				return true;
	}
	return false;
}

static bool orders(const struct flow *f, op_id call, enum model_flags kind,
		   int depth)
{
	const struct model_row *row = flow_row(f, call);
	func_id callee = flow_module_of(f)->callee[call];

	if (row && (row->role == ROLE_BARRIER || row->role == ROLE_HW_WRITE))
		return row->flags & kind;
	if (row)
		return row->role != ROLE_ACCESS && row->role != ROLE_ADDRESS;
	return !callee || !depth || func_orders(f, callee, kind, depth - 1);
}

bool descriptor_may_order(const struct flow *f, op_id call,
			  enum model_flags kind)
{
	return orders(f, call, kind, MAX_DEPTH);
}
