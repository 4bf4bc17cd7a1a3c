// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"

/* include/linux/dma-mapping.h */
#define DMA_ATTR_NO_KERNEL_MAPPING (INT64_C(1) << 4)
#define DMA_ATTR_SKIP_CPU_SYNC (INT64_C(1) << 5)

/* Whether attributes are known to have a bit. */
static bool has_bit(const struct values *vs, value_id attrs, int64_t bit)
{
	const struct value *v = value_get(vs, attrs);

	if (v->kind == VALUE_CONST)
		return v->num & bit;
	return v->kind == VALUE_BINARY && v->oper == OPER_OR &&
	       (has_bit(vs, v->a, bit) || has_bit(vs, v->b, bit));
}

static bool expr_has_bit(const struct facts *facts, expr_id id, int64_t bit)
{
	const struct fact_expr *e = facts_expr(facts, id);

	if (e->kind == EXPR_CONST)
		return e->value & bit;
	if (e->kind == EXPR_CAST)
		return expr_has_bit(facts, e->a, bit);
	return e->kind == EXPR_BINARY && e->oper == OPER_OR &&
	       (expr_has_bit(facts, e->a, bit) ||
		expr_has_bit(facts, e->b, bit));
}

/* Whether a call is written with an attribute. */
static bool op_has_bit(const struct flow *f, op_id op, int64_t bit)
{
	const struct facts *facts = flow_facts(f);
	const struct model_row *row = flow_row(f, op);
	const struct fact_op *o = &facts->ops.v[op];
	int pos = row ? row->arg[ARG_ATTRS] : -1;

	return pos >= 0 && (uint32_t)pos < o->n_args &&
	       expr_has_bit(facts, facts->args.v[o->arg0 + pos], bit);
}

static bool is_cookie(const struct flow *f, const struct flow_object *o)
{
	return o->row->role == ROLE_ALLOC &&
	       has_bit(flow_values(f), o->args[ARG_ATTRS],
		       DMA_ATTR_NO_KERNEL_MAPPING);
}

static struct finding *report_cookie(struct flow *f,
				     const struct flow_access *access)
{
	return flow_report(f, access->op, CONFIDENCE_HIGH,
			   "memory without a kernel mapping is %s",
			   access->write ? "written" : "read");
}

/* The field whose pointer an address goes through, or NULL. */
static const char *pointer_field(struct flow *f, value_id address)
{
	const struct values *vs = flow_values(f);

	for (int depth = 0; address && depth < 16; depth++) {
		const struct value *v = value_get(vs, address);

		if (v->kind == VALUE_INITIAL)
			return flow_field(f, address);
		if (v->kind != VALUE_FIELD && v->kind != VALUE_INDEX &&
		    v->kind != VALUE_BINARY)
			return NULL;
		address = v->a;
	}
	return NULL;
}

static void check_cookie(struct flow *f, const struct flow_access *access)
{
	const struct flow_object *o = access->object;
	struct finding *finding;
	const char *field;

	if (o) {
		finding = is_cookie(f, o) ? report_cookie(f, access) : NULL;
		if (finding)
			flow_step(f, finding, o->op,
				  "allocated with DMA_ATTR_NO_KERNEL_MAPPING "
				  "by '%s'",
				  flow_call_name(f, o->op));
		return;
	}
	if (!flow_stated(f, "cookies"))
		return;
	field = pointer_field(f, access->address);
	finding = field ? report_cookie(f, access) : NULL;
	if (!finding)
		return;
	flow_only_if(f, finding, "cookie:%s", field);
	flow_unless(f, finding, "pointer:%s", field);
	flow_step(f, finding, access->op,
		  "'%s' holds memory that was allocated with "
		  "DMA_ATTR_NO_KERNEL_MAPPING",
		  field);
}

static bool has_direction(const struct flow *f, const struct flow_object *o,
			  enum dma_direction dir)
{
	enum dma_direction is = flow_direction(f, o->args);

	return is == dir || is == BOTH_WAYS;
}

static void check_access(struct flow *f, const struct flow_access *access)
{
	const struct flow_object *o = access->mapping;
	struct finding *finding;

	check_cookie(f, access);
	if (!o || access->write || !(o->flags & OBJECT_UNDONE) ||
	    (o->flags & OBJECT_FOREIGN) || o->synced || !flow_this_turn(f, o) ||
	    !has_direction(f, o, FROM_DEVICE) ||
	    !op_has_bit(f, o->undone, DMA_ATTR_SKIP_CPU_SYNC))
		return;
	finding = flow_report(f, access->op, CONFIDENCE_HIGH,
			      "memory is read after an unmap that skipped the "
			      "sync");
	if (!finding)
		return;
	flow_step(f, finding, o->op, "mapped here by '%s'",
		  flow_call_name(f, o->op));
	flow_step(f, finding, o->undone,
		  "unmapped with "
		  "DMA_ATTR_SKIP_CPU_SYNC");
	flow_step(f, finding, access->op, "read here");
}

/* The memory has another mapping, which had the sync. */
static bool is_mapped_twice(const struct flow *f, const struct flow_object *o)
{
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *other = flow_object(f, i);

		if (other->op != o->op && other->row->role == ROLE_MAP &&
		    other->args[ARG_CPU] == o->args[ARG_CPU])
			return true;
	}
	return false;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	struct finding *finding;

	if (call->row->role != ROLE_UNMAP || !o || o->synced ||
	    o->row->memory == MEMORY_IO || !(o->flags & OBJECT_PASSED) ||
	    !has_bit(flow_values(f), o->args[ARG_ATTRS],
		     DMA_ATTR_SKIP_CPU_SYNC) ||
	    !has_direction(f, o, TO_DEVICE) || is_mapped_twice(f, o))
		return;
	finding = flow_report(f, call->op, CONFIDENCE_MEDIUM,
			      "'%s' undoes a mapping that skipped the sync for "
			      "the device",
			      flow_call_name(f, call->op));
	if (finding)
		flow_step(f, finding, o->op,
			  "mapped with DMA_ATTR_SKIP_CPU_SYNC, and not synced "
			  "for the device since");
}

static void check_assign(struct flow *f, const struct flow_assign *assign)
{
	const struct flow_object *o;
	const char *field;

	if (!flow_stated(f, "cookies") ||
	    value_is_const(flow_values(f), assign->value, NULL))
		return;
	field = flow_field(f, assign->address);
	o = field ? flow_find(f, assign->value) : NULL;
	if (field)
		flow_evidence(f, "%s:%s",
			      o && is_cookie(f, o) ? "cookie" : "pointer",
			      field);
}

/* Whether the module has any such memory, before anything of it is walked. */
static void look(struct flow *f)
{
	const struct facts *facts = flow_facts(f);

	if (flow_stated(f, "attributes"))
		return;
	flow_evidence(f, "attributes");
	for (size_t op = 1; op < facts->ops.n; op++) {
		const struct model_row *row = flow_row(f, op);

		if (row && row->role == ROLE_ALLOC &&
		    op_has_bit(f, op, DMA_ATTR_NO_KERNEL_MAPPING))
			flow_evidence(f, "cookies");
	}
}

const struct flow_rule rule_dma_attrs_misuse = {
	.call = check_call,
	.access = check_access,
	.assign = check_assign,
	.look = look,
};
