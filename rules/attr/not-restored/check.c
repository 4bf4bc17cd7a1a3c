// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "flow/query/evidence.h"
#include "flow/rule.h"

/* The array that lists pages is not the pages. */
static bool frees_list(const struct model_row *changed,
		       const struct model_row *freed)
{
	return changed->memory == MEMORY_PAGE_ARRAY &&
	       (freed->memory == MEMORY_KMALLOC ||
		freed->memory == MEMORY_KVMALLOC ||
		freed->memory == MEMORY_VMALLOC);
}

static void check_free(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	bool reference = call->row->flags & MODEL_REFERENCE;
	struct finding *finding;
	autofree char *field = NULL;

	if (!o || frees_list(o->row, call->row))
		return;
	/* somebody else may hold the last reference, and change it back */
	finding = flow_report(f, call->op,
			      reference ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH,
			      "'%s' frees memory that '%s' changed and "
			      "nothing changed back",
			      flow_call_name(f, call->op),
			      flow_call_name(f, o->op));
	if (!finding)
		return;
	flow_step(f, finding, o->op, "changed here by '%s'",
		  flow_call_name(f, o->op));
	if (call->via)
		flow_step(f, finding, call->via, "freed through this call");
	field = evidence_field(flow_facts(f), call->exprs[ARG_CPU]);
	if (reference && call->via && field)
		flow_unless(f, finding, "restored:%s", field);
}

/* Pages that a driver does change back where it has them in a field may be of
 * two kinds, and the function that only drops references is for the other. */
static void note_restore(struct flow *f, const struct flow_call *call)
{
	autofree char *field =
		evidence_field(flow_facts(f), call->exprs[ARG_CPU]);

	if (field)
		flow_evidence(f, "restored:%s", field);
}

static void see_call(struct flow *f, const struct flow_call *call)
{
	if (call->row->role == ROLE_MEM_FREE)
		check_free(f, call);
	if (call->row->role == ROLE_ATTR_RESTORE)
		note_restore(f, call);
}

const struct flow_rule rule_attr_not_restored = {
	.call = see_call,
};
