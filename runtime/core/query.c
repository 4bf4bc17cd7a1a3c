// SPDX-License-Identifier: GPL-2.0-or-later
/* Questions to the record, under its lock. */
#include "internal.h"

static void copy_out(const struct dmr_record *record, u32 i, u64 pfn,
		     struct dmr_mapping *ret)
{
	const struct dmr_map *map = dmr_map_at(record, i);

	ret->pfn = map->pfn;
	ret->npages = map->npages;
	dmr_side_of_map(record, map, pfn, &ret->side);
}

/* slots looked at in one hold of the lock: free ones may be very many */
enum { SLOTS_A_HOLD = 1024 };

/* The first mapping from slot i on, before slot end; 0: none. Copied out. */
static u64 next_in(struct dmr_record *record, u64 i, u64 end,
		   struct dmr_mapping *ret)
{
	for (; i < end; i++) {
		if (dmr_map_at(record, i)->kind == DMR_KIND_NONE)
			continue;
		copy_out(record, i, dmr_map_at(record, i)->pfn, ret);
		return i;
	}
	return 0;
}

bool dmr_next(struct dmr_record *record, u64 *cursor, struct dmr_mapping *ret)
{
	u64 i = *cursor + 1, end, slots, found;
	unsigned long flags = 0;

	do {
		dmr_lock(&record->lock, flags);
		slots = dmr_pool_slots(&record->maps);
		end = i + SLOTS_A_HOLD < slots ? i + SLOTS_A_HOLD : slots;
		found = next_in(record, i, end, ret);
		dmr_unlock(&record->lock, flags);
		i = end;
	} while (!found && end < slots);
	if (found)
		*cursor = found;
	return found;
}

u64 dmr_reach(struct dmr_record *record, u64 space, u64 va, u64 last, u32 max)
{
	const struct dmr_map *map;
	unsigned long flags = 0;
	u64 reach = last;
	u32 i;

	dmr_lock(&record->lock, flags);
	while (max-- && (i = dmr_tree_va(record, space, va))) {
		map = dmr_map_at(record, i);
		if (map->va > last || dmr_map_va_last(map) >= last)
			break;
		va = dmr_map_va_last(map) + 1;
		if (!max)
			reach = va - 1;
	}
	dmr_unlock(&record->lock, flags);
	return reach;
}

size_t dmr_query(struct dmr_record *record, u64 pfn, struct dmr_mapping *ret,
		 size_t max)
{
	unsigned long flags = 0;
	struct dmr_over over;
	size_t n = 0;
	u32 i;

	dmr_lock(&record->lock, flags);
	dmr_over_begin(record, &over, pfn, pfn);
	while ((i = dmr_over_next(record, &over))) {
		if (n < max)
			copy_out(record, i, dmr_map_at(record, i)->pfn,
				 &ret[n]);
		n++;
	}
	dmr_unlock(&record->lock, flags);
	return n;
}

enum dmr_type dmr_linear_type(struct dmr_record *record, u64 pfn)
{
	unsigned long flags = 0;
	enum dmr_type type = DMR_TYPE_UNKNOWN;
	const struct dmr_map *map;
	u32 i;

	if (dmr_is_ram(record, pfn, 1))
		type = DMR_WB;
	if (pfn >= DMR_PFN_LIMIT)
		return type;
	dmr_lock(&record->lock, flags);
	i = dmr_tree_va(record, DMR_SPACE_LINEAR, dmr_bytes(pfn));
	if (i) {
		map = dmr_map_at(record, i);
		if (map->pfn <= pfn)
			type = map->type;
	}
	dmr_unlock(&record->lock, flags);
	return type;
}

void dmr_stats(struct dmr_record *record, struct dmr_stats *ret)
{
	unsigned long flags = 0;

	dmr_lock(&record->lock, flags);
	*ret = record->stats;
	ret->mappings = record->maps.nr_live;
	ret->owners = record->owners.nr_live;
	ret->stacks = record->stacks.nr_live;
	ret->max_bytes = record->config.max_bytes;
	dmr_unlock(&record->lock, flags);
}

const struct dmr_config *dmr_config_of(const struct dmr_record *record)
{
	return &record->config;
}
