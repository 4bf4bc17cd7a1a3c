// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/alias_report.h"
#include "flow/origin/origin_text.h"

/* What other rules speak of: carveouts. */
#define RAM (ORIGINS_LINEAR & ~ORIGIN_BIT(BOOT))

static void report(struct flow_end *end, const struct memory_use *use,
		   const struct memory_type *type, const struct origin *o,
		   enum finding_confidence confidence)
{
	const struct alias_pair pair = {MEMTYPE_WB, type->type, false};
	unsigned int arch = end_context(end)->arch;
	struct finding *finding = end_report(
		end, use->op, alias_confidence(end, &pair, confidence),
		"'%s' maps %s as %s, beside the linear map, which has them "
		"as %s",
		end_call_name(end, use->op), origin_words(o->kind),
		memory_type_name(type->type, arch),
		memory_type_name(MEMTYPE_WB, arch));

	if (!finding)
		return;
	alias_harm(end, &pair, finding);
	origin_step(end, finding, o);
	memory_type_step(end, finding, use, type);
}

/*
 * Pages that the module maps for a device as well, which cleans the caches:
 * what coherent memory of arm64 is made like (kernel/dma/direct.c, 6.1:
 * dma_direct_alloc()), and what drivers of graphics do. Nobody may touch them
 * through the linear map afterwards.
 */
static bool maps_for_device(const struct memory_use *use)
{
	return use->row->role == ROLE_MAP;
}

static bool cleans(const struct memory_use *use)
{
	return use->row->role == ROLE_CACHE_OP;
}

static bool is_accepted(const struct flow_end *end,
			const struct memory_use *use, const origin_vec *origins)
{
	/* exporters and importers of a file's pages clean the caches */
	return origin_among(origins, ORIGIN_BIT(SHMEM)) ||
	       memory_use_shares(end, use, maps_for_device);
}

static void check_use(struct flow_end *end, const struct memory_use *use)
{
	struct memory_type type = memory_type_of(end, use);
	const struct origin *o;
	origin_vec origins = {};

	if (use->row->role != ROLE_REMAP || !memory_type_differs(&type) ||
	    memory_use_is_changed(end, use) ||
	    memory_type_is_device(&type, end_context(end)->arch))
		return;
	origin_find(end, use, &origins);
	o = origin_among(&origins, RAM);
	if (o && origin_is_only(&origins, RAM | ORIGIN_BIT(COHERENT)) &&
	    !is_accepted(end, use, &origins))
		report(end, use, &type, o,
		       memory_use_shares(end, use, cleans) ? CONFIDENCE_LOW :
							     CONFIDENCE_HIGH);
	vec_deinit(&origins);
}

const struct flow_rule rule_attr_ram_alias_vmap = {
	.memory_use = check_use,
};
