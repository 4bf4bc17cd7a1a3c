// SPDX-License-Identifier: GPL-2.0-or-later
/* Exceptions in the linear map: made, changed, restored. */
#include "internal.h"

static u64 linear_va(u64 pfn)
{
	return dmr_bytes(pfn);
}

void dmr_linear_forget(struct dmr_record *record, const struct dmr_part *part)
{
	u64 va = linear_va(part->pfn);

	if (part->exception)
		dmr_map_cut(record, part->exception, va,
			    va + dmr_bytes(part->npages) - 1);
}

void dmr_linear_set(struct dmr_record *record, const struct dmr_part *part,
		    struct dmr_map *model)
{
	/* what is forgotten may have held the last reference */
	dmr_owner_hold(record, model->owner, 1);
	dmr_linear_forget(record, part);
	model->kind = DMR_KIND_LINEAR;
	model->pfn = part->pfn;
	model->npages = part->npages;
	model->va = linear_va(part->pfn);
	model->space = DMR_SPACE_LINEAR;
	dmr_map_add(record, model);
	dmr_owner_put(record, model->owner);
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
	return old->type == event->type && !dmr_reported(record, event, old);
}

static void change(struct dmr_record *record, const struct dmr_event *event,
		   const struct dmr_part *part)
{
	const u16 keep = DMR_EV_SANCTIONED | DMR_EV_FOUND | DMR_EV_REPORTED;
	struct dmr_map model = {.flags = event->flags & keep};
	const struct dmr_map *old = NULL;

	if (event->type == DMR_WB || event->type == DMR_WB_TAGGED) {
		dmr_linear_forget(record, part);
		return;
	}
	if (part->exception)
		old = dmr_map_at(record, part->exception);
	if (!same_owner(record, event, old)) {
		model.owner = dmr_event_owner(record, event);
		if (model.owner)
			model.flags &= ~DMR_EV_REPORTED;
		model.asked = event->asked;
	} else if (old->type == event->type) {
		return;
	} else {
		model = *old;
	}
	model.type = event->type;
	dmr_linear_set(record, part, &model);
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
		if (dmr_frames_valid(record, &run))
			apply_run(record, event, &run);
	}
}
