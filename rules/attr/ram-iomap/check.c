// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

/* include/linux/io.h, 6.1: flags of memremap() */
#define MEMREMAP_WB 1

/* A cached mapping of RAM agrees with the linear map. */
static bool maps_cached(const struct flow *f, const struct flow_call *call)
{
	value_id flags = call->args[ARG_FLAGS];
	int64_t num;

	if (call->row->memory != MEMORY_MEMREMAP || !flags)
		return call->row->type == MEMTYPE_WB;
	/* flags that are not known may well be right */
	return !value_is_const(flow_values(f), flags, &num) ||
	       (num & MEMREMAP_WB);
}

/*
 * Whether a physical address was made out of a pointer into the linear map
 * or a struct page, and so is RAM: that is all these conversions work for
 * (arch/x86/include/asm/io.h, 6.1: virt_to_phys()).
 */
static bool is_ram(const struct flow_origin *o)
{
	const struct model_row *convert = o->convert;

	if (!convert || o->memory == FLOW_MEMORY_STACK ||
	    o->memory == FLOW_MEMORY_RODATA)
		return false;
	if (convert->memory != MEMORY_PHYS && convert->memory != MEMORY_PFN)
		return false;
	return o->memory == FLOW_MEMORY_ALLOC &&
	       (o->row->memory == MEMORY_KMALLOC ||
		o->row->memory == MEMORY_PAGES ||
		o->row->memory == MEMORY_PAGE ||
		o->row->memory == MEMORY_VMALLOC);
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	struct flow_origin origin;
	struct finding *finding;

	if (call->row->role != ROLE_IOMAP || !call->args[ARG_PHYS] ||
	    maps_cached(f, call))
		return;
	origin = flow_origin(f, call->args[ARG_PHYS]);
	if (!is_ram(&origin))
		return;
	finding = flow_report(f, call->op, CONFIDENCE_HIGH,
			      "'%s' maps System RAM, which the linear map "
			      "already maps write-back",
			      flow_call_name(f, call->op));
	if (finding)
		flow_step(f, finding, origin.op, "RAM comes from '%s'",
			  flow_call_name(f, origin.op));
}

const struct flow_rule rule_attr_ram_iomap = {
	.call = check_call,
};
