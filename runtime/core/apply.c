// SPDX-License-Identifier: GPL-2.0-or-later
/* Events come in here; what each does to the record. */
#include "internal.h"

/* Moves go by way of a place that no event names: old and new may overlap */
#define SPACE_MOVING (DMR_SPACE_LINEAR - 1)

bool dmr_frames_valid(struct dmr_record *record, const struct dmr_run *run)
{
	if (!run->npages)
		return false;
	if (run->npages <= DMR_MAP_PAGES &&
	    run->pfn <= DMR_PFN_LIMIT - run->npages)
		return true;
	record->stats.lost_mappings++;
	return false;
}

/* Can it be? Addresses are taken as those of whole pages. */
bool dmr_run_valid(struct dmr_record *record, struct dmr_run *run)
{
	run->va &= ~((1ULL << DMR_PAGE_SHIFT) - 1);
	if (!dmr_frames_valid(record, run))
		return false;
	if (run->va + (dmr_bytes(run->npages) - 1) >= run->va)
		return true;
	record->stats.lost_mappings++;
	return false;
}

/* Only the addresses of a run count */
static bool range_valid(struct dmr_record *record, struct dmr_run *run)
{
	run->pfn = 0;
	return dmr_run_valid(record, run);
}

static u64 run_last(const struct dmr_run *run)
{
	return run->va + (dmr_bytes(run->npages) - 1);
}

/* --------------------------------------------------------------------- map */

/*
 * Plain write-back aliases of RAM are not worth memory. What a snapshot has was
 * worth it when it was made: the frames may have become RAM since.
 */
static bool kept(const struct dmr_record *record, const struct dmr_event *event,
		 bool ram)
{
	if (event->type == DMR_ABSENT || event->kind == DMR_KIND_NONE)
		return false;
	if (record->config.full || event->kind == DMR_KIND_DMA ||
	    event->kind == DMR_KIND_IOREMAP || (event->flags & DMR_EV_SNAPSHOT))
		return true;
	if (event->type != DMR_WB && event->type != DMR_WB_TAGGED)
		return true;
	return !ram;
}

static bool same_mapping(const struct dmr_map *map, u8 type,
			 const struct dmr_run *run)
{
	return map->type == type &&
	       map->pfn + ((run->va - map->va) >> DMR_PAGE_SHIFT) == run->pfn;
}

/*
 * A walk finds what a hook has told of already, and the hook knows the owner.
 * Cuts the run to its first piece that is the same all over; true: known.
 */
static bool known(struct dmr_record *record, const struct dmr_event *event,
		  struct dmr_run *run)
{
	u32 i = dmr_tree_va(record, event->space, run->va);
	const struct dmr_map *map;
	u64 end;

	if (!i)
		return false;
	map = dmr_map_at(record, i);
	if (map->va > run->va)
		end = (map->va - run->va) >> DMR_PAGE_SHIFT;
	else
		end = map->npages - ((run->va - map->va) >> DMR_PAGE_SHIFT);
	if (end < run->npages)
		run->npages = end;
	return map->va <= run->va && same_mapping(map, event->type, run);
}

static void add_run(struct dmr_record *record, const struct dmr_event *event,
		    const struct dmr_run *run)
{
	const u16 keep = DMR_EV_SANCTIONED | DMR_EV_FOUND | DMR_EV_DMA_MMAP |
			 DMR_EV_INSERT | DMR_EV_REPORTED;
	u64 last = run->pfn + run->npages - 1;
	struct dmr_map model = {
		.kind = event->kind,
		.type = event->type,
		.asked = event->asked,
		.flags = event->flags & keep,
		.pfn = run->pfn,
		.space = event->space,
	};
	bool ram;

	for (; model.pfn <= last; model.pfn += model.npages) {
		model.npages = dmr_ram_span(record, model.pfn, last, &ram);
		if (!kept(record, event, ram))
			continue;
		model.va = run->va + dmr_bytes(model.pfn - run->pfn);
		model.owner = dmr_event_owner(record, event);
		if (model.owner)
			model.flags &= ~DMR_EV_REPORTED;
		dmr_map_add(record, &model);
	}
}

static void decide_run(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_run *run)
{
	struct dmr_part part = {.npages = 0};
	struct dmr_meeting meeting;

	while (dmr_part_next(record, run, &part)) {
		dmr_decide_map(record, event, &part, &meeting);
		if (meeting.what)
			dmr_pending_meet(record, event, &part, &meeting);
	}
}

static void take_run(struct dmr_record *record, const struct dmr_event *event,
		     const struct dmr_run *run)
{
	decide_run(record, event, run);
	add_run(record, event, run);
}

/* An unmap that nobody saw has been there */
static void clear_run(struct dmr_record *record, const struct dmr_event *event,
		      const struct dmr_run *run)
{
	dmr_map_clear(record, event->space, run->va, run_last(run));
}

static void unknown_pieces(struct dmr_record *record,
			   const struct dmr_event *event,
			   const struct dmr_run *run,
			   void (*fn)(struct dmr_record *record,
				      const struct dmr_event *event,
				      const struct dmr_run *run))
{
	struct dmr_run piece, left = *run;

	while (left.npages) {
		piece = left;
		if (!known(record, event, &piece))
			fn(record, event, &piece);
		left.va += dmr_bytes(piece.npages);
		left.pfn += piece.npages;
		left.npages -= piece.npages;
	}
}

static void apply_map(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	if (event->kind == DMR_KIND_LINEAR) {
		dmr_apply_linear(record, event);
		return;
	}
	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (!dmr_run_valid(record, &run))
			continue;
		if ((event->flags & DMR_EV_FOUND) &&
		    !(event->flags & DMR_EV_SNAPSHOT)) {
			unknown_pieces(record, event, &run, clear_run);
			unknown_pieces(record, event, &run, take_run);
		} else {
			clear_run(record, event, &run);
			take_run(record, event, &run);
		}
	}
}

static void apply_refused(struct dmr_record *record,
			  const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (dmr_run_valid(record, &run))
			decide_run(record, event, &run);
	}
}

/* ------------------------------------------------------------------- unmap */

static void apply_unmap(struct dmr_record *record,
			const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (range_valid(record, &run) &&
		    !dmr_map_clear(record, event->space, run.va,
				   run_last(&run)))
			record->stats.unknown_unmaps++;
	}
}

static void apply_unmap_space(struct dmr_record *record,
			      const struct dmr_event *event)
{
	if (!dmr_map_clear(record, event->space, 0, ~0ULL))
		record->stats.unknown_unmaps++;
}

/* ------------------------------------------------------------ copy and move */

/* The part of a mapping in first..last; false: there is none */
static bool clip(const struct dmr_map *map, u64 first, u64 last,
		 struct dmr_map *ret)
{
	u64 skip = 0, end = map->npages;

	if (map->va > last || dmr_map_va_last(map) < first)
		return false;
	if (first > map->va)
		skip = (first - map->va) >> DMR_PAGE_SHIFT;
	if (last < dmr_map_va_last(map))
		end = ((last - map->va) >> DMR_PAGE_SHIFT) + 1;
	*ret = *map;
	ret->va += dmr_bytes(skip);
	ret->pfn += skip;
	ret->npages = end - skip;
	return true;
}

/* All of space from first to last is in space2 too; its conflicts are known */
static void copy(struct dmr_record *record, const struct dmr_event *event,
		 u64 first, u64 last)
{
	struct dmr_map part;
	u64 next = first;
	u32 i;

	while ((i = dmr_tree_va(record, event->space, next)) &&
	       clip(dmr_map_at(record, i), first, last, &part)) {
		next = dmr_map_va_last(dmr_map_at(record, i)) + 1;
		part.space = event->space2;
		dmr_map_clear(record, part.space, part.va,
			      dmr_map_va_last(&part));
		dmr_map_add(record, &part);
		if (!next)
			break;
	}
}

static void apply_copy(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	if (event->space == event->space2)
		return;
	if (!event->nr_runs)
		copy(record, event, 0, ~0ULL);
	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		if (range_valid(record, &run))
			copy(record, event, run.va, run_last(&run));
	}
}

static void move(struct dmr_record *record, u64 from, u64 to, u64 first,
		 u64 last, u64 delta)
{
	struct dmr_map part;
	u32 i;

	while ((i = dmr_tree_va(record, from, first)) &&
	       clip(dmr_map_at(record, i), first, last, &part)) {
		dmr_owner_hold(record, part.owner, 1);
		dmr_map_cut(record, i, part.va, dmr_map_va_last(&part));
		part.space = to;
		part.va += delta;
		dmr_map_add(record, &part);
		dmr_owner_put(record, part.owner);
	}
}

static void apply_move(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run from = event->runs[0], to = event->runs[1];
	u64 spaces[2] = {event->space, event->space2};

	if (event->nr_runs != 2)
		return;
	to.npages = from.npages;
	if (!range_valid(record, &from) || !range_valid(record, &to))
		return;
	move(record, spaces[0], SPACE_MOVING, from.va, run_last(&from), 0);
	dmr_map_clear(record, spaces[1], to.va, run_last(&to));
	move(record, SPACE_MOVING, spaces[1], from.va, run_last(&from),
	     to.va - from.va);
}

/* ------------------------------------------------------------------ others */

static void apply_ram(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_run run;
	int i;

	for (i = 0; i < event->nr_runs; i++) {
		run = event->runs[i];
		run.va = 0;
		if (dmr_run_valid(record, &run))
			dmr_ram_add(record, run.pfn, run.npages);
	}
}

static void apply_start(struct dmr_record *record,
			const struct dmr_event *event)
{
	memcpy(record->release, event->text, DMR_TEXT);
	record->release[DMR_TEXT - 1] = '\0';
	if (event->nr_runs > 2) {
		record->has_linear_base = true;
		record->linear_base = event->runs[2].va;
	}
}

static void apply_op(struct dmr_record *record, const struct dmr_event *event)
{
	switch (event->op) {
	case DMR_OP_START:
		apply_start(record, event);
		break;
	case DMR_OP_RAM:
		apply_ram(record, event);
		break;
	case DMR_OP_MODULE:
		dmr_module_apply(record, event);
		break;
	case DMR_OP_MAP:
		apply_map(record, event);
		break;
	case DMR_OP_UNMAP:
		apply_unmap(record, event);
		break;
	case DMR_OP_UNMAP_SPACE:
		apply_unmap_space(record, event);
		break;
	case DMR_OP_COPY:
		apply_copy(record, event);
		break;
	case DMR_OP_MOVE:
		apply_move(record, event);
		break;
	case DMR_OP_LINEAR:
		dmr_apply_linear(record, event);
		break;
	case DMR_OP_REFUSED:
		apply_refused(record, event);
		break;
	case DMR_OP_FREE:
		dmr_apply_free(record, event);
		break;
	case DMR_OP_SPLIT:
		record->stats.splits += event->count;
		break;
	case DMR_OP_SITE:
		dmr_site_set(record, event->kind, event->func, event->count);
		break;
	}
}

/* Numbers out of their ranges come from a caller's mistake: nothing is done */
static bool event_valid(const struct dmr_event *event)
{
	return event->op < DMR_OP_COUNT && event->kind < DMR_KIND_COUNT &&
	       event->type < DMR_TYPE_COUNT && event->asked < DMR_TYPE_COUNT &&
	       event->nr_runs <= DMR_RUNS_MAX &&
	       event->nr_stack <= DMR_STACK_MAX &&
	       event->space < SPACE_MOVING && event->space2 < SPACE_MOVING;
}

void dmr_apply(struct dmr_record *record, struct dmr_event *event)
{
	unsigned long flags = 0;

	dmr_lock(&record->lock, flags);
	if (!event_valid(event)) {
		record->stats.events[DMR_OP_NONE]++;
		dmr_unlock(&record->lock, flags);
		return;
	}
	if (!event->seq)
		event->seq = record->seq + 1;
	if (event->seq > record->seq)
		record->seq = event->seq;
	record->applied++;
	record->stats.events[event->op]++;
	record->owner = 0;
	record->owner_tried = false;
	if (record->config.tap)
		record->config.tap(record->config.arg, event);
	apply_op(record, event);
	if (record->nr_pending)
		dmr_pending_event(record, event);
	dmr_owner_put(record, record->owner);
	dmr_unlock(&record->lock, flags);
}
