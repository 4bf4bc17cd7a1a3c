// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "flow/origin/origin.h"
#include "flow/query/evidence.h"

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

/* -- over the module: changed in one function, freed in another --------- */

static bool restores(const struct memory_use *use)
{
	return use->row->role == ROLE_ATTR_RESTORE &&
	       use->type.type != MEMTYPE_NONE;
}

static bool frees(const struct memory_use *use)
{
	return use->row->role == ROLE_MEM_FREE &&
	       !(use->row->flags & MODEL_REFERENCE);
}

static void report_freed(struct flow_end *end, const struct memory_use *set,
			 const struct memory_use *freed)
{
	struct finding *finding = end_report(
		end, freed->op, CONFIDENCE_HIGH,
		"'%s' frees memory that '%s' changed and nothing "
		"changed back",
		end_call_name(end, freed->op), end_call_name(end, set->op));

	if (!finding)
		return;
	end_step(end, finding, set->op, "changed here by '%s'",
		 end_call_name(end, set->op));
	end_step_entry(end, finding, freed->op);
}

/* Where some function restores the memory, the paths tell. */
static void check_module(struct flow_end *end)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);

	for (size_t i = 0; i < n; i++) {
		const struct memory_use *set = &uses[i];

		if (!memory_use_sets_type(set) ||
		    memory_use_shares(end, set, restores))
			continue;
		for (size_t k = 0; k < n; k++)
			if (frees(&uses[k]) && uses[k].func != set->func &&
			    memory_uses_share(end, set, &uses[k]))
				report_freed(end, set, &uses[k]);
	}
}

const struct flow_rule rule_attr_not_restored = {
	.call = see_call,
	.module_end = check_module,
};
