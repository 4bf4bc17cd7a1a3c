// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>

#include "base/strbuf.h"
#include "flow/path/walk.h"

const struct facts *flow_facts(const struct flow *f)
{
	return f->facts;
}

const struct module *flow_module_of(const struct flow *f)
{
	return f->module;
}

func_id flow_func(const struct flow *f)
{
	return f->func_id;
}

op_id flow_at(const struct flow *f)
{
	return f->op;
}

void flow_ops(const struct flow *f, op_id *first, op_id *end)
{
	const struct fact_block *b = &f->facts->blocks.v[f->func->block0];
	const struct fact_block *last = b + f->func->n_blocks - 1;

	*first = b->op0;
	*end = last->op0 + last->n_ops;
}

bool flow_is_root(const struct flow *f)
{
	size_t n;

	module_entries(f->module, f->func_id, &n);
	return n || !f->module->n_callers[f->func_id];
}

const struct model_row *flow_row(const struct flow *f, op_id op)
{
	return f->rows[op];
}

static const struct model_row *find_slot(const struct flow_options *options,
					 const struct facts *facts,
					 str_id record, str_id field)
{
	autofree char *name = xasprintf("%s.%s", facts_str(facts, record),
					facts_str(facts, field));

	return model_find(options->model, name, &options->context);
}

const struct model_row *flow_slot(const struct flow *f, str_id record,
				  str_id field)
{
	return find_slot(f->options, f->facts, record, field);
}

const struct model_row *end_slot(const struct flow_end *end, str_id record,
				 str_id field)
{
	return find_slot(end->options, end->module->facts, record, field);
}

value_id flow_returned(const struct flow *f)
{
	return f->returned;
}

/* -EINPROGRESS, -EIOCBQUEUED: what was begun ends later, and well
 * (include/uapi/asm-generic/errno.h, include/linux/errno.h). */
static bool goes_on(int64_t num)
{
	return num == -115 || num == -529;
}

bool flow_returns_error(const struct flow *f)
{
	const struct state_known *k;
	int64_t num;

	if (!f->returned)
		return false;
	if (facts_type(f->facts, f->func->ret)->kind == TYPE_POINTER &&
	    state_is_zero(f->state, &f->values, f->returned))
		return true;
	if (value_is_const(&f->values, f->returned, &num))
		return num < 0 && !goes_on(num);
	k = state_known(f->state, f->returned);
	return k && k->hi < 0;
}

const struct model *flow_model(const struct flow *f)
{
	return f->options->model;
}

const struct model_context *flow_context(const struct flow *f)
{
	return &f->options->context;
}

const struct values *flow_values(const struct flow *f)
{
	return &f->values;
}

size_t flow_n_objects(const struct flow *f)
{
	return f->state->objects.n;
}

const struct flow_object *flow_object(const struct flow *f, size_t i)
{
	return &f->state->objects.v[i];
}

size_t flow_n_past(const struct flow *f)
{
	return f->state->past.n;
}

const struct flow_object *flow_past(const struct flow *f, size_t i)
{
	return &f->state->past.v[i];
}

const struct flow_object *flow_find(const struct flow *f, value_id value)
{
	vec_for_each(&f->state->objects, o)
		if (o->value == value || (o->dma && o->dma == value))
			return o;
	vec_for_each(&f->state->objects, o)
		if (value_mentions(&f->values, value, o->value))
			return o;
	return NULL;
}

const struct flow_object *flow_find_handle(const struct flow *f, value_id value)
{
	value_id base = value ? value_base(&f->values, value) : 0;

	if (!base)
		return NULL;
	vec_for_each(&f->state->objects, o)
		if (o->dma == base ||
		    (o->row->returns == RETURNS_DMA && o->value == base))
			return o;
	return NULL;
}

const struct flow_object *flow_find_memory(const struct flow *f, value_id value)
{
	value_id root = value_root(&f->values, value);

	vec_for_each(&f->state->objects, o)
		if (o->row->role == ROLE_ALLOC && o->value == root)
			return o;
	return NULL;
}

bool flow_known_nonzero(const struct flow *f, value_id value)
{
	return state_is_nonzero(f->state, &f->values, value);
}

bool flow_may_be_negative(const struct flow *f, value_id value)
{
	const struct state_known *k = state_known(f->state, value);
	int64_t num;

	if (value_is_const(&f->values, value, &num))
		return num < 0;
	return !k || k->lo < 0;
}

bool flow_undoes_failed(struct flow *f, const struct flow_call *call)
{
	value_id error, cpu = call->args[ARG_CPU];
	const struct model_row *made;

	if (call->row->role == ROLE_UNMAP && call->args[ARG_DMA]) {
		error = value_make(&f->values,
				   &(struct value){.kind = VALUE_ERROR,
						   .a = call->args[ARG_DMA]});
		return state_is_nonzero(f->state, &f->values, error);
	}
	if (call->row->role != ROLE_FREE || !cpu ||
	    value_get(&f->values, cpu)->kind != VALUE_RESULT)
		return false;
	made = f->rows[value_get(&f->values, cpu)->ref];
	return made && made->role == ROLE_ALLOC &&
	       made->returns == RETURNS_POINTER &&
	       state_is_zero(f->state, &f->values, cpu);
}

bool flow_known_equal(struct flow *f, value_id x, value_id y)
{
	struct values *vs = &f->values;
	const struct state_known *k, *l;
	value_id eq, ne;

	if (x == y)
		return true;
	eq = value_binary(vs, OPER_EQ, x, y);
	ne = value_binary(vs, OPER_NE, x, y);
	if (state_is_nonzero(f->state, vs, eq) ||
	    state_is_zero(f->state, vs, ne))
		return true;
	k = state_known(f->state, x);
	l = state_known(f->state, y);
	if (k && value_is_const(vs, y, NULL))
		return k->lo == k->hi && k->lo == value_get(vs, y)->num;
	return k && l && k->lo == k->hi && l->lo == l->hi && k->lo == l->lo;
}

bool flow_test_lost(const struct flow *f)
{
	return f->state->flags & STATE_TEST_LOST;
}

static struct flow_origin origin_symbol(const struct flow *f, symbol_id symbol)
{
	const struct fact_symbol *s = facts_symbol(f->facts, symbol);
	struct flow_origin o = {.symbol = symbol};

	switch (s->storage) {
	case SYMBOL_PARAM:
	case SYMBOL_LOCAL:
		o.memory = FLOW_MEMORY_STACK;
		break;
	case SYMBOL_EXTERN:
		o.memory = FLOW_MEMORY_UNKNOWN;
		break;
	default:
		o.memory = facts_type(f->facts, s->type)->flags & TYPE_CONST ?
				   FLOW_MEMORY_RODATA :
				   FLOW_MEMORY_IMAGE;
	}
	return o;
}

/* The row of the slot that a pointer was loaded from, or NULL. */
static const struct model_row *held_in(const struct flow *f,
				       const struct value *v)
{
	const struct model_row *row;
	const struct value *place;

	if (v->kind != VALUE_INITIAL && v->kind != VALUE_OUT)
		return NULL;
	place = value_get(&f->values, v->a);
	if (place->kind != VALUE_FIELD || !place->num)
		return NULL;
	row = flow_slot(f, place->num, place->ref);
	return row && row->role == ROLE_HOLDS ? row : NULL;
}

struct flow_origin flow_origin(const struct flow *f, value_id pointer)
{
	const struct values *vs = &f->values;
	struct flow_origin o = {};
	const struct model_row *convert = NULL, *row;
	const struct value *v;

	for (int depth = 0; depth < 32; depth++) {
		v = value_get(vs, pointer);
		if (v->kind == VALUE_CONVERT)
			convert = &f->options->model->rows.v[v->ref];
		if (v->kind == VALUE_FIELD || v->kind == VALUE_INDEX ||
		    v->kind == VALUE_CONVERT || v->kind == VALUE_CONTAINER ||
		    (v->kind == VALUE_BINARY &&
		     value_root(vs, pointer) != pointer))
			pointer = v->a;
		else
			break;
	}
	v = value_get(vs, pointer);
	if (v->kind == VALUE_VARIABLE)
		o = origin_symbol(f, v->ref);
	if (v->kind == VALUE_STRING)
		o.memory = FLOW_MEMORY_RODATA;
	row = v->kind == VALUE_RESULT ? f->rows[v->ref] : NULL;
	if (row && (row->role == ROLE_MEM_ALLOC || row->role == ROLE_ALLOC ||
		    row->role == ROLE_REMAP || row->role == ROLE_IOMAP ||
		    row->role == ROLE_ADDRESS)) {
		o.memory = FLOW_MEMORY_ALLOC;
		o.row = row;
		o.op = v->ref;
	}
	row = held_in(f, v);
	if (row) {
		o.memory = FLOW_MEMORY_ALLOC;
		o.row = row;
	}
	o.convert = convert;
	return o;
}

const struct module *end_module(const struct flow_end *end)
{
	return end->module;
}

const struct devicetree *end_devicetree(const struct flow_end *end)
{
	return end->options->devicetree;
}

const struct model *end_model(const struct flow_end *end)
{
	return end->options->model;
}

const struct model_context *end_context(const struct flow_end *end)
{
	return &end->options->context;
}

const struct model_row *end_row(const struct flow_end *end, op_id op)
{
	return end->rows[op];
}

const struct field_table *end_fields(const struct flow_end *end)
{
	return &end->ret->fields;
}

const struct field *end_field(const struct flow_end *end, expr_id place)
{
	const struct facts *f = end->module->facts;
	const struct fact_expr *e = facts_expr(f, place);

	if (e->kind != EXPR_FIELD)
		return NULL;
	return field_find(&end->ret->fields,
			  facts_type(f, facts_expr(f, e->a)->type)->record,
			  e->str);
}

bool end_evidence(const struct flow_end *end, const char *fmt, ...)
{
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	return evidence_has(&end->ret->evidence, key);
}
