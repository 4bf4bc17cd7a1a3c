// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/rule.h"

/* IO_TLB_SEGSIZE slots of 1 << IO_TLB_SHIFT bytes: what one bounce buffer
 * holds (include/linux/swiotlb.h; Documentation/core-api/swiotlb.rst). */
#define BOUNCE_MAX (INT64_C(128) << 11)

/* What a segment may have when nobody said otherwise
 * (dma_get_max_seg_size() in include/linux/dma-mapping.h). */
#define SEGMENT_MAX (INT64_C(64) << 10)

static void note_limit(struct flow *f, const struct model_row *row)
{
	if (!strcmp(row->family, "ask_mapping"))
		flow_evidence(f, "asks-mapping");
	else if (!strcmp(row->family, "set_segment") ||
		 !strcmp(row->family, "ask_segment"))
		flow_evidence(f, "segment");
}

static void check_mapping(struct flow *f, const struct flow_call *call)
{
	struct finding *finding;
	int64_t size;

	if (!value_is_const(flow_values(f), call->args[ARG_SIZE], &size) ||
	    size <= BOUNCE_MAX)
		return;
	finding = flow_report(f, call->op, CONFIDENCE_MEDIUM,
			      "'%s' maps %lld KiB at once, a bounce buffer "
			      "holds 256 KiB",
			      flow_call_name(f, call->op),
			      (long long)size >> 10);
	if (finding)
		flow_unless(f, finding, "asks-mapping");
}

static void check_segment(struct flow *f, const struct flow_call *call)
{
	struct finding *finding;
	int64_t size;

	if (!value_is_const(flow_values(f), call->args[ARG_SIZE], &size) ||
	    size <= SEGMENT_MAX)
		return;
	finding =
		flow_report(f, call->op, CONFIDENCE_MEDIUM,
			    "'%s' makes a segment of %lld KiB, the device has "
			    "the default limit of 64 KiB",
			    flow_call_name(f, call->op), (long long)size >> 10);
	if (!finding)
		return;
	flow_only_if(f, finding, "maps-sg");
	flow_unless(f, finding, "segment");
}

/* One buffer, or page, as one entry of a scatterlist. */
static bool fills_segment(const struct model_row *row)
{
	if (row->role != ROLE_SG_FILL && row->role != ROLE_DMA_BUFFER)
		return false;
	return row->family && !strcmp(row->family, "sg") &&
	       row->memory != MEMORY_PAGE_ARRAY;
}

static void see_call(struct flow *f, const struct flow_call *call)
{
	const struct model_row *row = call->row;

	if (row->role == ROLE_MAP && row->memory != MEMORY_SG &&
	    row->returns == RETURNS_DMA && !call->args[ARG_PHYS])
		check_mapping(f, call);
	if (fills_segment(row))
		check_segment(f, call);
}

static void look_op(struct flow *f, op_id id)
{
	const struct model_row *row = flow_row(f, id);

	if (!row)
		return;
	if (row->role == ROLE_DMA_LIMIT)
		note_limit(f, row);
	if (row->role == ROLE_MAP &&
	    (row->memory == MEMORY_SG || row->memory == MEMORY_SGTABLE))
		flow_evidence(f, "maps-sg");
}

static void look(struct flow *f)
{
	op_id id, end;

	for (flow_ops(f, &id, &end); id < end; id++)
		look_op(f, id);
}

const struct flow_rule rule_dma_mapping_size = {
	.call = see_call,
	.look = look,
};
