// SPDX-License-Identifier: GPL-2.0-or-later
/* What an event conflicts with, part by part of its runs. */
#include "internal.h"

/* ------------------------------------------------------------------- parts */

/* A mapping over the part's first frame, and at least up to a place in it */
static void note(struct dmr_part *part, const struct dmr_map *map, u32 i)
{
	if (part->n < DMR_PART_OVER)
		part->over[part->n] = i;
	part->n++;
	if (map->kind == DMR_KIND_LINEAR) {
		part->linear = map->type;
		part->exception = i;
	}
}

/* Cut the part where something else covers the frames; note the linear map */
static void look(struct dmr_record *record, struct dmr_part *part)
{
	u64 end = part->pfn + part->npages;
	const struct dmr_map *map;
	struct dmr_over over;
	u32 i;

	dmr_over_begin(record, &over, part->pfn, end - 1);
	while ((i = dmr_over_next(record, &over))) {
		map = dmr_map_at(record, i);
		if (map->pfn > part->pfn) {
			end = map->pfn < end ? map->pfn : end;
			break;
		}
		if (map->pfn + map->npages < end)
			end = map->pfn + map->npages;
		note(part, map, i);
	}
	part->npages = end - part->pfn;
}

bool dmr_part_next(struct dmr_record *record, const struct dmr_run *run,
		   struct dmr_part *part)
{
	u64 end = run->pfn + run->npages;
	u64 pfn = part->npages ? part->pfn + part->npages : run->pfn;

	if (pfn >= end)
		return false;
	part->pfn = pfn;
	part->va = run->va + dmr_bytes(pfn - run->pfn);
	part->npages = dmr_ram_span(record, pfn, end - 1, &part->ram);
	part->linear = part->ram ? DMR_WB : DMR_TYPE_UNKNOWN;
	part->exception = 0;
	part->n = 0;
	/* the usual case is that nothing is known, and the filter knows it */
	if (dmr_marked(record, part->pfn, part->npages))
		look(record, part);
	return true;
}

static void over_begin(const struct dmr_record *record,
		       const struct dmr_part *part, struct dmr_part_over *o)
{
	o->part = part;
	o->n = 0;
	if (part->n > DMR_PART_OVER)
		dmr_over_begin(record, &o->over, part->pfn, part->pfn);
}

static u32 over_next(const struct dmr_record *record, struct dmr_part_over *o)
{
	if (o->part->n > DMR_PART_OVER)
		return dmr_over_next(record, &o->over);
	return o->n < o->part->n ? o->part->over[o->n++] : 0;
}

/* ---------------------------------------------------------------- meetings */

static u8 alias_rule(u8 kind, bool ram)
{
	if (!ram)
		return DMR_MMIO_CONFLICT;
	switch (kind) {
	case DMR_KIND_IOREMAP:
	case DMR_KIND_MEMREMAP:
		return DMR_RAM_IOMAP;
	case DMR_KIND_USER:
		return DMR_RAM_ALIAS_USER;
	default:
		return DMR_RAM_ALIAS_VMAP;
	}
}

static bool sanctioned(u16 flags)
{
	return flags & (DMR_EV_SANCTIONED | DMR_EV_DMA_MMAP);
}

static int weight(const struct dmr_meeting *meeting)
{
	if (!meeting->what)
		return 0;
	if (meeting->what == DMR_WRONG_CALL)
		return 9; /* whatever the types are */
	return 1 + 2 * !meeting->mild + (meeting->what != DMR_OVERRIDDEN);
}

/* One order on all machines, live and replayed */
static bool before(const struct dmr_meeting *a, const struct dmr_meeting *b)
{
	if (a->seq != b->seq)
		return a->seq < b->seq;
	return a->space != b->space ? a->space < b->space : a->va < b->va;
}

/* The worst is kept; of equals the one that was there first */
static void meet(struct dmr_meeting *worst, const struct dmr_meeting *now)
{
	int more = weight(now) - weight(worst);

	if (more > 0 || (!more && before(now, worst)))
		*worst = *now;
}

static void set_other(const struct dmr_record *record, u32 i,
		      struct dmr_meeting *meeting)
{
	const struct dmr_map *map = dmr_map_at(record, i);

	meeting->other = i;
	meeting->seq = map->owner ? dmr_owner_at(record, map->owner)->seq : 0;
	meeting->space = map->space;
	meeting->va = map->va;
}

/*
 * x86's UC- means: uncached unless somebody makes it write-combining. A frame
 * buffer in user space is asked for so (fb_pgprotect(),
 * arch/x86/include/asm/fb.h) and gets the type of the driver's own mapping, as
 * it should. A driver that maps registers needs what it asked for.
 */
static bool as_meant(const struct dmr_event *event, const struct dmr_part *part)
{
	return !part->ram && event->kind == DMR_KIND_USER &&
	       event->asked == DMR_UC_MINUS && event->type == DMR_NC;
}

/* One mapping, that was there, against what was asked for now and what came */
static void compare(const struct dmr_record *record,
		    const struct dmr_event *event, const struct dmr_part *part,
		    u8 type, struct dmr_meeting *now)
{
	enum dmr_arch arch = record->config.profile;
	enum dmr_relation r = dmr_relate(arch, event->type, type, part->ram);

	now->what = DMR_WHAT_NONE;
	if (event->op != DMR_OP_REFUSED && r != DMR_AGREE) {
		now->what = DMR_ALIASED;
		now->mild = now->mild || r == DMR_TOLERATED;
		return;
	}
	if (!event->asked || event->asked == event->type ||
	    as_meant(event, part))
		return;
	r = dmr_relate(arch, event->asked, type, part->ram);
	if (r == DMR_CONFLICT)
		now->what = event->op == DMR_OP_REFUSED ? DMR_WAS_REFUSED :
							  DMR_OVERRIDDEN;
}

static void meet_linear(struct dmr_record *record,
			const struct dmr_event *event,
			const struct dmr_part *part, struct dmr_meeting *ret)
{
	struct dmr_meeting now = {
		.rule = alias_rule(event->kind, part->ram),
		.mild = sanctioned(event->flags),
		.other = part->exception,
		.other_type = part->linear,
	};

	if (!part->ram)
		return;
	compare(record, event, part, part->linear, &now);
	/* whatever is asked for: RAM is not for ioremap() */
	if (event->op == DMR_OP_REFUSED && event->kind == DMR_KIND_IOREMAP)
		now.what = DMR_WAS_REFUSED;
	if (now.what)
		meet(ret, &now);
}

static void meet_alias(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_part *part, u32 i,
		       struct dmr_meeting *ret)
{
	const struct dmr_map *map = dmr_map_at(record, i);
	struct dmr_meeting now = {
		.rule = alias_rule(event->kind, part->ram),
		.mild = sanctioned(event->flags) || sanctioned(map->flags),
	};

	set_other(record, i, &now);
	compare(record, event, part, map->type, &now);
	if (now.what)
		meet(ret, &now);
}

/* A driver's own remap of a dma_alloc_*() buffer to user space */
static bool wrong_call(const struct dmr_event *event)
{
	const u16 right = DMR_EV_DMA_MMAP | DMR_EV_SANCTIONED | DMR_EV_FOUND |
			  DMR_EV_INSERT;

	return event->op == DMR_OP_MAP && event->kind == DMR_KIND_USER &&
	       !(event->flags & right);
}

static void meet_buffer(struct dmr_record *record,
			const struct dmr_event *event, u32 i,
			struct dmr_meeting *ret)
{
	struct dmr_meeting now = {
		.rule = DMR_USER_NOT_DMA_MMAP,
		.what = DMR_WRONG_CALL,
	};

	set_other(record, i, &now);
	if (wrong_call(event))
		meet(ret, &now);
}

void dmr_decide_map(struct dmr_record *record, const struct dmr_event *event,
		    const struct dmr_part *part, struct dmr_meeting *ret)
{
	struct dmr_part_over over;
	u32 i;
	u8 kind;

	memset(ret, 0, sizeof(*ret));
	if (event->kind == DMR_KIND_DMA)
		return;
	meet_linear(record, event, part, ret);
	over_begin(record, part, &over);
	while ((i = over_next(record, &over))) {
		kind = dmr_map_at(record, i)->kind;
		if (kind == DMR_KIND_DMA)
			meet_buffer(record, event, i, ret);
		else if (kind != DMR_KIND_LINEAR)
			meet_alias(record, event, part, i, ret);
	}
}

/*
 * The linear map changes under mappings that live: a conflict where there was
 * none before. A change towards what the alias has is the cure.
 */
void dmr_decide_linear(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_part *part, struct dmr_meeting *ret)
{
	enum dmr_arch arch = record->config.profile;
	enum dmr_relation old, new;
	struct dmr_meeting now;
	struct dmr_part_over over;
	struct dmr_map *map;
	u32 i;

	memset(ret, 0, sizeof(*ret));
	over_begin(record, part, &over);
	while ((i = over_next(record, &over))) {
		map = dmr_map_at(record, i);
		if (map->kind == DMR_KIND_LINEAR || map->kind == DMR_KIND_DMA)
			continue;
		old = dmr_relate(arch, part->linear, map->type, part->ram);
		new = dmr_relate(arch, event->type, map->type, part->ram);
		if (new <= old)
			continue;
		memset(&now, 0, sizeof(now));
		now.rule = alias_rule(map->kind, part->ram);
		now.what = DMR_CHANGED_UNDER;
		now.mild = new == DMR_TOLERATED || sanctioned(map->flags) ||
			   sanctioned(event->flags);
		set_other(record, i, &now);
		meet(ret, &now);
	}
}

bool dmr_reported(const struct dmr_record *record,
		  const struct dmr_event *event, const struct dmr_map *map)
{
	u64 by;

	if (!map->owner)
		return map->flags & DMR_EV_REPORTED;
	by = dmr_owner_at(record, map->owner)->reported;
	return by && by != dmr_key(event->batch, event->seq);
}

static void free_changed(struct dmr_record *record,
			 const struct dmr_event *event,
			 const struct dmr_part *part, struct dmr_meeting *ret)
{
	u32 i = part->exception;

	if (event->type == DMR_TYPE_UNKNOWN || event->type == DMR_ABSENT ||
	    event->type == DMR_WB || event->type == DMR_WB_TAGGED)
		return;
	if (i && dmr_reported(record, event, dmr_map_at(record, i)))
		return;
	ret->rule = DMR_NOT_RESTORED;
	ret->what = DMR_FREED_CHANGED;
	ret->other = i;
	ret->other_type = event->type;
}

void dmr_decide_free(struct dmr_record *record, const struct dmr_event *event,
		     const struct dmr_part *part, struct dmr_meeting *changed,
		     struct dmr_meeting *aliased)
{
	enum dmr_arch arch = record->config.profile;
	const struct dmr_map *map;
	struct dmr_meeting now;
	struct dmr_part_over over;
	u32 i;

	memset(changed, 0, sizeof(*changed));
	memset(aliased, 0, sizeof(*aliased));
	free_changed(record, event, part, changed);
	over_begin(record, part, &over);
	while ((i = over_next(record, &over))) {
		map = dmr_map_at(record, i);
		if (map->kind == DMR_KIND_LINEAR || map->kind == DMR_KIND_DMA ||
		    dmr_reported(record, event, map) ||
		    dmr_relate(arch, DMR_WB, map->type, true) != DMR_CONFLICT)
			continue;
		memset(&now, 0, sizeof(now));
		now.rule = alias_rule(map->kind, true);
		now.what = DMR_FREED_ALIASED;
		now.mild = sanctioned(map->flags);
		set_other(record, i, &now);
		meet(aliased, &now);
	}
}
