// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

static struct finding *report(struct flow *f, const struct flow_call *call,
			      const struct flow_object *made, const char *what)
{
	struct finding *finding = flow_report(
		f, call->op, CONFIDENCE_HIGH,
		"'%s' frees memory of '%s' with %s",
		flow_call_name(f, call->op), flow_call_name(f, made->op), what);

	if (finding)
		flow_step(f, finding, made->op, "allocated here");
	return finding;
}

static void check_size(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (o->args[ARG_SIZE] && call->args[ARG_SIZE] &&
	    value_differs(flow_values(f), o->args[ARG_SIZE],
			  call->args[ARG_SIZE]))
		report(f, call, o, "another size");
}

/* The other allocation that a wrong argument belongs to, if it does. */
static const struct flow_object *
other_owner(const struct flow *f, const struct flow_call *call, value_id v)
{
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (o != call->object && o->row->role == ROLE_ALLOC &&
		    (o->value == v || o->dma == v))
			return o;
	}
	return NULL;
}

static void check_owner(struct flow *f, const struct flow_call *call,
			enum model_arg arg, value_id own, const char *what)
{
	const struct flow_object *other;
	struct finding *finding;

	if (!call->args[arg] || call->args[arg] == own)
		return;
	other = other_owner(f, call, call->args[arg]);
	if (!other)
		return;
	finding = report(f, call, call->object, what);
	if (finding)
		flow_step(f, finding, other->op, "of this allocation");
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (call->row->role != ROLE_FREE || !o)
		return;
	if (o->row->n_pairs && !model_pairs(o->row, call->row)) {
		report(f, call, o, "a function of another family");
		return;
	}
	check_size(f, call);
	check_owner(f, call, ARG_CPU, o->value, "another CPU address");
	check_owner(f, call, ARG_DMA, o->dma, "another DMA address");
}

const struct flow_rule rule_dma_coherent_free_mismatch = {
	.call = check_call,
};
