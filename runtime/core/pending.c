// SPDX-License-Identifier: GPL-2.0-or-later
/* Verdicts: gathered over the events of a call, counted by site, given out. */
#include "internal.h"

/* ------------------------------------------------------------------- sites */

/*
 * The counter of a site; when the table is full, one that is shared by all who
 * came too late.
 */
static struct dmr_site *site_of(struct dmr_record *record, u32 rule, u64 site)
{
	u32 i = (u32)dmr_hash(site * DMR_RULE_COUNT + rule) >> 1, n;
	struct dmr_site *s;

	for (n = 0; n < DMR_SITES - 1; n++, i++) {
		s = &record->sites[1 + i % (DMR_SITES - 1)];
		if (s->rule == rule && s->site == site)
			return s;
		if (s->rule)
			continue;
		s->rule = rule;
		s->site = site;
		record->nr_sites++;
		return s;
	}
	return &record->sites[0];
}

void dmr_site_set(struct dmr_record *record, u32 rule, u64 site, u32 count)
{
	if (rule < DMR_RULE_COUNT)
		site_of(record, rule, site)->count = count;
}

u64 dmr_stack_site(const struct dmr_record *record, const u64 *stack, u32 nr)
{
	const struct dmr_config *config = &record->config;
	u32 i;

	for (i = 0; i < nr; i++)
		if (stack[i] >= config->module_start &&
		    stack[i] < config->module_end)
			return stack[i];
	return nr ? stack[0] : 0;
}

/* ------------------------------------------------------------------- sides */

static void side_owner(const struct dmr_record *record,
		       const struct dmr_owner *owner, struct dmr_side *side)
{
	const struct dmr_stack *stack;

	side->pid = owner->pid;
	side->seq = owner->seq;
	side->time = owner->time;
	side->func = owner->func;
	memcpy(side->comm, owner->comm, DMR_COMM);
	memcpy(side->device, owner->device, DMR_DEVICE);
	if (!owner->stack)
		return;
	stack = dmr_stack_at(record, owner->stack);
	side->nr_stack = stack->nr;
	memcpy(side->stack, stack->address, stack->nr * sizeof(u64));
	side->site = dmr_stack_site(record, stack->address, stack->nr);
}

void dmr_side_of_map(const struct dmr_record *record, const struct dmr_map *map,
		     u64 pfn, struct dmr_side *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = map->kind;
	ret->type = map->type;
	ret->asked = map->asked;
	ret->flags = map->flags & ~DMR_EV_REPORTED;
	ret->space = map->space;
	ret->va = map->va + dmr_bytes(pfn - map->pfn);
	if (map->kind == DMR_KIND_LINEAR) {
		ret->space = DMR_SPACE_KERNEL;
		ret->va = record->has_linear_base ?
				  record->linear_base + dmr_bytes(pfn) :
				  0;
	}
	if (map->owner)
		side_owner(record, dmr_owner_at(record, map->owner), ret);
}

static void side_of_event(const struct dmr_record *record,
			  const struct dmr_event *event, u64 va,
			  struct dmr_side *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = event->kind;
	if (event->op == DMR_OP_LINEAR)
		ret->kind = DMR_KIND_LINEAR;
	if (event->op == DMR_OP_FREE)
		ret->kind = DMR_KIND_NONE;
	ret->type = event->type;
	ret->asked = event->asked;
	ret->flags = event->flags & (DMR_EV_SANCTIONED | DMR_EV_FOUND |
				     DMR_EV_DMA_MMAP | DMR_EV_INSERT);
	ret->pid = event->pid;
	ret->seq = event->seq;
	ret->time = event->time;
	ret->va = va;
	ret->space = event->space;
	ret->func = event->func;
	memcpy(ret->comm, event->comm, DMR_COMM);
	memcpy(ret->device, event->device, DMR_DEVICE);
	ret->nr_stack = event->nr_stack;
	memcpy(ret->stack, event->stack, event->nr_stack * sizeof(u64));
	ret->site = dmr_stack_site(record, event->stack, event->nr_stack);
}

static void side_implied(const struct dmr_record *record, u64 pfn, u8 type,
			 struct dmr_side *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = DMR_KIND_LINEAR;
	ret->type = type;
	if (record->has_linear_base)
		ret->va = record->linear_base + dmr_bytes(pfn);
}

/* ----------------------------------------------------------------- pending */

static void give_out(struct dmr_record *record, struct dmr_pending *pending)
{
	struct dmr_verdict *verdict = &pending->verdict;
	struct dmr_site *site;

	pending->used = false;
	record->nr_pending--;
	site = site_of(record, verdict->rule, verdict->culprit.site);
	if (site->count < ~0U)
		site->count++;
	verdict->nth = site->count;
	record->stats.verdicts[verdict->rule]++;
	if (record->config.verdict)
		record->config.verdict(record->config.arg, verdict);
}

/* The one of this batch, rule and way; else a free one; else the oldest's */
static struct dmr_pending *slot(struct dmr_record *record, u64 batch, u8 rule,
				u8 what)
{
	struct dmr_pending *p, *ret = NULL, *oldest = &record->pending[0];
	int i;

	for (i = 0; i < DMR_PENDING; i++) {
		p = &record->pending[i];
		if (!p->used) {
			ret = p;
			continue;
		}
		if (p->batch == batch && p->verdict.rule == rule &&
		    p->verdict.what == what)
			return p;
		if (p->touched < oldest->touched)
			oldest = p;
	}
	if (ret)
		return ret;
	give_out(record, oldest);
	return oldest;
}

static void begin(struct dmr_record *record, struct dmr_pending *pending,
		  const struct dmr_event *event, const struct dmr_part *part,
		  const struct dmr_meeting *meeting)
{
	struct dmr_verdict *verdict = &pending->verdict;

	pending->used = true;
	pending->batch = event->batch;
	record->nr_pending++;
	memset(verdict, 0, sizeof(*verdict));
	verdict->rule = meeting->rule;
	verdict->what = meeting->what;
	verdict->arch = record->config.profile;
	verdict->machine = record->config.machine;
	verdict->strict = meeting->mild;
	verdict->pfn = part->pfn;
	verdict->npages = part->npages;
	side_of_event(record, event, part->va, &verdict->culprit);
	if (meeting->other)
		dmr_side_of_map(record, dmr_map_at(record, meeting->other),
				part->pfn, &verdict->other);
	else
		side_implied(record, part->pfn, meeting->other_type,
			     &verdict->other);
}

void dmr_pending_meet(struct dmr_record *record, const struct dmr_event *event,
		      const struct dmr_part *part,
		      const struct dmr_meeting *meeting)
{
	struct dmr_pending *pending;
	struct dmr_verdict *verdict;

	if (event->flags & DMR_EV_SNAPSHOT)
		return;
	if (meeting->mild && !record->config.strict) {
		record->stats.suppressed++;
		return;
	}
	pending = slot(record, event->batch, meeting->rule, meeting->what);
	verdict = &pending->verdict;
	if (!pending->used)
		begin(record, pending, event, part, meeting);
	else if (verdict->pfn + verdict->npages == part->pfn)
		verdict->npages += part->npages;
	pending->touched = record->applied;
	verdict->seq = event->seq;
	verdict->time = event->time;
	verdict->total += part->npages;
}

static bool due(const struct dmr_record *record,
		const struct dmr_pending *pending,
		const struct dmr_event *event)
{
	if (!pending->used)
		return false;
	if (pending->batch == event->batch)
		return !event->batch || !(event->flags & DMR_EV_MORE);
	return record->applied - pending->touched > DMR_ABANDONED;
}

void dmr_pending_event(struct dmr_record *record, const struct dmr_event *event)
{
	int i;

	for (i = 0; record->nr_pending && i < DMR_PENDING; i++)
		if (due(record, &record->pending[i], event))
			give_out(record, &record->pending[i]);
}

void dmr_pending_flush(struct dmr_record *record)
{
	int i;

	for (i = 0; i < DMR_PENDING; i++)
		if (record->pending[i].used)
			give_out(record, &record->pending[i]);
}
