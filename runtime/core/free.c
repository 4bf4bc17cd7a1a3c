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
