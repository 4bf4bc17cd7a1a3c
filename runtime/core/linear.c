// SPDX-License-Identifier: GPL-2.0-or-later
/* Exceptions in the linear map: made, changed, restored. */
#include "internal.h"

static u64 linear_va(u64 pfn)
{
	return dmr_bytes(pfn);
}

bool dmr_linear_add(struct dmr_record *record, const struct dmr_event *event,
		    u64 pfn, u64 npages, u8 type, u32 owner, u16 flags)
{
	struct dmr_map model = {
		.owner = owner,
		.kind = DMR_KIND_LINEAR,
		.type = type,
		.asked = event->asked,
		.flags = flags,
		.pfn = pfn,
		.npages = npages,
		.va = linear_va(pfn),
		.space = DMR_SPACE_LINEAR,
	};

	return dmr_map_add(record, &model);
}

static void forget(struct dmr_record *record, const struct dmr_part *part)
{
	dmr_map_clear(record, DMR_SPACE_LINEAR, linear_va(part->pfn),
		      linear_va(part->pfn) + dmr_bytes(part->npages) - 1);
}

/*
 * What a page table says when it is read again is no change by anybody: the
 * one who made the exception stays its owner, whatever type it really got.
 */
static bool same_owner(const struct dmr_record *record,
		       const struct dmr_event *event, const struct dmr_map *old)
{
	if (!old)
		return false;
	if ((event->flags & DMR_EV_FOUND) || !event->nr_stack)
		return true;
	return old->type == event->type && !(old->flags & DMR_EV_REPORTED) &&
	       !(old->owner && dmr_owner_at(record, old->owner)->reported);
}

static void change(struct dmr_record *record, const struct dmr_event *event,
		   const struct dmr_part *part)
{
	const u16 keep = DMR_EV_SANCTIONED | DMR_EV_FOUND | DMR_EV_REPORTED;
	const struct dmr_map *old = NULL;
	u16 flags = event->flags & keep;
	u32 owner;

	if (part->exception)
		old = dmr_map_at(record, part->exception);
	if (event->type == DMR_WB || event->type == DMR_WB_TAGGED) {
		forget(record, part);
		return;
	}
	if (old && old->type == event->type && same_owner(record, event, old))
		return;
	if (same_owner(record, event, old)) {
		owner = old->owner;
		flags = old->flags;
		dmr_owner_hold(record, owner, 1);
	} else {
		owner = dmr_event_owner(record, event);
		dmr_owner_hold(record, owner, 1);
	}
	forget(record, part);
	dmr_linear_add(record, event, part->pfn, part->npages, event->type,
		       owner, flags);
	dmr_owner_put(record, owner);
}

static void apply_run(struct dmr_record *record, const struct dmr_event *event,
		      const struct dmr_run *run)
{
	struct dmr_part part = {.npages = 0};
	struct dmr_meeting meeting;

	if (run->va && !record->has_linear_base) {
		record->has_linear_base = true;
		record->linear_base = run->va - dmr_bytes(run->pfn);
	}
	while (dmr_part_next(record, run, &part)) {
		dmr_decide_linear(record, event, &part, &meeting);
		if (meeting.what)
			dmr_pending_meet(record, event, &part, &meeting);
		change(record, event, &part);
	}
}

void dmr_apply_linear(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	if (event->type == DMR_TYPE_UNKNOWN)
		return;
	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (dmr_run_valid(record, &run))
			apply_run(record, event, &run);
	}
}
