// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/region/source.h"

#define MEMORY_REGION "memory-region"

struct search {
	const struct module *m;
	const struct facts *f;
	region_source_vec *ret;
};

static bool names(const struct facts *f, str_id s, const char *name)
{
	return !strcmp(facts_str(f, s), name);
}

static const char *callee(const struct facts *f, op_id op)
{
	const struct fact_op *o = &f->ops.v[op];
	const char *name = o->kind == OP_CALL ? facts_callee(f, o) : NULL;

	return name ? name : "";
}

static bool calls(const struct facts *f, op_id op, const char *name)
{
	return !strcmp(callee(f, op), name);
}

static expr_id arg(const struct facts *f, op_id op, uint32_t i)
{
	const struct fact_op *o = &f->ops.v[op];

	return i < o->n_args ? f->args.v[o->arg0 + i] : 0;
}

static expr_id strip(const struct facts *f, expr_id e)
{
	while (facts_expr(f, e)->kind == EXPR_CAST)
		e = facts_expr(f, e)->a;
	return e;
}

/* The first operation of the function that one is in. */
static op_id func_begin(const struct search *s, op_id op)
{
	const struct fact_func *func =
		&s->f->funcs.v[module_func_of_op(s->m, op)];

	return s->f->blocks.v[func->block0].op0;
}

/*
 * The call whose answer a variable or temporary has at @before: the last one
 * that was stored in it in this function; of a field, the one call of the
 * module that is stored in a field of that name.
 */
static op_id maker_of(const struct search *s, expr_id e, op_id before)
{
	const struct facts *f = s->f;

	e = strip(f, e);
	for (op_id op = before, begin = func_begin(s, before); op-- > begin;) {
		const struct fact_op *o = &f->ops.v[op];

		if (o->dst != e)
			continue;
		if (o->kind == OP_CALL)
			return op;
		/* "node = %1", or another variable */
		return o->kind == OP_ASSIGN ? maker_of(s, o->src, op) : 0;
	}
	return 0;
}

static op_id maker_of_field(const struct search *s, str_id field)
{
	const struct facts *f = s->f;
	op_id ret = 0;

	for (op_id op = 1; op < f->ops.n; op++) {
		const struct fact_op *o = &f->ops.v[op];
		const struct fact_expr *dst = facts_expr(f, o->dst);
		op_id made;

		if (o->kind != OP_ASSIGN || dst->kind != EXPR_FIELD ||
		    dst->str != field)
			continue;
		made = maker_of(s, o->src, op);
		if (made && ret)
			return 0;
		ret = made ? made : ret;
	}
	return ret;
}

/* "np, "memory-region-names", "heap"": what the index was looked up by. */
static void set_index(const struct search *s, expr_id index, op_id before,
		      struct region_source *source)
{
	const struct facts *f = s->f;
	const struct fact_expr *e = facts_expr(f, strip(f, index));
	op_id made;

	if (e->kind == EXPR_CONST) {
		source->has_index = true;
		source->index = e->value;
		return;
	}
	made = maker_of(s, index, before);
	if (!made || !calls(f, made, "of_property_match_string"))
		return;
	e = facts_expr(f, arg(f, made, 2));
	if (e->kind == EXPR_STRING)
		source->name = e->str;
}

static bool is_memory_region(const struct facts *f, op_id op, uint32_t i)
{
	const struct fact_expr *e = facts_expr(f, arg(f, op, i));

	return e->kind == EXPR_STRING && names(f, e->str, MEMORY_REGION);
}

/* Whether an operation finds nodes that a device refers to as memory: index
 * and arguments as in include/linux/of.h, 6.1. */
static bool finds_reference(const struct search *s, op_id op,
			    struct region_source *source)
{
	const struct facts *f = s->f;

	if (!is_memory_region(f, op, 1))
		return false;
	source->way = REGION_BY_PHANDLE;
	source->found = op;
	if (calls(f, op, "of_parse_phandle"))
		set_index(s, arg(f, op, 2), op, source);
	else if (calls(f, op, "of_parse_phandle_with_args") ||
		 calls(f, op, "of_parse_phandle_with_fixed_args"))
		set_index(s, arg(f, op, 3), op, source);
	else
		return calls(f, op, "of_phandle_iterator_init");
	return true;
}

/* The last call of the function before @before that walks such nodes. */
static bool iterates(const struct search *s, op_id before,
		     struct region_source *source)
{
	for (op_id op = before, begin = func_begin(s, before); op-- > begin;)
		if (finds_reference(s, op, source)) {
			source->has_index = false;
			source->name = 0;
			return true;
		}
	return false;
}

/* Where a struct device_node comes from. */
static bool find_node(const struct search *s, expr_id node, op_id before,
		      struct region_source *source)
{
	const struct facts *f = s->f;
	const struct fact_expr *e = facts_expr(f, strip(f, node));
	op_id made = maker_of(s, node, before);

	if (made)
		return finds_reference(s, made, source);
	if (e->kind != EXPR_FIELD)
		return false;
	if (names(f, e->str, "of_node")) {
		source->way = REGION_BY_NODE;
		return true;
	}
	/* "it.node" of a struct of_phandle_iterator */
	return names(f, e->str, "node") && iterates(s, before, source);
}

/* A variable that is assigned the node of its device. */
static bool find_own_node(const struct search *s, expr_id node, op_id before,
			  struct region_source *source)
{
	const struct facts *f = s->f;
	expr_id e = strip(f, node);

	for (op_id op = before, begin = func_begin(s, before); op-- > begin;) {
		const struct fact_op *o = &f->ops.v[op];

		if (o->dst == e)
			return o->kind == OP_ASSIGN &&
			       find_node(s, o->src, op, source);
	}
	return false;
}

static bool node_source(const struct search *s, expr_id node, op_id before,
			struct region_source *source)
{
	return find_node(s, node, before, source) ||
	       find_own_node(s, node, before, source);
}

/* The operation that filled a struct resource, or got one. */
static bool resource_source(const struct search *s, expr_id resource,
			    op_id before, struct region_source *source)
{
	const struct facts *f = s->f;
	op_id made = maker_of(s, resource, before);

	if (made && !strncmp(callee(f, made), "platform_get_resource", 21)) {
		source->way = REGION_BY_NODE;
		source->found = made;
		return true;
	}
	for (op_id op = before, begin = func_begin(s, before); op-- > begin;) {
		const struct fact_expr *e;

		if (!calls(f, op, "of_address_to_resource"))
			continue;
		e = facts_expr(f, strip(f, arg(f, op, 2)));
		if (e->kind == EXPR_ADDR ? e->a == resource :
					   arg(f, op, 2) == resource)
			return node_source(s, arg(f, op, 0), op, source);
	}
	return false;
}

/* The look-up that a struct reserved_mem is the answer of. */
static bool reserved_source(const struct search *s, expr_id mem, op_id before,
			    struct region_source *source)
{
	const struct facts *f = s->f;
	const struct fact_expr *e = facts_expr(f, strip(f, mem));
	op_id made = maker_of(s, mem, before);

	if (!made && e->kind == EXPR_FIELD)
		made = maker_of_field(s, e->str);
	if (!made || !calls(f, made, "of_reserved_mem_lookup"))
		return false;
	return node_source(s, arg(f, made, 0), made, source);
}

/* The record whose address an expression reads: "res" of "res.start", "rmem"
 * of "rmem->base", somewhere in a sum. @field: its name. */
static expr_id find_read(const struct facts *f, expr_id id, const char *record,
			 const char *field)
{
	const struct fact_expr *e = facts_expr(f, id), *a;
	expr_id ret;

	switch (e->kind) {
	case EXPR_FIELD:
		a = facts_expr(f, e->a);
		if (names(f, e->str, field) &&
		    names(f, facts_type(f, a->type)->record, record))
			return a->kind == EXPR_DEREF ? a->a : e->a;
		return 0;
	case EXPR_BINARY:
		ret = find_read(f, e->a, record, field);
		return ret ? ret : find_read(f, e->b, record, field);
	case EXPR_CAST:
	case EXPR_UNARY:
		return find_read(f, e->a, record, field);
	default:
		return 0;
	}
}

static void take_read(const struct search *s, op_id op, expr_id e, str_id kept)
{
	struct region_source source = {.op = op, .kept = kept};
	expr_id record = find_read(s->f, e, "resource", "start");

	if (record && resource_source(s, record, op, &source)) {
		vec_push(s->ret, source);
		return;
	}
	record = find_read(s->f, e, "reserved_mem", "base");
	source = (struct region_source){.op = op, .kept = kept};
	if (record && reserved_source(s, record, op, &source))
		vec_push(s->ret, source);
}

/* "a = b = res.start": what was stored just before in the other field. */
static void take_copy(const struct search *s, op_id op)
{
	const struct fact_op *o = &s->f->ops.v[op];
	const struct fact_expr *dst = facts_expr(s->f, o->dst);
	struct region_source source;

	if (!s->ret->n || dst->kind != EXPR_FIELD)
		return;
	source = *vec_last(s->ret);
	if (!source.kept || s->f->ops.v[source.op].dst != o->src ||
	    module_func_of_op(s->m, source.op) != module_func_of_op(s->m, op))
		return;
	source.op = op;
	source.kept = dst->str;
	vec_push(s->ret, source);
}

/* A resource that is given as a whole: devm_ioremap_resource(dev, &res). */
static void take_resource(const struct search *s, op_id op, expr_id e)
{
	const struct facts *f = s->f;
	const struct fact_expr *v = facts_expr(f, e);
	struct region_source source = {.op = op};
	const struct fact_type *t = facts_type(f, v->type);

	if (t->kind != TYPE_POINTER ||
	    !names(f, facts_type(f, t->target)->record, "resource"))
		return;
	if (resource_source(s, v->kind == EXPR_ADDR ? v->a : e, op, &source))
		vec_push(s->ret, source);
}

static void take_call(const struct search *s, op_id op)
{
	const struct fact_op *o = &s->f->ops.v[op];

	if (calls(s->f, op, "of_address_to_resource"))
		return;
	for (uint32_t i = 0; i < o->n_args; i++) {
		take_read(s, op, arg(s->f, op, i), 0);
		take_resource(s, op, arg(s->f, op, i));
	}
}

void region_sources(const struct module *m, region_source_vec *ret)
{
	struct search s = {.m = m, .f = m->facts, .ret = ret};

	for (op_id op = 1; op < m->facts->ops.n; op++) {
		const struct fact_op *o = &m->facts->ops.v[op];
		const struct fact_expr *dst = facts_expr(m->facts, o->dst);

		if (o->kind == OP_CALL)
			take_call(&s, op);
		if (o->kind != OP_ASSIGN)
			continue;
		take_read(&s, op, o->src,
			  dst->kind == EXPR_FIELD ? dst->str : 0);
		take_copy(&s, op);
	}
}
