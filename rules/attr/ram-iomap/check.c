// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/alias_report.h"
#include "flow/origin/origin_text.h"

/* What is reserved at boot is for carveout/still-mapped. */
#define RAM ((ORIGINS_LINEAR & ~ORIGIN_BIT(BOOT)) | ORIGIN_BIT(COHERENT))

/*
 * A struct page may be that of device memory (ZONE_DEVICE), where nobody knows
 * who allocated it; a pointer that has a physical address is of the linear map
 * (arch/x86/include/asm/io.h, 6.1: virt_to_phys()).
 */
static enum finding_confidence how_sure(const struct origin *o)
{
	if (o->kind == ORIGIN_LINEAR && o->convert &&
	    o->convert->from != MEMORY_BUFFER)
		return CONFIDENCE_MEDIUM;
	return CONFIDENCE_HIGH;
}

static void report(struct flow_end *end, const struct memory_use *use,
		   const struct memory_type *type, const struct origin *o)
{
	const struct alias_pair pair = {MEMTYPE_WB, type->type, false};
	struct finding *finding = end_report(
		end, use->op, how_sure(o),
		"'%s' maps System RAM, which the linear map already maps "
		"write-back",
		end_call_name(end, use->op));

	if (!finding)
		return;
	origin_step(end, finding, o);
	if (!o->op && o->convert)
		end_step(end, finding, use->op,
			 "'%s' works for memory of the linear map only",
			 o->convert->function);
	if (!finding->harm && !(use->row->flags & MODEL_REPORTS))
		alias_harm(end, &pair, finding);
}

/* What a field has of the DMA API may be an address that was found before. */
static bool is_certain(const struct memory_use *use, const struct origin *o)
{
	return o->kind != ORIGIN_COHERENT || use->roots[0].convert;
}

static void check_use(struct flow_end *end, const struct memory_use *use)
{
	struct memory_type type = memory_type_of(end, use);
	origin_vec origins = {};

	if (use->row->role != ROLE_IOMAP || !memory_type_differs(&type))
		return;
	origin_find(end, use, &origins);
	/* a place for addresses of devices, too, is tested before */
	if (origin_is_only(&origins, RAM) && is_certain(use, &origins.v[0]))
		report(end, use, &type, &origins.v[0]);
	vec_deinit(&origins);
}

const struct flow_rule rule_attr_ram_iomap = {
	.memory_use = check_use,
};
