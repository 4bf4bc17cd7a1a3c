// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings: how they come, go, and are cut. */
#include "internal.h"

static void account(struct dmr_record *record, const struct dmr_map *map, int n,
		    s64 pages)
{
	struct dmr_stats *stats = &record->stats;

	stats->by_kind[map->kind] += n;
	if (map->kind == DMR_KIND_LINEAR)
		stats->linear_pages[map->type] += pages;
	if (record->maps.nr_live > stats->mappings_peak)
		stats->mappings_peak = record->maps.nr_live;
}

static void link_trees(struct dmr_record *record, u32 i)
{
	dmr_tree_insert(record, DMR_BY_PFN, i);
	dmr_tree_insert(record, DMR_BY_VA, i);
}

static void unlink_trees(struct dmr_record *record, u32 i)
{
	dmr_tree_remove(record, DMR_BY_PFN, i);
	dmr_tree_remove(record, DMR_BY_VA, i);
}

static bool alike(const struct dmr_map *a, const struct dmr_map *b)
{
	return a->owner == b->owner && a->kind == b->kind &&
	       a->type == b->type && a->asked == b->asked &&
	       a->flags == b->flags;
}

/* Let b, which goes on where a ends, become a part of a */
static void grow(struct dmr_record *record, u32 i, u64 npages)
{
	struct dmr_map *map = dmr_map_at(record, i);
	u64 end = map->pfn + map->npages;

	dmr_tree_remove(record, DMR_BY_PFN, i);
	dmr_filter_va(record, map->space, map->va, map->npages, -1);
	map->npages += npages;
	dmr_filter_va(record, map->space, map->va, map->npages, 1);
	dmr_tree_insert(record, DMR_BY_PFN, i);
	dmr_filter_hold(record, map->pfn, map->npages);
	dmr_filter_set(record, end, npages);
	dmr_filter_drop(record, map->pfn, map->npages - npages);
	account(record, map, 0, npages);
}

/* Join it to the mapping before it where both are one */
static bool join_before(struct dmr_record *record, const struct dmr_map *model)
{
	u32 i = dmr_tree_before(record, model->space, model->va);
	const struct dmr_map *map;

	if (!i)
		return false;
	map = dmr_map_at(record, i);
	if (map->pfn + map->npages != model->pfn || !alike(map, model) ||
	    map->npages + (u64)model->npages > DMR_MAP_PAGES ||
	    !dmr_tree_ready(record, 0))
		return false;
	grow(record, i, model->npages);
	return true;
}

static void add(struct dmr_record *record, u32 i, const struct dmr_map *model)
{
	struct dmr_map *map = dmr_map_at(record, i);

	*map = *model;
	dmr_owner_hold(record, map->owner, 1);
	link_trees(record, i);
	dmr_filter_hold(record, map->pfn, map->npages);
	dmr_filter_set(record, map->pfn, map->npages);
	dmr_filter_va(record, map->space, map->va, map->npages, 1);
	account(record, map, 1, map->npages);
}

bool dmr_map_add(struct dmr_record *record, const struct dmr_map *model)
{
	u32 i;

	/* besides the event's own reference: it has mappings already */
	if (model->owner && dmr_owner_at(record, model->owner)->refs > 1 &&
	    join_before(record, model))
		return true;
	i = dmr_tree_ready(record, DMR_NODES_CUT) ?
		    dmr_pool_get(&record->maps) :
		    0;
	if (!i) {
		record->stats.lost_mappings++;
		dmr_filter_doubt(record, model->pfn, model->npages);
		return false;
	}
	add(record, i, model);
	return true;
}

void dmr_map_remove(struct dmr_record *record, u32 i)
{
	struct dmr_map *map = dmr_map_at(record, i);
	u64 pfn = map->pfn, npages = map->npages;

	unlink_trees(record, i);
	dmr_filter_clear(record, pfn, npages);
	dmr_filter_drop(record, pfn, npages);
	dmr_filter_va(record, map->space, map->va, npages, -1);
	account(record, map, -1, -(s64)npages);
	dmr_owner_put(record, map->owner);
	dmr_pool_put(&record->maps, i);
}

/* There is no node left to have it in another place of the trees */
static void lose(struct dmr_record *record, u32 i)
{
	const struct dmr_map *map = dmr_map_at(record, i);
	u64 pfn = map->pfn, npages = map->npages;

	record->stats.lost_mappings++;
	dmr_map_remove(record, i);
	dmr_filter_doubt(record, pfn, npages);
}

/* Make a mapping smaller: npages of it from 'skip' on stay */
static void trim(struct dmr_record *record, u32 i, u64 skip, u64 npages)
{
	struct dmr_map *map = dmr_map_at(record, i);
	u64 pfn = map->pfn, old = map->npages;

	if (!dmr_tree_ready(record, 0)) {
		lose(record, i);
		return;
	}
	unlink_trees(record, i);
	dmr_filter_va(record, map->space, map->va, old, -1);
	map->pfn += skip;
	map->va += dmr_bytes(skip);
	map->npages = npages;
	dmr_filter_va(record, map->space, map->va, npages, 1);
	link_trees(record, i);
	dmr_filter_hold(record, map->pfn, npages);
	if (skip)
		dmr_filter_clear(record, pfn, skip);
	if (skip + npages < old)
		dmr_filter_clear(record, pfn + skip + npages,
				 old - skip - npages);
	dmr_filter_drop(record, pfn, old);
	account(record, map, 0, (s64)npages - (s64)old);
}

void dmr_map_cut(struct dmr_record *record, u32 i, u64 first, u64 last)
{
	struct dmr_map *map = dmr_map_at(record, i), tail = *map;
	u64 head = 0, skip = map->npages;

	if (first > map->va)
		head = (first - map->va) >> DMR_PAGE_SHIFT;
	if (last < dmr_map_va_last(map))
		skip = ((last - map->va) >> DMR_PAGE_SHIFT) + 1;
	if (!head && skip == map->npages) {
		dmr_map_remove(record, i);
		return;
	}
	if (!head) {
		trim(record, i, skip, map->npages - skip);
		return;
	}
	trim(record, i, 0, head);
	if (skip == tail.npages)
		return;
	tail.pfn += skip;
	tail.va += dmr_bytes(skip);
	tail.npages -= skip;
	dmr_map_add(record, &tail);
}

u32 dmr_map_clear(struct dmr_record *record, u64 space, u64 first, u64 last)
{
	const struct dmr_map *map;
	u32 i, n = 0;
	bool through;

	while ((i = dmr_tree_va(record, space, first))) {
		map = dmr_map_at(record, i);
		if (map->va > last)
			break;
		through = dmr_map_va_last(map) >= last;
		dmr_map_cut(record, i, first, last);
		n++;
		if (through)
			break;
	}
	return n;
}
