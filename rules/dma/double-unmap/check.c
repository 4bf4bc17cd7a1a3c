// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

/* Held in a variable of the function, or given to it by value: nobody else
 * can have made it anew in between. */
static bool is_own(const struct flow *f, const struct flow_object *o)
{
	const struct value *v = value_get(flow_values(f), o->value);

	return !(o->flags & OBJECT_FOREIGN) ||
	       (v->kind == VALUE_INITIAL &&
		value_get(flow_values(f), v->a)->kind == VALUE_VARIABLE);
}

/* A flag, or a field that is cleared, keeps one called function from undoing
 * what another one has undone; neither is known well enough in the caller. */
static bool is_below(const struct flow_object *o, const struct flow_call *call)
{
	return call->via || o->undone_via;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->prior;
	bool free = call->row->role == ROLE_FREE;
	struct finding *finding;

	if ((call->row->role != ROLE_UNMAP && !free) || !o ||
	    !(o->flags & OBJECT_UNDONE) || o->undone == call->op ||
	    is_below(o, call))
		return;
	finding = flow_report(
		f, call->op, is_own(f, o) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		"'%s' undoes %s that is already %s",
		flow_call_name(f, call->op),
		free ? "an allocation" : "a mapping",
		free ? "freed" : "undone");
	if (!finding)
		return;
	if (!(o->flags & OBJECT_FOREIGN))
		flow_step(f, finding, o->op, "made here by '%s'",
			  flow_call_name(f, o->op));
	flow_step(f, finding, o->undone, "undone here by '%s'",
		  flow_call_name(f, o->undone));
	flow_step(f, finding, call->op, "and again here");
}

const struct flow_rule rule_dma_double_unmap = {
	.call = check_call,
};
