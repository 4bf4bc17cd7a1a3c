// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"
#include "flow/query/typed.h"

/* The mapping reached somebody who will use it. */
#define USED (OBJECT_STORED | OBJECT_PASSED)
/* The caller has it too, and may be the one who tests. */
#define CALLER (OBJECT_RETURNED | OBJECT_OUT)

static void dma_address_end(struct flow *f, const struct flow_object *o)
{
	const char *test = o->row->error_test;
	struct finding *finding;

	if (!(o->flags & USED) || flow_test_lost(f))
		return;
	finding = flow_report(f, o->op, CONFIDENCE_HIGH,
			      "the result of '%s' is used without '%s'",
			      flow_call_name(f, o->op),
			      test ? test : "dma_mapping_error");
	if (!finding)
		return;
	if (o->used && o->used != o->op)
		flow_step(f, finding, o->used, "used here");
	if (o->flags & OBJECT_COMPARED)
		flow_step(f, finding, o->op,
			  "comparing it with 0 is no test: 0 can be valid, "
			  "and an error is not 0");
	flow_unless_tested(f, finding, o, "tested");
}

static void count_end(struct flow *f, const struct flow_object *o)
{
	bool count = o->row->returns == RETURNS_COUNT;
	struct finding *finding;

	/* where it is kept another function may test it in ways of its own */
	finding = flow_report(
		f, o->op,
		o->flags & OBJECT_STORED ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH,
		"the result of '%s' is not tested for %s",
		flow_call_name(f, o->op), count ? "0" : "an error");
	if (!finding)
		return;
	if (o->used && o->used != o->op)
		flow_step(f, finding, o->used, "used here");
	flow_unless_tested(f, finding, o, "compared");
}

static void object_end(struct flow *f, const struct flow_object *o)
{
	if (o->row->role != ROLE_MAP ||
	    (o->flags & (OBJECT_TESTED | OBJECT_LOST | CALLER)))
		return;
	if (o->row->returns == RETURNS_DMA)
		dma_address_end(f, o);
	else if (o->row->returns == RETURNS_COUNT ||
		 o->row->returns == RETURNS_ERRNO)
		count_end(f, o);
}

/* Used and undone on one path: it does not live to the end of it. */
static void check_undone(struct flow *f, const struct flow_call *call)
{
	if (call->row->role == ROLE_UNMAP && call->object)
		object_end(f, call->object);
}

/* DMA_MAPPING_ERROR is all ones in the width of dma_addr_t: what was kept in
 * 32 bits without a sign is another number. */
static void check_width(struct flow *f, const struct flow_call *call)
{
	const struct facts *facts = flow_facts(f);
	expr_id expr = call->exprs[ARG_DMA];
	const struct fact_type *t;
	struct finding *finding;

	if (call->row->role != ROLE_ERROR_TEST || !expr ||
	    !typed_dma_is_wide(facts))
		return;
	t = facts_type(facts, facts_expr(facts, expr)->type);
	if (t->kind != TYPE_INT || t->size >= 8 || (t->flags & TYPE_SIGNED))
		return;
	finding = flow_report(f, call->op, CONFIDENCE_HIGH,
			      "'%s' finds no error in '%s', which has room for "
			      "%u bits of a DMA address",
			      flow_call_name(f, call->op), flow_text(f, expr),
			      (unsigned int)t->size * 8);
	if (finding)
		finding->by_width = true;
}

static void see_call(struct flow *f, const struct flow_call *call)
{
	check_undone(f, call);
	check_width(f, call);
}

const struct flow_rule rule_dma_map_unchecked = {
	.call = see_call,
	.object_end = object_end,
};
