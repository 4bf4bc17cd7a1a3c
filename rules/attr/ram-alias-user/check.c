// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/alias_report.h"
#include "flow/origin/origin_text.h"

/* What other rules speak of: carveouts. */
#define RAM (ORIGINS_LINEAR & ~ORIGIN_BIT(BOOT))

static void report(struct flow_end *end, const struct memory_use *use,
		   const struct memory_type *type, const struct origin *o)
{
	const struct alias_pair pair = {MEMTYPE_WB, type->type, false};
	unsigned int arch = end_context(end)->arch;
	struct finding *finding = end_report(
		end, use->op, alias_confidence(end, &pair, CONFIDENCE_HIGH),
		"'%s' maps %s to user space as %s; the kernel has them as %s",
		end_call_name(end, use->op), origin_words(o->kind),
		memory_type_name(type->type, arch),
		memory_type_name(MEMTYPE_WB, arch));

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

	if (use->row->role != ROLE_MMAP_USER || memory_use_is_dma_mmap(use) ||
	    !memory_type_differs(&type) || memory_use_is_changed(end, use) ||
	    memory_type_is_device(&type, end_context(end)->arch))
		return;
	origin_find(end, use, &origins);
	o = origin_among(&origins, RAM);
	/* a place that holds addresses of devices, too: which of them it is
	 * was tested before; pages of files are cleaned by those who export
	 * them to devices */
	if (o && origin_is_only(&origins, RAM & ~ORIGIN_BIT(SHMEM)))
		report(end, use, &type, o);
	vec_deinit(&origins);
}

const struct flow_rule rule_attr_ram_alias_user = {
	.memory_use = check_use,
};
