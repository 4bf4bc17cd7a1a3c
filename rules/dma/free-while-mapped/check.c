// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

/* A mapping of this path whose memory is, or is in, what is freed. */
static bool is_freed(const struct flow *f, const struct flow_object *o,
		     const struct flow_call *call)
{
	return o->row->role == ROLE_MAP && o->owner == OWNER_DEVICE &&
	       !(o->flags & (OBJECT_UNSURE | OBJECT_HIDDEN)) &&
	       !model_is_list(o->row) &&
	       flow_is_part(f, o->args[ARG_CPU], o->row->memory,
			    call->args[ARG_CPU], call->row->memory);
}

/* Mapped and freed by one called function: its own walk knows better. */
static bool is_told_below(const struct flow_object *o,
			  const struct flow_call *call)
{
	return call->via && o->via == call->via;
}

/* The last reference frees: pages are kept by others for reuse, while the
 * buffers of the network stack are not, but for clones. */
static enum finding_confidence confidence_in(const struct flow *f,
					     const struct flow_object *o,
					     const struct flow_call *call)
{
	if (call->row->flags & MODEL_REFERENCE &&
	    call->row->memory != MEMORY_SKB)
		return CONFIDENCE_MEDIUM;
	/* kept in memory, where there are other ways to it */
	if (o->flags & (OBJECT_STORED | OBJECT_OUT))
		return CONFIDENCE_MEDIUM;
	/* what keeps the one from the other may be in memory */
	if (o->via && call->via)
		return CONFIDENCE_MEDIUM;
	/* nobody knows whether the mapping is there */
	if (!(o->flags & OBJECT_TESTED) &&
	    (flow_test_lost(f) || o->flags & (OBJECT_COMPARED | OBJECT_LOST)))
		return CONFIDENCE_MEDIUM;
	return CONFIDENCE_HIGH;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	if (call->row->role != ROLE_MEM_FREE || !call->args[ARG_CPU])
		return;
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);
		struct finding *finding;

		if (!is_freed(f, o, call) || !flow_this_turn(f, o) ||
		    is_told_below(o, call))
			continue;
		finding = flow_report(f, call->op, confidence_in(f, o, call),
				      "'%s' frees memory that is mapped for a "
				      "device",
				      flow_call_name(f, call->op));
		if (!finding)
			return;
		flow_step(f, finding, o->op, "mapped here by '%s'",
			  flow_call_name(f, o->op));
		if (call->via)
			flow_step(f, finding, call->via,
				  "freed through this call");
		flow_step(f, finding, call->op,
			  "freed here; no unmap in between");
	}
}

const struct flow_rule rule_dma_free_while_mapped = {
	.call = check_call,
};
