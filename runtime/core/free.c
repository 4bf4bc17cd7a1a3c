// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages that go to the page allocator: is the linear map as it was? */
#include "internal.h"

static void mark_reported(struct dmr_record *record,
			  const struct dmr_event *event, u32 i)
{
	struct dmr_map *map;

	if (!i)
		return;
	map = dmr_map_at(record, i);
	if (map->owner)
		dmr_owner_at(record, map->owner)->reported =
			dmr_key(event->batch, event->seq);
	else
		map->flags |= DMR_EV_REPORTED;
}

/* The page table is right, and the record is mended where it was not */
static void take_truth(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_part *part)
{
	struct dmr_map model = {.flags = DMR_EV_FOUND | DMR_EV_REPORTED};
	u32 i = part->exception;

	if (event->type == DMR_TYPE_UNKNOWN || event->type == DMR_ABSENT)
		return;
	if (event->type == DMR_WB || event->type == DMR_WB_TAGGED) {
		if (i)
			dmr_linear_forget(record, part);
		return;
	}
	if (i && dmr_map_at(record, i)->type == event->type)
		return;
	if (i)
		model = *dmr_map_at(record, i);
	model.type = event->type;
	dmr_linear_set(record, part, &model);
}

/* A buffer of the DMA API over the frames; 0: none */
static u32 buffer_of(struct dmr_record *record, u64 first, u64 last)
{
	struct dmr_over over;
	u32 i;

	dmr_over_begin(record, &over, first, last);
	while ((i = dmr_over_next(record, &over)))
		if (dmr_map_at(record, i)->kind == DMR_KIND_DMA)
			break;
	return i;
}

/*
 * What the page allocator has is no device's any more. Not all ends of a buffer
 * are seen where it is mapped elsewhere than at the address that is freed.
 */
static void disown(struct dmr_record *record, const struct dmr_part *part)
{
	u64 last = part->pfn + part->npages - 1, from, to;
	const struct dmr_map *map;
	u32 i;

	if (!part->n)
		return;
	while ((i = buffer_of(record, part->pfn, last))) {
		map = dmr_map_at(record, i);
		from = map->pfn > part->pfn ? map->pfn : part->pfn;
		to = dmr_map_last(map) < last ? dmr_map_last(map) : last;
		dmr_map_cut(record, i, map->va + dmr_bytes(from - map->pfn),
			    map->va + dmr_bytes(to - map->pfn + 1) - 1);
	}
}

static void apply_run(struct dmr_record *record, const struct dmr_event *event,
		      const struct dmr_run *run)
{
	struct dmr_meeting changed, aliased;
	struct dmr_part part = {.npages = 0};

	while (dmr_part_next(record, run, &part)) {
		dmr_decide_free(record, event, &part, &changed, &aliased);
		if (changed.what) {
			dmr_pending_meet(record, event, &part, &changed);
			mark_reported(record, event, changed.other);
		}
		if (aliased.what) {
			dmr_pending_meet(record, event, &part, &aliased);
			mark_reported(record, event, aliased.other);
		}
		take_truth(record, event, &part);
		disown(record, &part);
	}
}

void dmr_apply_free(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (dmr_frames_valid(record, &run))
			apply_run(record, event, &run);
	}
}
