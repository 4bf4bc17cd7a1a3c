// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/rule.h"

#define HELD (OBJECT_STORED | OBJECT_OUT | OBJECT_RETURNED | OBJECT_LOST)

/* Kept in a structure of the driver's and nowhere else. */
#define ONLY_STORED (OBJECT_STORED | OBJECT_TESTED)

/* Telling a device is no way to keep an address. */
static bool only_device_knows(const struct flow *f, const struct flow_object *o)
{
	for (int i = 0; i < OBJECT_PASSES && o->passes[i]; i++) {
		const char *name = facts_str(flow_facts(f), o->passes[i]);
		const struct model_row *row =
			model_find(flow_model(f), name, flow_context(f));

		if (!row || row->role != ROLE_HW_WRITE)
			return false;
	}
	return !(o->flags & OBJECT_PASSED) || o->passes[0];
}

/* A scatterlist is its own handle: whoever has it can undo the mapping. */
static bool is_list(const struct flow_object *o)
{
	return o->row->memory == MEMORY_SG || o->row->memory == MEMORY_SGTABLE;
}

/* After this nobody can undo it. */
static bool is_lost(const struct flow *f, const struct flow_object *o)
{
	return !(o->flags & HELD) && !is_list(o) && only_device_knows(f, o);
}

/*
 * A driver whose probe failed is not asked to remove the device: what is kept
 * in its structure goes with it.
 */
static bool is_probe(const struct flow *f)
{
	size_t n;
	const struct module_entry *e =
		module_entries(flow_module_of(f), flow_func(f), &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(facts_str(flow_facts(f), e[i].field), "probe"))
			return true;
	return false;
}

static bool may_be_failed(const struct flow *f, const struct flow_object *o)
{
	return !(o->flags & OBJECT_TESTED) &&
	       (o->flags & OBJECT_COMPARED || flow_test_lost(f) ||
		o->row->role == ROLE_ALLOC);
}

static void report(struct flow *f, const struct flow_object *o,
		   enum finding_confidence confidence, const char *how)
{
	bool alloc = o->row->role == ROLE_ALLOC;
	struct finding *finding;

	finding = flow_report(f, o->op, confidence, "%s of '%s' is %s %s",
			      alloc ? "the memory" : "the mapping",
			      flow_call_name(f, o->op),
			      alloc ? "not freed" : "not undone", how);
	if (!finding)
		return;
	if (o->via)
		flow_step(f, finding, o->via, "made through this call");
	if (o->synced)
		flow_step(f, finding, o->synced, "last used here");
	flow_step_end(f, finding, "'%s' returns here and leaves it behind",
		      facts_str(flow_facts(f),
				flow_facts(f)->funcs.v[flow_func(f)].name));
}

static void object_end(struct flow *f, const struct flow_object *o)
{
	bool map = o->row->role == ROLE_MAP;

	if ((!map && o->row->role != ROLE_ALLOC) || !flow_returns_error(f) ||
	    may_be_failed(f, o) || o->flags & (OBJECT_UNSURE | OBJECT_HIDDEN) ||
	    o->row->flags & MODEL_MANAGED || !o->row->n_pairs)
		return;
	if (is_lost(f, o))
		report(f, o,
		       map && !(o->flags & OBJECT_PASSED) ? CONFIDENCE_HIGH :
							    CONFIDENCE_MEDIUM,
		       "on an error path");
	else if (map && is_probe(f) && !(o->flags & ~ONLY_STORED))
		report(f, o, CONFIDENCE_MEDIUM, "when probe fails");
}

const struct flow_rule rule_dma_map_leak = {
	.object_end = object_end,
};
