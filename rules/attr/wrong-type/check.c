// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/alias_report.h"
#include "flow/origin/origin_text.h"

/* Carveouts and coherent memory have rules of their own. */
#define RAM (ORIGINS_LINEAR & ~ORIGIN_BIT(BOOT))

static void report(struct flow_end *end, const struct memory_use *use,
		   const struct memory_type *type, const struct origin *o)
{
	const struct alias_pair pair = {MEMTYPE_WB, type->type, false};
	bool user = use->row->role == ROLE_MMAP_USER;
	struct finding *finding = end_report(
		end, use->op, alias_confidence(end, &pair, CONFIDENCE_HIGH),
		"'%s' gives %s the Device type%s: accesses that are not "
		"aligned fault",
		end_call_name(end, use->op), origin_words(o->kind),
		user ? " in user space" : "");

	if (!finding)
		return;
	alias_harm(end, &pair, finding);
	origin_step(end, finding, o);
	memory_type_step(end, finding, use, type);
}

static void check_use(struct flow_end *end, const struct memory_use *use)
{
	struct memory_type type = memory_type_of(end, use);
	const struct origin *o;
	origin_vec origins = {};

	if ((use->row->role != ROLE_REMAP &&
	     use->row->role != ROLE_MMAP_USER) ||
	    memory_use_is_dma_mmap(use) || type.unknown ||
	    !memory_type_is_device(&type, end_context(end)->arch))
		return;
	origin_find(end, use, &origins);
	o = origin_among(&origins, RAM);
	if (o && origin_is_only(&origins, RAM))
		report(end, use, &type, o);
	vec_deinit(&origins);
}

const struct flow_rule rule_attr_wrong_type = {
	.memory_use = check_use,
};
