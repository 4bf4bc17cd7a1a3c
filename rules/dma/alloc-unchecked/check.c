// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

static bool can_be_null(const struct flow *f, const struct flow_object *o)
{
	return o->row->role == ROLE_ALLOC &&
	       o->row->returns == RETURNS_POINTER &&
	       !(o->row->flags & MODEL_CANNOT_FAIL) &&
	       !(o->flags & OBJECT_TESTED) && !flow_known_nonzero(f, o->value);
}

static void check_access(struct flow *f, const struct flow_access *access)
{
	const struct flow_object *o = access->object;
	struct finding *finding;

	/* a function that got the pointer may have been the test */
	if (!o || !can_be_null(f, o) || (o->flags & OBJECT_PASSED))
		return;
	finding = flow_report(f, o->op, CONFIDENCE_HIGH,
			      "the result of '%s' is used without a test for "
			      "NULL",
			      flow_call_name(f, o->op));
	if (finding)
		flow_step(f, finding, access->op, "%s here",
			  access->write ? "written through" : "read through");
}

/* Kept for other functions to use, and none of the driver tests it. */
static void object_end(struct flow *f, const struct flow_object *o)
{
	struct finding *finding;

	if (!o || !can_be_null(f, o) || !(o->flags & OBJECT_STORED) ||
	    (o->flags & (OBJECT_PASSED | OBJECT_RETURNED | OBJECT_OUT)))
		return;
	finding = flow_report(f, o->op, CONFIDENCE_HIGH,
			      "the result of '%s' is kept without a test for "
			      "NULL",
			      flow_call_name(f, o->op));
	if (!finding)
		return;
	if (o->used && o->used != o->op)
		flow_step(f, finding, o->used, "kept in '%s'",
			  flow_text(f, o->stores[0]));
	flow_unless_tested(f, finding, o, "compared");
}

const struct flow_rule rule_dma_alloc_unchecked = {
	.access = check_access,
	.object_end = object_end,
};
