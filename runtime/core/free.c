// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages that go to the page allocator: is the linear map as it was? */
#include "internal.h"

static void mark_reported(struct dmr_record *record, u32 i)
{
	struct dmr_map *map;

	if (!i)
		return;
	map = dmr_map_at(record, i);
	map->flags |= DMR_EV_REPORTED;
	if (map->owner)
		dmr_owner_at(record, map->owner)->reported = 1;
}

/* The page table is right, and the record is mended where it was not */
static void take_truth(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_part *part)
{
	u64 first = dmr_bytes(part->pfn);
	u64 last = first + dmr_bytes(part->npages) - 1;
	u32 owner = 0, i = part->exception;
	u16 flags = DMR_EV_FOUND | DMR_EV_REPORTED;

	if (event->type == DMR_TYPE_UNKNOWN || event->type == DMR_ABSENT)
		return;
	if (i && dmr_map_at(record, i)->type == event->type)
		return;
	if (event->type == DMR_WB || event->type == DMR_WB_TAGGED) {
		if (i)
			dmr_map_clear(record, DMR_SPACE_LINEAR, first, last);
		return;
	}
	if (i) {
		owner = dmr_map_at(record, i)->owner;
		flags = dmr_map_at(record, i)->flags;
		dmr_owner_hold(record, owner, 1);
		dmr_map_clear(record, DMR_SPACE_LINEAR, first, last);
	}
	dmr_linear_add(record, event, part->pfn, part->npages, event->type,
		       owner, flags);
	dmr_owner_put(record, owner);
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
			mark_reported(record, changed.other);
		}
		if (aliased.what) {
			dmr_pending_meet(record, event, &part, &aliased);
			mark_reported(record, aliased.other);
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
		if (dmr_run_valid(record, &run))
			apply_run(record, event, &run);
	}
}
