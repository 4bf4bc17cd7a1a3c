// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	struct finding *finding;

	if (call->row->role != ROLE_MEM_FREE || !o)
		return;
	/* somebody else may hold the last reference, and change it back */
	finding = flow_report(f, call->op,
			      call->row->flags & MODEL_REFERENCE ?
				      CONFIDENCE_MEDIUM :
				      CONFIDENCE_HIGH,
			      "'%s' frees memory that '%s' changed and "
			      "nothing changed back",
			      flow_call_name(f, call->op),
			      flow_call_name(f, o->op));
	if (finding)
		flow_step(f, finding, o->op, "changed here by '%s'",
			  flow_call_name(f, o->op));
}

const struct flow_rule rule_attr_not_restored = {
	.call = check_call,
};
