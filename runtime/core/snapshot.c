// SPDX-License-Identifier: GPL-2.0-or-later
/* The state of the record as events that make it anew. */
#include "internal.h"

/* Where the events go */
struct sink {
	void (*emit)(void *arg, const struct dmr_event *event);
	void *arg;
};

static void give(struct dmr_record *record, struct sink *sink)
{
	record->event.flags |= DMR_EV_SNAPSHOT;
	if (!record->event.seq)
		record->event.seq = record->seq;
	sink->emit(sink->arg, &record->event);
}

static void give_start(struct dmr_record *record, struct sink *sink)
{
	dmr_start_event(&record->config, record->release, &record->event);
	if (record->has_linear_base)
		record->event.runs[record->event.nr_runs++] =
			(struct dmr_run){.va = record->linear_base};
	give(record, sink);
}

static void give_ram(struct dmr_record *record, struct sink *sink)
{
	const struct dmr_ram *ram = &record->ram[record->ram_generation & 1];
	struct dmr_event *event = &record->event;
	u32 i = 0;

	while (i < ram->n) {
		dmr_event_clear(event);
		event->op = DMR_OP_RAM;
		for (; i < ram->n && event->nr_runs < DMR_RUNS_MAX; i++)
			dmr_event_run(event, 0, ram->ranges[i].first,
				      ram->ranges[i].last -
					      ram->ranges[i].first + 1);
		give(record, sink);
	}
}

static void give_modules(struct dmr_record *record, struct sink *sink)
{
	struct dmr_event *event = &record->event;
	const struct dmr_module *module;
	u32 i;

	for (i = 1; i < dmr_pool_slots(&record->modules); i++) {
		module = dmr_pool_at(&record->modules, i);
		if (!module->used)
			continue;
		dmr_event_clear(event);
		event->op = DMR_OP_MODULE;
		memcpy(event->text, module->name, DMR_TEXT);
		dmr_event_run(event, module->va, 0, module->npages);
		give(record, sink);
	}
}

static void give_sites(struct dmr_record *record, struct sink *sink)
{
	struct dmr_event *event = &record->event;
	const struct dmr_site *site;
	u32 i;

	for (i = 0; i < DMR_SITES; i++) {
		site = &record->sites[i];
		if (!site->count)
			continue;
		dmr_event_clear(event);
		event->op = DMR_OP_SITE;
		event->kind = site->rule;
		event->func = site->site;
		event->count = site->count;
		give(record, sink);
	}
}

static void put_owner(const struct dmr_record *record,
		      const struct dmr_owner *owner, struct dmr_event *event)
{
	const struct dmr_stack *stack;

	event->pid = owner->pid;
	event->batch = owner->batch;
	event->seq = owner->seq;
	event->time = owner->time;
	event->func = owner->func;
	memcpy(event->comm, owner->comm, DMR_COMM);
	memcpy(event->device, owner->device, DMR_DEVICE);
	if (owner->reported) {
		event->flags |= DMR_EV_REPORTED;
		event->space2 = owner->reported;
	}
	if (!owner->stack)
		return;
	stack = dmr_stack_at(record, owner->stack);
	event->nr_stack = stack->nr;
	memcpy(event->stack, stack->address, stack->nr * sizeof(u64));
}

static void give_map(struct dmr_record *record, const struct dmr_map *map,
		     struct sink *sink)
{
	struct dmr_event *event = &record->event;
	u64 va = map->va;

	dmr_event_clear(event);
	event->op = DMR_OP_MAP;
	event->kind = map->kind;
	event->type = map->type;
	event->asked = map->asked;
	event->flags = map->flags;
	event->space = map->space;
	if (map->kind == DMR_KIND_LINEAR) {
		event->op = DMR_OP_LINEAR;
		event->space = DMR_SPACE_KERNEL;
		va = record->has_linear_base ?
			     record->linear_base + dmr_bytes(map->pfn) :
			     0;
	}
	dmr_event_run(event, va, map->pfn, map->npages);
	if (map->owner)
		put_owner(record, dmr_owner_at(record, map->owner), event);
	give(record, sink);
}

static void give_maps(struct dmr_record *record, struct sink *sink)
{
	const struct dmr_map *map;
	u32 i;

	for (i = 1; i < dmr_pool_slots(&record->maps); i++) {
		map = dmr_map_at(record, i);
		if (map->kind != DMR_KIND_NONE)
			give_map(record, map, sink);
	}
}

static void give_all(struct dmr_record *record, struct sink *sink)
{
	give_start(record, sink);
	give_ram(record, sink);
	give_modules(record, sink);
	give_maps(record, sink);
	give_sites(record, sink);
}

void dmr_snapshot(struct dmr_record *record,
		  void (*emit)(void *arg, const struct dmr_event *event),
		  void (*done)(void *arg), void *arg)
{
	struct sink sink = {.emit = emit, .arg = arg};
	unsigned long flags = 0;

	dmr_lock(&record->lock, flags);
	/* a replay has not seen the first half of these */
	dmr_pending_flush(record);
	give_all(record, &sink);
	if (done)
		done(arg);
	dmr_unlock(&record->lock, flags);
}

u64 dmr_snapshot_size(struct dmr_record *record)
{
	unsigned long flags = 0;
	u64 n = 1; /* the start */
	u32 i;

	dmr_lock(&record->lock, flags);
	n += (record->ram[record->ram_generation & 1].n + DMR_RUNS_MAX - 1) /
	     DMR_RUNS_MAX;
	n += record->modules.nr_live + record->maps.nr_live;
	for (i = 0; i < DMR_SITES; i++)
		n += record->sites[i].count != 0;
	dmr_unlock(&record->lock, flags);
	return n;
}
